// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WardPattern

/// Patterns and texts that were made to keep a matcher busy (T96, A65).
struct BudgetTests {
    /// Patterns of published reports on regular expressions that take exponential or polynomial time elsewhere, each
    /// with what is repeated and what makes the whole fail.
    static let attacks: [(pattern: String, unit: String, end: String)] = [
        ("^(a+)+$", "a", "!"), ("^(a*)*$", "a", "!"), ("^(a|a)*$", "a", "!"), ("^(a|aa)+$", "a", "!"),
        ("^(.*a){12}$", "a", "!"), ("^([a-zA-Z]+)*$", "a", "1"), ("^(([a-z])+.)+[A-Z]([a-z])+$", "a", "!"),
        ("^(a+){10}$", "a", "b"), ("(x+x+)+y", "x", "z"), ("(a?){30}a{30}$", "a", "b"), ("^(\\w+\\s?)*$", "aa ", "!"),
        ("^(\\d+)*\\.$", "1", "x"), ("\\s+$", " ", "x"), ("^\\s+|\\s+$", " ", "x"), ("(.*)*x$", "a", "b"),
        ("(?:.*,){11}P", ",", "."), ("^(?:a?b?c?)*d$", "abc", "!"), ("(.|\\n)*!$", "a", "?"),
        ("(a|b|ab)*c$", "ab", "!"),
        ("^((ab)*)*$", "ab", "a"), ("^(([^:]+):)+$", "a:", "x"), ("^(?:[^\"]|\\\\\")*$", "\\\"", "\""),
        ("<!--(?:-|[^-])*-->", "<!--", ""), ("/\\*(?:.|[\\r\\n])*?\\*/", "/*", ""), ("^[^@]+@[^@]+\\.[^@]+$", "a@", ""),
        (
            "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
            "a", "!"
        ),
        ("^([\\w-\\.]+)@((\\[[0-9]{1,3}\\.){3}|(([\\w-]+\\.)+))([a-zA-Z]{2,4}|[0-9]{1,3})(\\]?)$", "a.", "@"),
        ("^(https?://)?([\\da-z.-]+)\\.([a-z.]{2,6})([/\\w .-]*)*/?$", "a.aa/", "!"),
        ("^(?:(?:https?|ftp)://)(?:\\S+(?::\\S*)?@)?(?:[^\\s/?#]+\\.)+[a-z]{2,}$", "http://a.", "!"),
        ("^(([a-z]+\\d*)+)+@$", "a1", "!"), ("^(\\(?\\d+\\)?[- ]?)+$", "1-", "x"),
        ("^[\\s\\u200c]+|[\\s\\u200c]+$", " ", "x"),
        ("x*\\bx*\\bx*$", "x", "!"), ("^(?:\\w+\\.?)+@", "a.", "!"), ("([^=]+=[^&]*&?)+#", "a=b&", "!"),
        ("(?:[a-z]+[a-z]+)+[0-9]$", "a", "!"), ("^(?:[01]+)*2$", "01", "3"), ("\\{\\{(.*?)\\}\\}\\}", "{{", ""),
        ("\\[(?:[^\\[\\]]|\\\\.)*\\]\\(", "[", ""), ("^\\s*(?:\\S+\\s+)*\\S+$", "a ", "\n "), ("(?:a+b?)+c", "ab", "d"),
        ("^(?:\\+?\\d{1,4}?[-.\\s]?)?(?:\\d{1,3}?[-.\\s]?)*\\d{9}$", "1", "x"), ("((?:\\w+)+;)*$", "a;", "!"),
        ("^(?:(\\w+)\\s*=\\s*(\\w+)\\s*,?\\s*)*;$", "a = b, ", "!"), ("(\\d+\\.)+\\d+x", "1.", "y"),
        ("^(?:\\.?\\w+)*$", ".a", "!"), ("^#(?:[a-f0-9]{3}){1,2}(?:,#(?:[a-f0-9]{3}){1,2})*$", "#fff", "g"),
        ("(?:\\r\\n|\\r|\\n)+\\S$", "\r\n", " "), ("^(?:[a-z]|[a-y]|[a-x])*0$", "a", "1"),
        ("([a-z]*)*([0-9]*)*!$", "a0", "?"),
        ("^(?=(.*a){8})(?=(.*b){8}).*c$", "ab", "d"), ("^(?!(a+)+$)b", "a", "!"), ("(?=(x+x+)+y)z", "x", "z"),
        ("^(\\p{L}+)+$", "é", "1"), ("^([^\\s]+\\s)*[^\\s]+!$", "é ", "?"), ("(?:\\w{1,50}\\W{1,50}){1,20}$", "a-", ""),
        ("^.{1,500}(?:ab|ba){1,100}$", "ab", "c"), ("[ab]{0,300}c", "ab", "d"), (".*.*.*.*=.*", "a", ""),
        ("^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}$".replacing("(?!$)", with: ""), "1.", "x"),
        ("(\\w*\\w*)*=$", "a", "!"), ("^(?:\\/\\w+)+\\/?$", "/a", "//"),
    ]

    @Test(arguments: attacks.indices)
    func `T96: what takes others for ever is answered within its budget`(index: Int) throws {
        let (text, unit, end) = Self.attacks[index]
        var matcher = PatternMatcher(try Pattern(text))
        let subject = Array((String(repeating: unit, count: 2_000) + end).utf8)
        #expect(matcher.match(subject.span) != .exhausted, "\(text)")
    }

    @Test func `there are at least 60 such patterns`() { #expect(Self.attacks.count >= 60) }

    /// Each place of the text may be the one that counts: 2 to the power of 14 states, more than any table holds.
    @Test func `T96: work beyond the budget ends without an answer`() throws {
        let pattern = try Pattern("a[ab]{200}c[ab]{200}d")
        var matcher = PatternMatcher(pattern, budget: PatternMatcher.Budget(base: 10_000, perByte: 0))
        var text: [UInt8] = []
        for index in 0..<5_000 { text.append((index &* 2_654_435_761) >> 7 & 1 == 0 ? 0x61 : 0x62) }
        let letters = [UInt8](repeating: 0x61, count: 201)
        text += letters + [0x63] + letters.dropLast() + [0x64, 0x62]
        #expect(matcher.match(text.span) == .exhausted)
        var patient = PatternMatcher(pattern, budget: PatternMatcher.Budget(base: .max, perByte: 0))
        #expect(patient.match(text.span) == .match)
    }

    @Test func `a table stays within its limits, whatever is read`() throws {
        let syntax = try PatternParser.parse("(?:a|b)*a(?:a|b){14}c").syntax
        let limits = Automaton.Limits(entries: 4_096, states: 200)
        var automaton = try #require(Automaton(Program(syntax), beginning: .everywhere, limits: limits))
        var text: [UInt8] = []
        for index in 0..<4_000 { text.append((index &* 2_654_435_761) >> 9 & 1 == 0 ? 0x61 : 0x62) }
        var work = Int.max
        #expect(automaton.read(text.span, work: &work) == .noMatch)
        #expect(automaton.table.count <= limits.entries + 64)
    }
}
