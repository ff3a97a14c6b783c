// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Testing
import WardTransport

@Suite(.timeLimit(.minutes(5)))
struct AlarmTests {
    /// Rings of an alarm on a real loop, each as how late it was; set up by `body`, done when `isDone` says so.
    private func rings(
        count: Int, _ body: @escaping @Sendable (Alarm, _ rings: Int) -> Void
    ) async throws -> Int {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let done = loop.makePromise(of: Int.self)
        try await loop.submit {
            let counter = Counter()
            let alarm = Alarm(on: loop) {
                counter.rings += 1
                if let alarm = counter.alarm { body(alarm, counter.rings) }
                guard counter.rings == count else { return }
                counter.alarm = nil
                done.succeed(counter.rings)
            }
            counter.alarm = alarm
            body(alarm, 0)
        }.get()
        return try await done.futureResult.get()
    }

    private final class Counter {
        var rings = 0
        var alarm: Alarm?
    }

    @Test func `rings once for each time it is set`() async throws {
        let count = try await rings(count: 3) { alarm, rings in
            if rings < 3 { alarm.arm(at: .now() + .milliseconds(1)) } else { alarm.cancel() }
        }
        #expect(count == 3)
    }

    @Test func `rings at the last deadline that was set, earlier or later`() async throws {
        let start = NIODeadline.now()
        _ = try await rings(count: 1) { alarm, rings in
            guard rings == 0 else { return }
            alarm.arm(at: start + .hours(1))
            alarm.arm(at: start + .milliseconds(1))
            alarm.arm(at: start + .milliseconds(20))
        }
        #expect(NIODeadline.now() >= start + .milliseconds(20))
    }

    @Test func `does not ring when it was unset`() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let done = loop.makePromise(of: Void.self)
        try await loop.submit {
            let never = Alarm(on: loop) { Issue.record("rang although it was unset") }
            never.arm(at: .now() + .milliseconds(1))
            never.arm(at: nil)
            let cancelled = Alarm(on: loop) { Issue.record("rang although it was cancelled") }
            cancelled.arm(at: .now() + .milliseconds(1))
            cancelled.cancel()
            let last = Alarm(on: loop) { done.succeed() }
            last.arm(at: .now() + .milliseconds(5))
        }.get()
        try await done.futureResult.get()
    }
}
