// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProcess

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A folder that is removed with this value.
private final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/ward-process-XXXXXX".utf8CString)
        let made = try unsafe #require(mkdtemp(&template))
        path = unsafe String(cString: made)
    }

    deinit {
        for name in ["plain", "tool", "orphan", "folder"] {
            unsafe unlink("\(path)/\(name)")
            unsafe rmdir("\(path)/\(name)")
        }
        unsafe rmdir(path)
    }

    func write(_ name: String, _ text: String, mode: mode_t) throws {
        let descriptor = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_CLOEXEC, mode)
        try #require(descriptor >= 0)
        let file = try unsafe #require(fdopen(descriptor, "w"))
        unsafe fputs(text, file)
        unsafe fclose(file)
    }
}

@Suite(.timeLimit(.minutes(5)))
struct ExecutableSearchTests {
    private func failure(_ launch: ChildLaunch) -> ProcessError? {
        do throws(ProcessError) {
            let child = try ChildProcess.start(launch) { _ in }
            child.killAll()
            return nil
        } catch {
            return error
        }
    }

    @Test func `records the absolute path that PATH led to`() throws {
        let folder = try Folder()
        try folder.write("tool", "#!/bin/sh\necho ran \"$0\"\n", mode: 0o755)
        let child = try TestChild(
            ChildLaunch(executable: "tool", environment: ["PATH": "/nonexistent:\(folder.path):/bin"]))
        #expect(child.process.executable == "\(folder.path)/tool")
        #expect(child.readToEnd() == "ran \(folder.path)/tool\n")
        child.finish()
    }

    @Test func `passes over relative and empty folders of PATH`() throws {
        let folder = try Folder()
        try folder.write("tool", "#!/bin/sh\n", mode: 0o755)
        let launch = ChildLaunch(executable: "tool", directory: folder.path, environment: ["PATH": ".::bin:/usr/bin"])
        #expect(failure(launch)?.code == .executableNotFound)
    }

    @Test func `reads a relative path against the folder of the launch`() throws {
        let folder = try Folder()
        try folder.write("tool", "#!/bin/sh\necho ran\n", mode: 0o755)
        let child = try TestChild(ChildLaunch(executable: "./tool", directory: folder.path))
        #expect(child.process.executable == "\(folder.path)/./tool")
        #expect(child.readToEnd() == "ran\n")
        child.finish()
    }

    @Test func `looks on behind a file that cannot be run`() throws {
        let folder = try Folder()
        try folder.write("env", "no program", mode: 0o644)
        defer { unsafe unlink("\(folder.path)/env") }
        let child = try TestChild(ChildLaunch(executable: "env", environment: ["PATH": "\(folder.path):/usr/bin"]))
        #expect(child.process.executable == "/usr/bin/env")
        child.finish()
    }

    @Test func `names what keeps a program from starting`() throws {
        let folder = try Folder()
        try folder.write("plain", "#!/bin/sh\n", mode: 0o644)
        try folder.write("orphan", "#!/nonexistent/interpreter\n", mode: 0o755)
        try folder.write("tool", "echo a script without a first line\n", mode: 0o755)
        try #require(unsafe mkdir("\(folder.path)/folder", 0o755) == 0)
        let cases: [(ChildLaunch, ProcessError.Code)] = [
            (ChildLaunch(executable: ""), .executableNotFound),
            (ChildLaunch(executable: "no-such-program-anywhere"), .executableNotFound),
            (ChildLaunch(executable: "\(folder.path)/absent"), .executableNotFound),
            (ChildLaunch(executable: "\(folder.path)/plain/x"), .executableNotFound),
            (ChildLaunch(executable: "\(folder.path)/plain"), .executableNotRunnable),
            (ChildLaunch(executable: "plain", environment: ["PATH": folder.path]), .executableNotRunnable),
            (ChildLaunch(executable: "\(folder.path)/folder"), .executableNotRunnable),
            (ChildLaunch(executable: "\(folder.path)/orphan"), .executableNotRunnable),
            (ChildLaunch(executable: "\(folder.path)/tool"), .executableNotRunnable),
            (ChildLaunch(executable: "/bin/sh", directory: "\(folder.path)/absent"), .directoryNotFound),
            (ChildLaunch(executable: "/bin/sh", directory: "\(folder.path)/plain"), .directoryNotFound),
            (ChildLaunch(executable: "/bin/sh", arguments: ["a\0b"]), .launchNotExpressible),
            (ChildLaunch(executable: "/bin/sh\0x"), .launchNotExpressible),
            (ChildLaunch(executable: "/bin/sh", environment: ["A=B": ""]), .launchNotExpressible),
            (ChildLaunch(executable: "/bin/sh", environment: ["": "x"]), .launchNotExpressible),
            (ChildLaunch(executable: "/bin/sh", environment: ["A": "x\0y"]), .launchNotExpressible),
            (
                ChildLaunch(executable: "/bin/sh", arguments: [String(repeating: "x", count: 8 << 20)]), .startFailed
            ),
        ]
        for (launch, code) in cases {
            let error = try #require(failure(launch), "\(launch.executable.prefix(80)) started")
            #expect(error.code == code, "\(error)")
            #expect(!error.detail.isEmpty && !error.detail.contains("\n") && !error.detail.hasSuffix("."))
        }
    }

    @Test func `shows foreign names with everything visible`() throws {
        let error = try #require(failure(ChildLaunch(executable: "ser\u{202E}ver\u{1B}[2J")))
        #expect(error.detail.contains(#"ser\u{202e}ver\u{1b}[2J"#))
    }
}
