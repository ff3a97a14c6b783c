// SPDX-License-Identifier: Apache-2.0

public import WardPinning
public import WardProtocol

/// What Ward saw of a server when it was its only client.
public struct SurfaceSighting: Hashable, Sendable {
    /// A resource that the server lists: content, which is shown and not pinned.
    public struct Resource: Hashable, Sendable {
        /// Its URI, as the server wrote it.
        public let uri: String
        /// Its name, as the server wrote it.
        public let name: String
    }

    /// All that the server shows to a model.
    public let surface: Surface
    /// The revision that was spoken.
    public let revision: Revision
    /// What the server calls itself, as it wrote it; anybody can write anything here.
    public let serverName: String?
    /// The version that the server gives itself, as it wrote it.
    public let serverVersion: String?
    /// The resources that it lists, as far as they were read.
    public let resources: [Resource]
    /// Whether it lists more resources than were read.
    public let hasMoreResources: Bool
    /// What guards noticed in what the server sent.
    public let findings: [Finding]
}

/// Why a server's surface could not be read.
public struct SurfaceClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable code: one of ``Code``, or one of `SurfaceError`.
    public let code: String
    /// Why, for a person, with foreign text escaped.
    public let detail: String

    /// The codes of the client itself; each has a heading in `docs/findings.md`.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The server ended before all was read.
        case serverExited = "environment.server-exited"
        /// The server answers neither `initialize` nor `server/discover`.
        case noHandshake = "server-misbehaved.no-handshake"
        /// The server declares a list and does not give it.
        case listFailed = "server-misbehaved.list-failed"
    }

    init(_ code: Code, _ detail: String) {
        self.code = code.rawValue
        self.detail = detail
    }

    init(_ error: SurfaceError) {
        code = error.code.rawValue
        detail = error.detail
    }

    /// The detail.
    public var description: String { detail }
}
