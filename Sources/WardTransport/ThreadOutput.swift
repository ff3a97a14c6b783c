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
        shared.order(bytes)
    }

    func finish() {
        shared.finish()
    }

    func close() {
        shared.close()
    }

    /// What the loop and the thread both see.
    private final class Shared: Sendable {
        /// What a pipe takes at once when it says that it takes anything (`PIPE_BUF` on Linux), so that a write does not
        /// block beyond the reach of ``WakeablePoll/wake()``.
        private static let writeBytes = 4_096

        let poll: WakeablePoll
        private let descriptor: Int32
        /// The piece to be written next; the loop's while `isOrdered` is false, and the thread's while it is true.
        private let piece = Mutex<[UInt8]>([])
        private let isOrdered = Atomic(false)
        private let isFinishing = Atomic(false)
        private let isClosed = Atomic(false)

        init(poll: WakeablePoll, descriptor: Int32) {
            self.poll = poll
            self.descriptor = descriptor
        }

        func order(_ bytes: [UInt8]) {
            piece.withLock { $0 = bytes }
            isOrdered.store(true, ordering: .releasing)
            poll.wake()
        }

        func finish() {
            isFinishing.store(true, ordering: .releasing)
            poll.wake()
        }

        func close() {
            isClosed.store(true, ordering: .releasing)
            poll.wake()
        }

        private func takePiece() -> [UInt8]? {
            guard isOrdered.load(ordering: .acquiring) else { return nil }
            let bytes = piece.withLock { piece in
                defer { piece = [] }
                return piece
            }
            isOrdered.store(false, ordering: .releasing)
            return bytes
        }

        private var wasClosed: Bool { isClosed.load(ordering: .acquiring) }

        /// The thread: writes what is ordered until the peer is gone, ``finish()`` or ``close()``.
        func writeAll(for link: NIOLoopBound<LineLink>, on loop: any EventLoop) {
            do throws(TransportError) {
                while let piece = try nextPiece() {
                    guard try write(piece) else { break }
                    loop.execute { link.value.outputFinishedPiece() }
                }
                Descriptor.close(descriptor)
                if !wasClosed { loop.execute { link.value.outputClosed() } }
            } catch {
                Descriptor.close(descriptor)
                loop.execute { link.value.failOutput(error) }
            }
        }

        /// Waits for the next piece; `nil` when there will be none.
        private func nextPiece() throws(TransportError) -> [UInt8]? {
            while true {
                if wasClosed { return nil }
                // Looked at first: a piece that was ordered before the finish is then seen below.
                let isLast = isFinishing.load(ordering: .acquiring)
                if let piece = takePiece() { return piece }
                if isLast { return nil }
                if poll.wait(for: descriptor, events: 0).isBroken {
                    throw TransportError(.peerGone, "the peer closed its input")
                }
            }
        }

        /// Writes a piece; false if ``close()`` came in between.
        private func write(_ piece: [UInt8]) throws(TransportError) -> Bool {
            var done = 0
            while done < piece.count {
                if wasClosed { return false }
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
