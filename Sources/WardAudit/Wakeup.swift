// SPDX-License-Identifier: Apache-2.0

internal import WardDatabase

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// Wakes one sleeping thread from any other: a pair of sockets, because their two numbers can be shared without a lock.
final class Wakeup: Sendable {
    private let reading: CInt
    private let writing: CInt

    init() throws(StateError) {
        var ends: [CInt] = [-1, -1]
        #if canImport(Darwin)
        var result = unsafe socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
        if result == 0 {
            for end in ends where unsafe fcntl(end, F_SETFD, FD_CLOEXEC) != 0 || fcntl(end, F_SETFL, O_NONBLOCK) != 0 {
                result = -1
            }
        }
        #else
        // Not a pipe: a server that another thread starts at this moment must not inherit it, and Glibc's module has no
        // `pipe2`.
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let result = unsafe socketpair(AF_UNIX, CInt(kind), 0, &ends)
        #endif
        guard result == 0 else {
            throw StateError(
                code: "environment.no-descriptors", place: "socketpair",
                detail: unsafe String(cString: strerror(errno)),
                hint: "raise the limit of open files")
        }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        _ = close(reading)
        _ = close(writing)
    }

    /// Wakes the thread, now or when it next goes to sleep.
    func wake() {
        var byte: UInt8 = 1
        // A full socket wakes it as well as one more byte.
        while unsafe write(writing, &byte, 1) < 0 && errno == EINTR {}
    }

    /// Sleeps until woken, or for so many milliseconds; nil means without end.
    func sleep(milliseconds: Int32?) {
        var entry = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&entry, 1, milliseconds ?? -1)
        guard entry.revents != 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(reading, &bytes, bytes.count) > 0 {}
    }
}

/// The clocks that the log reads.
enum SystemClock {
    /// Nanoseconds since 1970.
    static func wall() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Nanoseconds of a clock that only goes forward; a few milliseconds coarse, and cheap.
    static func monotonic() -> UInt64 {
        #if canImport(Darwin)
        return clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW_APPROX)
        #else
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        #endif
    }
}

/// Keeps signals away from the calling thread: the gateway handles them where it wants them.
func blockSignals() {
    var all = sigset_t()
    _ = unsafe sigfillset(&all)
    _ = unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
}
