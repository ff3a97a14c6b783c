// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardProtocol

/// What bounds a session's memory and work (A4, A8, A52, A54, A65, T95).
public struct SessionLimits: Hashable, Sendable {
    /// The longest message, in bytes.
    public var messageBytes = 16 * 1024 * 1024
    /// Limits on a message's JSON; its byte limit is `messageBytes`.
    public var json = JSONLimits.default
    /// The most requests of one peer that may wait for an answer.
    public var inFlight = 1_024
    /// The most bytes of requests that are kept until their answer came.
    public var retainedBytes = 64 * 1024 * 1024
    /// The most messages in one batch.
    public var batch = 100
    /// The most bytes of `params` in `initialize` and of `result` in its answer.
    public var handshakeBytes = 256 * 1024
    /// Messages of one peer.
    public var messages = Rate(burst: 50_000, perSecond: 50_000)
    /// Notifications of one peer.
    public var notifications = Rate(burst: 5_000, perSecond: 1_000)
    /// `ping` requests of one peer.
    public var pings = Rate(burst: 50, perSecond: 10)
    /// Rounds of input for one logical call (2026-07-28).
    public var rounds = 8
    /// Cursors, tasks, rounds and cancelled requests that are remembered, each.
    public var memory = 4_096
    /// How long a message may wait for a decision.
    public var holding = Duration.seconds(300)
    /// How long what a client sent may go on waiting after the client closed its side.
    public var lingering = Duration.seconds(10)
    /// How long a task or an open round is remembered beyond this process.
    public var remembering = Duration.seconds(86_400)

    /// The defaults.
    public static let `default` = SessionLimits()

    /// Makes the default limits.
    public init() {}
}

/// How many events may happen at once and how many a second after that.
public struct Rate: Hashable, Sendable {
    /// The most at once.
    public var burst: Double
    /// How many come back in a second.
    public var perSecond: Double

    /// Makes a rate.
    public init(burst: Double, perSecond: Double) {
        self.burst = burst
        self.perSecond = perSecond
    }
}

/// A token bucket over moments that are passed in.
struct TokenBucket: Sendable {
    private let rate: Rate
    private var level: Double
    private var filled: Moment?

    init(_ rate: Rate) {
        self.rate = rate
        level = rate.burst
    }

    /// Takes one token; `false` if there is none.
    mutating func take(at now: Moment) -> Bool {
        if let filled {
            let seconds = Double(now.nanoseconds(since: filled)) / 1e9
            level = min(rate.burst, level + seconds * rate.perSecond)
        }
        filled = now
        guard level >= 1 else { return false }
        level -= 1
        return true
    }
}
