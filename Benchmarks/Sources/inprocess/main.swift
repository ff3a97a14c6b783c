// SPDX-License-Identifier: Apache-2.0

// Measures the parts of Ward inside one process, and the audit log in one process and in twenty.
//
//     inprocess [--quick] [--rounds N] [--corpus FILE] [--only servers|schemas] [--python PROGRAM]

import Foundation
import Report

var rounds = 15
var audit = AuditCases(rounds: 5, events: 60_000)
var corpus: String?
/// The part that is measured alone.
var only: String?
/// A Python that has jsonschema, to measure it beside ours.
var python: String?
var arguments = CommandLine.arguments.dropFirst()
while let option = arguments.popFirst() {
    switch option {
    case "--quick":
        rounds = 3
        audit = AuditCases(rounds: 1, events: 20_000)
    case "--rounds":
        rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
    case "--corpus":
        corpus = arguments.popFirst()
    case "--only":
        only = arguments.popFirst()
        guard let only, ["servers", "schemas"].contains(only) else { exit(64) }
    case "--python":
        python = arguments.popFirst()
    case "--append":
        // One of the twenty: a folder, how many events, how many a second.
        let words = Array(arguments)
        guard words.count == 3, let events = Int(words[1]), let perSecond = Int(words[2]) else { exit(64) }
        let worker = AuditWorker(home: words[0], events: events, perSecond: perSecond > 0 ? perSecond : nil)
        let run = try worker.run {
            FileHandle.standardOutput.write(Data("ready\n".utf8))
            _ = readLine()
        }
        print(run.longestWait)
        exit(0)
    default:
        print("inprocess: error: unknown option \(option)")
        exit(64)
    }
}

let machine = machineDescription()
var table = Table("in process", "input", "time", "rate", "to hold", "holds")
var sum = only == nil ? try measure(jsonCases() + sessionCases(), rounds: rounds, into: &table) : 0
var launches: [Case]?
if only != "schemas" {
    let tree = try TreeCases()
    defer { try? tree.remove() }
    launches = try corpus.flatMap { try launchCases($0) }
    sum &+= try measure(serverCases() + (launches ?? []) + tree.all, rounds: rounds, into: &table)
}
if only != "servers" {
    sum &+= try measure(schemaCases() + patternCases(), rounds: rounds, into: &table)
    if let python { try PythonSchemas(python).run(rounds: rounds, into: &table) }
}
if only == nil { try audit.run(into: &table) }
print(table.text)
print("")
print("Machine: \(machine).")
print(
    """
    Median of \(rounds) samples of about 20 ms of processor time, cases in turn, each warmed up; \
    for the audit log median of \(audit.rounds) runs on the wall (of the longest wait also the worst). \
    MB are 10^6 bytes. Check sum \(sum).
    """)
if launches == nil, only != "schemas" {
    print("The corpus of command lines is not beside this checkout: no row for it.")
}
