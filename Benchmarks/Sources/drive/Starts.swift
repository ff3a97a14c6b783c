// SPDX-License-Identifier: Apache-2.0

import Report

/// From the start of a program to its first reply, and to the reply that needs the server: servers by themselves, and what
/// starts them, compared with that.
struct Starts {
    /// A program with what it is compared with.
    struct Row {
        let name: String
        let command: [String]
        /// The row that is the server by itself; its own index for that server.
        let base: Int
        /// The most milliseconds that it may add until the tools are there; nil where nothing has to hold.
        var limit: Double?
        var samples: [Double] = []
        /// The times until the reply to `tools/list`, which Ward never gives before the server has said its tools.
        var listings: [Double] = []
        var failure: String?
    }

    private(set) var rows: [Row] = []

    mutating func add(base name: String, _ command: [String]) {
        rows.append(Row(name: name, command: command, base: rows.count))
    }

    mutating func add(_ name: String, _ command: [String], limit: Double?) {
        rows.append(Row(name: name, command: command, base: rows.last?.base ?? 0, limit: limit))
    }

    /// Starts every row in turn, `count` times; the first start of each only warms up.
    mutating func run(count: Int, log: String) {
        var replies: [Int: [UInt8]] = [:]
        for round in 0...count {
            for index in rows.indices where rows[index].failure == nil {
                do throws(PeerError) {
                    let begin = now()
                    let (peer, time, reply) = try Round.start(rows[index].command, log: log)
                    defer { peer.stop() }
                    try peer.send(Requests.list)
                    guard Round.contains(try peer.receive(), #""small""#) else { throw PeerError(detail: "no tools") }
                    let listing = now() - begin
                    if rows[index].base == index { replies[index] = reply }
                    // Ward would answer for a server that may not run, and quicker than any server.
                    guard reply == replies[rows[index].base] else { throw PeerError(detail: "not the server's reply") }
                    guard round > 0 else { continue }
                    rows[index].samples.append(time)
                    rows[index].listings.append(listing)
                } catch {
                    rows[index].failure = error.detail
                }
            }
        }
    }

    /// Prints the table; answers whether every row is in it.
    func report(count: Int, machine: String) -> Bool {
        var table = Table(
            "start to", "first reply, p50 ms", "p90 ms", "added p50", "tools, p50 ms", "p90 ms", "added p50", "to hold",
            "holds")
        for row in rows {
            if let failure = row.failure {
                print("drive: error: row \(row.name): \(failure)")
                continue
            }
            let isBase = row.name == rows[row.base].name
            // Start by start: what slows one down slows its neighbours, and leaves in the difference.
            let added = median(zip(row.samples, rows[row.base].samples).map { $0 - $1 }) / 1e6
            let addedToList = median(zip(row.listings, rows[row.base].listings).map { $0 - $1 }) / 1e6
            table.add([
                row.name, decimal(median(row.samples) / 1e6, digits: 1),
                decimal(percentile(0.9, of: row.samples) / 1e6, digits: 1), isBase ? "" : decimal(added, digits: 1),
                decimal(median(row.listings) / 1e6, digits: 1),
                decimal(percentile(0.9, of: row.listings) / 1e6, digits: 1),
                isBase ? "" : decimal(addedToList, digits: 1),
                row.limit.map { "≤ \(decimal($0, digits: 0)) ms" } ?? "",
                row.limit.map { addedToList <= $0 ? "yes" : "no" } ?? "",
            ])
        }
        print(table.text)
        print("")
        print("Machine: \(machine).")
        print(
            "\(count) starts of each row, in turn, after one to warm up; from the spawn to the whole reply to `initialize`, and to `tools/list`."
        )
        return rows.allSatisfy { $0.failure == nil }
    }
}
