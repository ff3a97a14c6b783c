// SPDX-License-Identifier: Apache-2.0

import CWard
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The thread that starts a child and then waits for its end.
///
/// It is one and the same because Linux kills the child when the thread that started it ends. Waiting by `waitid` on a
/// thread needs no `SIGCHLD`, so it cannot be disturbed by a handler of whoever embeds Ward.
enum StartingThread {
    /// Starts the child, and returns its process id as soon as it runs.
    static func run(
        _ start: ProcessStart, life: ChildLife, onExit: @escaping @Sendable (ExitStatus) -> Void
    ) throws(ProcessError) -> Int32 {
        let outcome = Outcome()
        let ready = try Pipe()
        defer { Pipe.close([ready.readEnd]) }
        do throws(ProcessError) {
            try DetachedThread.start {
                outcome.set(Result { () throws(ProcessError) in try start.perform() })
                Pipe.close([ready.writeEnd])
                guard case .success(let process)? = outcome.value else { return }
                let status = waitForEnd(of: process)
                life.end(status)
                onExit(status)
            }
        } catch {
            Pipe.close([ready.writeEnd])
            throw error
        }
        // The end of the pipe is the sign that the outcome is set.
        var byte: UInt8 = 0
        while unsafe read(ready.readEnd, &byte, 1) < 0, errno == EINTR {}
        guard let result = outcome.value else {
            throw ProcessError(.startFailed, "the thread that starts the program broke off")
        }
        return try result.get()
    }

    /// Waits for the end of a child and leaves the zombie, which keeps the process id from being given to another.
    private static func waitForEnd(of process: Int32) -> ExitStatus {
        var end = ward_end()
        // It cannot fail: the child is ours, and nobody else reaps it before its status is known.
        _ = unsafe ward_wait(process, false, true, &end)
        return end.killed ? .signalled(signal: end.value) : .exited(code: end.value)
    }

    private final class Outcome: Sendable {
        private let result = Mutex<Result<Int32, ProcessError>?>(nil)

        var value: Result<Int32, ProcessError>? { result.withLock { $0 } }

        func set(_ value: Result<Int32, ProcessError>) {
            result.withLock { $0 = value }
        }
    }
}
