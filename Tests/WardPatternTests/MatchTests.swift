// SPDX-License-Identifier: Apache-2.0

import Testing
import WardPattern

/// What a pattern matches, as ECMA-262 has it.
struct MatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let pattern: String
        let matching: [String]
        let other: [String]

        init(_ pattern: String, _ matching: [String], not other: [String] = []) {
            self.pattern = pattern
            self.matching = matching
            self.other = other
        }

        var testDescription: String { pattern }
    }

    @Test(arguments: [
        Case("", ["", "a"]),
        Case("abc", ["abc", "xabcx"], not: ["", "ab", "ABC", "a bc"]),
        Case("^abc$", ["abc"], not: ["xabc", "abcx", "abc\n"]),
        Case("a|bc|", ["", "x"]),
        Case("^(?:a|bc)$", ["a", "bc"], not: ["abc", "b", ""]),
        Case("^a*$", ["", "a", "aaaa"], not: ["b", "ab"]),
        Case("^a+$", ["a", "aa"], not: [""]),
        Case("^a?b$", ["b", "ab"], not: ["aab"]),
        Case("^a{2}$", ["aa"], not: ["a", "aaa"]),
        Case("^a{2,}$", ["aa", "aaa"], not: ["a"]),
        Case("^a{1,3}$", ["a", "aa", "aaa"], not: ["", "aaaa"]),
        Case("^a{0}$", [""], not: ["a"]),
        Case("^a{1,3}?b*?$", ["a", "aaab"], not: ["b"]),
        Case("^(a(b)?)+$", ["a", "ab", "aba"], not: ["b", "abb"]),
        Case("^(?:(?:a*)*)*$", ["", "aaa"], not: ["b"]),
        Case("^(?<year>\\d{4})-(?<month>\\d\\d)$", ["2026-11"], not: ["2026-1"]),
    ])
    func `sequences, alternatives and repetitions match`(_ row: Case) throws { try Self.check(row) }

    @Test(arguments: [
        Case("^.$", ["a", "é", "漢", "😀"], not: ["", "\n", "\r", "\u{2028}", "\u{2029}", "ab"]),
        Case("^[abc]$", ["a", "c"], not: ["d", "A"]),
        Case("^[^abc]$", ["d", "é", "\n"], not: ["a"]),
        Case("^[a-cx-z]$", ["b", "y"], not: ["d", "-"]),
        Case("^[-a]$", ["-", "a"]),
        Case("^[a-]$", ["-", "a"]),
        Case("^[\\]\\\\^-]$", ["]", "\\", "^", "-"], not: ["a"]),
        Case("^[]$", [], not: ["", "a"]),
        Case("^[^]$", ["a", "\n", "😀"], not: [""]),
        Case("^[\\b]$", ["\u{8}"], not: ["b"]),
        Case("^[é-ü]$", ["é", "ü", "ñ"], not: ["a", "þ"]),
        Case("^[😀-😂]$", ["😁"], not: ["😃"]),
        Case("^\\d$", ["0", "9"], not: ["a", "٣", "߀"]),
        Case("^\\D$", ["a", "٣"], not: ["5"]),
        Case("^\\w$", ["a", "Z", "0", "_"], not: ["é", "-"]),
        Case("^\\W$", ["é", "-"], not: ["a"]),
        Case("^\\s$", [" ", "\t", "\u{A0}", "\u{FEFF}", "\u{2029}", "\u{3000}"], not: ["a", "\u{200B}", "\u{85}"]),
        Case("^\\S$", ["a", "\u{85}"], not: [" "]),
        Case("^[\\d\\-_]+$", ["1-_"], not: ["a"]),
        Case("^[^\\s\\d]+$", ["ab"], not: ["a b", "a1"]),
    ])
    func `A27: classes match code points`(_ row: Case) throws { try Self.check(row) }

    @Test(arguments: [
        Case("^\\t\\n\\v\\f\\r\\0$", ["\t\n\u{B}\u{C}\r\0"]),
        Case("^\\cA\\cz$", ["\u{1}\u{1A}"]),
        Case("^\\x41\\u0042\\u{43}\\u{1F600}$", ["ABC😀"]),
        Case("^\\uD83D\\uDE00$", ["😀"]),
        Case("^\\uD83D$", [], not: ["😀"]),
        Case("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$", ["^$\\.*+?()[]{}|/"]),
    ])
    func `escapes stand for their scalars`(_ row: Case) throws { try Self.check(row) }

    @Test(arguments: [
        Case("\\bfoo\\b", ["foo", "a foo.", "é foo"], not: ["foot", "afoo", "foo_"]),
        Case("\\bé", [], not: ["é", "xy é"]),
        Case("a\\bé", ["aé"]),
        Case("\\Boo\\B", ["foot"], not: ["foo", "oo"]),
        Case("^\\B$", [""], not: ["a"]),
        Case("\\b", ["a", ".a"], not: ["", "é", "."]),
        Case("\\B", ["", "é", "ab"], not: ["a", "aéb"]),
        Case("x*$\\b", ["ax"], not: ["a.", ""]),
        Case("(?:^|,)a(?:,|$)", ["a", "b,a", "b,a,c"], not: ["ba", "ab"]),
        Case("$^", [""], not: ["a"]),
        Case("a^", [], not: ["a", ""]),
    ])
    func `assertions look at both sides of a place`(_ row: Case) throws { try Self.check(row) }

    @Test(arguments: [
        Case("^(?=.*[A-Z])(?=.*\\d).{4,}$", ["aB3d", "1234X"], not: ["abcd", "AB3", "ABCD"]),
        Case("^(?!foo)\\w+$", ["bar", "fo", "xfoo"], not: ["foo", "foobar"]),
        Case("(?=ab)a", ["ab", "xxab"], not: ["ac", "ba"]),
        Case("(?!ab)a", ["ac", "abac", "a"], not: ["ab", "abab", ""]),
        Case("(?=.*x)(?!y)[yz]", ["zx", "yzx"], not: ["yx", "xz"]),
        Case("^(?!a)b|^(?=c)c|d", ["b", "cx", "xd"], not: ["a", "xc"]),
        Case("^((?!no).*)$", ["yes", "a no"], not: ["no", "none"]),
        Case("(?!)", [], not: ["", "a"]),
        Case("(?=)", ["", "a"]),
        Case("(?=$)", ["", "a"]),
        Case("(?=é$)\\W", ["é", "aé"], not: ["éa"]),
        Case("(?!^)a", ["ba"], not: ["a", "ab"]),
        Case("(?=\\bx)", ["x", "a x"], not: ["ax"]),
    ])
    func `A27: a look-ahead that leads is matched`(_ row: Case) throws { try Self.check(row) }

    @Test(arguments: [
        Case("^\\p{Lu}\\p{L}+$", ["École", "Ärger", "Жук"], not: ["école", "A1"]),
        Case("^\\P{L}$", ["1", " "], not: ["a"]),
        Case("^\\p{Script=Greek}+$", ["αβγ"], not: ["abc"]),
        Case("^\\p{sc=Han}$", ["漢"], not: ["あ"]),
        Case("^\\p{scx=Kana}$", ["ー", "カ"], not: ["漢"]),
        Case("^\\p{General_Category=Decimal_Number}$", ["5", "٣"], not: ["½"]),
        Case("^[\\p{Nd}_]+$", ["1_٣"], not: ["a"]),
        Case("^\\p{Emoji_Presentation}$", ["😀"], not: ["1"]),
        Case("^\\p{ASCII}*$", ["az\0"], not: ["é"]),
        Case("^\\p{Any}$", ["😀", "\n"]),
        Case("^\\p{White_Space}$", ["\u{85}"], not: ["\u{FEFF}"]),
    ])
    func `properties are those of Unicode`(_ row: Case) throws { try Self.check(row) }

    @Test(arguments: [
        Case("^{}$", ["{}"]),
        Case("^a{,3}$", ["a{,3}"], not: ["aa"]),
        Case("^]$", ["]"]),
        Case("^\\-\\_\\@\\ $", ["-_@ "]),
        Case("^[\\w-.]+$", ["a-b.c"], not: ["a b"]),
        Case("^[a-\\d]+$", ["a-1"], not: ["b"]),
    ])
    func `older forms are read as every engine reads them, and are reported`(_ row: Case) throws {
        #expect(try Pattern(row.pattern).usesLegacyForms)
        try Self.check(row)
    }

    /// A matcher that has learnt something answers as a new one.
    static func check(_ row: Case) throws {
        let pattern = try Pattern(row.pattern)
        var used = PatternMatcher(pattern)
        for _ in 1...2 {
            for text in row.matching { #expect(used.match(text) == .match, "\(text.debugDescription)") }
            for text in row.other { #expect(used.match(text) == .noMatch, "\(text.debugDescription)") }
        }
    }
}
