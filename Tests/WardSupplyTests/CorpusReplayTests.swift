// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The inputs in `Fuzz/Corpus/Tree`, `Fuzz/Corpus/PackageLock` and `Fuzz/Corpus/Bundle`, through the fuzzer's own invariants.
///
/// The files in `Invariants` are links to the fuzzer's: there is one list of invariants.
struct CorpusReplayTests {
    static let trees = names("Tree")
    static let locks = names("PackageLock")
    static let bundles = names("Bundle")

    @Test func `the corpora of trees, of package locks and of bundles are there`() {
        #expect(Self.bundles.count >= 5)
        #expect(Self.trees.count >= 10)
        #expect(Self.locks.count >= 8)
    }

    @Test(arguments: trees)
    func `an input of the corpus breaks no invariant of trees`(name: String) throws {
        let broken = TreeInvariants.firstBroken(by: try Self.bytes("Tree", name))
        #expect(broken == nil)
    }

    @Test(arguments: locks)
    func `an input of the corpus breaks no invariant of package locks`(name: String) throws {
        let broken = PackageLockInvariants.firstBroken(by: try Self.bytes("PackageLock", name))
        #expect(broken == nil)
    }

    @Test(arguments: bundles)
    func `an input of the corpus breaks no invariant of bundles`(name: String) throws {
        let broken = BundleInvariants.firstBroken(by: try Self.bytes("Bundle", name))
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
