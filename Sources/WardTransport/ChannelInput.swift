// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A reading half that the event loop waits for: a pipe or a socket.
final class ChannelInput: LinkInput {
    /// More than a pipe holds on Linux (64 KiB), so that one read empties it and need not be repeated to see that.
    private static let readBytes = 1 << 17
    private static let mostReadBytes = 1 << 20

    private let descriptor: Descriptor
    private let handler: InputHandler
    private let channel: any Channel

    /// Takes the descriptor over; it is closed if that fails.
    init(_ descriptor: Descriptor, of link: LineLink, on loop: any EventLoop) throws(TransportError) {
        self.descriptor = descriptor
        handler = InputHandler(link)
        let allocator = AdaptiveRecvByteBufferAllocator(
            minimum: Self.readBytes, initial: Self.readBytes, maximum: Self.mostReadBytes)
        // A half of a link is a channel of its own: when one half breaks, the channel closes, and the other half lives on.
        do throws(TransportError) {
            channel = try openHalf(on: loop, handler: handler) { bootstrap in
                bootstrap
                    .channelOption(.recvAllocator, value: allocator)
                    .channelOption(.maxMessagesPerRead, value: 1)
                    .takingOwnershipOfDescriptor(input: descriptor.number)
            }
        } catch {
            Descriptor.close(descriptor.number)
            throw error
        }
    }

    func pause() {
        setReading(false)
    }

    func resume() {
        setReading(true)
    }

    func close() {
        guard handler.link != nil else { return }
        handler.link = nil
        descriptor.restoreFlags()
        channel.close(promise: nil)
    }

    private var isReading = true

    private func setReading(_ reading: Bool) {
        guard reading != isReading, handler.link != nil else { return }
        isReading = reading
        do {
            try channel.syncOptions?.setOption(.autoRead, value: reading)
        } catch {
            // Only a closed channel refuses, and that one reads nothing.
        }
    }
}

/// Hands on what a channel reads.
private final class InputHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// Let go when the half is closed.
    var link: LineLink?
    private var failure: TransportError?

    init(_ link: LineLink) {
        self.link = link
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        // The one copy on the way in; the channel reads into the same buffer again.
        link?.inputReceived([UInt8](buffer.readableBytesView))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        link?.inputFinishedTurn()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? transportError(of: error, .readFailed, "reading from the peer failed")
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard let link else { return }
        self.link = nil
        link.inputEnded(failure)
    }
}

/// Makes a channel of one descriptor, at once; on an error the descriptor is left as it was.
func openHalf(
    on loop: any EventLoop,
    handler: some ChannelHandler,
    _ take: (NIOPipeBootstrap) -> EventLoopFuture<any Channel>
) throws(TransportError) -> any Channel {
    let handler = NIOLoopBound(handler, eventLoop: loop)
    guard
        let bootstrap = NIOPipeBootstrap(validatingGroup: loop)?.channelInitializer({ channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(handler.value)
            }
        })
    else {
        throw TransportError(.descriptorUnusable, "this event loop cannot wait for descriptors")
    }
    let outcome = NIOLoopBoundBox<Result<any Channel, any Error>?>(nil, eventLoop: loop)
    // On the loop itself everything happens before this returns.
    take(bootstrap).whenComplete { outcome.value = $0 }
    switch outcome.value {
    case .success(let channel)?: return channel
    case .failure(let error)?:
        throw transportError(of: error, .descriptorUnusable, "the event loop refuses a descriptor")
    case nil: throw TransportError(.descriptorUnusable, "the event loop did not take a descriptor at once")
    }
}

/// An error of the event loop in the form of this target.
func transportError(of error: any Error, _ code: TransportError.Code, _ doing: String) -> TransportError {
    if let error = error as? IOError { return .system(code, doing, error.errnoCode) }
    return TransportError(code, "\(doing): \(error)")
}
