// SPDX-License-Identifier: Apache-2.0

/// Which way a message travels through Ward.
public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// From the AI client to the MCP server.
    case clientToServer = "client-to-server"
    /// From the MCP server to the AI client.
    case serverToClient = "server-to-client"

    /// The other way.
    public var reversed: Direction {
        switch self {
        case .clientToServer: .serverToClient
        case .serverToClient: .clientToServer
        }
    }
}
