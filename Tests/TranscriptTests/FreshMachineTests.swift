// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Who only looks leaves nothing behind; and what is listed is counted.
struct FreshMachineTests {
    private let small: ProjectServer
    private var shell: Shell { small.shell }

    init() throws { small = try ProjectServer() }

    private static let looks: [(String, Int32)] = [
        ("list", 0), ("list --format json", 0), ("show small", 1), ("diff small", 1), ("lock --check", 0),
        ("review small --dry-run", 1), ("update small --dry-run", 1), ("install", 0),
        ("add small --dry-run --env MODE=x --env NOTSET -- true", 0),
        ("add small --dry-run https://example.com/mcp", 0), ("list --lock project/ward.lock", 0),
        ("lock --check --lock project/ward.lock", 0), ("install --dry-run --lock project/ward.lock", 0),
        ("show small --lock project/ward.lock", 0),
    ]

    @Test func `looking at a machine where ward was never used makes nothing there`() throws {
        try small.addToProject()
        for (command, status) in Self.looks {
            let words = command.split(separator: " -- ", maxSplits: 1).map(String.init)
            let rest = words.count > 1 ? "-- " + words[1] : ""
            let result = try shell.run("ward \(words[0]) --home fresh \(rest) 2>&1")
            #expect(result.status == status, "\(command): \(result)")
            #expect(!FileManager.default.fileExists(atPath: shell.folder.path + "/fresh"), "\(command)")
        }
    }

    @Test func `servers are counted, with those that are blocked and those that nobody protects`() throws {
        #expect(try small.ward("list").output.contains("no server was added yet"))
        for name in ["one", "two"] {
            _ = try small.approve("add \(name) -- python3 \"$PWD/project/server.py\"")
            _ = try small.approve("review \(name)")
        }
        #expect(try small.ward("list").output.hasSuffix("ward: 2 servers\n"))
        let remote = try small.approve("add far https://example.com/mcp")
        #expect(remote.status == 0, "\(remote.output)")
        #expect(try small.ward("list").output.hasSuffix("ward: 3 servers, 1 not protected (remote)\n"))
        #expect(try shell.run("echo '# more' >> project/server.py").status == 0)
        let list = try small.ward("list").output
        #expect(list.hasSuffix("ward: 3 servers, 2 blocked, 1 not protected (remote)\n"), "\(list)")
        #expect(list.contains("far  REMOTE   it is remote") && list.contains("one  BLOCKED"), "\(list)")
        let states = try shell.run("ward list --format json --home home 2>/dev/null").output
        #expect(states.matches(of: /"state":"blocked"/).count == 2, "\(states)")
        #expect(states.matches(of: /"state":"not-protected"/).count == 1, "\(states)")
        #expect(try small.tools("far").contains("ward_status"))
    }
}
