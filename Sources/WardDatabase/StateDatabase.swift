// SPDX-License-Identifier: Apache-2.0

package import GRDB

/// One open connection to `ward.db`.
///
/// Several `ward` processes share the file: it is in WAL mode, and who finds it locked waits 200 µs at a time, also while
/// opening (SQLite's own waiting stalls for 229 ms, or gives up, with 20 processes). Calls on one connection come one
/// after the other; a thread that must not wait for another's call opens its own connection.
public final class StateDatabase: Sendable {
    /// What a connection is for.
    public enum Access: Hashable, Sendable {
        /// Makes the folder and the database if they are missing, and brings the tables up to date.
        case readWrite
        /// Makes nothing and changes nothing; a missing database is ``StateError/absent``.
        case read
    }

    /// The database file, for messages.
    package let path: String
    private let queue: DatabaseQueue

    /// Opens the database of these folders.
    ///
    /// The folder and the file must be the user's own, not writable by others and no symbolic links. A file that is
    /// damaged, empty, not Ward's, or written by a newer Ward is an error: it is never replaced.
    public init(in folders: WardFolders, access: Access = .readWrite) throws(StateError) {
        path = folders.database
        switch access {
        case .readWrite:
            try FileGuard.prepareFolder(folders.state)
            if try !FileGuard.fileExists(path) { try Self.create(path, in: folders.state) }
        case .read:
            guard try Self.exists(in: folders) else {
                throw StateError(
                    code: StateError.absent, place: path, detail: "there is no database yet",
                    hint: "the first `ward run` makes it")
            }
        }
        for companion in ["-wal", "-shm"] { _ = try FileGuard.fileExists(path + companion) }
        do {
            queue = try DatabaseQueue(path: path, configuration: Self.configuration(access))
            try queue.inDatabase { database in try Self.check(database, access: access, path: path) }
        } catch {
            throw StateError(error, at: path)
        }
    }

    /// Whether there is a database; one that is there but unsafe is an error.
    package static func exists(in folders: WardFolders) throws(StateError) -> Bool {
        guard try FileGuard.folderExists(folders.state) else { return false }
        return try FileGuard.fileExists(folders.database)
    }

    /// A number that changes when another connection has committed (`PRAGMA data_version`); cheap enough to poll.
    public func dataVersion() throws(StateError) -> Int64 {
        try run { database in try Int64.fetchOne(database, sql: "PRAGMA data_version") ?? 0 }
    }

    /// Closes the connection; calls after that fail.
    public func close() throws(StateError) {
        do {
            try queue.close()
        } catch {
            throw StateError(error, at: path)
        }
    }

    /// Runs `body` on the connection, outside any transaction.
    package func run<R>(_ body: (Database) throws -> R) throws(StateError) -> R {
        do {
            return try queue.inDatabase(body)
        } catch {
            throw StateError(error, at: path)
        }
    }

    /// Puts what was committed, by whatever process, on the disk.
    ///
    /// It syncs the write-ahead log through a descriptor of its own, so nobody waits for the disk with the write lock
    /// held. (SQLite keeps its file locks on the `-shm` file: closing this descriptor drops none.)
    package func sync() throws(StateError) {
        do throws(SystemCalls.Failure) {
            try SystemCalls.sync(path + "-wal")
        } catch {
            throw StateError(
                code: StateError.databaseUnwritable, place: path + "-wal", detail: "cannot sync: \(error.words)")
        }
    }

    // MARK: Opening

    /// How long to wait for a lock: times 200 µs, about six seconds with what the system adds to each.
    private static let patience = 25_000

    private static func configuration(_ access: Access) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        // Else GRDB would end the program where even a rollback fails, on a disk that is gone.
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .callback { tries in
            guard tries < patience else { return false }
            SystemCalls.pause(microseconds: 200)
            return true
        }
        configuration.prepareDatabase { database in
            // NORMAL: a commit reaches the operating system; `sync()` takes it to the disk.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            // After a burst the log shrinks again when it starts anew.
            try database.execute(sql: "PRAGMA journal_size_limit = 16777216")
            if access == .read { try database.execute(sql: "PRAGMA query_only = ON") }
        }
        return configuration
    }

    /// Makes the database under a temporary name, complete and in WAL mode, and then gives it its own.
    ///
    /// So no process ever meets a database without tables, an empty `ward.db` is damage and not a fresh start, and of
    /// several processes that start at once one wins.
    private static func create(_ path: String, in folder: String) throws(StateError) {
        var generator = SystemRandomNumberGenerator()
        let temporary = path + ".new-" + String(generator.next(), radix: 16)
        do throws(SystemCalls.Failure) {
            try SystemCalls.makeFile(temporary, holding: [])
        } catch {
            throw StateError(
                code: StateError.databaseUnwritable, place: path, detail: "the database cannot be made: \(error.words)")
        }
        do {
            // Nobody knows the file yet: one sync at the end is enough.
            var configuration = Configuration()
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = OFF")
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = MEMORY")
            }
            let queue = try DatabaseQueue(path: temporary, configuration: configuration)
            try queue.inDatabase { database in
                try Schema.migrate(database)
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            }
            try queue.close()
            try SystemCalls.sync(temporary)
            _ = try SystemCalls.publish(temporary, as: path)
            try SystemCalls.sync(folder)
        } catch let failure as SystemCalls.Failure {
            SystemCalls.remove(temporary)
            throw StateError(
                code: StateError.databaseUnwritable, place: path,
                detail: "the database cannot be made: \(failure.words)")
        } catch {
            SystemCalls.remove(temporary)
            throw StateError(error, at: path)
        }
        for companion in ["-wal", "-shm"] { SystemCalls.remove(temporary + companion) }
    }

    private static func check(_ database: Database, access: Access, path: String) throws {
        let mark = try Schema.applicationID(of: database)
        let version = try Schema.userVersion(of: database)
        guard mark == Schema.applicationID, version > 0 else {
            let isEmpty = try SystemCalls.status(path)?.size == 0
            throw StateError(
                code: StateError.databaseForeign, place: path,
                detail: isEmpty ? "the database is empty: it was truncated" : "this is not a database of Ward's",
                hint: "keep it as evidence, move it away, and start again")
        }
        guard version <= Schema.version else {
            throw StateError(
                code: StateError.databaseNewer, place: path,
                detail: "a newer Ward wrote it (its version is \(version), this program knows \(Schema.version))",
                hint: "install that Ward, or name another folder with `--home DIR`")
        }
        if access == .readWrite { try Schema.migrate(database) }
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        guard mode != "wal" else { return }
        // Somebody changed the mode. In another one, readers and writers would block each other.
        guard access == .readWrite else { return }
        guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
            throw StateError(
                code: StateError.databaseBusy, place: path, detail: "the database is not in WAL mode and stays so",
                hint: "close the programs that have it open")
        }
    }
}
