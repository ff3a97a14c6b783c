// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The inputs in `Fuzz/Corpus/Framing` and `Fuzz/Corpus/Session`, through the fuzzer's own invariants.
///
/// The files in `Invariants` are links to the fuzzer's: there is one list of invariants.
struct CorpusReplayTests {
    static let framing = names("Framing")
    static let sessions = names("Session")

    @Test func `the corpora of framing and sessions are there`() {
        #expect(Self.framing.count >= 16)
        #expect(Self.sessions.count >= 28)
    }

    @Test(arguments: framing)
    func `an input of the corpus breaks no invariant of framing`(name: String) throws {
        let broken = FramingInvariants.firstBroken(by: try Self.bytes("Framing", name))
        #expect(broken == nil)
    }

    @Test(arguments: sessions)
    func `an input of the corpus breaks no invariant of a session`(name: String) throws {
        let broken = SessionInvariants.firstBroken(by: try Self.bytes("Session", name))
        #expect(broken == nil)
    }

    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fuzz/Corpus").standardizedFileURL

    private static func names(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: corpus.appending(path: folder).path).sorted()) ?? []
    }

    private static func bytes(_ folder: String, _ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: corpus.appending(path: folder).appending(path: name)))
    }
}
