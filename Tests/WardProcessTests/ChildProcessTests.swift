// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProcess

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@Suite(.timeLimit(.minutes(5)))
struct ChildProcessTests {
    @Test(arguments: [0, 1, 3, 127, 255])
    func `reports the exit code`(code: Int32) throws {
        let child = try TestChild(shell: "exit \(code)")
        #expect(child.waitForExit() == .exited(code: code))
        #expect(child.process.status == .exited(code: code))
        child.finish()
        #expect(child.exitCount == 1)
    }

    @Test(arguments: ["TERM": SIGTERM, "KILL": SIGKILL, "SEGV": SIGSEGV])
    func `reports the signal that killed`(name: String, number: Int32) throws {
        let child = try TestChild(shell: "kill -\(name) $$")
        #expect(child.waitForExit() == .signalled(signal: number))
        child.finish()
    }

    @Test(arguments: [
        (ExitStatus.exited(code: 3), "exited with code 3"),
        (ExitStatus.signalled(signal: SIGTERM), "killed by SIGTERM (\(SIGTERM))"),
        (ExitStatus.signalled(signal: 63), "killed by signal 63"),
    ])
    func `says how it ended`(status: ExitStatus, text: String) {
        #expect(status.description == text)
    }

    @Test func `gives the arguments exactly, with no shell between`() throws {
        let odd = ["", " ", "a b", "$HOME", "`id`", "*", "'\"", "line\nend", "\u{202E}é😀", "--", "-c"]
        let result = try output(
            of: ChildLaunch(
                executable: "/bin/sh", arguments: ["-c", #"for a; do printf '%s|' "$a"; done"#, "sh"] + odd))
        #expect(result.text == odd.joined(separator: "|") + "|")
    }

    @Test func `relays bytes through the pipes`() throws {
        let child = try TestChild(shell: "cat")
        let text = Array("hello\n".utf8)
        #expect(unsafe write(child.process.streams.input, text, text.count) == text.count)
        #expect(child.readLine() == "hello")
        child.closeInput()
        #expect(child.readToEnd().isEmpty)
        #expect(child.waitForExit() == .exited(code: 0))
        child.finish(closingInput: false)
    }

    @Test func `gives standard error a pipe of its own on request`() throws {
        let child = try TestChild(
            ChildLaunch(executable: "/bin/sh", arguments: ["-c", "echo out; echo err >&2"], standardError: .pipe))
        let errors = try #require(child.process.streams.standardError)
        #expect(child.readToEnd() == "out\n")
        #expect(readAll(errors) == "err\n")
        close(errors)
        child.finish()
    }

    @Test func `gives exactly the environment that it was told`() throws {
        let environment = ["A": "1", "EMPTY": "", "ODD": "a=b c\n$d", "PATH": "/usr/bin:/bin"]
        let result = try output(of: ChildLaunch(executable: "env", arguments: ["-0"], environment: environment))
        let expected = environment.map { "\($0.key)=\($0.value)" }.sorted()
        #expect(result.text.split(separator: "\0").map(String.init).sorted() == expected)
    }

    @Test func `gives no environment at all if it is empty`() throws {
        let result = try output(of: ChildLaunch(executable: "/usr/bin/env", environment: [:]))
        #expect(result.text.isEmpty)
        #expect(result.status == .exited(code: 0))
    }

    @Test func `inherits the environment if none is told`() throws {
        let own = try #require(unsafe getenv("PATH").map { unsafe String(cString: $0) })
        let result = try output(of: ChildLaunch(executable: "/bin/sh", arguments: ["-c", "printf %s \"$PATH\""]))
        #expect(result.text == own)
    }

    @Test func `starts in the folder that it was told`() throws {
        let result = try output(of: ChildLaunch(executable: "/bin/pwd", arguments: ["-P"], directory: "/usr/lib"))
        #expect(result.text == "/usr/lib\n")
    }

    @Test func `leads a process group of its own`() throws {
        let child = try TestChild(shell: "read line")
        #expect(getpgid(child.process.identifier) == child.process.identifier)
        #expect(getpgid(child.process.identifier) != getpgrp())
        child.finish()
    }

    @Test func `starts with default signal handlers and an empty mask`() throws {
        let text = try output(
            of: ChildLaunch(executable: "/bin/cat", arguments: ["/proc/self/status"])
        ).text
        for field in ["SigBlk", "SigIgn"] {
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(field) })
            let bits = try #require(line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) })
            // Signals 32 and 33 belong to the C library, which lets nobody touch them.
            #expect(bits & ~(3 << 31) == 0, "\(line)")
        }
    }

    @Test func `keeps its exit status while SIGCHLD is ignored`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGCHLD, SIG_IGN)
            let child = try TestChild(shell: "exit 5")
            #expect(child.waitForExit() == .exited(code: 5))
            child.finish()
        }
    }

    @Test func `starts children while Ward's own standard streams are closed`() async {
        await #expect(processExitsWith: .success) {
            let copies = (0...2).map { fcntl($0, F_DUPFD, 100) }
            for descriptor: Int32 in 0...2 { close(descriptor) }
            let result = try output(
                of: ChildLaunch(executable: "/bin/sh", arguments: ["-c", "cat; echo e >&2; echo o"]))
            for (descriptor, copy) in copies.enumerated() { dup2(copy, Int32(descriptor)) }
            #expect(result.text == "o\n")
            #expect(result.status == .exited(code: 0))
        }
    }
}
