// SPDX-License-Identifier: Apache-2.0

// Measures what stands between a client and a server over stdio.
//
//     drive [--quick] [--rounds N] [--log FILE] --row NAME COMMAND ARGS… --row NAME COMMAND ARGS… …
//
// The first row must be the server itself and the second the bare relay: the others are compared with them. The rows
// take turns, one round each, so that a machine that gets slower or faster does so for all of them.

import Report

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

var effort = Effort()
var log = "/dev/null"
var rows: [Row] = []
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
    case "--row":
        let words = arguments.prefix { $0 != "--row" }
        guard words.count >= 2, let name = words.first else { usageError("`--row` wants a name and a command") }
        rows.append(Row(name: name, command: Array(words.dropFirst())))
        arguments.removeFirst(words.count)
    default:
        usageError("unknown option \(option)")
    }
}
guard rows.count >= 2 else { usageError("at least the rows `direct` and `relay` are needed") }

ignoreBrokenPipes()
let machine = machineDescription()
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
