// SPDX-License-Identifier: Apache-2.0

package import GRDB

/// Every table of `ward.db`, and the one migrator that makes them.
///
/// `PRAGMA application_id` says that a file is Ward's, `PRAGMA user_version` how many of the steps below it has taken.
/// A new step is appended; one that has shipped never changes.
package enum Schema {
    /// The file's mark: `Ward` in ASCII.
    package static let applicationID: Int64 = 0x5761_7264

    /// The version that this program reads and writes.
    package static var version: Int64 { Int64(steps.count) }

    /// Brings a file of Ward's up to this program's version, in one transaction.
    package static func migrate(_ database: Database) throws {
        guard try userVersion(of: database) < version else { return }
        try database.inTransaction(.immediate) {
            // Another process may have done it while this one waited for the lock.
            let reached = try userVersion(of: database)
            for step in steps.dropFirst(Int(reached)) { try step(database) }
            if reached < version {
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(version)")
            }
            return .commit
        }
    }

    /// How many steps a database has taken.
    package static func userVersion(of database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }

    /// The mark of a database.
    package static func applicationID(of database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    }

    private static var steps: [@Sendable (Database) throws -> Void] { [first, second, handshakes] }

    /// Consents, the surfaces that wait for one, and the key of local digests.
    private static func second(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE consent (
                    number INTEGER NOT NULL PRIMARY KEY,
                    server TEXT NOT NULL,
                    lock TEXT,
                    kind TEXT NOT NULL,
                    digest TEXT NOT NULL,
                    value BLOB NOT NULL,
                    shown TEXT NOT NULL,
                    time INTEGER NOT NULL,
                    who TEXT NOT NULL,
                    how TEXT NOT NULL,
                    withdrawn INTEGER
                ) STRICT;
                CREATE INDEX consent_server ON consent (server, kind);
                CREATE TABLE held_surface (
                    server TEXT NOT NULL,
                    lock TEXT NOT NULL,
                    value BLOB NOT NULL,
                    time INTEGER NOT NULL,
                    PRIMARY KEY (server, lock)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE local_key (
                    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                    key BLOB NOT NULL
                ) STRICT;
                """)
    }

    /// STRICT tables, because a leaf must have one reading only: no text where an integer stands.
    private static func first(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE audit_log (
                    id TEXT NOT NULL PRIMARY KEY,
                    created INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE audit_event (
                    leaf INTEGER NOT NULL PRIMARY KEY,
                    time INTEGER NOT NULL,
                    session TEXT NOT NULL,
                    client TEXT,
                    server TEXT NOT NULL,
                    pid INTEGER NOT NULL,
                    argv_digest TEXT,
                    unapproved INTEGER NOT NULL,
                    sequence INTEGER NOT NULL,
                    direction TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    method TEXT,
                    id TEXT,
                    verdict TEXT NOT NULL,
                    rule TEXT NOT NULL,
                    detail TEXT,
                    "offset" INTEGER,
                    findings TEXT NOT NULL,
                    edits INTEGER NOT NULL,
                    count INTEGER NOT NULL,
                    until INTEGER NOT NULL,
                    latency_ns INTEGER,
                    payload_size INTEGER,
                    salt TEXT,
                    payload_digest TEXT,
                    leaf_hash BLOB NOT NULL,
                    payload BLOB
                ) STRICT;
                CREATE TABLE audit_commit (
                    size INTEGER NOT NULL PRIMARY KEY,
                    "first" INTEGER NOT NULL,
                    root BLOB NOT NULL,
                    frontier BLOB NOT NULL,
                    time INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE session_memory (
                    key TEXT NOT NULL PRIMARY KEY,
                    value BLOB NOT NULL,
                    expires INTEGER
                ) STRICT, WITHOUT ROWID;
                """)
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<2).map { _ in
            let half = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - half.count) + half
        }
        try database.execute(
            sql: "INSERT INTO audit_log (id, created) VALUES (?, CAST(strftime('%s', 'now') AS INTEGER))",
            arguments: [digits.joined()])
    }
}
