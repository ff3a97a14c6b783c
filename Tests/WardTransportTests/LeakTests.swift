// SPDX-License-Identifier: Apache-2.0

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
struct LeakTests {
    @Test func `leaves no descriptor behind after 200 links of each kind`() async {
        await #expect(processExitsWith: .success) {
            // The first link makes the event loop and what else lasts.
            try await useOnce(.pipes, endsFirst: false)
            let before = openDescriptorCount()
            for kind in Wires.Kind.allCases {
                for round in 0..<200 { try await useOnce(kind, endsFirst: round % 2 == 0) }
            }
            for _ in 0..<200 {
                let link = try await TestLink(LinkEnds(input: try makeFile(bytes("x")), output: try makeFile()))
                try await link.send("y")
                try await link.close()
                for ends in [
                    LinkEnds(input: try makeFile(), output: 999), LinkEnds(input: 999, output: try makeFile()),
                ] {
                    await #expect(throws: TransportError.self) { try await TestLink(ends) }
                }
            }
            // Threads close their descriptors a moment after the link let them go.
            settleDescriptors(to: before)
            #expect(openDescriptorCount() <= before)
        }
    }
}

private func useOnce(_ kind: Wires.Kind, endsFirst: Bool) async throws {
    let wires = try Wires(kind)
    let link = try await TestLink(wires.link)
    try await link.send("hello")
    if endsFirst {
        close(wires.fromLink)
        wires.endInput()
        // A socket that is closed with something unread in it ends with an error.
        await link.record.wait { $0.ends + $0.inputFailures.count > 0 }
        try await link.close()
    } else {
        try await link.close()
        close(wires.fromLink)
        wires.endInput()
    }
}

/// Waits a while for other threads to close what they still hold, until no more than `count` are open.
private func settleDescriptors(to count: Int) {
    for _ in 0..<20_000 {
        if openDescriptorCount() <= count { return }
        sched_yield()
    }
}

/// How many pipes, sockets and files this process has open; what the runtime makes for itself is none of them.
private func openDescriptorCount() -> Int {
    (0..<1_024).count { descriptor in
        var facts = stat()
        guard unsafe fstat(Int32(descriptor), &facts) == 0 else { return false }
        return [S_IFIFO, S_IFSOCK, S_IFREG].contains(facts.st_mode & S_IFMT)
    }
}
