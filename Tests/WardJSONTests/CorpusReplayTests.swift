// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The inputs in `Fuzz/Corpus/JSON`, through the same invariants that the fuzzer holds WardJSON to.
///
/// `JSONInvariants.swift` beside this file is a link to the fuzzer's own: there is one list of invariants.
struct CorpusReplayTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz/Corpus/JSON")
        .standardizedFileURL

    static let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

    @Test func `the corpus of WardJSON is there`() {
        #expect(Self.names.count >= 30)
    }

    @Test(arguments: names)
    func `an input of the corpus breaks no invariant of WardJSON`(name: String) throws {
        let bytes = try Array(Data(contentsOf: Self.folder.appending(path: name)))
        let broken = JSONInvariants.firstBroken(by: bytes)
        #expect(broken == nil)
    }
}
