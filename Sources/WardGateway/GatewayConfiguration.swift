// SPDX-License-Identifier: Apache-2.0

public import WardDatabase
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
    /// Under which key is kept what a server showed: a surface that no consent covers, for a review, and answers to handshakes
    /// under one that a consent covers; `nil` keeps nothing.
    public var reviewed: ServerKey?
    /// What would run if the server was wanted now, for the log.
    public var command: [String]?
    /// An open database to keep things in; `nil` opens one when it is needed.
    public var database: StateDatabase?
    /// How the session is set up.
    public var session: SessionConfiguration
    /// How long a server may go on after the client left while requests wait for its answer.
    public var graceWhileAnswering = Duration.seconds(10)

    /// What can stand on the server's side.
    public enum Peer: Sendable {
        /// A process.
        case process(ChildLaunch)
        /// What a consent covers, or Ward's own stand-in.
        case covered(Coverage)
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
