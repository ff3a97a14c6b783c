// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A writing half that the event loop waits for: a pipe or a socket.
///
/// It writes straight to the descriptor; the channel is there to tell when the peer takes more, and when it is gone.
final class ChannelOutput: LinkOutput {
    private let descriptor: Descriptor
    private let handler: OutputHandler
    private let channel: any Channel
    private let loop: any EventLoop

    /// Takes the descriptor over; it is closed if that fails.
    init(_ descriptor: Descriptor, of link: LineLink, on loop: any EventLoop) throws(TransportError) {
        self.descriptor = descriptor
        self.loop = loop
        handler = OutputHandler(link)
        do throws(TransportError) {
            channel = try openHalf(on: loop, handler: handler) { bootstrap in
                bootstrap.takingOwnershipOfDescriptor(output: descriptor.number)
            }
        } catch {
            Descriptor.close(descriptor.number)
            throw error
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Result<Int, TransportError> {
        var done = 0
        // While the handler has its link the channel is open, and the descriptor with it.
        while done < bytes.count, handler.link != nil {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = unsafe systemWrite(descriptor.number, rest.baseAddress, rest.count)
            if count >= 0 {
                done += count
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                break
            } else if errno != EINTR {
                return .failure(.system(.writeFailed, "writing to the peer failed", errno))
            }
        }
        return .success(done)
    }

    func writePatiently(_ bytes: [UInt8]) {
        guard let link = handler.link else { return }
        let bound = NIOLoopBound(link, eventLoop: loop)
        channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { [loop] result in
            // Later, because the channel may have written at once, inside a call to the link.
            loop.execute {
                switch result {
                case .success: bound.value.outputFinishedPiece()
                case .failure(let error):
                    bound.value.failOutput(transportError(of: error, .writeFailed, "writing to the peer failed"))
                }
            }
        }
    }

    func finish() {
        guard let link = handler.link else { return }
        // Closing does not end a socket of which the input half, or anybody else, has another descriptor.
        if descriptor.isSocket { shutdown(descriptor.number, Int32(SHUT_WR)) }
        close()
        link.outputClosed()
    }

    func close() {
        guard handler.link != nil else { return }
        handler.link = nil
        descriptor.restoreFlags()
        channel.close(promise: nil)
    }
}

/// Notices when a channel that is only written to closes by itself.
private final class OutputHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// Let go when the half is closed.
    var link: LineLink?
    private var failure: TransportError?

    init(_ link: LineLink) {
        self.link = link
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? transportError(of: error, .writeFailed, "writing to the peer failed")
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard let link else { return }
        self.link = nil
        link.failOutput(failure ?? TransportError(.peerGone, "the peer closed its input"))
    }
}

/// `write(2)`, under a name that no method hides.
func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Darwin)
    unsafe Darwin.write(descriptor, bytes, count)
    #else
    unsafe Glibc.write(descriptor, bytes, count)
    #endif
}
