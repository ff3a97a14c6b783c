// SPDX-License-Identifier: Apache-2.0

internal import GRDB

extension Schema {
    /// What servers answered to handshakes, by the approved surface that the answers were checked against.
    static func handshakes(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE handshake (
                    server TEXT NOT NULL,
                    lock TEXT NOT NULL,
                    surface TEXT NOT NULL,
                    method TEXT NOT NULL,
                    revision TEXT NOT NULL,
                    client TEXT NOT NULL,
                    answer BLOB NOT NULL,
                    time INTEGER NOT NULL,
                    PRIMARY KEY (server, lock, surface, method, revision, client)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
