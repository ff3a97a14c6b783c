// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Copies a server's standard error, as it is, to Ward's own.
///
/// On a thread with one buffer: a terminal that takes nothing makes the server wait and nobody else. If Ward's standard
/// error breaks, the server's is read on and dropped, so that the server is not stopped by it.
public final class StandardErrorRelay: Sendable {
    private static let bufferBytes = 1 << 16

    private let poll: WakeablePoll
    private let isStopped = Atomic(false)

    private init() throws(TransportError) {
        poll = try WakeablePoll()
    }

    /// Starts to copy until the end of the source.
    ///
    /// - Parameters:
    ///   - source: The read end of the server's standard error; it is taken over, also if this fails.
    ///   - destination: Where to; it is left open.
    ///   - onEnd: Called when everything was copied, from the relay's thread.
    /// - Returns: The relay, which lasts by itself.
    /// - Throws: A ``TransportError`` if there is no room for a thread.
    public static func start(
        from source: Int32, to destination: Int32 = 2, onEnd: @escaping @Sendable () -> Void = {}
    ) throws(TransportError) -> StandardErrorRelay {
        do throws(TransportError) {
            let relay = try StandardErrorRelay()
            try DetachedThread.start {
                relay.copy(from: source, to: destination)
                Descriptor.close(source)
                onEnd()
            }
            return relay
        } catch {
            Descriptor.close(source)
            throw error
        }
    }

    /// Stops copying, also when there would be more.
    public func stop() {
        isStopped.store(true, ordering: .releasing)
        poll.wake()
    }

    private var stopped: Bool { isStopped.load(ordering: .acquiring) }

    private func copy(from source: Int32, to destination: Int32) {
        var buffer = [UInt8](repeating: 0, count: Self.bufferBytes)
        var isListening = true
        while !stopped {
            guard poll.wait(for: source, events: POLLIN).isReady else { continue }
            let count = unsafe read(source, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return }
            if isListening { isListening = write(buffer[..<count], to: destination) }
        }
    }

    /// Writes everything; false if that cannot be done any more.
    private func write(_ bytes: ArraySlice<UInt8>, to destination: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty, !stopped {
            guard poll.wait(for: destination, events: POLLOUT).isReady else { continue }
            let count = unsafe rest.withUnsafeBytes { unsafe systemWrite(destination, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR, errno != EAGAIN {
                return false
            }
        }
        return true
    }
}
