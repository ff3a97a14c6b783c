// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The compatibility page says what this very test run found; `RECORD=1` writes it anew.
@Suite(.enabled(if: Place.peersAreSetUp, Place.setUpHint), .enabled(if: Place.ward != nil, Place.wardHint))
struct CompatibilityPageTests {
    private struct Row: Encodable {
        let client: String
        let mode: String
        let server: String
        let outcome: Outcome
    }

    private struct Results: Encodable {
        let peers: [Row]
        let scripted: Outcome
    }

    @Test(.timeLimit(.minutes(10)))
    func `the page says what the sessions showed`() async throws {
        var rows: [Row] = []
        for peer in Peer.all {
            let outcome = try await PeerMatrix.shared.outcome(of: peer)
            rows.append(
                Row(
                    client: "mcp \(outcome.sdk)", mode: peer.mode.rawValue, server: peer.serverName, outcome: outcome))
        }
        let results = Results(peers: rows, scripted: try await PeerMatrix.shared.scripted())
        let scratch = try Scratch()
        defer { scratch.remove() }
        let file = scratch.folder.appending(path: "results.json")
        try JSONEncoder().encode(results).write(to: file)

        let records = ProcessInfo.processInfo.environment["RECORD"] == "1"
        let finished = try await run(
            [
                Place.python("tools"), Place.root.appending(path: "Scripts/compatibility.py").path,
                records ? "--write" : "--check", file.path, Place.root.appending(path: "docs/compatibility.md").path,
            ],
            in: scratch.folder)
        #expect(finished.code == 0, "\(String(decoding: finished.output, as: UTF8.self))\(finished.errors)")
    }
}
