// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A blocking wait for one descriptor that another thread can cut short.
final class WakeablePoll: Sendable {
    /// What a wait ended with.
    struct Outcome {
        /// The descriptor is ready for what was asked.
        var isReady = false
        /// The other end is gone, or the descriptor is in error.
        var isBroken = false
    }

    private let readEnd: Int32
    private let writeEnd: Int32

    init() throws(TransportError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .system(.descriptorUnusable, "no pipe can be made", errno) }
        for end in ends {
            // A wake-up that finds the bell rung already need not ring it again, and must not block.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    // Both threads hold this object, so neither can use descriptors that the other closed.
    deinit {
        Descriptor.close(readEnd)
        Descriptor.close(writeEnd)
    }

    /// Ends the wait that is under way, or else the next one.
    func wake() {
        var byte: UInt8 = 0
        _ = unsafe systemWrite(writeEnd, &byte, 1)
    }

    /// Waits until the descriptor is ready for `events` (`POLLIN`, `POLLOUT` or 0), is broken, or ``wake()`` is called.
    ///
    /// - Parameters:
    ///   - descriptor: The descriptor; -1 to wait for ``wake()`` only.
    ///   - events: What to wait for besides.
    /// - Returns: What ended the wait; nothing if that was ``wake()``.
    func wait(for descriptor: Int32, events: Int32) -> Outcome {
        var list = [
            pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(events), revents: 0),
        ]
        guard unsafe poll(&list, 2, -1) >= 0 else { return Outcome() }
        if list[0].revents != 0 {
            var drained = [UInt8](repeating: 0, count: 64)
            _ = unsafe read(readEnd, &drained, drained.count)
        }
        let found = Int32(list[1].revents)
        // The end of a file or of a peer shows as broken and is ready too: reading tells which.
        return Outcome(
            isReady: events != 0 && found != 0, isBroken: found & (POLLERR | POLLHUP | POLLNVAL) != 0)
    }
}
