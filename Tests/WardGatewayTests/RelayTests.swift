// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardAudit
import WardProcess

/// `ward run` as a client meets it, before scripted servers.
@Suite(.serialized)
struct RelayTests {
    private static let echoing = """
        for message in lines():
            if "id" in message:
                answer(message["id"], {"content": [{"type": "text", "text": json.dumps(message["params"])}]})
        """

    private func call(_ id: Int, _ arguments: String = "{}") -> String {
        "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":\(arguments)}}"
    }

    @Test func `relays calls and their answers`() throws {
        let ward = try RunningWard(Home(), python: Self.echoing)
        ward.shakeHands()
        for id in 1...100 {
            ward.send(call(id, "{\"n\":\(id)}"))
            let answer = try #require(ward.readLine())
            #expect(answer.contains("\"id\": \(id),"))
        }
        ward.closeInput()
        #expect(ward.wait() == .exited(code: 0))
    }

    @Test func `carries ten megabytes both ways`() throws {
        let ward = try RunningWard(Home(), python: Self.echoing)
        ward.shakeHands()
        let text = String(repeating: "0123456789", count: 1_000_000)
        // Ward answers before it has read all, so somebody must read while this is written.
        let input = ward.process.streams.input
        let line = Array(call(1, "{\"text\":\"\(text)\"}").utf8) + [0x0A]
        Thread { RunningWard.write(line, to: input) }.start()
        let answer = try #require(ward.readLine())
        #expect(answer.utf8.count > 10_000_000)
        #expect(answer.contains(text))
    }

    @Test func `refuses a smuggled name and lives on`() throws {
        let home = try Home()
        let ward = try RunningWard(home, python: Self.echoing)
        ward.shakeHands()
        ward.send(#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","name":"delete"}}"#)
        let refusal = try #require(ward.readLine())
        #expect(refusal.contains("client-misbehaved.duplicate-name"))
        #expect(refusal.contains("\"offset\":70"))
        ward.send(call(2))
        #expect(try #require(ward.readLine()).contains("\"id\": 2"))
        ward.closeInput()
        _ = ward.wait()
        let refused = try home.events().filter { $0.verdict == "deny" }
        #expect(refused.map(\.rule) == ["client-misbehaved.duplicate-name"])
    }

    @Test func `keeps what is no message from the client and logs its first bytes`() throws {
        let home = try Home()
        let ward = try RunningWard(
            home, python: "print('Listening on \\x1b[1mport 1\\x1b[0m', flush=True)\n" + Self.echoing)
        ward.shakeHands()
        ward.send(call(1))
        #expect(try #require(ward.readLine()).contains("\"id\": 1"))
        ward.closeInput()
        #expect(ward.readToEnd().isEmpty)
        _ = ward.wait()
        let refused = try #require(try home.events().first { $0.subject == "unreadable" })
        #expect(refused.detail?.contains(#"Listening on \u{1b}[1mport 1"#) == true)
    }

    @Test func `works from a file to a file`() throws {
        let home = try Home()
        let input = home.path + "/in"
        let output = home.path + "/out"
        let lines = [
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            call(1), call(2),
        ]
        try (lines.joined(separator: "\n") + "\n").write(toFile: input, atomically: true, encoding: .utf8)
        let server = home.path + "/server.py"
        try """
        import sys, json
        for line in sys.stdin:
            message = json.loads(line)
            if "id" not in message: continue
            result = {"content": []}
            if message["method"] == "initialize":
                result = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}},
                    "serverInfo": {"name": "s", "version": "1"}}
            print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
        """.write(toFile: server, atomically: true, encoding: .utf8)
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = [
            "-c",
            "\"$1\" run --unapproved --home \"$2\" -- python3 \"$2/server.py\" <\"$2/in\" >\"$2/out\" 2>\"$2/err\"",
            "sh", RunningWard.binary, home.path,
        ]
        try shell.run()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
        let answers = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
        #expect(answers.count == 3)
    }

    @Test func `refuses a half line at the end of its input and answers it`() throws {
        let ward = try RunningWard(Home(), python: Self.echoing)
        ward.shakeHands()
        ward.send(bytes: Array(call(7).utf8))
        ward.closeInput()
        let rest = ward.readToEnd()
        #expect(rest.contains("client-misbehaved.unterminated-line"))
        #expect(rest.contains("\"id\":7"))
        #expect(ward.wait() == .exited(code: 0))
    }

    @Test func `stays bounded under a flood of notifications from the server`() throws {
        let home = try Home()
        let ward = try RunningWard(
            home,
            python: """
                for message in lines():
                    line = json.dumps({"jsonrpc": "2.0", "method": "notifications/message",
                        "params": {"level": "info", "data": "x" * 200}}) + "\\n"
                    for _ in range(1000):
                        sys.stdout.write(line * 100)
                    sys.stdout.flush()
                    answer(message["id"], {"content": []})
                """)
        ward.shakeHands()
        ward.send(call(1))
        var passed = 0
        while let line = ward.readLine(), !line.contains("\"id\": 1") { passed += 1 }
        #expect(passed < 100_000)
        let peak = try Self.peakMemory(of: ward.process.identifier)
        #expect(peak < 300 * 1024 * 1024)
        ward.closeInput()
        #expect(ward.wait() == .exited(code: 0))
        let refused = try home.events().filter { $0.rule == "server-misbehaved.too-many-messages" }
        #expect(refused.reduce(0) { $0 + Int($1.count) } + passed == 100_000)
    }

    /// The most memory that a process ever had resident, in bytes.
    static func peakMemory(of process: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        let digits = line.filter(\.isNumber)
        return try #require(Int(digits)) * 1024
    }
}
