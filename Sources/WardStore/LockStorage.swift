// SPDX-License-Identifier: Apache-2.0

public import WardDatabase
public import WardLock

/// A `ward.lock` on the disk: read whole, and replaced whole or not at all.
public struct LockStorage: Sendable {
    /// The lock's path.
    public let path: String
    private let folder: String

    /// The most bytes that a lock may have: thousands of servers fit.
    public static let limit = 64 * 1024 * 1024

    /// The user's own lock.
    public init(in folders: WardFolders) {
        folder = folders.config
        path = folders.config + "/ward.lock"
    }

    /// The lock; an empty one where there is no file.
    ///
    /// A file that cannot be read is an error and never counts as empty.
    ///
    /// - Throws: ``StateError`` for the file, `LockError` for what is in it.
    public func read() throws -> LockFile {
        guard try FileGuard.folderExists(folder), try FileGuard.fileExists(path, code: StateError.lockUnreadable) else {
            return LockFile()
        }
        let bytes: [UInt8]?
        do throws(SystemCalls.Failure) {
            bytes = try SystemCalls.readFile(path, limit: Self.limit)
        } catch {
            throw StateError(
                code: StateError.lockUnreadable, place: path, detail: "the lock cannot be read: \(error.words)")
        }
        guard let bytes else { return LockFile() }
        return try LockFile(reading: bytes)
    }

    /// Reads the lock, has it changed, and writes it, while no other `ward` does the same.
    ///
    /// What was there stays until the new text is complete on the disk; nothing is written if nothing changed.
    ///
    /// - Throws: What `change` throws, and as ``read()``.
    public func update(_ change: (inout LockFile) throws -> Void) throws {
        try FileGuard.prepareFolder(folder)
        try TurnLock(besides: path).run {
            let before = try read()
            var lock = before
            try change(&lock)
            guard lock != before else { return }
            try write(lock.encoded())
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        var generator = SystemRandomNumberGenerator()
        let temporary = path + ".new-" + String(generator.next(), radix: 16)
        do throws(SystemCalls.Failure) {
            try SystemCalls.makeFile(temporary, holding: bytes)
            try SystemCalls.replace(path, with: temporary)
            try SystemCalls.sync(folder)
        } catch {
            SystemCalls.remove(temporary)
            throw StateError(
                code: StateError.lockUnwritable, place: path, detail: "the lock cannot be written: \(error.words)",
                hint: "the lock is as it was; free some space, or mend the folder's permissions")
        }
    }
}
