// SPDX-License-Identifier: Apache-2.0

// Measures what stands between a client and a server over stdio.
//
//     drive [--quick] [--rounds N] [--log FILE] --row NAME COMMAND ARGS… --row NAME COMMAND ARGS… …
//     drive --starts N [--log FILE] --base NAME COMMAND ARGS… [--hold MS] --row NAME COMMAND ARGS… …
//
// The first row must be the server itself and the second the bare relay: the others are compared with them. The rows
// take turns, one round each, so that a machine that gets slower or faster does so for all of them. With `--starts` only
// starts are measured, and each row is compared with the base before it; `--hold` says what the next row may add.

import Report

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

var effort = Effort()
var log = "/dev/null"
var rows: [Row] = []
var starts = Starts()
var startCount: Int?
var limit: Double?
var arguments = Array(CommandLine.arguments.dropFirst())

func usageError(_ detail: String) -> Never {
    print("drive: error: \(detail)")
    exit(64)
}

while let option = arguments.first {
    arguments.removeFirst()
    switch option {
    case "--quick":
        effort = .quick
    case "--rounds":
        guard let count = arguments.first.flatMap({ Int($0) }), count > 0 else {
            usageError("`--rounds` wants a number")
        }
        effort.rounds = count
        arguments.removeFirst()
    case "--log":
        guard let path = arguments.first else { usageError("`--log` wants a file") }
        log = path
        arguments.removeFirst()
    case "--starts":
        guard let count = arguments.first.flatMap({ Int($0) }), count > 0 else {
            usageError("`--starts` wants a number")
        }
        startCount = count
        arguments.removeFirst()
    case "--hold":
        limit = arguments.first.flatMap { Double($0) }
        guard limit != nil else { usageError("`--hold` wants a number") }
        arguments.removeFirst()
    case "--row", "--base":
        let words = arguments.prefix { !["--row", "--base", "--hold"].contains($0) }
        guard words.count >= 2, let name = words.first else { usageError("`\(option)` wants a name and a command") }
        let command = Array(words.dropFirst())
        if option == "--base" {
            starts.add(base: name, command)
        } else {
            rows.append(Row(name: name, command: command))
            starts.add(name, command, limit: limit)
            limit = nil
        }
        arguments.removeFirst(words.count)
    default:
        usageError("unknown option \(option)")
    }
}
ignoreBrokenPipes()
let machine = machineDescription()
if let startCount {
    starts.run(count: startCount, log: log)
    exit(starts.report(count: startCount, machine: machine) ? 0 : 1)
}
guard rows.count >= 2 else { usageError("at least the rows `direct` and `relay` are needed") }

for _ in 0..<effort.rounds {
    for index in rows.indices where rows[index].failure == nil {
        do {
            try Round.run(&rows[index], effort: effort, log: log)
        } catch {
            rows[index].failure = error.detail
        }
    }
}
printReport(on: rows, effort: effort, machine: machine)
exit(rows.contains { $0.failure != nil } ? 1 : 0)
