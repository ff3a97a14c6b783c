// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WardPattern

/// Short patterns that stand for much: what is made of them has bounds too (T96).
struct PatternBombTests {
    private static func code(_ text: String) -> PatternError.Code? {
        do throws(PatternError) {
            _ = try Pattern(text)
            return nil
        } catch {
            return error.code
        }
    }

    /// Without a bound each scalar is in all sets but one: 10,000 classes of 10,000 sets.
    @Test func `T96: thousands of sets that overlap are refused`() {
        let sets = (0..<9_000).compactMap { Unicode.Scalar(0x4E00 + $0) }.map { "[^\($0)]" }
        #expect(Self.code(sets.joined()) == .tooLarge)
    }

    @Test func `a set that stands in each of thousands of steps is made once`() throws {
        #expect(try Pattern(String(repeating: "\\p{L}", count: 9_000)).size < 20_000)
        #expect(try Pattern("(?:\\P{L}\\p{L}){3300}").size < 20_000)
    }

    @Test(arguments: [
        "[" + String(repeating: "\\p{L}", count: 10_000) + "]", String(repeating: "[\\p{L}]", count: 9_000),
        (0..<8_000).map { "[\\p{L}\\u{\(String($0, radix: 16))}]" }.joined().prefixed(60_000),
    ])
    func `T96: properties that are added up in classes are refused`(text: String) {
        #expect(Self.code(text) == .tooLarge)
    }

    /// Steps alone would let each state keep as many places as the program has.
    @Test func `what is learnt stays within its bounds, whatever is read`() throws {
        let syntax = try PatternParser.parse("(?:a|b)*a(?:a|b){14}c").syntax
        let limits = Automaton.Limits(entries: 1 << 18, states: 4_096, places: 500)
        var automaton = try #require(Automaton(Program(syntax), beginning: .everywhere, limits: limits))
        var text: [UInt8] = []
        for index in 0..<4_000 { text.append((index &* 2_654_435_761) >> 9 & 1 == 0 ? 0x61 : 0x62) }
        var work = Int.max
        #expect(automaton.read(text.span, work: &work) == .noMatch)
        #expect(automaton.placesKept <= limits.places + 64)
    }

    @Test func `rows of thousands of classes count as work`() throws {
        let letters = (0..<4_000).compactMap { Unicode.Scalar(0x4E00 + $0) }.map { "\($0)" }.joined()
        var matcher = PatternMatcher(try Pattern(letters), entries: 1)
        var work = 100_000
        #expect(matcher.match(Array(letters.utf8).span, work: &work) == .exhausted)
    }

    @Test func `work that is counted elsewhere shrinks by what is read`() throws {
        var matcher = PatternMatcher(try Pattern("^a*$"))
        let text = [UInt8](repeating: 0x61, count: 16_000)
        var work = 10_000
        #expect(matcher.match(text.span, work: &work) == .match)
        let before = work
        #expect(matcher.match(text.span, work: &work) == .match)
        #expect(before - work >= 1_000)
        work = 999
        #expect(matcher.match(text.span, work: &work) == .exhausted)
    }

    @Test(arguments: [
        "\\p{L}", "[\\p{Nd}a]", "\\P{Ll}", "[^\\w]|\\d", "\\b[é-漢]\\p{Script=Han}", "[^]", "a|[a-c]|[b-d]",
    ])
    func `each scalar is in the class that its sets say`(text: String) throws {
        let program = Program(try PatternParser.parse(text).syntax)
        let classes = try #require(ScalarClasses(of: program))
        for scalar in stride(from: UInt32(0), through: ScalarSet.last, by: 97) {
            let example = classes.examples[classes.number(of: scalar)]
            for set in program.sets { #expect(set.contains(scalar) == set.contains(example), "\(scalar)") }
        }
    }
}

extension String {
    fileprivate func prefixed(_ count: Int) -> String {
        guard let end = prefix(count).lastIndex(of: "]") else { return self }
        return String(self[...end])
    }
}
