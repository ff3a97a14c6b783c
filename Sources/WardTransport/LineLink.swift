// SPDX-License-Identifier: Apache-2.0

public import NIOCore
public import WardSession

/// A peer that is reached over an input and an output descriptor, and that takes messages as lines.
///
/// It lives on one event loop: all of its functions must be called there, and it calls its delegate there. Bytes are handed
/// on as they come; splitting them into messages is the session's business. Only a ``ForwardableMessage`` can be sent.
///
/// What is sent is gathered and goes out at ``flush()`` in one system call, straight from the caller's turn; the event loop
/// is asked only when the peer does not take it all.
public final class LineLink {
    /// Bounds for what waits to be written.
    public struct Limits: Hashable, Sendable {
        /// More bytes than this wait: not writable.
        public var highWater: Int
        /// No more than this wait: writable again.
        public var lowWater: Int
        /// More bytes than this wait: the output fails.
        public var outputBytes: Int

        /// Makes limits; the defaults are 1 MiB, 256 KiB and 64 MiB.
        public init(highWater: Int = 1 << 20, lowWater: Int = 1 << 18, outputBytes: Int = 64 << 20) {
            self.highWater = highWater
            self.lowWater = lowWater
            self.outputBytes = outputBytes
        }
    }

    private enum OutputState {
        case open
        case finishing
        case closed
    }

    /// Pieces that the event loop or a thread writes patiently; small enough to see the peer's progress.
    private static let pieceBytes = 1 << 18
    /// The buffer is kept for the next message unless it has grown over this.
    private static let keptBytes = 1 << 18

    private let loop: NIOIsolatedEventLoop
    private let limits: Limits
    private var delegate: (any LineLinkDelegate)?
    private var input: (any LinkInput)?
    private var output: (any LinkOutput)?
    private var outputState = OutputState.open
    private var pending: [UInt8] = []
    /// Bytes of `pending` that were written.
    private var written = 0
    /// Bytes that the output writes patiently just now.
    private var inFlight = 0
    private var toldWritable = true

    /// Whether fewer bytes wait than ``Limits/highWater``, and, if there were more, no more than ``Limits/lowWater``.
    public private(set) var isWritable = true

    /// How many bytes wait to be written.
    public var pendingBytes: Int { pending.count - written + inFlight }

    private init(loop: NIOIsolatedEventLoop, limits: Limits, delegate: any LineLinkDelegate) {
        self.loop = loop
        self.limits = limits
        self.delegate = delegate
    }

    /// Takes descriptors over and starts to read.
    ///
    /// - Parameters:
    ///   - ends: The descriptors; on an error they are closed too, unless they are the standard streams.
    ///   - loop: The event loop, on which this must be called.
    ///   - limits: Bounds for what waits to be written.
    ///   - delegate: Who takes what comes, from a later turn of the loop on; it is kept until ``close()``.
    /// - Returns: The link, which lasts until ``close()``.
    /// - Throws: A ``TransportError`` if a descriptor is closed or open the wrong way round.
    public static func open(
        _ ends: LinkEnds, on loop: any EventLoop, limits: Limits = Limits(), delegate: any LineLinkDelegate
    ) throws(TransportError) -> LineLink {
        let link = LineLink(loop: loop.assumeIsolated(), limits: limits, delegate: delegate)
        let (source, sink) = try ends.claim()
        do throws(TransportError) {
            link.output =
                switch sink.waiting {
                case .onLoop: try ChannelOutput(sink, of: link, on: loop)
                case .onThread: try ThreadOutput(sink, of: link, on: loop)
                }
        } catch {
            Descriptor.close(source.number)
            throw error
        }
        do throws(TransportError) {
            link.input =
                switch source.waiting {
                case .onLoop: try ChannelInput(source, of: link, on: loop)
                case .onThread: try ThreadInput(source, of: link, on: loop)
                }
        } catch {
            link.close()
            throw error
        }
        return link
    }

    /// Queues a message and its line end; nothing is written before ``flush()``.
    public func send(_ message: ForwardableMessage) {
        queue(message.frame)
    }

