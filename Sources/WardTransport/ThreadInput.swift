// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A reading half that a thread waits for: a file, a terminal, a device, a named pipe.
final class ThreadInput: LinkInput {
    private let shared: Shared

    /// Takes the descriptor over; it is closed if that fails.
    init(_ descriptor: Descriptor, of link: LineLink, on loop: any EventLoop) throws(TransportError) {
        do throws(TransportError) {
            let shared = Shared(poll: try WakeablePoll(), descriptor: descriptor.number)
            self.shared = shared
            let bound = NIOLoopBound(link, eventLoop: loop)
            try DetachedThread.start { shared.readAll(for: bound, on: loop) }
        } catch {
            Descriptor.close(descriptor.number)
            throw error
        }
    }

    func pause() {
        shared.change { $0.isPaused = true }
    }

    func resume() {
        shared.change { $0.isPaused = false }
    }

    func close() {
        shared.change { $0.isClosed = true }
    }

    /// What the loop and the thread both see.
    private final class Shared: Sendable {
        struct State {
            var isPaused = false
            var isClosed = false
            /// Chunks that the loop has not taken yet.
            var underWay = 0

            /// What the thread waits for.
            var mayRead: Bool { !isPaused && !isClosed && underWay < Shared.mostUnderWay }
        }

        static let chunkBytes = 1 << 16
        /// Two, so that reading and judging overlap; no more, so that memory stays bounded.
        static let mostUnderWay = 2

        let poll: WakeablePoll
        private let descriptor: Int32
        private let state = Mutex(State())

        init(poll: WakeablePoll, descriptor: Int32) {
            self.poll = poll
            self.descriptor = descriptor
        }

        /// Changes the state, and wakes the thread if that lets it read or end.
        func change(_ body: (inout State) -> Void) {
            let matters = state.withLock { state in
                let before = state.mayRead
                body(&state)
                return state.isClosed || (state.mayRead && !before)
            }
            if matters { poll.wake() }
        }

        /// The thread: reads until the end, an error or ``close()``.
        func readAll(for link: NIOLoopBound<LineLink>, on loop: any EventLoop) {
            defer { Descriptor.close(descriptor) }
            while true {
                let (isClosed, mayRead) = state.withLock { ($0.isClosed, $0.mayRead) }
                if isClosed { return }
                guard poll.wait(for: mayRead ? descriptor : -1, events: POLLIN).isReady, mayRead else { continue }
                switch readChunk() {
                case .bytes(let bytes):
                    state.withLock { $0.underWay += 1 }
                    loop.execute { [self] in
                        deliver(bytes, to: link.value)
                        change { $0.underWay -= 1 }
                    }
                case .nothing: continue
                case .end: return tellEnd(nil, link, on: loop)
                case .failure(let error): return tellEnd(error, link, on: loop)
                }
            }
        }

        private enum Chunk {
            case bytes([UInt8])
            case nothing
            case end
            case failure(TransportError)
        }

        private func readChunk() -> Chunk {
            var result = 0
            var code: Int32 = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
                result = unsafe read(descriptor, buffer.baseAddress, buffer.count)
                code = errno
                count = max(0, result)
            }
            if result > 0 { return .bytes(bytes) }
            if result == 0 { return .end }
            // Somebody who shares the file was faster.
            if code == EINTR || code == EAGAIN { return .nothing }
            return .failure(.system(.readFailed, "reading from the peer failed", code))
        }

        private func deliver(_ bytes: [UInt8], to link: LineLink) {
            guard !state.withLock({ $0.isClosed }) else { return }
            link.inputReceived(bytes)
            link.inputFinishedTurn()
        }

        private func tellEnd(_ error: TransportError?, _ link: NIOLoopBound<LineLink>, on loop: any EventLoop) {
            loop.execute { [self] in
                guard !state.withLock({ $0.isClosed }) else { return }
                link.value.inputEnded(error)
            }
        }
    }
}
