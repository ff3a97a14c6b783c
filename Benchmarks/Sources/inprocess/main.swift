// SPDX-License-Identifier: Apache-2.0

// Measures the parts of Ward inside one process.
//
//     inprocess [--quick] [--rounds N]

import Report

var rounds = 15
var arguments = CommandLine.arguments.dropFirst()
while let option = arguments.popFirst() {
    switch option {
    case "--quick":
        rounds = 3
    case "--rounds":
        rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
    default:
        print("inprocess: error: unknown option \(option)")
    }
}

let machine = machineDescription()
var table = Table("in process", "input", "time", "rate", "to hold", "holds")
let sum = try measure(jsonCases(), rounds: rounds, into: &table)
print(table.text)
print("")
print("Machine: \(machine).")
print(
    """
    Median of \(rounds) samples of about 20 ms of processor time, cases in turn, each warmed up. MB are 10^6 bytes. \
    Check sum \(sum).
    """)
