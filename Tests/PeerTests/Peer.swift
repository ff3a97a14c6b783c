// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A generation of the Python SDK.
enum SDK: String, CaseIterable, Sendable {
    case v1_6 = "1.6.0"
    case v1_9 = "1.9.4"
    case v1_22 = "1.22.0"
    case v1_30 = "1.30.0"
    case v2_3 = "2.3.0"

    /// The name of its environment.
    var environment: String { "mcp-\(rawValue)" }
    /// The server that uses everything, written for this generation.
    var everything: String { self == .v2_3 ? "everything_v2.py" : "everything_v1.py" }
}

/// How a client begins, in the words of the newest SDK.
enum Mode: String, Sendable {
    case legacy
    case auto
    case modern = "2026-07-28"
}

/// A client, a server and the way they begin: one row of the compatibility page.
struct Peer: Hashable, Sendable, CustomTestStringConvertible {
    enum Server: Hashable, Sendable {
        case everything(SDK)
        case fastmcp(SDK)
        case time
        case git
    }

    let client: SDK
    let mode: Mode
    let server: Server

    init(_ client: SDK, _ server: Server) { self.init(client, .legacy, server) }

    init(_ client: SDK, _ mode: Mode, _ server: Server) {
        self.client = client
        self.mode = mode
        self.server = server
    }

    var testDescription: String { "mcp \(client.rawValue) (\(mode.rawValue)) with \(serverName)" }

    /// The server's name on the page.
    var serverName: String {
        switch server {
        case .everything(let sdk): "mcp \(sdk.rawValue)"
        case .fastmcp(let sdk): "fastmcp on mcp \(sdk.rawValue)"
        case .time: "mcp-server-time"
        case .git: "mcp-server-git"
        }
    }

    /// Which steps the session goes through.
    var body: String {
        switch server {
        case .everything: "everything"
        case .fastmcp: "fastmcp"
        case .time: "time"
        case .git: "git"
        }
    }

    /// The server's command line.
    var command: [String] {
        switch server {
        case .everything(let sdk):
            [Place.python(sdk.environment), Place.sources.appending(path: sdk.everything).path]
        case .fastmcp(let sdk):
            [Place.python(sdk.environment), Place.sources.appending(path: "fastmcp_server.py").path]
        case .time: [Place.timeServer, "--local-timezone=Europe/Berlin"]
        case .git: [Place.gitServer]
        }
    }

    /// All rows: each generation with itself, with its neighbours and with the newest, and servers that people use.
    static let all: [Peer] = {
        let own = SDK.allCases.map { Peer($0, .everything($0)) }
        let newest = [Peer(.v2_3, .auto, .everything(.v2_3)), Peer(.v2_3, .modern, .everything(.v2_3))]
        // A 2.3 client does not get past its probe with a 1.6 server: that server dies of `server/discover`.
        let newClients =
            [Peer(.v2_3, .everything(.v1_6))]
            + [SDK.v1_9, .v1_22, .v1_30].map { Peer(.v2_3, .auto, .everything($0)) }
        let oldClients = [SDK.v1_6, .v1_9, .v1_22, .v1_30].map { Peer($0, .everything(.v2_3)) }
        let between = [Peer(.v1_6, .everything(.v1_30)), Peer(.v1_30, .everything(.v1_6))]
        let fast = SDK.allCases.map { Peer($0, .fastmcp($0)) } + [Peer(.v2_3, .auto, .fastmcp(.v2_3))]
        let used = [Peer(.v1_6, .time), Peer(.v2_3, .auto, .time), Peer(.v1_30, .git), Peer(.v2_3, .auto, .git)]
        return own + newest + newClients + oldClients + between + fast + used
    }()
}
