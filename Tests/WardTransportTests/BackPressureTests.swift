// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Testing
import WardSession
import WardTesting
@testable import WardTransport

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@Suite(.timeLimit(.minutes(5)))
struct BackPressureTests {
    /// More than any of these kinds of file holds by itself.
    private static let kernelBytes = 1 << 20

    @Test(arguments: Wires.Kind.allCases)
    func `reads nothing while paused`(kind: Wires.Kind) async throws {
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        try await link.run { $0.pause() }
        let block = [UInt8](repeating: 7, count: 4_096)
        let taken = await beside { fill(wires.toLink, with: block, atMost: 64 << 20) }
        try await link.run { _ in }
        #expect(taken <= Self.kernelBytes + (1 << 18))
        #expect(link.record.events.received.count <= 1 << 18)
        try await link.run { $0.resume() }
        await link.record.wait { $0.received.count == taken }
        try await link.close()
        wires.endInput()
        close(wires.fromLink)
    }

    @Test(arguments: Wires.Kind.allCases)
    func `says when it is not writable, and when it is again`(kind: Wires.Kind) async throws {
        let wires = try Wires(kind)
        let limits = LineLink.Limits(highWater: 100_000, lowWater: 10_000)
        let link = try await TestLink(wires.link, limits: limits)
        let message = String(repeating: "m", count: 999)
        let total = try await link.run { link in
            var total = 0
            // Until more waits than the kernel and the high-water mark hold.
            while link.isWritable || total < 2 << 20 {
                link.queue(Array(message.utf8))
                link.flush()
                total += 1_000
            }
            return total
        }
        await link.record.wait { $0.writability == [false] }
        await #expect(try link.run { $0.pendingBytes } > limits.highWater)
        let read = await beside { readBytes(total, from: wires.fromLink) }
        #expect(read.count == total)
        await link.record.wait { $0.writability == [false, true] }
        await #expect(try link.run { $0.isWritable })
        try await link.close()
        wires.endInput()
        close(wires.fromLink)
    }

    @Test func `fails the output rather than let it grow without bound`() async throws {
        let wires = try Wires(.pipes)
        let limits = LineLink.Limits(outputBytes: 1 << 20)
        let link = try await TestLink(wires.link, limits: limits)
        try await link.run { link in
            for _ in 0..<200 {
                link.queue(Array(String(repeating: "o", count: 10_000).utf8))
                link.flush()
                #expect(link.pendingBytes <= limits.outputBytes)
            }
        }
        await link.record.wait { !$0.outputFailures.isEmpty }
        #expect(link.record.events.outputFailures.map(\.code) == [.outputOverflow])
        try await link.close()
        wires.endInput()
        close(wires.fromLink)
    }

    @Test(arguments: [Wires.Kind.pipes, .sockets, .namedPipes])
    func `a relay takes no more from the server than fits while the client does not read`(
        kind: Wires.Kind
    ) async throws {
        let (client, server) = (try Wires(kind), try Wires(kind))
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let record = Record()
        let relay = try await Relay.start(client: client.link, server: server.link, on: loop, record: record)
        let line = [UInt8](repeating: UInt8(ascii: "r"), count: 9_999) + bytes("\n")
        // Until the relay pauses, and then some more.
        var taken = 0
        while !record.events.writability.contains(false) {
            taken += fill(server.toLink, with: line, startingAt: taken, atMost: 64 << 20)
            try await loop.submit {}.get()
        }
        var quiet = 0
        while quiet < 50 {
            let count = fill(server.toLink, with: line, startingAt: taken, atMost: 64 << 20)
            quiet = count == 0 ? quiet + 1 : 0
            taken += count
            try await loop.submit {}.get()
        }
        #expect(taken < 8 << 20)
        // The other way is still open, and once the client reads, everything comes.
        let rest = line.count - taken % line.count
        let expected = taken + rest
        async let read = beside { readBytes(expected, from: client.fromLink) }
        await beside { writeAll(Array(line.suffix(rest)), to: server.toLink) }
        #expect(await read.count == expected)
        await beside { writeAll(bytes("hello\n"), to: client.toLink) }
        #expect(await beside { readBytes(6, from: server.fromLink) } == bytes("hello\n"))
        try await relay.stop()
        for wires in [client, server] {
            wires.endInput()
            close(wires.fromLink)
        }
    }
}

/// Passes lines on between two links, as a gateway does.
private final class Relay: LineLinkDelegate {
    struct Handle: Sendable {
        fileprivate let bound: NIOLoopBound<Relay>

        func stop() async throws {
            try await bound.eventLoop.submit {
                bound.value.client?.close()
                bound.value.server?.close()
            }.get()
        }
    }

    private var client: LineLink?
    private var server: LineLink?
    private var partial: [Bool: [UInt8]] = [:]
    private let record: Record

    private init(_ record: Record) {
        self.record = record
    }

    static func start(
        client: LinkEnds, server: LinkEnds, on loop: any EventLoop, record: Record
    ) async throws -> Handle {
        try await loop.submit {
            let relay = Relay(record)
            relay.client = try LineLink.open(client, on: loop, delegate: relay)
            relay.server = try LineLink.open(server, on: loop, delegate: relay)
            return Handle(bound: NIOLoopBound(relay, eventLoop: loop))
        }.get()
    }

    private func relieve() {
        if let client, let server { BackPressure.apply(client: client, server: server) }
    }

    func lineLink(_ link: LineLink, received bytes: [UInt8]) {
        let isClient = link === client
        var text = partial[isClient] ?? []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                (isClient ? server : client)?.queue(Array(text))
                text = []
            } else {
                text.append(byte)
            }
        }
        partial[isClient] = text
    }

    func lineLinkFinishedTurn(_ link: LineLink) {
        client?.flush()
        server?.flush()
        relieve()
    }

    func lineLink(_ link: LineLink, becameWritable writable: Bool) {
        record.note { $0.writability.append(writable) }
        relieve()
    }

    func lineLinkReachedEndOfInput(_ link: LineLink) {}
    func lineLink(_ link: LineLink, inputFailed error: TransportError) {}
    func lineLink(_ link: LineLink, outputFailed error: TransportError) {}
    func lineLinkClosedOutput(_ link: LineLink) {}
}
