// SPDX-License-Identifier: Apache-2.0

public import WardLock
public import WardProcess
public import WardSession

/// A server of which only runs what a consent covers: asked before each start, and while Ward stands in for it.
public struct Coverage: Sendable {
    /// What may run now.
    public enum Standing: Sendable {
        /// The server, which may show this.
        case ready(ChildLaunch, PinnedSurface)
        /// Nothing.
        case blocked(Reason)
    }

    /// Why the server may not run.
    public struct Reason: Hashable, Sendable {
        /// What happened, for the log and for a person: one line with its code, foreign text escaped.
        public let detail: String
        /// What a person has to do.
        public let remedy: String

        /// Makes a reason.
        public init(detail: String, remedy: String) {
            self.detail = detail
            self.remedy = remedy
        }
    }

    /// What answers in the server's place.
    public var standIn: StatusServer
    /// Why Ward stands in while it is not known yet what may run.
    public var whileAsking: Reason
    /// How long a client's handshake waits for that.
    public var patience: Duration
    /// Looks at what may run now; called on a thread of its own, because it may read every file of the server.
    public var standing: @Sendable () -> Standing
    /// Tells a person why Ward stands in; called once for each reason.
    public var tell: @Sendable (Reason) -> Void

    /// Makes a coverage.
    public init(
        standIn: StatusServer,
        whileAsking: Reason,
        patience: Duration = .milliseconds(200),
        standing: @escaping @Sendable () -> Standing,
        tell: @escaping @Sendable (Reason) -> Void
    ) {
        self.standIn = standIn
        self.whileAsking = whileAsking
        self.patience = patience
        self.standing = standing
        self.tell = tell
    }
}
