// SPDX-License-Identifier: Apache-2.0

import Report

/// Prints the table, what it was measured with, and how to read it.
func printReport(on rows: [Row], effort: Effort, machine: String) {
    let complete = rows.filter { $0.failure == nil }
    for row in rows {
        if let failure = row.failure { print("drive: error: row \(row.name): \(failure)") }
    }
    guard complete.count >= 2 else { return }
    let direct = complete[0]
    let relay = complete[1]

    var table = Table(
        "stdio", "300 B p50 µs", "p99", "added p50", "× relay", "10 KB p50 µs", "p99", "added p50", "× relay",
        "messages/s", "start ms", "added", "RSS MB", "anon MB", "anon MB after load", "CPU µs/call")
    for row in complete {
        let isDirect = row.name == direct.name
        let small = added(row.small, over: direct.small)
        let large = added(row.large, over: direct.large)
        let start = median(row.starts)
        table.add([
            row.name,
            micro(median(row.small.map(\.p50))), micro(median(row.small.map(\.p99))),
            isDirect ? "" : micro(small), isDirect ? "" : ratio(small, added(relay.small, over: direct.small)),
            micro(median(row.large.map(\.p50))), micro(median(row.large.map(\.p99))),
            isDirect ? "" : micro(large), isDirect ? "" : ratio(large, added(relay.large, over: direct.large)),
            decimal(median(row.flood), digits: 0),
            decimal(start / 1e6, digits: 1), isDirect ? "" : decimal((start - median(direct.starts)) / 1e6, digits: 1),
            mega(row.resident), mega(row.anonymous), mega(row.anonymousAfterLoad),
            micro(median(row.processor)),
        ])
    }
    print(table.text)
    print("")
    print("Machine: \(machine).")
    print(
        """
        \(effort.rounds) rounds, rows in turn, one process a round; in each after \(effort.warmUpCalls) warm-up calls \
        \(effort.smallCalls) calls of 300 B, \(effort.largeCalls) of 10 KB, \(effort.floodCalls) with \
        \(Effort.inFlight) in flight (a block is cut after \(decimal(effort.seconds, digits: 0)) s), and \
        \(effort.startsPerRound) starts. Every number is the median over the rounds; p50 and p99 are those of a round. \
        Calls are 300 bytes long; the first answers with 300 bytes, the second with 10,240. Messages are requests and \
        responses. Memory: after the handshake and two calls and half a second of rest, of what stands between client \
        and server (in the first row, of the server). CPU: all threads, for a call of 300 B and its answer.
        """)
}

private func added(_ samples: [Percentiles], over base: [Percentiles]) -> Double {
    // Round by round: what slows one round down slows its neighbours, and leaves in the difference.
    median(zip(samples, base).map { $0.p50 - $1.p50 })
}

private func micro(_ nanoseconds: Double) -> String { decimal(nanoseconds / 1_000, digits: 1) }

private func mega(_ bytes: [Double]) -> String { decimal(median(bytes) / 1e6, digits: 1) }

private func ratio(_ value: Double, _ base: Double) -> String {
    base > 0 ? decimal(value / base, digits: 1) : "–"
}
