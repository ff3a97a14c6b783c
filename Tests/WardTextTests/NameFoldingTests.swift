// SPDX-License-Identifier: Apache-2.0

import Testing
import WardTesting
import WardText

struct NameFoldingTests {
    @Test(arguments: [
        ("method", "Method"),
        ("method", "METHOD"),
        ("params", "param\u{17F}"),
        ("token", "to\u{212A}en"),
        ("path", "ｐａｔｈ"),
        ("path", "𝓹𝓪𝓽𝓱"),
        ("name", "na\u{200B}me"),
        ("name", "na\u{AD}me"),
        ("name", "name\u{FE0F}"),
        ("name", "n\u{E0061}ame"),
        ("file", "\u{FB01}le"),
        ("straße", "STRASSE"),
        ("straße", "stra\u{1E9E}e"),
        ("é", "e\u{301}"),
        ("É", "e\u{301}"),
        ("å", "\u{212B}"),
        ("ω", "\u{2126}"),
        ("ss", "\u{17F}\u{17F}"),
        ("σ", "ς"),
        ("가", "\u{1100}\u{1161}"),
        ("i\u{307}", "İ"),
    ])
    func `folds names that a lenient reader takes for one`(left: String, right: String) {
        #expect(NameFolding.folded(left) == NameFolding.folded(right))
        #expect(NameFolding.folded(left).hashValue == NameFolding.folded(right).hashValue)
    }

    @Test(arguments: [
        ("path", "paths"),
        ("path", "раth"),  // Cyrillic letters are confusable, not equal
        ("a-b", "a_b"),
        ("I", "ı"),
        ("o", "ö"),
        ("1", "l"),
        ("a", ""),
    ])
    func `keeps other names apart`(left: String, right: String) {
        #expect(NameFolding.folded(left) != NameFolding.folded(right))
    }

    @Test func `the short way for ASCII gives what the long way gives`() {
        var random = SplitMix64(seed: 0x5EED_0003)
        for _ in 0..<500 {
            let name = String(decoding: (0..<12).map { _ in UInt8(random.next() % 128) }, as: UTF8.self)
            // The full-width letter sends the same name down the long way.
            #expect(NameFolding.folded(name + "z") == NameFolding.folded(name + "ｚ"))
        }
    }

    @Test func `changes exactly the scalars that Unicode says it changes`() {
        for scalar in assignedScalars {
            let folded = NameFolding.folded(String(scalar)).text
            // The table leaves out what is canonically the same, and `==` sees no difference there.
            if folded != String(scalar) {
                #expect(scalar.properties.changesWhenNFKCCaseFolded, "\(String(scalar.value, radix: 16))")
            } else if scalar.properties.changesWhenNFKCCaseFolded {
                let properties = scalar.properties
                #expect(properties.lowercaseMapping == String(scalar) && !properties.isDefaultIgnorableCodePoint)
            }
        }
    }

    @Test func `folding twice is folding once`() {
        for scalar in assignedScalars {
            let once = NameFolding.folded(String(scalar))
            #expect(NameFolding.folded(once.text) == once, "\(String(scalar.value, radix: 16))")
        }
    }

    @Test func `equal folds stay equal inside longer names`() {
        var random = SplitMix64(seed: 0x5EED_0004)
        for round in 0..<500 {
            let name = String(decoding: random.hostileBytes(), as: UTF8.self)
            #expect(
                NameFolding.folded(name.uppercased()) == NameFolding.folded(name.lowercased().uppercased()),
                "seed 0x5EED_0004, round \(round), \(Visible.escaped(name))")
        }
    }
}
