// SPDX-License-Identifier: Apache-2.0

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
struct LineLinkTests {
    @Test(arguments: Wires.Kind.allCases)
    func `hands on the bytes that come, exactly`(kind: Wires.Kind) async throws {
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        let all = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        await beside { writeAll(all, to: wires.toLink) }
        await link.record.wait { $0.received.count >= all.count }
        #expect(link.record.events.received == all)
        await link.record.wait { $0.turns > 0 }
        try await link.close()
        wires.endInput()
        close(wires.fromLink)
    }

    @Test(arguments: Wires.Kind.allCases)
    func `writes each message as one line, and nothing before the flush`(kind: Wires.Kind) async throws {
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        try await link.run { link in
            link.queue(Array(#"{"a":1}"#.utf8))
            link.queue(Array("".utf8))
            #expect(link.pendingBytes == 9)
        }
        #expect(!hasBytes(wires.fromLink))
        try await link.send("[]")
        let text = await beside { readBytes(12, from: wires.fromLink) }
        #expect(text == bytes("{\"a\":1}\n\n[]\n"))
        await #expect(try link.run { $0.pendingBytes } == 0 || kind == .namedPipes)
        try await link.close()
        wires.endInput()
        close(wires.fromLink)
    }

    @Test(arguments: Wires.Kind.allCases)
    func `carries ten megabytes both ways at once`(kind: Wires.Kind) async throws {
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        let body = String(repeating: "0123456789abcdef", count: 10 << 16)
        let expected = bytes(body + "\n")
        async let written: Void = beside { writeAll(expected, to: wires.toLink) }
        async let read = beside { readBytes(expected.count, from: wires.fromLink) }
        try await link.send(body)
        #expect(await read == expected)
        await written
        await link.record.wait { $0.received.count >= expected.count }
        #expect(link.record.events.received == expected)
        try await link.close()
        wires.endInput()
        close(wires.fromLink)
    }

    @Test(arguments: Wires.Kind.allCases)
    func `keeps the order of a thousand messages`(kind: Wires.Kind) async throws {
        let seed: UInt64 = 0xC0FFEE
        var random = SplitMix64(seed: seed)
        let messages = (0..<1_000).map { "\($0) " + String(repeating: "x", count: random.below(3_000)) }
        let flushes = messages.map { _ in random.below(3) == 0 }
        let expected = bytes(messages.joined(separator: "\n") + "\n")
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        async let read = beside { readBytes(expected.count, from: wires.fromLink) }
        for (message, flushes) in zip(messages, flushes) {
            try await link.run { link in
                link.queue(Array(message.utf8))
                if flushes { link.flush() }
            }
        }
        try await link.run { $0.flush() }
        #expect(await read == expected, "seed \(seed)")
        try await link.close()
        wires.endInput()
        close(wires.fromLink)
    }

    @Test(arguments: Wires.Kind.allCases)
    func `can still send after the end of its input`(kind: Wires.Kind) async throws {
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        await beside { writeAll(bytes("half a line"), to: wires.toLink) }
        wires.endInput()
        await link.record.wait { $0.ends > 0 }
        #expect(link.record.events.received == bytes("half a line"))
        try await link.send("late")
        #expect(await beside { readBytes(5, from: wires.fromLink) } == bytes("late\n"))
        try await link.close()
        #expect(link.record.events.ends == 1)
        #expect(link.record.events.inputFailures.isEmpty && link.record.events.outputFailures.isEmpty)
        close(wires.fromLink)
    }

    @Test(arguments: Wires.Kind.allCases)
    func `can still receive after closing its output, which comes after all that waits`(kind: Wires.Kind) async throws {
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        let long = String(repeating: "y", count: 3 << 20)
        try await link.run { link in
            link.queue(Array(long.utf8))
            link.closeOutput()
            link.closeOutput()
            link.queue(Array("too late".utf8))
            link.flush()
        }
        #expect(await beside { readBytes(from: wires.fromLink) } == bytes(long + "\n"))
        await link.record.wait { $0.closedOutputs > 0 }
        await beside { writeAll(bytes("answer\n"), to: wires.toLink) }
        await link.record.wait { $0.received.count == 7 }
        try await link.close()
        #expect(link.record.events.closedOutputs == 1)
        #expect(link.record.events.outputFailures.isEmpty)
        wires.endInput()
        close(wires.fromLink)
    }

    @Test(arguments: Wires.Kind.allCases)
    func `closes an idle output at once`(kind: Wires.Kind) async throws {
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        try await link.run { $0.closeOutput() }
        #expect(await beside { readBytes(from: wires.fromLink) }.isEmpty)
        await link.record.wait { $0.closedOutputs == 1 }
        try await link.close()
        wires.endInput()
        close(wires.fromLink)
    }

    @Test(arguments: [Wires.Kind.pipes, .sockets, .namedPipes], [false, true])
    func `notices that nobody reads any more, and reads on`(kind: Wires.Kind, whileSending: Bool) async throws {
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        if whileSending {
            try await link.send(String(repeating: "z", count: 4 << 20))
        }
        close(wires.fromLink)
        if kind == .sockets, !whileSending {
            // An idle socket tells only the one who writes.
            try await link.send("anybody there?")
        }
        await link.record.wait { !$0.outputFailures.isEmpty }
        await beside { writeAll(bytes("last words\n"), to: wires.toLink) }
        wires.endInput()
        await link.record.wait { $0.ends > 0 }
        #expect(link.record.events.received == bytes("last words\n"))
        try await link.send("into the void")
        await #expect(try link.run { $0.pendingBytes } == 0)
        try await link.close()
        #expect(link.record.events.outputFailures.map(\.code) == [.peerGone])
    }

    @Test(arguments: Wires.Kind.allCases)
    func `tells nothing after it was closed`(kind: Wires.Kind) async throws {
        let wires = try Wires(kind)
        let link = try await TestLink(wires.link)
        try await link.close()
        await beside { _ = fill(wires.toLink, with: bytes("x"), atMost: 1) }
        wires.endInput()
        close(wires.fromLink)
        try await link.run { link in
            link.queue(Array("x".utf8))
            link.flush()
            link.pause()
            link.resume()
            link.closeOutput()
            link.close()
        }
        try await link.run { _ in }
        let events = link.record.events
        #expect(events.received.isEmpty && events.ends == 0 && events.closedOutputs == 0)
        #expect(events.inputFailures.isEmpty && events.outputFailures.isEmpty)
    }
}
