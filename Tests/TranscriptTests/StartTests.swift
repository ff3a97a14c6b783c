// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What `ward run NAME` does when a client starts it: at once, and without starting the server for nothing.
struct StartTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try write("server", ServerCommandTests.program)
        try write("tools.json", #"[{"name":"greet","description":"Greets.","inputSchema":{"type":"object"}}]"#)
        #expect(try shell.run("chmod +x server").status == 0)
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: shell.folder.appending(path: name))
    }

    private func approve(_ line: String) throws {
        let sheet = try shell.run("ward \(line.replacing("APPROVE", with: "--dry-run")) 2>/dev/null").output
        let digest = try #require(sheet.matches(of: /sha256-[A-Za-z0-9_-]{43}/).last).0
        _ = try shell.run("ward \(line.replacing("APPROVE", with: "--approve \(digest)")) 2>&1")
    }

    private func add() throws {
        try approve("add small APPROVE --home home -- \"$PWD/server\" \"$PWD/tools.json\"")
        try approve("review small APPROVE --home home")
    }

    private static let hello = [
        #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
    ]
    private static let list = #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#

    /// What a client gets for some lines, with what Ward says to a person, and how Ward ends.
    private func run(_ lines: [String]) throws -> (output: String, status: Int32) {
        _ = try shell.run("rm -f tools.json.started")
        try write("input", lines.map { $0 + "\n" }.joined())
        return try shell.run("ward run small --home home < input 2>&1")
    }

    private var wasStarted: Bool { FileManager.default.fileExists(atPath: shell.folder.path + "/tools.json.started") }

    @Test func `a client that connects and leaves starts the server once, and then never again`() throws {
        try add()
        let first = try run(Self.hello)
        #expect(first.output.contains("\"small\"") && wasStarted)
        let second = try run(Self.hello)
        #expect(second.output.contains("\"small\"") && second.status == 0, "\(second.output)")
        #expect(!wasStarted)
        #expect(try shell.run("ward audit list --rule surface.answered --home home 2>&1").output.contains("small"))
        let third = try run(Self.hello + [Self.list])
        #expect(third.output.contains("greet") && wasStarted, "\(third.output)")
    }

    /// W13: what the client was told and what the server says now are held against each other.
    @Test func `W13: a server that negotiates otherwise than before is stopped once, and then asked each time`() throws
    {
        try add()
        _ = try run(Self.hello)
        // A file beside the program changes what it says; the program is as it was approved.
        try write("tools.json", "[]")
        try write("server", ServerCommandTests.program.replacing("\"version\": \"1\"", with: "\"version\": \"2\""))
        try approve("update small APPROVE --home home")
        let drift = try run(Self.hello + [Self.list])
        #expect(drift.output.contains("surface.handshake-changed") && drift.status == 1, "\(drift.output)")
        for _ in 0..<2 {
            let later = try run(Self.hello)
            #expect(later.output.contains("\"version\": \"2\"") && later.status == 0 && wasStarted, "\(later.output)")
        }
    }

    @Test func `a removed server's handshake is forgotten with its consents`() throws {
        try add()
        _ = try run(Self.hello)
        #expect(try shell.run("ward remove small --home home 2>&1").status == 0)
        try add()
        _ = try run(Self.hello)
        #expect(wasStarted)
    }

    @Test func `a name that was never added is a healthy server that says so, with the way to add it`() throws {
        let answer = try run(Self.hello + [Self.list])
        #expect(answer.status == 0)
        #expect(answer.output.contains("blocked.not-added") && answer.output.contains("ward add small"))
        #expect(answer.output.contains("ward_status"))
        #expect(try shell.run("ward run 'a b' --home home < /dev/null 2>&1").status == 64)
    }

    @Test(arguments: [
        ("{\"version\":1,", "byte"), ("{\"version\":9,\"servers\":{}}", "newer"),
        ("{\"version\":1,\"servers\":{\"small\":{\"request\":1}}}", "/servers/small"),
    ])
    func `a lock that cannot be read starts nothing, and the client has a healthy server`(
        lock: String,
        place: String
    ) throws {
        try add()
        _ = try run(Self.hello)
        try write("home/config/ward.lock", lock)
        #expect(try shell.run("chmod 600 home/config/ward.lock").status == 0)
        let answer = try run(Self.hello + [Self.list])
        #expect(answer.status == 0 && answer.output.contains("ward_status"), "\(answer.output)")
        #expect(answer.output.contains("blocked.unreadable") && answer.output.contains(place), "\(answer.output)")
        #expect(!wasStarted)
        #expect(try shell.run("cat home/config/ward.lock").output == lock)
    }

    @Test func `a damaged database is kept as it is, and the client has a healthy server`() throws {
        try add()
        #expect(try shell.run("rm -f home/state/ward.db-*; echo damage > home/state/ward.db").status == 0)
        let answer = try run(Self.hello + [Self.list])
        #expect(answer.status == 0 && answer.output.contains("ward_status"), "\(answer.output)")
        #expect(answer.output.contains("environment.database") && !wasStarted, "\(answer.output)")
        #expect(try shell.run("cat home/state/ward.db").output == "damage\n")
    }
}
