// SPDX-License-Identifier: Apache-2.0

import WardTesting

/// Makes patterns, and texts that have something to do with them.
struct PatternGenerator {
    var random: SplitMix64
    /// Whether look-aheads may lead.
    var hasLookaheads = true

    private static let scalars = ["a", "b", "c", "é", "漢", "😀", " ", "_", "0", "7", "\\n", "\\.", "\\u{e9}", "-"]
    private static let classes = [
        "[abc]", "[^a]", "[a-c0-9]", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", ".", "[é-漢]", "[^\\w]", "\\p{L}",
        "\\P{Ll}",
        "[\\p{Nd}a]", "\\p{Script=Han}", "[]", "[^]", "[\\s\\d_]",
    ]
    private static let assertions = ["^", "$", "\\b", "\\B"]
    private static let repetitions = ["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "+?", "??", "{0}"]
    private static let letters = [
        "a", "b", "c", "é", "漢", "😀", " ", "_", "0", "7", "\n", ".", "-", "Z", "\u{2028}", "ж",
    ]

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func one(of texts: [String]) -> String { texts[random.below(texts.count)] }

    mutating func pattern() -> String {
        var lead = random.below(3) == 0 ? "^" : ""
        if hasLookaheads, random.below(4) == 0 {
            for _ in 0...random.below(2) {
                lead += (random.below(2) == 0 ? "(?=" : "(?!") + disjunction(2) + ")"
            }
        }
        return lead + (lead.contains("(") ? "(?:" + disjunction(3) + ")" : disjunction(3))
            + (random.below(3) == 0 ? "$" : "")
    }

    private mutating func disjunction(_ depth: Int) -> String {
        var text = sequence(depth)
        while random.below(4) == 0 { text += "|" + sequence(depth) }
        return text
    }

    private mutating func sequence(_ depth: Int) -> String {
        var text = ""
        for _ in 0..<random.below(4) { text += term(depth) }
        return text
    }

    private mutating func term(_ depth: Int) -> String {
        switch random.below(10) {
        case 0: return one(of: Self.assertions)
        case 1...2 where depth > 0:
            let group = (random.below(2) == 0 ? "(" : "(?:") + disjunction(depth - 1) + ")"
            return group + (random.below(2) == 0 ? one(of: Self.repetitions) : "")
        case 3...5: return one(of: Self.classes) + (random.below(3) == 0 ? one(of: Self.repetitions) : "")
        default: return one(of: Self.scalars) + (random.below(4) == 0 ? one(of: Self.repetitions) : "")
        }
    }

    mutating func text() -> String {
        (0..<random.below(9)).map { _ in one(of: Self.letters) }.joined()
    }

    /// A pattern with a few bytes changed, often none any more.
    mutating func broken() -> String {
        var characters = Array(pattern().unicodeScalars)
        let marks = Array("()[]{}|\\^$*+?-=!<>:,pkucx0189dDwWbBé".unicodeScalars)
        for _ in 0...random.below(3) {
            let place = random.below(characters.count + 1)
            let mark = marks[random.below(marks.count)]
            if place < characters.count, random.below(2) == 0 {
                characters[place] = mark
            } else {
                characters.insert(mark, at: place)
            }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: characters)
        return String(text)
    }
}
