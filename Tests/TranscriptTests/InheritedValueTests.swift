// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A variable that a server gets from the client's entry: pinned where it was set, and mostly not set where a person types.
struct InheritedValueTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        let added = try shell.person(
            "TOKEN=one ward add greeter --env TOKEN --home home -- '\(Shell.program("greeter"))'",
            answers: ["greeter", "yes"])
        #expect(added.status == 0, "\(added.screen)")
    }

    /// What a client gets whose entry sets these variables.
    private func client(_ variables: String) throws -> String {
        let hello =
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#
        let list =
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}\n{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#
        return try shell.run(
            "printf '\(hello)\\n\(list)\\n' | \(variables) ward run greeter --home home 2> /dev/null"
        ).output
    }

    @Test func `T50: for a client only the value that was approved is covered`() throws {
        #expect(try client("TOKEN=one").contains("Greets somebody"))
        for variables in ["TOKEN=two", "TOKEN=", ""] {
            let seen = try client(variables)
            #expect(seen.contains("ward_status") && !seen.contains("Greets"), "\(variables): \(seen)")
        }
        try shell.remove()
    }

    @Test func `at a terminal a value that is not set there is no change, and another one is`() throws {
        for command in ["list", "diff greeter", "lock --check"] {
            let unset = try shell.run("ward \(command) --home home 2>&1")
            #expect(unset.status == 0 && !unset.output.contains("BLOCKED"), "\(command): \(unset.output)")
            // A client that is held back for its value would else be looked for in vain.
            let isSaid = unset.output.contains("TOKEN=VALUE ward diff greeter")
            #expect(isSaid == !command.hasPrefix("lock"), "\(command): \(unset.output)")
        }
        #expect(try !shell.run("TOKEN=one ward list --home home 2>&1").output.contains("TOKEN=VALUE"))
        let other = try shell.run("TOKEN=two ward diff greeter --home home 2>/dev/null")
        #expect(other.status == 2)
        #expect(other.output.contains("changed   the value that is inherited for \"TOKEN\""), "\(other.output)")
        #expect(!other.output.contains("two"))
        try shell.remove()
    }

    @Test func `an update at a terminal keeps the value that was approved`() throws {
        #expect(try shell.run("ward update greeter --home home 2>&1").output.contains("as it was approved"))
        #expect(try client("TOKEN=one").contains("Greets somebody"))
        #expect(try client("TOKEN=two").contains("ward_status"))
        let renewed = try shell.person("TOKEN=two ward update greeter --home home", answers: ["greeter"])
        #expect(renewed.status == 0, "\(renewed.screen)")
        #expect(try client("TOKEN=two").contains("Greets somebody"))
        #expect(try client("TOKEN=one").contains("ward_status"))
        try shell.remove()
    }
}
