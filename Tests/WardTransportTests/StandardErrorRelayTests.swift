// SPDX-License-Identifier: Apache-2.0

import Testing
import WardTransport

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@Suite(.timeLimit(.minutes(5)))
struct StandardErrorRelayTests {
    @Test func `copies bytes as they are, up to the end`() async throws {
        let (source, destination) = (try makePipe(), try makePipe())
        let record = Record()
        _ = try StandardErrorRelay.start(from: source.read, to: destination.write) { record.note { $0.ends += 1 } }
        let all = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        async let read = beside { readBytes(all.count, from: destination.read) }
        await beside { writeAll(all, to: source.write) }
        close(source.write)
        #expect(await read == all)
        await record.wait { $0.ends == 1 }
        // The destination is not the relay's to close.
        #expect(fcntl(destination.write, F_GETFD) >= 0)
        close(destination.write)
        close(destination.read)
    }

    @Test func `makes only the server wait when nobody takes it`() async throws {
        let (source, destination) = (try makePipe(), try makePipe())
        let relay = try StandardErrorRelay.start(from: source.read, to: destination.write)
        let taken = await beside { fill(source.write, with: [UInt8](repeating: 1, count: 4_096), atMost: 64 << 20) }
        #expect(taken < 1 << 20)
        relay.stop()
        for end in [source.write, destination.read, destination.write] { close(end) }
    }

    @Test func `reads on when its destination is gone, so that the server is not stopped`() async throws {
        let (source, destination) = (try makePipe(), try makePipe())
        close(destination.read)
        let record = Record()
        _ = try StandardErrorRelay.start(from: source.read, to: destination.write) { record.note { $0.ends += 1 } }
        let all = [UInt8](repeating: 2, count: 1 << 20)
        await beside { writeAll(all, to: source.write) }
        close(source.write)
        await record.wait { $0.ends == 1 }
        close(destination.write)
    }

    @Test func `stops when told`() async throws {
        let source = try makePipe()
        let record = Record()
        let relay = try StandardErrorRelay.start(from: source.read, to: 2) { record.note { $0.ends += 1 } }
        relay.stop()
        await record.wait { $0.ends == 1 }
        relay.stop()
        close(source.write)
    }
}
