// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing
import WardCommands

/// What `ward run` takes, and what it answers with exit code 64.
struct RunArgumentTests {
    @Test(arguments: [
        ["run", "--unapproved", "--", "server"],
        ["run", "--unapproved", "--server", "time", "--client", "my.client_1-x", "--", "uvx", "mcp-server-time"],
        ["run", "--unapproved", "--home", "/tmp/x", "--", "server", "--", "--unapproved"],
    ])
    func `takes the trial form`(arguments: [String]) throws {
        #expect(try Ward.parseAsRoot(arguments) is Run)
    }

    @Test(arguments: [
        ["run", "time"],
        ["run", "time", "--client", "cursor", "--home", "/tmp/x"],
        ["run", "--server", "time"],
        ["run", "--server", "time", "--client", "cursor", "--", "uvx", "mcp-server-time"],
    ])
    func `takes the forms that a consent has to cover`(arguments: [String]) throws {
        #expect(try Ward.parseAsRoot(arguments) is Run)
    }

    @Test(arguments: [
        ["run"],
        ["run", "time", "--", "server"],
        ["run", "time", "--server", "time"],
        ["run", "time", "other"],
        ["run", "--unapproved"],
        ["run", "--unapproved", "server"],
        ["run", "--", "server"],
        ["run", "--unapproved", "--"],
        ["run", "--unapproved", "--", ""],
        ["run", "--unapproved", "--server", "a b", "--", "server"],
        ["run", "--unapproved", "--server", "", "--", "server"],
        ["run", "--unapproved", "--client", "x\u{1B}[31m", "--", "server"],
        ["run", "--allow-unenforced", "--unapproved", "--", "server"],
        ["frobnicate"],
    ])
    func `refuses every other form as a usage error`(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try Ward.parseAsRoot(arguments) }
        guard let error else { return }
        #expect(Ward.exitCode(for: error).rawValue == 64)
    }

    @Test func `shows a command that it refuses without obeying it`() throws {
        let error = #expect(throws: (any Error).self) {
            try Ward.parseAsRoot(["run", "--", "evil\u{1B}]0;title\u{07}"])
        }
        let message = Ward.message(for: try #require(error))
        #expect(!message.contains("\u{1B}"))
        #expect(message.contains("evil"))
    }
}
