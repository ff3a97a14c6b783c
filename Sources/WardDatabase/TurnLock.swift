// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// Lets the writers of several processes take turns, first come, first served.
///
/// SQLite's own lock can only be polled: with 20 busy writers the polling took more of two cores than the writing
/// (measured: 6,000 events a second in sum, where one process alone wrote 40,000). A writer waits here instead, asleep in
/// the kernel, and then finds SQLite's lock free. Nothing depends on it for safety, and the kernel frees it when a
/// process dies.
package final class TurnLock: Sendable {
    private let descriptor: CInt

    /// Opens the lock beside a database.
    package convenience init(besides database: StateDatabase) throws(StateError) {
        try self.init(besides: database.path)
    }

    /// Opens the lock beside any file.
    package convenience init(besides file: String) throws(StateError) {
        let path = file + "-turn"
        _ = try FileGuard.fileExists(path)
        try self.init(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW)
    }

    /// Takes turns by a folder itself, so that nothing is left in one that is not Ward's own.
    package convenience init(onFolder path: String) throws(StateError) {
        try self.init(opening: path, O_RDONLY | O_DIRECTORY)
    }

    private init(opening path: String, _ flags: CInt) throws(StateError) {
        descriptor = unsafe open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StateError(
                code: StateError.databaseUnwritable, place: path,
                detail: "what writers take turns by cannot be opened: \(SystemCalls.Failure(number: errno).words)",
                hint: "check the permissions of the file and of its folder")
        }
    }

    deinit {
        _ = close(descriptor)
    }

    /// Waits for the turn and runs `body` in it.
    package func run<R, Failure: Error>(_ body: () throws(Failure) -> R) throws(Failure) -> R {
        // Where the file system knows no such lock, the busy handler has to do.
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
        defer { _ = flock(descriptor, LOCK_UN) }
        return try body()
    }
}
