// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Testing
import WardSession
import WardTesting
import WardTransport

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@Suite(.timeLimit(.minutes(5)))
struct StandardStreamsTests {
    @Test(arguments: Wires.Kind.allCases)
    func `serves the client on the standard streams and shields it from stray prints`(kind: Wires.Kind) async {
        await #expect(processExitsWith: .success) { [kind = kind as Wires.Kind] in
            let streams = try Streams(kind)
            let link = try await TestLink(.standardStreams)
            writeAll(bytes("in\n"), to: streams.toLink)
            await link.record.wait { $0.received == bytes("in\n") }
            print("a stray print")
            fflush(nil)
            try await link.send("out")
            #expect(await beside { readBytes(4, from: streams.fromLink) } == bytes("out\n"))
            // Standard input is empty, and nothing that is opened later gets its number.
            #expect(readBytes(1, from: 0).isEmpty)
            #expect(fcntl(1, F_GETFD) >= 0)

            // The peer sees the end although descriptor 1 is still open.
            try await link.run { $0.closeOutput() }
            #expect(await beside { readBytes(from: streams.fromLink) }.isEmpty)
            streams.endInput()
            await link.record.wait { $0.ends > 0 }
            try await link.close()
        }
    }

    @Test(arguments: Wires.Kind.allCases)
    func `never leaves a shared standard stream non-blocking`(kind: Wires.Kind) async {
        await #expect(processExitsWith: .success) { [kind = kind as Wires.Kind] in
            let streams = try Streams(kind)
            // As the shell, or another program in the same pipeline, holds them.
            let shared = [copy(of: 0), copy(of: 1)]
            let link = try await TestLink(.standardStreams)
            try await link.send("out")
            #expect(await beside { readBytes(4, from: streams.fromLink) } == bytes("out\n"))
            #if os(Linux)
            if kind == .pipes || kind == .namedPipes {
                for descriptor in shared { #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0) }
            }
            #endif
            try await link.close()
            for descriptor in shared { #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0) }
        }
    }

    @Test func `serves files on the standard streams`() async {
        await #expect(processExitsWith: .success) {
            let output = try makeFile()
            dup2(try makeFile(bytes("from a file\n")), 0)
            dup2(output, 1)
            let link = try await TestLink(.standardStreams)
            await link.record.wait { $0.ends > 0 }
            #expect(link.record.events.received == bytes("from a file\n"))
            try await link.send("to a file")
            try await link.run { $0.closeOutput() }
            await link.record.wait { $0.closedOutputs > 0 }
            lseek(output, 0, SEEK_SET)
            #expect(readBytes(from: output) == bytes("to a file\n"))
            try await link.close()
        }
    }

    #if os(Linux)
    @Test func `refuses what only happens to have the number of a standard stream`() async {
        await #expect(processExitsWith: .success) {
            _ = try await MultiThreadedEventLoopGroup.singleton.any().submit {}.get()
            let saved = copy(of: 0)
            dup2(try #require((3..<64).first { isSelector($0) }), 0)
            let error = await #expect(throws: TransportError.self) { try await TestLink(.standardStreams) }
            dup2(saved, 0)
            #expect(error?.code == .descriptorUnusable)
        }
    }
    #endif

    @Test func `says which standard stream is closed`() async {
        await #expect(processExitsWith: .success) {
            // The event loop would else be the next to have descriptor 0.
            _ = try await MultiThreadedEventLoopGroup.singleton.any().submit {}.get()
            let saved = copy(of: 0)
            close(0)
            let error = await #expect(throws: TransportError.self) { try await TestLink(.standardStreams) }
            dup2(saved, 0)
            #expect(error?.code == .descriptorUnusable)
            #expect(error?.detail == "input (descriptor 0) is closed")
        }
    }
}

extension Wires.Kind: Codable {}

/// Whether a descriptor is open and none of the kinds of file that have a name.
private func isSelector(_ descriptor: Int32) -> Bool {
    var facts = stat()
    return unsafe fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == 0
}

/// Puts the link's ends of some wires onto this process's own standard streams.
private struct Streams {
    let toLink: Int32
    let fromLink: Int32
    private let wires: Wires

    init(_ kind: Wires.Kind) throws {
        wires = try Wires(kind)
        (toLink, fromLink) = (wires.toLink, wires.fromLink)
        let ends = wires.descriptors
        dup2(ends.input, 0)
        dup2(ends.output, 1)
        close(ends.input)
        if ends.output != ends.input { close(ends.output) }
    }

    func endInput() { wires.endInput() }
}
