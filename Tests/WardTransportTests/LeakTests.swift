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

@Suite(.timeLimit(.minutes(1)))
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
                await #expect(throws: TransportError.self) {
                    try await TestLink(LinkEnds(input: try makeFile(), output: 999))
                }
            }
            // Threads close their descriptors a moment after the link let them go.
            while openDescriptorCount() > before { sched_yield() }
            #expect(openDescriptorCount() == before)
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
        await link.record.wait { $0.ends > 0 }
        try await link.close()
    } else {
        try await link.close()
        close(wires.fromLink)
        wires.endInput()
    }
}

/// How many descriptors this process has open.
private func openDescriptorCount() -> Int {
    (0..<1_024).count { fcntl(Int32($0), F_GETFD) >= 0 }
}
