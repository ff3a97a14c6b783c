// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardText

@testable import WardSupply

/// The container of bundles: what every reader reads alike is read, and nothing else.
@Suite struct BundleArchiveTests {
    private func archive(_ zip: ZipMaker) throws(SupplyError) -> BundleArchive { try BundleArchive(reading: zip.bytes) }

    // MARK: What is refused

    @Test(arguments: MalformedZip.all)
    func `zip-slip and its like: a zip file that is no plain archive is refused where it is wrong`(
        zip: MalformedZip
    ) throws {
        let error = try #require(failure { () throws(SupplyError) in try BundleArchive(reading: zip.bytes) })
        #expect(error.code == zip.code, "\(error)")
        #expect(error.place == Visible.escaped(zip.place), "\(error)")
        #expect(error.offset.map { (0...zip.bytes.count).contains($0) } ?? ["the bundle"].contains(zip.place))
    }

    /// Content that is not what was declared, and its code.
    static let damaged: [(String, SupplyError.Code, ZipMaker.Entry)] = [
        ("another checksum", .damagedEntry, entry { $0.checksum = 1 }),
        ("deflate that is none", .damagedEntry, entry { $0.packed = [0xFF, 1, 2, 3] }),
        (
            "deflate that ends early", .damagedEntry,
            entry { $0.packed = Array(ZipMaker.deflated($0.content).dropLast(2)) }
        ),
        ("nothing at all", .damagedEntry, entry { $0.packed = [] }),
        ("bytes behind the end of deflate", .hiddenBytes, entry { $0.packed = ZipMaker.deflated($0.content) + [0] }),
        ("more than was declared", .entrySize, entry { $0.size = 5 }),
        ("more than the nothing that was declared", .entrySize, entry { $0.size = 0 }),
        ("less than was declared", .entrySize, entry { $0.size = 50 }),
        (
            "a bomb that says it is small", .entrySize,
            entry {
                $0.packed = ZipMaker.deflated(Array(repeating: 0, count: 4 << 20))
            }
        ),
    ]

    private static func entry(_ change: (inout ZipMaker.Entry) -> Void) -> ZipMaker.Entry {
        var entry = ZipMaker.Entry("a.js", "0123456789")
        entry.method = 8
        change(&entry)
        return entry
    }

    @Test(arguments: damaged)
    func `content that is not what was declared is refused`(
        what: String, code: SupplyError.Code, entry: ZipMaker.Entry
    ) throws {
        let archive = try archive(ZipMaker([entry]))
        let error = failure { () throws(SupplyError) in try archive.content(of: archive.entries[0]) }
        #expect(error?.code == code, "\(what): \(String(describing: error))")
        #expect(error?.place == "a.js" && error?.offset != nil)
    }

    @Test func `a bomb is stopped while it inflates, one byte beyond its limit`() throws {
        let zeros = ZipMaker.deflated(Array(repeating: 0, count: 1 << 20))
        #expect(throws: Inflater.Fault.tooLong) { try Inflater.inflate(zeros[...], limit: 1 << 20 - 1) }
        #expect(try Inflater.inflate(zeros[...], limit: 1 << 20).count == 1 << 20)
    }

