// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
public import WardDatabase
public import WardJSON
import WardLock

/// The consents of this machine, in `ward.db`.
///
/// Rows are only added: what was approved, and when it ended, stays known. A row that cannot be read is an error and never
/// counts as absent.
public struct ConsentStore: Sendable {
    private let database: LazyDatabase

    /// Uses an open database.
    public init(_ database: StateDatabase) {
        self.database = LazyDatabase(database)
    }

    /// Opens the database when something is first asked of it.
    ///
    /// Where there is none, nobody gave a consent; it is made when there is something to write.
    public init(in folders: WardFolders) {
        database = LazyDatabase(in: folders)
    }

    /// The consent that holds for a server; nil if none was given, or it was withdrawn.
    public func current(_ kind: Consent.Kind, of server: ServerKey) throws(StateError) -> Consent? {
        try database.existing()?.run { connection in
            let row = try Row.fetchOne(
                connection,
                sql: """
                    SELECT * FROM consent WHERE server = ? AND lock IS ? AND kind = ? ORDER BY number DESC LIMIT 1
                    """,
                arguments: [server.name.text, server.lock, kind.rawValue])
            guard let row, (row["withdrawn"] as Int64?) == nil else { return nil }
            return try consent(row)
        }
    }

    /// All consents that were ever given for a server, oldest first.
    public func history(of server: ServerKey) throws(StateError) -> [Consent] {
        try database.existing()?.run { connection in
            try Row.fetchAll(
                connection, sql: "SELECT * FROM consent WHERE server = ? AND lock IS ? ORDER BY number",
                arguments: [server.name.text, server.lock]
            ).map { row in try consent(row) }
        } ?? []
    }

    /// The projects' locks of which a server has a consent that holds, by their paths, sorted.
    public func projectLocks() throws(StateError) -> [String] {
        try database.existing()?.run { connection in
            try String.fetchAll(
                connection,
                sql: "SELECT DISTINCT lock FROM consent WHERE lock IS NOT NULL AND withdrawn IS NULL ORDER BY lock")
        } ?? []
    }

    /// Records that a person approved a value; `shown` is the text that they were shown.
    @discardableResult
    public func give(
        _ kind: Consent.Kind,
        to server: ServerKey,
        value: JSONValue,
        shown: String,
        who: String,
        how: String,
        at time: Int64
    ) throws(StateError) -> Digest256 {
        let digest = value.canonicalDigest()
        let database = try database.made()
        try database.run { connection in
            try connection.execute(
                sql: """
                    INSERT INTO consent (server, lock, kind, digest, value, shown, time, who, how)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    server.name.text, server.lock, kind.rawValue, digest.description, Data(value.canonicalBytes()),
                    shown,
                    time, who, how,
                ])
        }
        try database.sync()
        return digest
    }

    /// Ends every consent of a server, and what was kept under them; answers how many held.
    @discardableResult
    public func withdraw(_ server: ServerKey, at time: Int64) throws(StateError) -> Int {
        guard let database = try database.existing() else { return 0 }
        let count = try database.run { connection in
            try connection.execute(
                sql: "UPDATE consent SET withdrawn = ? WHERE server = ? AND lock IS ? AND withdrawn IS NULL",
                arguments: [time, server.name.text, server.lock])
            let count = connection.changesCount
            try connection.execute(
                sql: "DELETE FROM handshake WHERE server = ? AND lock = ?",
                arguments: [server.name.text, server.lock ?? ""])
            return count
        }
        try database.sync()
        return count
    }

    // MARK: Surfaces that wait for a review

    /// Keeps a surface that a server showed and that no consent covers, in place of an older one.
    public func hold(_ surface: JSONValue, of server: ServerKey, at time: Int64) throws(StateError) {
        try database.made().run { connection in
            try connection.execute(
                sql: "INSERT OR REPLACE INTO held_surface (server, lock, value, time) VALUES (?, ?, ?, ?)",
                arguments: [server.name.text, server.lock ?? "", Data(surface.canonicalBytes()), time])
        }
    }

    /// The surface that waits for a review, and since when; nil if none does.
    public func held(of server: ServerKey) throws(StateError) -> (surface: JSONValue, time: Int64)? {
        try database.existing()?.run { connection in
            let row = try Row.fetchOne(
                connection, sql: "SELECT value, time FROM held_surface WHERE server = ? AND lock = ?",
                arguments: [server.name.text, server.lock ?? ""])
            guard let row else { return nil }
            return (try value(row["value"]), row["time"])
        }
    }

    /// Forgets the surface that waits: it was decided about.
    public func releaseHeld(of server: ServerKey) throws(StateError) {
        try database.existing()?.run { connection in
            try connection.execute(
                sql: "DELETE FROM held_surface WHERE server = ? AND lock = ?",
                arguments: [server.name.text, server.lock ?? ""])
        }
    }

    // MARK: The local key

    /// The key of this machine's digests of values that are not stored; it is made when it is first asked for.
    public func localKey() throws(StateError) -> [UInt8] {
        try database.made().run { connection in
            if let key = try Data.fetchOne(connection, sql: "SELECT key FROM local_key") { return Array(key) }
            var generator = SystemRandomNumberGenerator()
            let key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            // Another process may be as fast; the first one's key counts.
            try connection.execute(
                sql: "INSERT OR IGNORE INTO local_key (id, key) VALUES (1, ?)", arguments: [Data(key)])
            return try Data.fetchOne(connection, sql: "SELECT key FROM local_key").map(Array.init) ?? key
        }
    }

    // MARK: Rows

    private func consent(_ row: Row) throws -> Consent {
        let number: Int64 = row["number"]
        guard let name: String = row["server"], let kind = Consent.Kind(rawValue: row["kind"] ?? ""),
            let digest = Digest256(parsing: row["digest"] ?? "")
        else { throw unreadable("consent \(number)") }
        let server: ServerName
        do {
            server = try ServerName(name)
        } catch {
            throw unreadable("consent \(number)")
        }
        let value = try value(row["value"])
        guard value.canonicalDigest() == digest else { throw unreadable("consent \(number), whose digest is another,") }
        return Consent(
            number: number, server: ServerKey(server, lock: row["lock"]), kind: kind, digest: digest, value: value,
            time: row["time"], who: row["who"] ?? "", how: row["how"] ?? "", withdrawn: row["withdrawn"])
    }

    private func value(_ data: Data?) throws -> JSONValue {
        guard let data else { throw unreadable("an approved value") }
        do {
            let document = try JSONDocument(reading: Array(data))
            return JSONValue(document.root, in: document)
        } catch {
            throw unreadable("an approved value")
        }
    }

    private func unreadable(_ what: String) -> StateError {
        StateError(
            code: StateError.consentUnreadable, place: database.path, detail: "\(what) cannot be read",
            hint: "nothing starts by it; `ward remove NAME` and `ward add` make a new one")
    }
}
