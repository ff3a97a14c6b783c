// SPDX-License-Identifier: Apache-2.0

internal import Foundation
public import WardDatabase
public import WardLock

/// A `ward.lock` on the disk: read whole, and replaced whole or not at all.
public struct LockStorage: Sendable {
    /// The lock's path; of a project's lock with all links resolved.
    public let path: String
    /// The folder of a project's lock; nil for the user's own.
    public let project: String?
    private let folder: String
    private let isBehindLink: Bool
    private let mayBeMissing: Bool

    /// The most bytes that a lock may have: thousands of servers fit.
    public static let limit = 64 * 1024 * 1024

    /// The user's own lock.
    public init(in folders: WardFolders) {
        folder = folders.config
        path = folders.config + "/ward.lock"
        project = nil
        isBehindLink = false
        mayBeMissing = true
    }

    /// A project's lock.
    ///
    /// It is a request whoever wrote it, so it is read wherever it lies and whomever it belongs to. The project is the folder
    /// of the file that is read, with all links resolved: one file has one name, however it is reached.
    ///
    /// - Parameters:
    ///   - file: Its path.
    ///   - mayBeMissing: Whether no file counts as a lock without servers, because one is about to be made.
    /// - Throws: ``StateError`` where the file, or the folder of one to be made, cannot be found.
    public init(project file: String, mayBeMissing: Bool = false) throws(StateError) {
        do throws(SystemCalls.Failure) {
            let status = try SystemCalls.status(file)
            isBehindLink = status?.isLink ?? false
            if status == nil {
                let parts = file.split(separator: "/", omittingEmptySubsequences: false)
                let parent = parts.dropLast().joined(separator: "/")
                let above = try SystemCalls.realPath(parts.count < 2 ? "." : parent.isEmpty ? "/" : parent)
                path = (above == "/" ? "" : above) + "/" + (parts.last ?? "")
            } else {
                path = try SystemCalls.realPath(file)
            }
        } catch {
            throw Self.unreadable(file, "the lock cannot be found: \(error.words)")
        }
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        folder = "/" + parent
        project = parent.isEmpty ? "" : folder
        self.mayBeMissing = mayBeMissing
    }

    /// The lock that a person names; their own lock stays that, whatever it is named by.
    public static func named(
        _ file: String, in folders: WardFolders, mayBeMissing: Bool = false
    ) throws(StateError) -> LockStorage {
        let named = try LockStorage(project: file, mayBeMissing: mayBeMissing)
        let own = LockStorage(in: folders)
        do throws(SystemCalls.Failure) {
            guard try SystemCalls.status(own.path) != nil, try SystemCalls.realPath(own.path) == named.path else {
                return named
            }
        } catch {
            throw unreadable(own.path, "it cannot be looked at: \(error.words)")
        }
        return own
    }

    /// The text of the lock; nil where there is no file and none has to be there.
    ///
    /// A file that cannot be read is an error and never counts as absent.
    public func bytes() throws(StateError) -> [UInt8]? {
        if project == nil {
            guard try FileGuard.folderExists(folder),
                try FileGuard.fileExists(path, code: StateError.lockUnreadable)
            else { return nil }
        }
        // A pipe would be waited for.
        if let status = try status(of: path), !status.isRegular {
            throw Self.unreadable(path, "the lock cannot be read: it is no regular file")
        }
        do throws(SystemCalls.Failure) {
            if let bytes = try SystemCalls.readFile(path, limit: Self.limit) { return bytes }
        } catch {
            throw Self.unreadable(path, "the lock cannot be read: \(error.words)")
        }
        guard mayBeMissing else {
            throw Self.unreadable(path, "the lock is not there", hint: "correct the path behind `--lock`")
        }
        return nil
    }

    /// The lock; an empty one where there is no file.
    ///
    /// - Throws: ``StateError`` for the file, `LockError` for what is in it.
    public func read() throws -> LockFile {
        try bytes().map(LockFile.init(reading:)) ?? LockFile()
    }

    /// Reads the lock, has it changed, and writes it, while no other `ward` does the same.
    ///
    /// What was there stays until the new text is complete on the disk; nothing is written if nothing changed.
    ///
    /// - Throws: What `change` throws, and as ``read()``.
    public func update(_ change: (inout LockFile) throws -> Void) throws {
        let turn: TurnLock
        if project == nil {
            try FileGuard.prepareFolder(folder)
            turn = try TurnLock(besides: path)
        } else {
            try requireWritable()
            turn = try TurnLock(onFolder: folder)
        }
        try turn.run {
            let before = try read()
            var lock = before
            try change(&lock)
            guard lock != before else { return }
            try write(lock.encoded())
        }
    }

    /// Refuses to write where that would change another file than the one that was named, or where it would not last.
    ///
    /// The user's own lock is looked at whenever it is read.
    public func requireWritable() throws(StateError) {
        guard project != nil else { return }
        guard !isBehindLink else {
            throw unwritable("a symbolic link stands in place of the lock", hint: "name the file that it leads to")
        }
        let user = geteuid()
        if let status = try status(of: path), status.owner != user {
            throw unwritable(
                "it belongs to user \(status.owner), not to user \(user)",
                hint: "ask its owner, or work in a copy of yours")
        }
        if let status = try status(of: folder), status.isOpenToAll {
            throw unwritable(
                "anybody may put another file in its place",
                hint: "run `chmod o-w` on its folder, after a look at what is inside")
        }
    }

    private func status(of path: String) throws(StateError) -> SystemCalls.FileStatus? {
        do throws(SystemCalls.Failure) {
            return try SystemCalls.status(path)
        } catch {
            throw Self.unreadable(path, "it cannot be looked at: \(error.words)")
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        // The user's own lock is for them alone; a project's is as its folder's other files are.
        let mode = project == nil ? 0o600 : try status(of: path).map { $0.mode & 0o777 }
        // One writer at a time: what is there was left by one that was killed.
        let temporary = path + ".new"
        SystemCalls.remove(temporary)
        do throws(SystemCalls.Failure) {
            try SystemCalls.makeFile(temporary, holding: bytes, mode: mode)
            try SystemCalls.replace(path, with: temporary)
            try SystemCalls.sync(folder)
        } catch {
            SystemCalls.remove(temporary)
            throw unwritable(
                "the lock cannot be written: \(error.words)",
                hint: "the lock is as it was; free some space, or mend the folder's permissions")
        }
    }

    private func unwritable(_ detail: String, hint: String) -> StateError {
        StateError(code: StateError.lockUnwritable, place: path, detail: detail, hint: hint)
    }

    private static func unreadable(_ place: String, _ detail: String, hint: String? = nil) -> StateError {
        StateError(code: StateError.lockUnreadable, place: place, detail: detail, hint: hint)
    }
}
