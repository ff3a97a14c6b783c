// SPDX-License-Identifier: Apache-2.0

import Testing
import WardTesting

@testable import WardPattern

/// What holds for every pattern and text, over made-up ones.
struct PropertyTests {
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `matching says what a plain reading of the pattern says`(seed: UInt64) throws {
        var generator = PatternGenerator(seed: seed)
        for _ in 0..<700 {
            let text = generator.pattern()
            let pattern = try Pattern(text)
            let syntax = try PatternParser.parse(text).syntax
            var matcher = PatternMatcher(pattern)
            for _ in 0..<4 {
                let subject = generator.text()
                let expected = PlainReading(subject).matches(syntax)
                #expect(
                    (matcher.match(subject) == .match) == expected,
                    "\(text.debugDescription) \(subject.debugDescription)"
                )
            }
        }
    }

    @Test func `a table that is always full answers as one that never is`() throws {
        var generator = PatternGenerator(seed: 5)
        generator.hasLookaheads = false
        for _ in 0..<500 {
            let text = generator.pattern()
            let program = Program(try PatternParser.parse(text).syntax)
            var narrow = try #require(
                Automaton(program, beginning: .everywhere, limits: Automaton.Limits(entries: 1, states: 1)))
            var wide = try #require(Automaton(program, beginning: .everywhere))
            for _ in 0..<4 {
                let subject = Array(generator.text().utf8)
                var work = 1_000_000
                #expect(narrow.read(subject.span, work: &work) == wide.read(subject.span, work: &work), "\(text)")
            }
        }
    }

    @Test func `whatever is written as a pattern is read or refused within it`() {
        var generator = PatternGenerator(seed: 6)
        var refused = 0
        for _ in 0..<5_000 {
            let text = generator.broken()
            do throws(PatternError) {
                var matcher = PatternMatcher(try Pattern(text))
                _ = matcher.match(generator.text())
            } catch {
                refused += 1
                #expect((0...text.utf8.count).contains(error.offset), "\(text)")
            }
        }
        #expect((500...4_500).contains(refused))
    }

    @Test func `bytes that are no UTF-8 are read to their end`() throws {
        var random = SplitMix64(seed: 7)
        for text in ["^[^]*$", "é+", "(?=.*\\u{FFFD})[^a]", "\\b\\w"] {
            var matcher = PatternMatcher(try Pattern(text))
            for _ in 0..<2_000 {
                let bytes = (0..<random.below(12)).map { _ in
                    random.below(2) == 0
                        ? UInt8(random.below(256)) : UInt8([0x61, 0xC3, 0xA9, 0xF0, 0xED][random.below(5)])
                }
                let outcome = matcher.match(bytes.span)
                #expect(outcome != .exhausted)
                if text.hasPrefix("^") { #expect(outcome == .match, "\(bytes)") }
            }
        }
    }
}

/// Matches by trying everything, for short texts: no automaton, no table.
struct PlainReading {
    let scalars: [UInt32]

    init(_ text: String) { scalars = text.unicodeScalars.map(\.value) }

    func matches(_ syntax: Syntax) -> Bool { (0...scalars.count).contains { !ends(of: syntax, from: $0).isEmpty } }

    private func ends(of syntax: Syntax, from place: Int) -> Set<Int> {
        switch syntax {
        case .empty: return [place]
        case .scalar(let set):
            return place < scalars.count && set.ranges.contains { $0.contains(scalars[place]) } ? [place + 1] : []
        case .sequence(let parts):
            return parts.reduce(into: [place]) { places, part in
                places = Set(places.flatMap { ends(of: part, from: $0) })
            }
        case .alternatives(let branches): return Set(branches.flatMap { ends(of: $0, from: place) })
        case .repetition(let body, let minimum, let maximum):
            var (places, found): (Set<Int>, Set<Int>) = ([place], minimum == 0 ? [place] : [])
            // More rounds than there are places and least repetitions reach nothing new.
            for round in 1...max(1, min(maximum ?? .max, minimum + scalars.count + 1)) where maximum != 0 {
                places = Set(places.flatMap { ends(of: body, from: $0) })
                if round >= minimum { found.formUnion(places) }
            }
            return found
        case .assertion(let assertion):
            return holds(assertion, at: place) ? [place] : []
        case .lookahead(let body, let isNegative, _):
            return ends(of: body, from: place).isEmpty == isNegative ? [place] : []
        }
    }

    private func holds(_ assertion: Syntax.Assertion, at place: Int) -> Bool {
        let before = place > 0 && ScalarSet.words.contains(scalars[place - 1])
        let after = place < scalars.count && ScalarSet.words.contains(scalars[place])
        return switch assertion {
        case .start: place == 0
        case .end: place == scalars.count
        case .wordBoundary: before != after
        case .noWordBoundary: before == after
        }
    }
}
