// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import WardProcess

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Signals that were reported, to be waited for.
private final class Reports: Sendable {
    private let ends: (readEnd: Int32, writeEnd: Int32)

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        self.ends = (ends[0], ends[1])
    }

    func note(_ signal: Signal) {
        var byte = UInt8(signal.number)
        _ = unsafe write(ends.writeEnd, &byte, 1)
    }

    func next() -> Int32 {
        var byte: UInt8 = 0
        while unsafe read(ends.readEnd, &byte, 1) < 0, errno == EINTR {}
        return Int32(byte)
    }
}

@Suite(.timeLimit(.minutes(5)))
struct SignalWatchTests {
    @Test func `reports signals and the end of children`() async {
        await #expect(processExitsWith: .success) {
            let reports = try Reports()
            let watch = try SignalWatch.start { reports.note($0) }
            for signal in [SIGTERM, SIGHUP, SIGINT, SIGTERM] {
                kill(getpid(), signal)
                #expect(reports.next() == signal)
            }
            let child = try TestChild(shell: "exit 0")
            #expect(reports.next() == SIGCHLD)
            child.finish()
            watch.stop()
        }
    }

    @Test func `gives signals back to the system`() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            let watch = try SignalWatch.start { _ in }
            watch.stop()
            watch.stop()
            kill(getpid(), SIGTERM)
            // The signal may be another thread's, and come a little later.
            while true { pause() }
        }
    }

    @Test func `leaves a signal ignored that was ignored before`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGHUP, SIG_IGN)
            let reports = try Reports()
            let watch = try SignalWatch.start { reports.note($0) }
            kill(getpid(), SIGHUP)
            kill(getpid(), SIGTERM)
            #expect(reports.next() == SIGTERM)
            watch.stop()
        }
    }

    @Test func `survives a write to nobody`() async {
        await #expect(processExitsWith: .success) {
            let watch = try SignalWatch.start { _ in }
            var ends: [Int32] = [-1, -1]
            #expect(unsafe pipe(&ends) == 0)
            close(ends[0])
            var byte: UInt8 = 0
            let result = unsafe (write(ends[1], &byte, 1), errno)
            #expect(result == (-1, EPIPE))
            watch.stop()
        }
    }

    @Test func `refuses to catch what cannot be caught`() async {
        await #expect(processExitsWith: .success) {
            let error = #expect(throws: ProcessError.self) { try SignalWatch.start([.kill]) { _ in } }
            #expect(error?.code == .signalsUnavailable)
        }
    }

    @Test func `leaves no descriptor behind`() async {
        await #expect(processExitsWith: .success) {
            let reports = try Reports()
            let before = openDescriptorCount()
            for _ in 0..<50 {
                let watch = try SignalWatch.start { reports.note($0) }
                kill(getpid(), SIGTERM)
                #expect(reports.next() == SIGTERM)
                watch.stop()
            }
            // Threads close their ends a moment after the watch was stopped.
            settleDescriptors(to: before)
            #expect(openDescriptorCount() <= before)
        }
    }
}