    /// Queues bytes as a line; only this target and its tests can, so that nothing undecided is sent.
    func queue(_ frame: [UInt8]) {
        guard outputState == .open else { return }
        pending.append(contentsOf: frame)
        pending.append(UInt8(ascii: "\n"))
        if pendingBytes > limits.outputBytes {
            failOutput(
                TransportError(.outputOverflow, "the peer reads nothing while \(pendingBytes) bytes wait for it"))
        } else {
            updateWritable()
        }
    }

    /// Writes what waits, as far as the peer takes it; the rest follows by itself.
    public func flush() {
        guard outputState != .closed, inFlight == 0, let output else { return }
        guard written < pending.count else {
            if outputState == .finishing { output.finish() }
            return
        }
        let result = unsafe pending.withUnsafeBytes { bytes in
            unsafe output.write(UnsafeRawBufferPointer(rebasing: bytes[written...]))
        }
        switch result {
        case .success(let count): written += count
        case .failure(let error): return failOutput(error)
        }
        if written < pending.count {
            let piece = Array(pending[written..<min(pending.count, written + Self.pieceBytes)])
            written += piece.count
            inFlight = piece.count
            output.writePatiently(piece)
        }
        discardWritten()
        updateWritable()
        if pendingBytes == 0, outputState == .finishing { output.finish() }
    }

    /// Stops reading until ``resume()``; a little that is under way may still arrive.
    public func pause() {
        input?.pause()
    }

    /// Reads on after ``pause()``.
    public func resume() {
        input?.resume()
    }

    /// Writes what waits and then closes the output, so that the peer sees the end of its input.
    public func closeOutput() {
        guard outputState == .open else { return }
        outputState = .finishing
        flush()
    }

    /// Closes both ends now; what waits is dropped, and the delegate is let go and hears nothing more.
    public func close() {
        delegate = nil
        outputState = .closed
        input?.close()
        output?.close()
        input = nil
        output = nil
        pending = []
        written = 0
        inFlight = 0
    }

    /// Frees what was written; in the middle only when that is most of the buffer, so that the moves stay linear in sum.
    private func discardWritten() {
        if written == pending.count {
            if pending.capacity > Self.keptBytes { pending = [] } else { pending.removeAll(keepingCapacity: true) }
            written = 0
        } else if written > Self.keptBytes, written > pending.count / 2 {
            pending.removeSubrange(..<written)
            written = 0
        }
    }

    private func updateWritable() {
        let bytes = pendingBytes
        let writable = isWritable ? bytes <= limits.highWater : bytes <= limits.lowWater
        guard writable != isWritable else { return }
        isWritable = writable
        loop.execute { [self] in
            guard toldWritable != isWritable else { return }
            toldWritable = isWritable
            delegate?.lineLink(self, becameWritable: isWritable)
        }
    }
}

// What the two halves tell the link, always from the event loop itself.
extension LineLink {
    func inputReceived(_ bytes: [UInt8]) {
        delegate?.lineLink(self, received: bytes)
    }

    func inputFinishedTurn() {
        delegate?.lineLinkFinishedTurn(self)
    }

    func inputEnded(_ error: TransportError?) {
        guard input != nil else { return }
        input = nil
        if let error {
            delegate?.lineLink(self, inputFailed: error)
        } else {
            delegate?.lineLinkReachedEndOfInput(self)
        }
    }

    func outputFinishedPiece() {
        inFlight = 0
        flush()
        updateWritable()
    }

    func outputClosed() {
        guard outputState == .finishing else { return }
        outputState = .closed
        output = nil
        loop.execute { [self] in delegate?.lineLinkClosedOutput(self) }
    }

    /// Drops what waits and tells the delegate in a later turn, because this may be a turn in which it just sent.
    func failOutput(_ error: TransportError) {
        guard outputState != .closed else { return }
        outputState = .closed
        output?.close()
        output = nil
        pending = []
        written = 0
        inFlight = 0
        // Nothing is in the way of a next message any more; it goes nowhere.
        isWritable = true
        loop.execute { [self] in delegate?.lineLink(self, outputFailed: error) }
    }
}

@available(*, unavailable, message: "a link lives on one event loop")
extension LineLink: Sendable {}
