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
        shared.pause()
    }

    func resume() {
        shared.resume()
    }

    func close() {
        shared.close()
    }

    /// What the loop and the thread both see.
    private final class Shared: Sendable {
        /// Everything that the thread's next step depends on, in one word that is changed atomically.
        struct State {
            static let paused = 1
            static let closed = 2
            static let oneUnderWay = 4

            let word: Int

            var isClosed: Bool { word & Self.closed != 0 }
            /// Whether the thread may read; chunks under way are those that the loop has not taken yet.
            var mayRead: Bool { word & (Self.paused | Self.closed) == 0 && word / Self.oneUnderWay < mostUnderWay }
        }

        static let chunkBytes = 1 << 16
        /// Two, so that reading and judging overlap; no more, so that memory stays bounded.
        static let mostUnderWay = 2

        let poll: WakeablePoll
        private let descriptor: Int32
        private let word = Atomic(0)

        init(poll: WakeablePoll, descriptor: Int32) {
            self.poll = poll
            self.descriptor = descriptor
        }

        private var state: State { State(word: word.load(ordering: .sequentiallyConsistent)) }

        func pause() {
            word.bitwiseOr(State.paused, ordering: .sequentiallyConsistent)
        }

        func resume() {
            wakeIfNeeded(word.bitwiseAnd(~State.paused, ordering: .sequentiallyConsistent))
        }

        func close() {
            wakeIfNeeded(word.bitwiseOr(State.closed, ordering: .sequentiallyConsistent))
        }

        private func tookChunk() {
            wakeIfNeeded(word.wrappingSubtract(State.oneUnderWay, ordering: .sequentiallyConsistent))
        }

        /// Wakes the thread if a change lets it read or end.
        private func wakeIfNeeded(_ change: (oldValue: Int, newValue: Int)) {
            let (before, now) = (State(word: change.oldValue), State(word: change.newValue))
            if now.isClosed || (now.mayRead && !before.mayRead) { poll.wake() }
        }

        /// The thread: reads until the end, an error or ``close()``.
        func readAll(for link: NIOLoopBound<LineLink>, on loop: any EventLoop) {
            defer { Descriptor.close(descriptor) }
            while true {
                let state = state
                if state.isClosed { return }
                guard poll.wait(for: state.mayRead ? descriptor : -1, events: POLLIN).isReady, self.state.mayRead
                else { continue }
                switch readChunk() {
                case .bytes(let bytes):
                    word.wrappingAdd(State.oneUnderWay, ordering: .sequentiallyConsistent)
                    loop.execute { [self] in
                        deliver(bytes, to: link.value)
                        tookChunk()
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
            guard !state.isClosed else { return }
            link.inputReceived(bytes)
            link.inputFinishedTurn()
        }

        private func tellEnd(_ error: TransportError?, _ link: NIOLoopBound<LineLink>, on loop: any EventLoop) {
            loop.execute { [self] in
                guard !state.isClosed else { return }
                link.value.inputEnded(error)
            }
        }
    }
}
