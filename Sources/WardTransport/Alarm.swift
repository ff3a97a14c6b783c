// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// One deadline on an event loop that can be moved for each message at almost no cost.
///
/// Moving it later touches nothing: the timer that is already set finds out when it fires, and sets itself again.
public final class Alarm {
    private let loop: NIOIsolatedEventLoop
    private let ring: () -> Void
    private var target: NIODeadline?
    private var timer: (deadline: NIODeadline, scheduled: Scheduled<Void>)?

    /// Makes an alarm that is not set.
    ///
    /// - Parameters:
    ///   - loop: The event loop, on which this and all functions must be called.
    ///   - ring: Called on the loop when the deadline has passed.
    public init(on loop: any EventLoop, ring: @escaping () -> Void) {
        self.loop = loop.assumeIsolated()
        self.ring = ring
    }

    /// Sets the deadline, in place of the former one; `nil` for none.
    public func arm(at deadline: NIODeadline?) {
        target = deadline
        guard let deadline else { return }
        if let timer {
            guard deadline < timer.deadline else { return }
            timer.scheduled.cancel()
        }
        schedule(deadline)
    }

    /// Unsets the deadline and lets go of the loop.
    public func cancel() {
        target = nil
        timer?.scheduled.cancel()
        timer = nil
    }

    private func schedule(_ deadline: NIODeadline) {
        timer = (deadline, loop.scheduleTask(deadline: deadline) { [self] in fire() })
    }

    private func fire() {
        timer = nil
        guard let target else { return }
        guard target <= .now() else { return schedule(target) }
        self.target = nil
        ring()
    }
}

@available(*, unavailable, message: "an alarm lives on one event loop")
extension Alarm: Sendable {}
