// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// What sessions leave for later processes: a task and the call that it answers, rounds, seals.
///
/// A small table of keys and values with an expiry. Calls wait for the database; make them off the event loop.
public struct SessionMemory: Sendable {
    /// The longest key, in bytes of UTF-8.
    public static let maxKeyBytes = 512
    /// The longest value, in bytes.
    public static let maxValueBytes = 64 * 1024

    private let database: StateDatabase

    /// The memory in a database that is open for writing.
    public init(_ database: StateDatabase) {
        self.database = database
    }

    /// Stores a value, in place of any that the key had; committed to the operating system when it returns.
    ///
    /// - Parameters:
    ///   - value: at most ``maxValueBytes``.
    ///   - key: at most ``maxKeyBytes``, not empty.
    ///   - expires: from when on it counts as absent, in nanoseconds since 1970; nil for never.
    /// - Throws: ``StateError`` if key or value is too long, or the database cannot be written.
    public func put(_ value: [UInt8], for key: String, expires: Int64?) throws(StateError) {
        try checkKey(key)
        guard value.count <= Self.maxValueBytes else {
            throw StateError(
                code: StateError.memoryLimit, place: database.path,
                detail: "a value of \(value.count) bytes is longer than \(Self.maxValueBytes)")
        }
        try database.run { connection in
            let statement = try RawStatement(
                "INSERT OR REPLACE INTO session_memory (key, value, expires) VALUES (?, ?, ?)", on: connection,
                path: database.path)
            try statement.bind(text: key, at: 1)
            try statement.bind(blob: value, at: 2)
            if let expires { statement.bind(expires, at: 3) } else { statement.bindNull(at: 3) }
            try statement.execute()
        }
    }

    /// The value of a key; nil if there is none or it has expired at `now`, in nanoseconds since 1970.
    public func get(_ key: String, at now: Int64) throws(StateError) -> [UInt8]? {
        try checkKey(key)
        return try database.run { connection in
            let statement = try RawStatement(
                "SELECT value FROM session_memory WHERE key = ? AND (expires IS NULL OR expires > ?)", on: connection,
                path: database.path)
            try statement.bind(text: key, at: 1)
            statement.bind(now, at: 2)
            return try statement.step() ? statement.bytes(0) : nil
        }
    }

    /// Forgets a key.
    public func remove(_ key: String) throws(StateError) {
        try checkKey(key)
        try database.run { connection in
            try connection.execute(sql: "DELETE FROM session_memory WHERE key = ?", arguments: [key])
        }
    }

    /// Forgets all that has expired at `now`, in nanoseconds since 1970, and says how many there were.
    @discardableResult
    public func purge(at now: Int64) throws(StateError) -> Int {
        try database.run { connection in
            try connection.execute(sql: "DELETE FROM session_memory WHERE expires <= ?", arguments: [now])
            return connection.changesCount
        }
    }

    private func checkKey(_ key: String) throws(StateError) {
        guard !key.isEmpty, key.utf8.count <= Self.maxKeyBytes else {
            throw StateError(
                code: StateError.memoryLimit, place: database.path,
                detail: "a key of \(key.utf8.count) bytes is not between 1 and \(Self.maxKeyBytes)")
        }
    }
}
