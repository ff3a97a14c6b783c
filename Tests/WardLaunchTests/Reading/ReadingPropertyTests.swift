// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardLock
import WardTesting

@testable import WardLaunch

/// What must hold for every text, tried on random ones with fixed seeds.
struct ReadingPropertyTests {
    @Test func `base64 of random bytes is read back, in each of its spellings`() throws {
        var random = SplitMix64(seed: 1)
        for length in 0..<400 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let standard = Encode.base64(bytes)
            #expect(standard == Data(bytes).base64EncodedString())
            let spellings = [
                standard, standard.filter { $0 != "=" }, String(standard.map { $0 == "+" ? " " : $0 }),
                String(standard.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }),
            ]
            for spelling in spellings { #expect(Base64.decoded(spelling)?.bytes == bytes, "\(spelling)") }
        }
    }

    /// One value has one spelling, apart from the repairs that are told: no two texts hide behind one payload.
    @Test func `base64 that is read is what the bytes are written as`() {
        var random = SplitMix64(seed: 2)
        let letters = Array("ABCZabcz0189+/=")
        var read = 0
        for _ in 0..<20_000 {
            let text = String((0..<random.below(9)).map { _ in letters[random.below(letters.count)] })
            guard let decoded = Base64.decoded(text) else { continue }
            read += 1
            let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
            #expect(Encode.base64(decoded.bytes) == (decoded.repair == nil ? text : text + padding))
        }
        #expect(read > 1_000)
    }

    @Test func `percent-encoding of random texts is read back`() {
        var random = SplitMix64(seed: 3)
        for _ in 0..<2_000 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<random.below(20)).compactMap { _ in Unicode.Scalar(random.below(0x3000)) }))
            #expect(PercentEncoding.decoded(Encode.percent(text).utf8) == Array(text.utf8))
        }
    }

    @Test func `percent-decoding agrees with another reader wherever both read`() {
        var random = SplitMix64(seed: 4)
        let letters = Array("%%%04aFgG ")
        for _ in 0..<20_000 {
            let text = String((0..<random.below(8)).map { _ in letters[random.below(letters.count)] })
            let own = PercentEncoding.decoded(text.utf8).flatMap { String(strictUTF8: $0) }
            #expect(own == text.removingPercentEncoding, "\(text)")
        }
    }

    @Test func `words that are quoted as POSIX says are read back`() throws {
        var random = SplitMix64(seed: 5)
        let letters = Array("ab '\"\\$`|;*~#=é\n")
        for _ in 0..<5_000 {
            var words = (0..<(1 + random.below(4))).map { _ in
                String((0..<random.below(6)).map { _ in letters[random.below(letters.count)] })
            }
            words[0] = "x" + words[0].filter { $0 != "=" }
            let line = words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
            #expect(try CommandWords.split(line) == words)
        }
    }

    // MARK: Mutations

    /// Every link form with every object, and the other sources.
    private static let sources: [String] =
        LinkForm.all.flatMap { form in LinkForm.objects.map { form.make("tool", $0) } }
        + SnippetTests.shapes + PackageTextTests.packages.map(\.0)
        + RegistryTests.packages.map { RegistryTests.package($0.0) } + [BundleTests.manifest(BundleTests.node)]
        + ["https://example.com/mcp", "goose://extension?cmd=npx&arg=-y&arg=pkg&env=A%3Db&id=x"]

    private static func mutated(_ text: String, _ random: inout SplitMix64) -> [UInt8] {
        let interesting = Array("%&?#=+:/\"\\{}[],0AfZ \n\u{0}\u{202E}é${}".utf8)
        var bytes = Array(text.utf8)
        for _ in 0..<(1 + random.below(2)) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(5) {
            case 0: bytes[place] = interesting[random.below(interesting.count)]
            case 1: bytes.insert(interesting[random.below(interesting.count)], at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes[place] = UInt8(0x20 + random.below(0x5F))
            default:
                let end = min(bytes.count, place + random.below(12))
                bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
            }
        }
        return bytes
    }

    /// A source that was changed as it is, or a link that properly carries a changed object.
    private static func mutatedSource(_ random: inout SplitMix64) -> String {
        guard random.below(2) == 0 else {
            let source = sources[random.below(sources.count)]
            return String(decoding: mutated(source, &random), as: UTF8.self)
        }
        let object = LinkForm.objects[random.below(LinkForm.objects.count)]
        let changed = String(decoding: mutated(object, &random), as: UTF8.self)
        return LinkForm.all[random.below(LinkForm.all.count)].make("tool", changed)
    }

    /// T53: nothing gets into a request that was not in the source.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a mutated source is refused, or all of its request stands in it`(seed: UInt64) throws {
        var random = SplitMix64(seed: 100 + seed)
        var read = 0
        for _ in 0..<800 {
            let text = Self.mutatedSource(&random)
            if (try? SourceReader.read(text)) != nil { read += 1 }
            let broken = SourceInvariants.firstBroken(by: Array(text.utf8))
            #expect(broken == nil, "\(text)")
        }
        #expect(read > 80, "the mutations are too coarse to try anything")
    }

    @Test func `random bytes as JSON are refused or read, and never stop the process`() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<3_000 {
            let source = SnippetTests.shapes[random.below(SnippetTests.shapes.count)]
            let bytes = Self.mutated(source, &random)
            let first = Result { () throws(SourceError) in try SourceReader.read(json: bytes) }
            let second = Result { () throws(SourceError) in try SourceReader.read(json: bytes) }
            #expect(first == second)
        }
    }

    /// Work that grows with the square of a source's length would not end here.
    @Test func `texts as long as a source may be are read`() throws {
        let texts = [
            "{\"s\":{\"command\":\"npx \(String(repeating: "a", count: 1_000_000))\"}}",
            "{\"s\":{\"command\":\"x\",\"args\":[\(String(repeating: "\"${a}\",", count: 9_999))\"x\"]}}",
            "goose://extension?cmd=x" + String(repeating: "&arg=", count: 13_000),
            "{\"s\":{\"command\":\"x\",\"cwd\":\"\(String(repeating: "{%$", count: 300_000))\"}}",
        ]
        #expect(try texts.map { try request($0).argv.count } == [2, 10_001, 13_001, 1])
    }
}