    @Test func `the sum of all files and their number are bounded`() throws {
        var limits = BundleLimits()
        limits.total = 6
        let zip = ZipMaker().bytes
        #expect(
            failure { () throws(SupplyError) in try BundleArchive(reading: zip, limits: limits) }?.code == .tooLarge)
        limits = BundleLimits()
        limits.entries = 1
        #expect(
            failure { () throws(SupplyError) in try BundleArchive(reading: zip, limits: limits) }?.code == .tooLarge)
        limits = BundleLimits()
        limits.file = 100
        #expect(
            failure { () throws(SupplyError) in try BundleArchive(reading: zip, limits: limits) }?.code == .tooLarge)
        // Many files, none of which is out of proportion alone.
        limits = BundleLimits()
        limits.free = 4
        limits.ratio = 1
        var many = ZipMaker((0..<4).map { ZipMaker.Entry("\($0)") })
        for index in many.entries.indices {
            many.entries[index].method = 8
            many.entries[index].packed = []
            many.entries[index].size = 4
        }
        #expect(
            failure { () throws(SupplyError) in try BundleArchive(reading: many.bytes, limits: limits) }?.code
                == .expansion)
    }

    // MARK: What is read

    @Test func `what was packed is read, stored or deflated, with and without values behind it`() throws {
        var zip = ZipMaker([ZipMaker.Entry("manifest.json", "{}"), ZipMaker.Entry("a/")])
        for (index, descriptor) in [nil, 0, 4].enumerated() {
            for method in [0, 8] {
                var entry = ZipMaker.Entry("a/\(index)-\(method).js", "content \(index)")
                entry.method = method
                entry.mode = 0o100755
                if let descriptor {
                    let packed = method == 8 ? ZipMaker.deflated(entry.content) : entry.content
                    entry.flags = 0x808
                    (entry.local.checksum, entry.local.size, entry.local.packedSize) = (0, 0, 0)
                    let mark = descriptor == 4 ? ZipMaker.four(0x0807_4B50) : []
                    entry.descriptor =
                        mark + ZipMaker.four(Int(Inflater.checksum(entry.content))) + ZipMaker.four(packed.count)
                        + ZipMaker.four(entry.content.count)
                }
                zip.entries.append(entry)
            }
        }
        let archive = try archive(zip)
        #expect(archive.signature == nil)
        #expect(archive.entries.map(\.isFolder) == [false, true] + Array(repeating: false, count: 6))
        #expect(archive.entries.map(\.isExecutable) == [false, false] + Array(repeating: true, count: 6))
        for (entry, made) in Swift.zip(archive.entries, zip.entries) where !entry.isFolder {
            #expect(entry.path.utf8.elementsEqual(made.name))
            #expect(try archive.content(of: entry) == made.content)
        }
    }

    @Test(arguments: [0, 29])
    func `a signature ends the file, in both forms that its tool has written`(covered: Int) throws {
        var zip = ZipMaker()
        zip.suffix = ZipMaker.signature()
        #expect(zip.suffix.count == 32)
        zip.commentLength = covered == 0 ? 0 : zip.suffix.count
        let archive = try archive(zip)
        let signature = try #require(archive.signature)
        #expect(signature.block.upperBound == zip.bytes.count)
        #expect(Array(zip.bytes[signature.message]) == [0x30, 0x03, 1, 2, 3])
        #expect(archive.entries.map(\.path) == ["manifest.json", "server/index.js"])
    }

    @Test func `the marks of a signature may stand in a file of a bundle`() throws {
        var zip = ZipMaker()
        zip.entries[1].content = ZipMaker.signature() + ZipMaker().bytes
        let archive = try archive(zip)
        #expect(archive.signature == nil)
        #expect(try archive.content(of: archive.entries[1]) == zip.entries[1].content)
    }

    @Test func `names that only look alike, and a second name that is the same, are fine`() throws {
        var zip = ZipMaker([
            ZipMaker.Entry("a b"), ZipMaker.Entry("a.b"), ZipMaker.Entry("ab..c/…/.x"), ZipMaker.Entry("ä"),
        ])
        zip.entries[3].extra = ZipMaker.field(0x7075, [1, 0, 0, 0, 0] + Array("ä".utf8))
        #expect(try archive(zip).entries.map(\.path) == ["a b", "a.b", "ab..c/…/.x", "ä"])
    }

    // MARK: Honest peers

    @Test func `what Python's zipfile and Info-ZIP pack is read as they read it`() throws {
        let folder = try TemporaryFolder()
        for (name, text) in [
            ("manifest.json", "{}"), ("server/index.js", String(repeating: "line of code\n", count: 5000)),
            ("server/leer/ä.txt", ""), ("server/tool", "#!/bin/sh\n"),
        ] { try folder.write(text, to: "in/" + name) }
        try Files.setMode(0o755, folder.path + "/in/server/tool")
        let python = """
            import os, sys, zipfile
            os.chdir(sys.argv[1] + "/in")
            for name, method in (("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED)):
                with zipfile.ZipFile("../" + name, "w", method) as archive:
                    for folder, _, files in sorted(os.walk(".")):
                        for file in ([""] if folder != "." else []) + files:
                            archive.write(os.path.join(folder, file))
            class Pipe:
                def __init__(self): self.file = open("../streamed", "wb")
                def write(self, data): return self.file.write(data)
                def flush(self): self.file.flush()
            with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("manifest.json", "{}")
                archive.writestr("server/tool", "#!/bin/sh\\n")
            """
        let made = try Program.run("/usr/bin/env", ["python3", "-I", "-c", python, folder.path])
        try #require(made.isSuccess, "\(String(decoding: made.errors, as: UTF8.self))")
        var names = ["stored", "deflated", "streamed"]
        let packed = try Program.run(
            "/usr/bin/env", ["zip", "-q", "-r", "../info", ".", "-x", "*.txt"], in: folder.path + "/in")
        if packed.isSuccess { names.append("info.zip") }
        for name in names {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name)))
            do {
                let archive = try BundleArchive(reading: bytes)
                for entry in archive.entries where !entry.isFolder {
                    let real = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/in/" + entry.path))
                    #expect(try archive.content(of: entry) == Array(real), "\(name): \(entry.path)")
                    #expect(
                        entry.isExecutable == (entry.path == "server/tool" && name != "streamed"),
                        "\(name): \(entry.path)")
                }
                #expect(archive.entries.contains { $0.path == "manifest.json" }, "\(name)")
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    // MARK: Anything at all

    /// One byte or a few of a good file changed, cut or repeated: it is read as a plain archive or refused, and what it
    /// names stays inside.
    @Test func `zip-slip: no bytes crash the reader or lead out of the folder`() throws {
        var generator = SplitMix64(state: 0x21_B0_B5)
        var signed = ZipMaker()
        signed.entries[0].method = 8
        signed.entries[1].flags = 0x808
        let script = signed.entries[1].content
        signed.entries[1].descriptor =
            ZipMaker.four(0x0807_4B50) + ZipMaker.four(Int(Inflater.checksum(script))) + ZipMaker.four(script.count)
            + ZipMaker.four(script.count)
        signed.suffix = ZipMaker.signature()
        let seeds = [ZipMaker().bytes, signed.bytes] + MalformedZip.all.map(\.bytes).filter { $0.count < 2000 }
        var read = 0
        for round in 0..<6_000 {
            // Half of them begin with a good file.
            var bytes = (round % 2 == 0 ? seeds[..<2] : seeds[...]).randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...2, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 2: bytes[place] = [0, 1, 0x2E, 0x2F, 0x5C, 0x7F, 0xFF].randomElement(using: &generator) ?? 0
                case 3: bytes.remove(at: place)
                case 4: bytes.insert(bytes[place], at: place)
                default:
                    bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &generator)))
                }
            }
            guard let archive = try? BundleArchive(reading: bytes) else { continue }
            read += 1
            for entry in archive.entries {
                #expect(ZipNames.fault(in: entry.path) == nil && !entry.path.contains(".."), "\(entry.path)")
                guard !entry.isFolder, let content = try? archive.content(of: entry) else { continue }
                #expect(content.count == entry.size)
            }
        }
        // Else the changes would only show that everything is refused.
        #expect(read > 100)
    }
}
