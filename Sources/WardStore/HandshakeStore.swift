// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
public import WardDatabase
public import WardJSON
import WardLock

/// What a server answered to one handshake.
public struct KeptHandshake: Hashable, Sendable {
    /// The method that was answered.
    public let method: String
    /// The revision that the client asked for.
    public let revision: String
    /// The digest of what the client declared.
    public let client: Digest256
    /// The text of the result; empty if the server is known not to answer the same each time.
    public let answer: [UInt8]

    /// Makes one.
    public init(method: String, revision: String, client: Digest256, answer: [UInt8]) {
        self.method = method
        self.revision = revision
        self.client = client
        self.answer = answer
    }
}

/// The answers of servers to handshakes, in `ward.db`: each is good while the surface stays approved that it was checked
/// against, and whoever uses one checks it anew.
public struct HandshakeStore: Sendable {
    private let database: StateDatabase

    /// The most answers that are kept of one server: a machine has few clients, and each has few revisions.
    public static let most = 16

    /// Uses an open database.
    public init(_ database: StateDatabase) {
        self.database = database
    }

    /// What was kept of a server under an approved surface.
    public func all(of server: ServerKey, surface: Digest256) throws(StateError) -> [KeptHandshake] {
        try database.run { connection in
            try Row.fetchAll(
                connection,
                sql: """
                    SELECT method, revision, client, answer FROM handshake
                    WHERE server = ? AND lock = ? AND surface = ? ORDER BY time DESC LIMIT \(Self.most)
                    """,
                arguments: [server.name.text, server.lock ?? "", surface.description]
            ).map { row in
                guard let client = Digest256(parsing: row["client"] ?? ""), let answer: Data = row["answer"] else {
                    throw StateError(
                        code: StateError.consentUnreadable, place: database.path,
                        detail: "what a server answered to a handshake cannot be read",
                        hint: "`ward remove NAME` and `ward add` begin anew")
                }
                return KeptHandshake(
                    method: row["method"] ?? "", revision: row["revision"] ?? "", client: client, answer: Array(answer))
            }
        }
    }

    /// Keeps an answer in place of an older one, and forgets those under other surfaces.
    public func keep(
        _ handshake: KeptHandshake,
        of server: ServerKey,
        surface: Digest256,
        at time: Int64
    ) throws(StateError) {
        let place = [server.name.text, server.lock ?? "", surface.description]
        try database.run { connection in
            try connection.inTransaction(.immediate) {
                try connection.execute(
                    sql: "DELETE FROM handshake WHERE server = ? AND lock = ? AND surface <> ?",
                    arguments: StatementArguments(place))
                try connection.execute(
                    sql: "INSERT OR REPLACE INTO handshake VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: StatementArguments(place) + [
                        handshake.method, handshake.revision, handshake.client.description, Data(handshake.answer),
                        time,
                    ])
                try connection.execute(
                    sql: """
                        DELETE FROM handshake WHERE server = ?1 AND lock = ?2 AND surface = ?3 AND time < (
                            SELECT min(time) FROM (
                                SELECT time FROM handshake WHERE server = ?1 AND lock = ?2 AND surface = ?3
                                ORDER BY time DESC LIMIT \(Self.most)))
                        """,
                    arguments: StatementArguments(place))
                return .commit
            }
        }
    }
}
