// SPDX-License-Identifier: Apache-2.0

import Testing

/// Real clients with real servers: the same session direct and through Ward, and what both sides see is the same.
@Suite(.enabled(if: Place.peersAreSetUp, Place.setUpHint))
struct RealPeerTests {
    @Test(.timeLimit(.minutes(10)), arguments: Peer.all)
    func `sees the same direct and through Ward`(peer: Peer) async throws {
        let outcome = try await PeerMatrix.shared.outcome(of: peer)
        #expect(outcome.problems.isEmpty, "\(outcome.problems.joined(separator: "\n"))")
        let expected = Place.ward == nil ? "works" : "same"
        for (feature, verdict) in outcome.features.sorted(by: { $0.key < $1.key }) {
            #expect(verdict == expected, "\(feature)")
        }
        #expect(outcome.sdk == peer.client.rawValue, "another version was installed: see Scripts/peers.sh")
    }

    @Test func `every revision is negotiated by some pair`() async throws {
        var revisions: Set<String> = []
        for peer in Peer.all { revisions.insert(try await PeerMatrix.shared.outcome(of: peer).revision) }
        #expect(revisions == ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `carries conversations that no SDK holds`() async throws {
        let outcome = try await PeerMatrix.shared.scripted()
        #expect(outcome.problems.isEmpty, "\(outcome.problems.joined(separator: "\n"))")
        #expect(outcome.features.count >= 13)
    }
}
