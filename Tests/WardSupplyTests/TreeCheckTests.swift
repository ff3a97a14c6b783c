// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON

@testable import WardSupply

@Suite struct TreeCheckTests {
    private struct Fixture {
        let folder: TemporaryFolder
        let check: TreeCheck
        /// Late enough for nothing to count as fresh.
        let later = FileCalls.now() + 10_000_000_000

        init() throws {
            folder = try TemporaryFolder()
            for index in 0..<5 { try folder.write("file \(index)", to: "tree/\(index).py") }
            check = TreeCheck(
                tree: folder.path + "/tree", manifest: folder.path + "/manifest.txt", cache: folder.path + "/cache")
            try FileCalls.replace(check.manifest, with: TreeManifest.make(of: check.tree).text)
        }

        func read(full: Bool = false, at now: Int64? = nil) throws -> Int {
            try check.verify(full: full, now: now ?? later).filesRead
        }
    }

    @Test func `W14: a second check reads nothing, a full one reads everything`() throws {
        let fixture = try Fixture()
        #expect(try fixture.read() == 5)
        #expect(try fixture.read() == 0)
        #expect(try fixture.read(full: true) == 5)
        #expect(try fixture.read() == 0)
        #expect(try Files.mode(fixture.check.cache) == 0o600)
    }

    @Test func `only the file that was touched is read again`() throws {
        let fixture = try Fixture()
        _ = try fixture.read()
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: fixture.check.tree + "/3.py")
        #expect(try fixture.read() == 1)
    }

    @Test func `files that come in another order than before are still known`() throws {
        let fixture = try Fixture()
        _ = try fixture.read()
        try FileManager.default.removeItem(atPath: fixture.check.tree + "/0.py")
        try fixture.folder.write("new", to: "tree/2a.py")
        #expect(try fixture.read() == 1)
        #expect(try fixture.read() == 0)
        let swapped = fixture.check.tree
        for (from, to) in [("1.py", "t"), ("4.py", "1.py"), ("t", "4.py")] {
            try FileManager.default.moveItem(atPath: swapped + "/" + from, toPath: swapped + "/" + to)
        }
        // Two renamed files have moved the times of their last change.
        #expect(try fixture.read() == 2)
        let outcome = try fixture.check.verify(full: true, now: fixture.later)
        #expect(try fixture.check.verify(full: false, now: fixture.later).digest == outcome.digest)
    }

    @Test func `a file that is gone is forgotten, and the cache stays one for all others`() throws {
        let fixture = try Fixture()
        _ = try fixture.read()
        let size = try FileCalls.status(fixture.check.cache)?.size ?? 0
        try FileManager.default.removeItem(atPath: fixture.check.tree + "/4.py")
        #expect(try fixture.read() == 0)
        #expect(try FileCalls.status(fixture.check.cache)?.size == size - 72)
    }

    @Test func `W10: a file that changed within two seconds of the check is not remembered`() throws {
        let fixture = try Fixture()
        let fresh = FileCalls.now()
        #expect(try fixture.read(at: fresh) == 5)
        #expect(try fixture.read(at: fresh) == 5)
        #expect(try fixture.read(at: fresh + 3_000_000_000) == 5)
        #expect(try fixture.read(at: fresh + 3_000_000_000) == 0)
    }

    @Test func `a cache from the future is not believed`() throws {
        let fixture = try Fixture()
        #expect(try fixture.read() == 5)
        #expect(try fixture.read(at: fixture.later - 1) == 5)
    }

    @Test(arguments: ["missing", "empty", "cut", "one bit", "other version", "open to others", "a link", "a folder"])
    func `any doubt about the cache means that everything is read`(_ doubt: String) throws {
        let fixture = try Fixture()
        #expect(try fixture.read() == 5)
        #expect(try fixture.read() == 0)
        let cache = fixture.check.cache
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: cache)))
        switch doubt {
        case "missing": try FileManager.default.removeItem(atPath: cache)
        case "empty": bytes = []
        case "cut": bytes.removeLast(7)
        case "one bit": bytes[60] ^= 1
        case "other version": bytes.replaceSubrange(16..<17, with: [UInt8(ascii: "2")])
        case "open to others": try Files.setMode(0o644, cache)
        case "a link":
            try FileManager.default.moveItem(atPath: cache, toPath: cache + "2")
            try FileManager.default.createSymbolicLink(atPath: cache, withDestinationPath: cache + "2")
        default:
            try FileManager.default.removeItem(atPath: cache)
            try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: false)
        }
        if ["empty", "cut", "one bit", "other version"].contains(doubt) {
            try Data(bytes).write(to: URL(fileURLWithPath: cache))
            try Files.setMode(0o600, cache)
        }
        #expect(try fixture.read() == 5)
    }

    @Test func `any bytes for a cache are read as one or refused`() {
        var random = SplitMix64(state: 43)
        let start = TreeCache().encoded(at: 5)
        for _ in 0..<2_000 {
            var bytes = start
            for _ in 0...Int.random(in: 0...3, using: &random) {
                bytes.insert(
                    UInt8.random(in: 0...255, using: &random), at: Int.random(in: 0...bytes.count, using: &random))
            }
            #expect(TreeCache(reading: bytes, at: 10) == nil)
        }
        #expect(TreeCache(reading: start, at: 10) == TreeCache())
    }

    @Test func `a missing or damaged manifest is an error and never a difference`() throws {
        let fixture = try Fixture()
        try Data("ward-tree 1\nx\n".utf8).write(to: URL(fileURLWithPath: fixture.check.manifest))
        #expect(failure { () throws(SupplyError) in try fixture.check.verify() }?.code == .storeDamaged)
        try FileManager.default.removeItem(atPath: fixture.check.manifest)
        #expect(failure { () throws(SupplyError) in try fixture.check.verify() }?.code == .storeDamaged)
    }

    @Test func `T23: a file beside the tree is digested through its links and cached with it`() throws {
        let fixture = try Fixture()
        try fixture.folder.write("interpreter", to: "bin/python3.11")
        let link = fixture.folder.path + "/bin/python"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "python3.11")
        let first = try fixture.check.verify(full: false, companions: [link], now: fixture.later)
        #expect(first.companions == [FileDigest(Digest256(of: Array("interpreter".utf8)))])
        #expect(first.filesRead == 6)
        #expect(try fixture.check.verify(full: false, companions: [link], now: fixture.later).filesRead == 0)
        try fixture.folder.write("INTERPRETER", to: "bin/python3.11")
        let changed = try fixture.check.verify(full: false, companions: [link], now: fixture.later)
        #expect(changed.companions == [FileDigest(Digest256(of: Array("INTERPRETER".utf8)))])
    }
}
