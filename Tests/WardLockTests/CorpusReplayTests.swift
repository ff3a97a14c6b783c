// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The inputs in `Fuzz/Corpus/Lock`, through the fuzzer's own invariants.
///
/// The files in `Invariants` are links to the fuzzer's: there is one list of invariants.
struct CorpusReplayTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fuzz/Corpus/Lock").standardizedFileURL

    static let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

    @Test func `the corpus is there`() {
        #expect(Self.names.count >= 3)
    }

    @Test(arguments: names)
    func `an input of the corpus breaks no invariant of locks`(name: String) throws {
        let bytes = try Array(Data(contentsOf: Self.folder.appending(path: name)))
        let broken = LockInvariants.firstBroken(by: bytes)
        #expect(broken == nil)
    }
}
