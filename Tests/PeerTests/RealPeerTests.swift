// SPDX-License-Identifier: Apache-2.0

import Foundation
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

    /// What the comparison is worth: each of these gateways must be found out, by what it changed and by nothing else.
    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            ("space", Peer(.v1_6, .time), ["wire"]), ("text", Peer(.v1_6, .time), ["tools", "wire"]),
            ("drop", Peer(.v1_6, .fastmcp(.v1_6)), ["callbacks", "progress", "wire"]),
        ])
    func `finds out a gateway that meddles`(change: String, peer: Peer, changed: [String]) async throws {
        let gateway = [Place.python("tools"), Place.sources.appending(path: "meddler.py").path, change, "--"]
        let outcome = try await PeerMatrix.shared.outcome(of: peer, through: gateway)
        #expect(Set(outcome.features.filter { $0.value != "same" }.keys) == Set(changed), "\(outcome.problems)")
    }

    @Test(.timeLimit(.minutes(10)))
    func `carries conversations that no SDK holds`() async throws {
        let outcome = try await PeerMatrix.shared.scripted()
        #expect(outcome.problems.isEmpty, "\(outcome.problems.joined(separator: "\n"))")
        #expect(outcome.features.count >= 13)
    }
}
