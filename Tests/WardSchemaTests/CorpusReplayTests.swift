// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The inputs in `Fuzz/Corpus/Schema`, through the fuzzer's own invariants.
///
/// The files in `Invariants` are links to the fuzzer's: there is one list of invariants.
struct CorpusReplayTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fuzz/Corpus/Schema").standardizedFileURL

    static let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

    @Test func `the corpus is there`() {
        #expect(Self.names.count >= 10)
    }

    @Test(arguments: names)
    func `an input of the corpus breaks no invariant of schemas`(name: String) throws {
        let bytes = try Array(Data(contentsOf: Self.folder.appending(path: name)))
        let broken = SchemaInvariants.firstBroken(by: bytes)
        #expect(broken == nil)
    }
}
