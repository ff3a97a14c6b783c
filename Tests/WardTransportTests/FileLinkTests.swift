// SPDX-License-Identifier: Apache-2.0

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

/// What an event loop cannot wait for: files, devices, terminals.
@Suite(.timeLimit(.minutes(5)))
struct FileLinkTests {
    @Test(arguments: [0, 1, 65_536, 65_537, 5_000_000])
    func `reads a file to its end and writes another`(count: Int) async throws {
        let all = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131) }
        let output = try makeFile()
        let file = copy(of: output)
        defer { close(file) }
        let link = try await TestLink(LinkEnds(input: try makeFile(all), output: output))
        await link.record.wait { $0.ends > 0 }
        #expect(link.record.events.received == all)
        let body = String(repeating: "f", count: count)
        try await link.run { link in
            link.queue(Array(body.utf8))
            link.closeOutput()
        }
        await link.record.wait { $0.closedOutputs > 0 }
        lseek(file, 0, SEEK_SET)
        #expect(readBytes(from: file) == bytes(body + "\n"))
        try await link.close()
        #expect(link.record.events.ends == 1 && link.record.events.closedOutputs == 1)
    }

    @Test func `takes /dev/null for both`() async throws {
        let input = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        let output = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        let link = try await TestLink(LinkEnds(input: input, output: output))
        await link.record.wait { $0.ends > 0 }
        try await link.send("gone")
        try await link.run { $0.closeOutput() }
        await link.record.wait { $0.closedOutputs > 0 }
        try await link.close()
    }

    @Test func `reads a file only as fast as it is taken`() async throws {
        let all = [UInt8](repeating: 9, count: 4 << 20)
        let link = try await TestLink(LinkEnds(input: try makeFile(all), output: try makeFile()), isPaused: true)
        try await link.run { _ in }
        // The first chunks may be under way when the pause comes.
        #expect(link.record.events.received.count <= 2 << 16)
        try await link.run { $0.resume() }
        await link.record.wait { $0.ends > 0 }
        #expect(link.record.events.received.count == all.count)
        try await link.close()
    }

    @Test func `reports what cannot be read or written`() async throws {
        let folder = unsafe open("/tmp", O_RDONLY | O_CLOEXEC)
        let link = try await TestLink(LinkEnds(input: folder, output: try makeFile()))
        await link.record.wait { !$0.inputFailures.isEmpty }
        #expect(link.record.events.inputFailures.map(\.code) == [.readFailed])
        #expect(link.record.events.ends == 0)
        try await link.close()

        #if os(Linux)
        let full = unsafe open("/dev/full", O_WRONLY | O_CLOEXEC)
        let other = try await TestLink(LinkEnds(input: try makeFile(), output: full))
        try await other.send("no room")
        await other.record.wait { !$0.outputFailures.isEmpty }
        #expect(other.record.events.outputFailures.map(\.code) == [.writeFailed])
        try await other.close()
        #endif
    }

    @Test func `refuses descriptors that are closed or open the wrong way round`() async throws {
        let wires = try Wires(.pipes)
        defer { for end in [wires.toLink, wires.fromLink] { close(end) } }
        let ends: [LinkEnds] = [
            LinkEnds(input: 999, output: copy(of: wires.toLink)), LinkEnds(input: -1, output: copy(of: wires.toLink)),
            LinkEnds(input: copy(of: wires.toLink), output: copy(of: wires.toLink)),
            LinkEnds(input: copy(of: wires.fromLink), output: copy(of: wires.fromLink)),
            LinkEnds(input: copy(of: wires.fromLink), output: 999),
        ]
        for ends in ends {
            let error = await #expect(throws: TransportError.self) { try await TestLink(ends) }
            #expect(error?.code == .descriptorUnusable)
        }
    }

    #if os(Linux)
    @Test func `talks to a terminal and leaves its flags alone`() async throws {
        let master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(master >= 0)
        // TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h: `unlockpt` and `ptsname`, which Swift does not see.
        var (unlocked, number): (Int32, Int32) = (0, 0)
        try #require(unsafe ioctl(master, 0x4004_5431, &unlocked) == 0)
        try #require(unsafe ioctl(master, 0x8004_5430, &number) == 0)
        let name = "/dev/pts/\(number)"
        let terminal = unsafe open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(terminal >= 0)
        let shared = copy(of: terminal)
        let link = try await TestLink(LinkEnds(input: terminal, output: copy(of: terminal)))
        await beside { writeAll(bytes("typed\n"), to: master) }
        await link.record.wait { $0.received == bytes("typed\n") }
        try await link.send("shown")
        #expect(await beside { readBytes(14, from: master) } == bytes("typed\r\nshown\r\n"))
        #expect(fcntl(shared, F_GETFL) & O_NONBLOCK == 0)
        try await link.close()
        close(shared)
        close(master)
    }
    #endif
}
