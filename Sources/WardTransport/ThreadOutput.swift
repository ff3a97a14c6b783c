// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A writing half on a thread: to a file, a terminal, a device, a named pipe.
final class ThreadOutput: LinkOutput {
    private let shared: Shared

    /// Takes the descriptor over; it is closed if that fails.
    init(_ descriptor: Descriptor, of link: LineLink, on loop: any EventLoop) throws(TransportError) {
        do throws(TransportError) {
            let shared = Shared(poll: try WakeablePoll(), descriptor: descriptor.number)
            self.shared = shared
            let bound = NIOLoopBound(link, eventLoop: loop)
            try DetachedThread.start { shared.writeAll(for: bound, on: loop) }
        } catch {
            Descriptor.close(descriptor.number)
            throw error
        }
    }

    /// Writes nothing: a write could block the event loop.
    func write(_ bytes: UnsafeRawBufferPointer) -> Result<Int, TransportError> { .success(0) }

    func writePatiently(_ bytes: [UInt8]) {
        shared.order { $0.piece = bytes }
    }

    func finish() {
        shared.order { $0.isFinishing = true }
    }

    func close() {
        shared.order { $0.isClosed = true }
    }

    /// What the loop and the thread both see.
    private final class Shared: Sendable {
        struct Orders {
            var piece: [UInt8]?
            var isFinishing = false
            var isClosed = false
        }

        /// What a pipe takes at once when it says that it takes anything (`PIPE_BUF` on Linux), so that a write does not
        /// block beyond the reach of ``WakeablePoll/wake()``.
        private static let writeBytes = 4_096

        let poll: WakeablePoll
        private let descriptor: Int32
        private let orders = Mutex(Orders())

        init(poll: WakeablePoll, descriptor: Int32) {
            self.poll = poll
            self.descriptor = descriptor
        }

        func order(_ body: (inout Orders) -> Void) {
            orders.withLock { body(&$0) }
            poll.wake()
        }

        /// The thread: writes what is ordered until the peer is gone, ``finish()`` or ``close()``.
        func writeAll(for link: NIOLoopBound<LineLink>, on loop: any EventLoop) {
            do throws(TransportError) {
                while let piece = try nextPiece() {
                    guard try write(piece) else { break }
                    loop.execute { link.value.outputFinishedPiece() }
                }
                Descriptor.close(descriptor)
                if !isClosed { loop.execute { link.value.outputClosed() } }
            } catch {
                Descriptor.close(descriptor)
                loop.execute { link.value.failOutput(error) }
            }
        }

        private var isClosed: Bool { orders.withLock { $0.isClosed } }

        /// Waits for the next piece; `nil` when there will be none.
        private func nextPiece() throws(TransportError) -> [UInt8]? {
            while true {
                let now = orders.withLock { orders in
                    defer { orders.piece = nil }
                    return orders
                }
                if now.isClosed { return nil }
                if let piece = now.piece { return piece }
                if now.isFinishing { return nil }
                if poll.wait(for: descriptor, events: 0).isBroken {
                    throw TransportError(.peerGone, "the peer closed its input")
                }
            }
        }

        /// Writes a piece; false if ``close()`` came in between.
        private func write(_ piece: [UInt8]) throws(TransportError) -> Bool {
            var done = 0
            while done < piece.count {
                if isClosed { return false }
                guard poll.wait(for: descriptor, events: POLLOUT).isReady else { continue }
                let count = unsafe piece.withUnsafeBytes { bytes in
                    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...].prefix(Self.writeBytes))
                    return unsafe systemWrite(descriptor, rest.baseAddress, rest.count)
                }
                if count >= 0 {
                    done += count
                } else if errno != EINTR, errno != EAGAIN {
                    throw .system(.writeFailed, "writing to the peer failed", errno)
                }
            }
            return true
        }
    }
}
