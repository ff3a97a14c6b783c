// SPDX-License-Identifier: Apache-2.0

import CWard
import Testing
import WardProcess

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A server's helper that leaves the process group and the session, and ignores every polite signal.
private let daemon = """
    import os, signal, sys, time
    if os.fork() == 0:
        os.setsid()
        if os.fork() > 0: os._exit(0)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT): signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0: os.setsid()
        os.write(1, b"%d\\n" % os.getpid())
        while True: time.sleep(1000)
    os.wait()
    if sys.argv[1] == "stay": sys.stdin.read()
    """

/// Whether there is no such process, not even a zombie.
private func isGone(_ process: Int32) -> Bool { kill(process, 0) == -1 && errno == ESRCH }

@Suite(.timeLimit(.minutes(5)))
struct KillTests {
    @Test func `kills the whole group, which ignores SIGTERM`() throws {
        let child = try TestChild(
            shell: "trap '' TERM; sleep 1000 & sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1000; done'")
        #expect(child.readLine() == "ready")
        child.process.send(.terminate)
        #expect(child.process.status == nil)
        #expect(child.process.killAll().isEmpty)
        #expect(child.waitForExit() == .signalled(signal: SIGKILL))
        // Ends only when nobody holds the pipe.
        #expect(child.readToEnd().isEmpty)
        child.finish()
    }

    @Test func `sends a signal to the whole group`() throws {
        let child = try TestChild(shell: "sleep 1000 & echo ready; wait")
        #expect(child.readLine() == "ready")
        child.process.send(.terminate)
        #expect(child.readToEnd().isEmpty)
        #expect(child.waitForExit() == .signalled(signal: SIGTERM))
        child.finish()
    }

    @Test func `kills what is left after the child ended by itself`() throws {
        let child = try TestChild(shell: "sleep 1000 & exit 4")
        #expect(child.waitForExit() == .exited(code: 4))
        child.finish()
        #expect(child.process.status == .exited(code: 4))
    }

    @Test func `kills descendants in other sessions whose parents live`() throws {
        let child = try TestChild(
            python: """
                import os, time
                if os.fork() == 0:
                    os.setsid()
                    print("ready", flush=True)
                while True: time.sleep(1000)
                """)
        #expect(child.readLine() == "ready")
        child.process.killAll()
        #expect(child.readToEnd().isEmpty)
        child.finish()
    }

    @Test func `is harmless when called again, and signals nobody afterwards`() throws {
        let child = try TestChild(shell: "exit 0")
        #expect(child.waitForExit() == .exited(code: 0))
        for _ in 0..<3 { #expect(child.process.killAll().isEmpty) }
        child.process.send(.kill)
        #expect(child.exitCount == 1)
        child.finish()
    }

    @Test(arguments: ["stay", "leave"])
    func `adopts and kills daemons that left group and session`(leader: String) async {
        await #expect(processExitsWith: .success) { [leader = leader as String] in
            let child = try TestChild(python: daemon, [leader], descendants: .adopt)
            let lines = [child.readLine(), child.readLine()]
            let processes = lines.compactMap { Int32($0) }
            #expect(processes.count == 2, "\(lines)")
            if leader == "leave" { #expect(child.waitForExit() == .exited(code: 0)) }
            for process in processes { #expect(kill(process, 0) == 0) }
            #expect(child.process.killAll().isEmpty)
            for process in processes { #expect(isGone(process)) }
            var end = ward_end()
            #expect(unsafe ward_wait(0, false, false, &end) == -ECHILD)
            #expect(child.readToEnd().isEmpty)
            child.finish()
        }
    }

    @Test func `adopts and kills a family that keeps moving`() async {
        await #expect(processExitsWith: .success) {
            // Each generation starts the next and ends, so that no process id stays valid for long.
            let child = try TestChild(
                python: """
                    import os, sys
                    print("ready", flush=True)
                    for branch in range(3):
                        if os.fork() == 0:
                            os.setsid()
                            while True:
                                if os.fork() > 0: os._exit(0)
                    sys.stdin.read()
                    """, descendants: .adopt)
            #expect(child.readLine() == "ready")
            #expect(child.process.killAll(patience: .seconds(20)).isEmpty)
            var end = ward_end()
            #expect(unsafe ward_wait(0, false, false, &end) == -ECHILD)
            #expect(child.readToEnd().isEmpty)
            child.finish()
        }
    }

    @Test func `reaps adopted processes that ended, but never the child`() async {
        await #expect(processExitsWith: .success) {
            let child = try TestChild(
                python: """
                    import os, sys
                    out, inn = os.pipe()
                    if os.fork() == 0:
                        process = os.fork()
                        if process > 0: os.write(inn, str(process).encode() + b"\\n")
                        os._exit(0)
                    os.wait()
                    sys.stdout.write(os.read(out, 100).decode()); sys.stdout.flush()
                    sys.stdin.read()
                    """, descendants: .adopt)
            let orphan = try #require(Int32(child.readLine()))
            var end = ward_end()
            #expect(unsafe ward_wait(orphan, false, true, &end) == 1)
            child.process.reapAdopted()
            #expect(unsafe ward_wait(orphan, false, false, &end) == -ECHILD)
            child.closeInput()
            #expect(child.waitForExit() == .exited(code: 0))
            child.process.reapAdopted()
            #expect(unsafe ward_wait(child.process.identifier, false, false, &end) == 1)
            child.finish(closingInput: false)
            #expect(unsafe ward_wait(0, false, false, &end) == -ECHILD)
        }
    }

    #if os(Linux)
    @Test func `takes the child along when Ward is killed without warning`() async throws {
        let fifo = "/tmp/ward-pact-\(getpid())"
        try #require(unsafe mkfifo(fifo, 0o600) == 0)
        defer { unsafe unlink(fifo) }
        let readEnd = unsafe open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(readEnd >= 0)
        defer { close(readEnd) }
        await #expect(processExitsWith: .signal(SIGKILL)) { [fifo = fifo as String] in
            let child = try TestChild(shell: "trap '' TERM HUP INT; exec 9>\"$1\"; echo ready; exec sleep 1000", [fifo])
            #expect(child.readLine() == "ready")
            kill(getpid(), SIGKILL)
        }
        // Ends only when the child, which holds the other end, is gone.
        _ = fcntl(readEnd, F_SETFL, 0)
        #expect(readAll(readEnd).isEmpty)
    }
    #endif
}
