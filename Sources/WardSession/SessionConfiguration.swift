// SPDX-License-Identifier: Apache-2.0

public import WardLock
public import WardPinning
public import WardProtocol

/// How a session is set up.
public struct SessionConfiguration: Sendable {
    /// What bounds it.
    public var limits = SessionLimits.default
    /// The oldest revision that may be agreed on (A5).
    public var oldestRevision = Revision.v20241105
    /// What becomes of a method that no revision defines.
    public var unknownMethods = UnknownMethods.forward
    /// When the server's process is wanted.
    public var start = Start.immediately
    /// The local name of the server, for questions and keys of what is kept.
    public var server = "server"

    /// What a person approved of the server's surface; `nil` lets all of it pass as it is.
    public var surface: PinnedSurface?
    /// What the server answered to handshakes before, with the surface that is approved now.
    ///
    /// With ``Start/onFirstNeed`` such a handshake is answered from here, and starts nothing.
    public var handshakes: [HandshakeKey: HandshakeAnswer] = [:]
    /// How much of the server's lists is read to check them.
    public var surfaceLimits = SurfaceLimits()

    /// What becomes of a method that no revision defines.
    public enum UnknownMethods: Hashable, Sendable {
        /// It passes, with a finding.
        case forward
        /// It is refused.
        case refuse
    }

    /// When the server's process is wanted.
    public enum Start: Hashable, Sendable {
        /// As soon as the session begins.
        case immediately
        /// When the first message is to be forwarded to it; messages wait until it runs.
        case onFirstNeed
    }

    /// Makes the default configuration.
    public init() {}
}
