// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// What went wrong with Ward's folders, its database or a file beside it.
///
/// Nothing here ever stands for "not there yet": a folder, file or database that cannot be read is an error, and only
/// ``absent`` says that there is none.
public struct StateError: Error, Hashable, Sendable {
    /// The stable code, kebab-case after its prefix; each has a heading in `docs/findings.md`.
    public var code: String
    /// The path that it is about.
    public var place: String
    /// What happened, lower case, without a final period.
    public var detail: String
    /// What a person can do about it.
    public var hint: String?

    /// Makes an error.
    public init(code: String, place: String, detail: String, hint: String? = nil) {
        self.code = code
        self.place = place
        self.detail = detail
        self.hint = hint
    }

    /// The code of a database that does not exist.
    public static let absent = "environment.database-absent"
    /// The code of a folder that others can change, or that is not the user's.
    public static let folderUnsafe = "environment.state-folder-unsafe"
    /// The code of a folder that cannot be made or looked at.
    public static let folderUnreadable = "environment.state-folder-unreadable"
    /// The code of a database file that others can change, that is not the user's, or that is no regular file.
    public static let databaseUnsafe = "environment.database-unsafe"
    /// The code of a database that cannot be read, or is damaged.
    public static let databaseUnreadable = "environment.database-unreadable"
    /// The code of a database that other programs kept locked for too long.
    public static let databaseBusy = "environment.database-busy"
    /// The code of a database that cannot be written.
    public static let databaseUnwritable = "environment.database-unwritable"
    /// The code of a database without room, on the disk or by its own limit.
    public static let databaseFull = "environment.database-full"
    /// The code of a database that a newer Ward wrote.
    public static let databaseNewer = "environment.database-newer"
    /// The code of a database that is not Ward's.
    public static let databaseForeign = "environment.database-foreign"
    /// The code of a lock file that is there and cannot be read, or is not safe to trust.
    public static let lockUnreadable = "environment.lock-unreadable"
    /// The code of a lock file that cannot be written.
    public static let lockUnwritable = "environment.lock-unwritable"
    /// The code of a consent, or a surface that waits for one, that cannot be read.
    public static let consentUnreadable = "environment.consent-unreadable"
    /// The code of an account that the account database does not know.
    public static let accountUnknown = "environment.account-unknown"
    /// The code of a key or value that the session memory does not take.
    public static let memoryLimit = "internal.session-memory-limit"
}

extension StateError {
    /// Puts what SQLite said into words.
    package init(_ error: any Error, at place: String) {
        if let known = error as? StateError {
            self = known
            return
        }
        guard let failure = error as? DatabaseError else {
            self.init(code: Self.databaseUnreadable, place: place, detail: "unexpected failure: \(error)")
            return
        }
        self.init(
            result: failure.resultCode.rawValue, extended: failure.extendedResultCode.rawValue,
            message: failure.message, at: place)
    }

    /// Puts a result code of SQLite into words (https://www.sqlite.org/rescode.html).
    package init(result: CInt, extended: CInt, message: String?, at place: String) {
        let said = "\(message ?? "no message") (SQLite \(extended))"
        switch ResultCode(rawValue: result) {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            self.init(
                code: Self.databaseBusy, place: place, detail: "the database stayed locked: \(said)",
                hint: "look for a program that keeps it open, such as a database browser")
        case .SQLITE_FULL:
            self.init(
                code: Self.databaseFull, place: place, detail: "no room left: \(said)",
                hint: "free some space on this disk")
        case .SQLITE_READONLY, .SQLITE_PERM:
            self.init(
                code: Self.databaseUnwritable, place: place, detail: "the database cannot be written: \(said)",
                hint: "check the permissions of the file and of its folder")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                code: Self.databaseUnreadable, place: place, detail: "the database is damaged: \(said)",
                hint: "keep the file as evidence, move it away together with its -wal and -shm, and start again")
        case .SQLITE_IOERR, .SQLITE_CANTOPEN:
            self.init(
                code: Self.databaseUnreadable, place: place, detail: "the database failed: \(said)",
                hint: "check the space, the permissions and the health of this disk; what was committed before is safe")
        case .SQLITE_CONSTRAINT:
            self.init(code: Self.databaseUnwritable, place: place, detail: "the database refused a row: \(said)")
        default:
            self.init(code: Self.databaseUnreadable, place: place, detail: "the database failed: \(said)")
        }
    }
}
