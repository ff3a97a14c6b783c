// SPDX-License-Identifier: Apache-2.0

public import WardDatabase
public import WardLock
public import WardProcess
public import WardSession
public import WardStore
public import WardTransport

/// What one gateway stands between, and how.
public struct GatewayConfiguration: Sendable {
    /// What stands on the server's side.
    public var peer: Peer
    /// The server's local name, for the log.
    public var server: String
    /// The client's name, for the log; `nil` if it is not known.
    public var client: String?
    /// Whether it runs without a consent (`--unapproved`); marked in every event.
    public var isUnapproved: Bool
    /// Where Ward keeps its state.
    public var folders: WardFolders
    /// Where the client is reached.
    public var clientEnds = LinkEnds.standardStreams
    /// Under which key a surface that no consent covers is kept for a review; `nil` keeps none.
    public var reviewed: ServerKey?
    /// Asks anew what may run and show what, after something changed in the database; it is called on a thread of its own.
    public var reconsider: (@Sendable () -> Reconsidered)?
    /// How the session is set up.
    public var session: SessionConfiguration
    /// How long a server may go on after the client left while requests wait for its answer.
    public var graceWhileAnswering = Duration.seconds(10)

    /// What a new look at consents found.
    public enum Reconsidered: Sendable {
        /// Nothing that matters here.
        case unchanged
        /// The server may show this.
        case surface(PinnedSurface)
        /// The server may run now, and show this.
        case process(ChildLaunch, PinnedSurface)
    }

    /// What can stand on the server's side.
    public enum Peer: Sendable {
        /// A process.
        case process(ChildLaunch)
        /// Ward's own stand-in, because the server may not run; the text says why, for the log.
        case blocked(StatusServer, because: String)
    }

    /// Makes a configuration.
    public init(
        peer: Peer,
        server: String,
        client: String?,
        isUnapproved: Bool,
        folders: WardFolders,
        session: SessionConfiguration = SessionConfiguration()
    ) {
        self.peer = peer
        self.server = server
        self.client = client
        self.isUnapproved = isUnapproved
        self.folders = folders
        self.session = session
        self.session.server = server
    }
}

/// How a gateway's run ended.
public enum GatewayOutcome: Hashable, Sendable {
    /// The client left, and the server was stopped.
    case clientLeft
    /// The server ended by itself; the text says how. `wasIdle` if it exited with 0 and owed no answer.
    case serverLeft(String, wasIdle: Bool)
    /// Ward got this signal and stopped the server.
    case signalled(Int32)
    /// Something that Ward needs failed; nothing was forwarded after that.
    case failed(GatewayFailure)
}

/// Why a gateway could not start or go on.
public struct GatewayFailure: Error, Hashable, Sendable {
    /// The stable code.
    public let code: String
    /// What failed, for a person.
    public let detail: String
    /// What to do about it, if that is known.
    public let hint: String?

    /// Makes a failure.
    public init(code: String, detail: String, hint: String? = nil) {
        self.code = code
        self.detail = detail
        self.hint = hint
    }
}
