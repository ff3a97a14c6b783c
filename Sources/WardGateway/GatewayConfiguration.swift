// SPDX-License-Identifier: Apache-2.0

public import WardDatabase
public import WardProcess
public import WardSession

/// What one gateway stands between, and how.
public struct GatewayConfiguration: Sendable {
    /// How the server starts.
    public var launch: ChildLaunch
    /// The server's local name, for the log.
    public var server: String
    /// The client's name, for the log; `nil` if it is not known.
    public var client: String?
    /// Whether it runs without a consent (`--unapproved`); marked in every event.
    public var isUnapproved: Bool
    /// Where Ward keeps its state.
    public var folders: WardFolders
    /// How the session is set up.
    public var session: SessionConfiguration
    /// How long a server may go on after the client left while requests wait for its answer.
    public var graceWhileAnswering = Duration.seconds(10)

    /// Makes a configuration.
    public init(
        launch: ChildLaunch,
        server: String,
        client: String?,
        isUnapproved: Bool,
        folders: WardFolders,
        session: SessionConfiguration = SessionConfiguration()
    ) {
        self.launch = launch
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
