// SPDX-License-Identifier: Apache-2.0

import Testing
import WardPattern

/// Patterns that are refused, each with its code and place.
struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let pattern: String
        let offset: Int

        init(_ pattern: String, _ offset: Int) {
            self.pattern = pattern
            self.offset = offset
        }

        var testDescription: String { pattern }
    }

    @Test(arguments: [
        Case("(", 0), Case(")", 0), Case("a)", 1), Case("ab(c", 2), Case("(?:a", 0), Case("(?", 0), Case("(?a)", 0),
        Case("[a", 0), Case("x[^", 1), Case("[b-a]", 1), Case("[\\", 1), Case("*", 0), Case("a|*", 2), Case("+a", 0),
        Case("a**", 2), Case("a{2}{3}", 4), Case("{1}", 0), Case("a{3,2}", 1), Case("^*", 0), Case("\\b+", 0),
        Case("(?=a)*", 0), Case("\\", 0), Case("ab\\", 2), Case("\\a", 0), Case("\\Z", 0), Case("\\e", 0),
        Case("\\x1", 0), Case("\\xg0", 0), Case("\\u12", 0), Case("\\u{}", 0), Case("\\u{110000}", 0),
        Case("\\u{12", 0),
        Case("\\c1", 0), Case("\\c", 0), Case("\\01", 0), Case("\\p", 0), Case("\\p{}", 0), Case("\\p{Nope}", 0),
        Case("\\p{lu}", 0), Case("\\p{Script}", 0), Case("\\p{Script=}", 0), Case("\\p{L", 0), Case("\\pL", 0),
        Case("\\p{Script=Lu}", 0), Case("\\p{ L}", 0), Case("(?<1a>x)", 3), Case("(?<>x)", 3),
        Case("(?<a>x)(?<a>y)", 7),
        Case("(?<a", 3), Case("\\1", 0), Case("(a)\\2", 3), Case("\\k", 0), Case("\\k<a>", 0), Case("(?<a>x)\\k<b>", 7),
        Case("[\\d-\\p{Nope}]", 4), Case("é(", 2), Case("(?i)a", 0), Case("(?ii:a)", 0), Case("(?-:a)", 0),
        Case("(?i-m-s:a)", 0),
    ])
    func `what is no pattern is refused with its place`(_ row: Case) { Self.check(row, .invalid) }

    @Test(arguments: [
        Case("(a)\\1", 3), Case("(?<a>x)\\k<a>", 7), Case("(?<=a)b", 0), Case("(?<!a)b", 0), Case("a(?=b)", 1),
        Case("a(?!b)c", 1), Case("(?:a|(?=b))c", 5), Case("(?=(?!a)b)", 3), Case("^(?:(?!x).)*$", 4),
        Case("(?=a)b(?!c)", 6), Case("(?i:a)", 0), Case("a(?ims:b)", 1), Case("(?-s:.)", 0), Case("(?i-m:a)", 0),
    ])
    func `what cannot be matched in linear time is told apart from what is wrong`(_ row: Case) {
        Self.check(row, .unsupported)
    }

    @Test(arguments: [
        Case("a{10001}", 0), Case("(?:a{100}){101}", 0), Case("(?:(?:(?:a{99}){99}){99}){99}", 6),
        Case("a{99999999999999999999}", 0), Case(String(repeating: "(", count: 101) + "a", 100),
        Case(String(repeating: "a", count: 10_001), 0), Case(String(repeating: "a", count: 65_537), 65_536),
    ])
    func `a pattern that is too large is refused before anything is made of it`(_ row: Case) {
        Self.check(row, .tooLarge)
    }

    private static func check(_ row: Case, _ code: PatternError.Code) {
        do throws(PatternError) {
            _ = try Pattern(row.pattern)
            Issue.record("it was read")
        } catch {
            #expect(error.code == code, "\(error)")
            #expect(error.offset == row.offset, "\(error)")
        }
    }
}
