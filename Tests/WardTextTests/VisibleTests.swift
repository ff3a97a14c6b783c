// SPDX-License-Identifier: Apache-2.0

import Testing
import WardTesting
import WardText

struct VisibleTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let text: String
        let shown: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ shown: String) {
            (self.name, self.text, self.shown) = (name, text, shown)
        }
    }

    static let cases = [
        Case("plain text", "list_files ~ 100% 'ok'", "list_files ~ 100% 'ok'"),
        Case("other scripts", "Grüße, 日本語, עברית, 🦜", "Grüße, 日本語, עברית, 🦜"),
        Case("line feed and tab", "a\nb\tc\r", #"a\u{a}b\u{9}c\u{d}"#),
        Case("terminal escape", "\u{1b}[2J", #"\u{1b}[2J"#),
        Case("delete and C1", "\u{7f}\u{9b}", #"\u{7f}\u{9b}"#),
        Case("NUL", "\u{0}", #"\u{0}"#),
        Case("backslash", #"C:\u{41}"#, #"C:\\u{41}"#),
        Case("bidi override", "abc\u{202e}fdp.exe", #"abc\u{202e}fdp.exe"#),
        Case("bidi isolates and marks", "\u{2066}\u{2069}\u{200f}\u{61c}", #"\u{2066}\u{2069}\u{200f}\u{61c}"#),
        Case("zero width", "a\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}", #"a\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}"#),
        Case("soft hyphen and grapheme joiner", "a\u{ad}\u{34f}", #"a\u{ad}\u{34f}"#),
        Case("Hangul filler", "\u{3164}\u{115f}\u{ffa0}", #"\u{3164}\u{115f}\u{ffa0}"#),
        Case("variation selectors", "❤\u{fe0f}\u{e0100}", #"❤\u{fe0f}\u{e0100}"#),
        Case("tag characters", "x\u{e0041}\u{e007f}", #"x\u{e0041}\u{e007f}"#),
        Case("line and paragraph separators", "\u{85}\u{2028}\u{2029}", #"\u{85}\u{2028}\u{2029}"#),
        Case("spaces that are none", "a\u{a0}b\u{3000}c\u{2800}", #"a\u{a0}b\u{3000}c\u{2800}"#),
        Case("private use", "\u{e000}\u{f0000}", #"\u{e000}\u{f0000}"#),
        Case("unassigned", "\u{378}", #"\u{378}"#),
        Case("mark on a base", "e\u{301}", "e\u{301}"),
        Case("mark on nothing", "\u{301}e", #"\u{301}e"#),
        Case("mark on an escape", "\u{200b}\u{301}", #"\u{200b}\u{301}"#),
        Case("mark on a backslash", "\\\u{301}", #"\\\u{301}"#),
        Case(
            "a tower of marks", "e" + String(repeating: "\u{301}", count: 6),
            "e\u{301}\u{301}\u{301}\u{301}" + #"\u{301}\u{301}"#),
    ]

    @Test(arguments: cases)
    func `shows what could not be seen`(_ example: Case) {
        #expect(Array(Visible.escaped(example.text).utf8) == Array(example.shown.utf8))
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], #"a\x{ff}b"#),
            ([0xC0, 0x80], #"\x{c0}\x{80}"#),
            ([0xED, 0xA0, 0x80], #"\x{ed}\x{a0}\x{80}"#),
            ([0xF4, 0x90, 0x80, 0x80], #"\x{f4}\x{90}\x{80}\x{80}"#),
            ([0xE0, 0x9F, 0xBF], #"\x{e0}\x{9f}\x{bf}"#),
            ([0xE2, 0x82], #"\x{e2}\x{82}"#),
            ([0xE2, 0x82, 0xAC], "€"),
            ([0xEF, 0xBF, 0xBE, 0xEF, 0xB7, 0x90, 0xF4, 0x8F, 0xBF, 0xBF], #"\u{fffe}\u{fdd0}\u{10ffff}"#),
            ([0xC2, 0x0A], #"\x{c2}\u{a}"#),
        ] as [([UInt8], String)])
    func `shows bytes that are no UTF-8 and noncharacters`(bytes: [UInt8], shown: String) {
        #expect(Visible.escaped(bytes: bytes) == shown)
        #expect(Visible.escaped(bytes: ([0x20] + bytes)[1...]) == shown)
    }

    @Test func `says how many bytes it leaves out`() {
        #expect(Visible.escaped("abcdef", limit: 6) == "abcdef")
        #expect(Visible.escaped("abcdef", limit: 5) == #"abcde\…(+1 bytes)"#)
        #expect(Visible.escaped("abcdef", limit: 0) == #"\…(+6 bytes)"#)
        #expect(Visible.escaped("", limit: 0) == "")
        #expect(Visible.escaped("ab€", limit: 2) == #"ab\…(+3 bytes)"#)
    }

    @Test func `never cuts an escape in two`() {
        #expect(Visible.escaped("a\u{202e}b", limit: 8) == #"a\…(+4 bytes)"#)
        #expect(Visible.escaped("a\u{202e}b", limit: 9) == #"a\u{202e}\…(+1 bytes)"#)
        #expect(Visible.escaped("a\\b", limit: 2) == #"a\…(+2 bytes)"#)
    }

    @Test func `no text imitates the marker`() {
        #expect(Visible.escaped(#"a\…(+9 bytes)"#) == #"a\\…(+9 bytes)"#)
    }

    @Test func `what was written can be read back`() {
        var random = SplitMix64(seed: 0x5EED_0001)
        for round in 0..<4_000 {
            let bytes = random.hostileBytes()
            let shown = Visible.escaped(bytes: bytes, limit: .max)
            #expect(unescaped(shown) == bytes, "seed 0x5EED_0001, round \(round), \(bytes)")
            #expect(!shown.utf8.contains { $0 < 0x20 || $0 == 0x7F })
        }
    }

    @Test func `a cut line is a start of the whole line and counts the rest`() {
        var random = SplitMix64(seed: 0x5EED_0002)
        for round in 0..<1_000 {
            let bytes = random.hostileBytes()
            let limit = Int(random.next() % 12)
            let whole = Visible.escaped(bytes: bytes, limit: .max)
            let cut = Visible.escaped(bytes: bytes, limit: limit)
            guard cut != whole, let marker = cut.unicodeScalars.lastIndex(of: "…") else { continue }
            let start = cut.unicodeScalars[..<marker].dropLast()
            #expect(start.count <= limit && whole.unicodeScalars.starts(with: start), "round \(round), \(bytes)")
            #expect(cut.hasSuffix("(+\(bytes.count - unescaped(String(start)).count) bytes)"))
        }
    }

    @Test func `agrees with the standard library on what can be seen`() {
        for scalar in assignedScalars {
            let properties = scalar.properties
            let hidden =
                switch properties.generalCategory {
                case .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator: true
                case .spaceSeparator: scalar != " "
                default:
                    properties.isDefaultIgnorableCodePoint || properties.isVariationSelector || scalar == "\u{2800}"
                }
            let shown = Visible.escaped("a" + String(scalar))
            #expect((shown.utf8.count > 4 && shown.hasPrefix(#"a\u{"#)) == hidden, "\(String(scalar.value, radix: 16))")
        }
    }

    /// The inverse of `Visible.escaped`, written from its description.
    private func unescaped(_ shown: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Substring(shown)
        while let next = rest.unicodeScalars.popFirst() {
            guard next == "\\" else {
                bytes += Array(String(next).utf8)
                continue
            }
            guard let kind = rest.unicodeScalars.popFirst(), kind != "\\" else {
                bytes.append(0x5C)
                continue
            }
            guard let close = rest.unicodeScalars.firstIndex(of: "}"),
                let value = UInt32(rest.unicodeScalars[..<close].dropFirst().map(String.init).joined(), radix: 16)
            else { return bytes }
            if kind == "x" {
                bytes.append(UInt8(value))
            } else if let scalar = Unicode.Scalar(value) {
                bytes += Array(String(scalar).utf8)
            }
            rest = Substring(rest.unicodeScalars[rest.unicodeScalars.index(after: close)...])
        }
        return bytes
    }
}
