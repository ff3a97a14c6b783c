// SPDX-License-Identifier: Apache-2.0

/// The order in which a server is stopped: close its input, wait, `SIGTERM`, wait, kill (R139, threat A10).
///
/// A value without a clock: it is told what happened and when, and answers what to do. Times are durations since any fixed
/// moment of a monotonic clock.
public struct ShutdownSequence: Hashable, Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        /// The server is no longer needed. Said again, it hurries one step on.
        case begin
        /// Ward itself got this signal. Said again, it hurries one step on.
        case signalled(Signal)
        /// The server's process ended.
        case exited
        /// Time passed.
        case tick
    }

    /// What to do.
    public enum Step: Hashable, Sendable {
        /// Close the server's standard input, after what is still to be written.
        case closeInput
        /// Send a signal to the server's process group.
        case send(Signal)
        /// ``ChildProcess/killAll(patience:)``; nothing follows it.
        case killAll
    }

    private enum Phase: Hashable {
        case running
        case closing(until: Duration)
        case terminating(until: Duration)
        case finished
    }

    private let graceAfterClosing: Duration
    private let graceAfterTerminating: Duration
    private var phase = Phase.running

    /// Makes a sequence for a server that runs.
    ///
    /// - Parameters:
    ///   - graceAfterClosing: How long a server may take to notice the end of its input.
    ///   - graceAfterTerminating: How long it may take to stop after `SIGTERM`.
    public init(graceAfterClosing: Duration = .seconds(2), graceAfterTerminating: Duration = .seconds(2)) {
        self.graceAfterClosing = graceAfterClosing
        self.graceAfterTerminating = graceAfterTerminating
    }

    /// When to feed the next ``Event/tick``; `nil` while nothing is awaited.
    public var deadline: Duration? {
        switch phase {
        case .running, .finished: nil
        case .closing(let until), .terminating(let until): until
        }
    }

    /// Whether ``Step/killAll`` was answered.
    public var isFinished: Bool { phase == .finished }

    /// Takes an event and answers what to do, in this order.
    public mutating func next(_ event: Event, at now: Duration) -> [Step] {
        switch (phase, event) {
        case (.finished, _):
            return []
        case (_, .exited):
            // Not over yet: the server may have left others behind.
            return finish()
        case (.running, .tick):
            return []
        case (.running, .begin):
            phase = .closing(until: now + graceAfterClosing)
            return [.closeInput]
        case (.running, .signalled(let signal)):
            phase = .closing(until: now + graceAfterClosing)
            return [.send(signal), .closeInput]
        case (.closing(let until), .tick):
            return now < until ? [] : terminate(at: now)
        case (.terminating(let until), .tick):
            return now < until ? [] : finish()
        case (.closing, .begin), (.closing, .signalled):
            return terminate(at: now)
        case (.terminating, .begin), (.terminating, .signalled):
            return finish()
        }
    }

    private mutating func terminate(at now: Duration) -> [Step] {
        phase = .terminating(until: now + graceAfterTerminating)
        return [.send(.terminate)]
    }

    private mutating func finish() -> [Step] {
        phase = .finished
        return [.killAll]
    }
}
