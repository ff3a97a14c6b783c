// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardAudit
import WardProcess

/// How `ward run` ends, whoever ends first (A10, T101).
@Suite(.serialized)
struct EndingTests {
    private let call =
        #"{"jsonrpc":"2.0","id":"c1","method":"tools/call","params":{"name":"echo","arguments":{}}}"#

    @Test func `answers every waiting request when the server dies`() throws {
        let home = try Home()
        let ward = try RunningWard(home, python: "for message in lines():\n    os._exit(3)\n")
        ward.shakeHands()
        ward.send(call)
        let answer = try #require(ward.readLine())
        #expect(answer.contains("\"id\":\"c1\""))
        #expect(answer.contains("environment.server-exited"))
        #expect(answer.contains("exited with code 3"))
        #expect(ward.readLine() == nil)
        #expect(ward.wait() == .exited(code: 1))
        #expect(ward.errors().contains("ward: error: the server exited with code 3 before the client was done"))
        #expect(try home.events().contains { $0.rule == "process.exited" })
    }

    @Test func `leaves no orphan when it is told to stop`() throws {
        let home = try Home()
        let pids = home.path + "/pids"
        let ward = try RunningWard(
            home,
            python: """
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        signal.signal(signal.SIGHUP, signal.SIG_IGN)
                        open(\(Self.quoted(pids)), "a").write(f"{os.getpid()}\\n")
                        time.sleep(600)
                    os._exit(0)
                os.wait()
                open(\(Self.quoted(pids)), "a").write(f"{os.getpid()}\\n")
                for message in lines():
                    while True:
                        time.sleep(1)
                """)
        ward.shakeHands()
        ward.send(call)
        while try Self.processes(in: pids).count < 2 { usleep(10_000) }
        kill(ward.process.identifier, SIGTERM)
        #expect(ward.wait() == .exited(code: 128 + SIGTERM))
        for process in try Self.processes(in: pids) { #expect(kill(process, 0) == -1) }
    }

    @Test func `ends a server that notices the end of its input only`() throws {
        let ward = try RunningWard(Home(), python: "for message in lines():\n    pass\nsys.exit(0)\n")
        ward.shakeHands()
        ward.closeInput()
        #expect(ward.wait() == .exited(code: 0))
    }

    @Test func `leaves a log that verifies when it is killed at any moment`() throws {
        let home = try Home()
        for round in 0..<5 {
            let ward = try RunningWard(
                home,
                python: """
                    for message in lines():
                        answer(message["id"], {"content": []})
                    """)
            ward.shakeHands()
            for id in 1...(50 * (round + 1)) {
                ward.send(call.replacingOccurrences(of: "\"c1\"", with: "\(id)"))
                _ = ward.readLine()
            }
            kill(ward.process.identifier, SIGKILL)
            _ = ward.wait()
        }
        let verified = try home.ward(["audit", "verify"])
        #expect(verified.code == 0, "\(verified)")
    }

    @Test func `does not start a server whose events cannot be logged`() throws {
        let home = try Home()
        try FileManager.default.createDirectory(atPath: home.path + "/state", withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: home.path + "/state")
        try "not a database".write(toFile: home.database, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: home.database)
        let marker = home.path + "/started"
        let ward = try RunningWard(home, before: ["/bin/sh", "-c", "touch \"$1\"", "sh", marker])
        #expect(ward.wait() == .exited(code: 1))
        #expect(ward.errors().contains("ward: error:"))
        #expect(!FileManager.default.fileExists(atPath: marker))
        #expect(try String(contentsOfFile: home.database, encoding: .utf8) == "not a database")
    }

    @Test func `says which program it did not find, and where it looked`() throws {
        let ward = try RunningWard(Home(), before: ["no-such-server-here"])
        #expect(ward.readToEnd().isEmpty)
        #expect(ward.wait() == .exited(code: 1))
        let errors = ward.errors()
        #expect(errors.contains("no-such-server-here"))
        #expect(errors.contains("environment.executable-not-found"))
        #expect(errors.contains("ward: hint:"))
    }

    @Test func `many gateways write one log together`() throws {
        let home = try Home()
        let wards = try (0..<8).map { _ in
            try RunningWard(
                home, python: "for message in lines():\n    answer(message[\"id\"], {\"content\": []})\n")
        }
        for ward in wards { ward.shakeHands() }
        for id in 1...50 {
            for ward in wards { ward.send(call.replacingOccurrences(of: "\"c1\"", with: "\(id)")) }
            for ward in wards { #expect(ward.readLine() != nil) }
        }
        for ward in wards { ward.closeInput() }
        for ward in wards { #expect(ward.wait() == .exited(code: 0)) }
        let verified = try home.ward(["audit", "verify"])
        #expect(verified.code == 0, "\(verified)")
        let calls = try home.ward(["audit", "list", "--method", "tools/call", "--format", "json"])
        #expect(calls.output.split(separator: "\n").count == 8 * 50 * 2)
    }

    @Test func `passes only its three descriptors to the server`() throws {
        let ward = try RunningWard(
            Home(),
            python: """
                for message in lines():
                    answer(message["id"], {"content": [{"type": "text",
                        "text": " ".join(sorted(os.listdir("/proc/self/fd")))}]})
                """)
        ward.shakeHands()
        ward.send(call)
        // The fourth is the listing's own.
        #expect(try #require(ward.readLine()).contains("\"0 1 2 3\""))
    }

    @Test(arguments: ["<&-", "2>&-", "<&- 2>&-", "<&- >&- 2>&-"])
    func `keeps its log whole when standard descriptors are closed`(closing: String) throws {
        let home = try Home()
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = [
            "-c", "exec \"$1\" run --unapproved --home \"$2\" -- sh -c 'echo noise; echo more >&2' \(closing)", "sh",
            RunningWard.binary, home.path,
        ]
        shell.standardOutput = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        let verified = try home.ward(["audit", "verify"])
        #expect(verified.code == 0, "\(verified)")
        #expect(try home.events().contains { $0.rule == "process.started" })
    }

    private static func processes(in file: String) throws -> [Int32] {
        guard FileManager.default.fileExists(atPath: file) else { return [] }
        return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap { Int32($0) }
    }

    private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
