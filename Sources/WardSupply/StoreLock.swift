// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Lets the processes that use one store take turns; the system frees it when a process dies.
///
/// Who makes or removes entries holds it alone, so that whatever is unfinished when the lock is taken was left behind.
struct StoreLock {
    enum Kind {
        /// With others: for work in folders of one's own.
        case shared
        /// Alone: for making, removing and sweeping.
        case alone
    }

    /// Waits for the lock beside a store and runs `body` while holding it.
    static func run<R>(
        _ kind: Kind, in folder: String, _ body: () throws(SupplyError) -> R
    ) throws(SupplyError) -> R {
        let path = folder + "/lock"
        let descriptor = unsafe openat(AT_FDCWD, path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SupplyError(.last, path, "the lock of the store cannot be opened", code: .unwritable)
        }
        defer { _ = close(descriptor) }
        while flock(descriptor, kind == .alone ? LOCK_EX : LOCK_SH) != 0 {
            guard errno == EINTR else {
                throw SupplyError(.last, path, "the lock of the store cannot be taken", code: .unwritable)
            }
        }
        return try body()
    }
}
