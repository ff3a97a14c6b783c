// SPDX-License-Identifier: Apache-2.0

/// A pattern as it was written; groups are gone, because nobody asks here what they captured.
indirect enum Syntax: Hashable, Sendable {
    /// Matches the empty text.
    case empty
    /// One scalar of a set.
    case scalar(ScalarSet)
    /// One after the other.
    case sequence([Syntax])
    /// Any of these.
    case alternatives([Syntax])
    /// Again and again; lazy or greedy is the same to the question of whether there is a match.
    case repetition(Syntax, minimum: Int, maximum: Int?)
    case assertion(Assertion)
    /// `(?=…)` or `(?!…)`, and where it stands in the pattern.
    case lookahead(Syntax, isNegative: Bool, offset: Int)

    /// What looks at a place and takes nothing.
    enum Assertion: Hashable, Sendable {
        case start
        case end
        case wordBoundary
        case noWordBoundary
    }
}

extension Syntax {
    /// The same, to be matched from the end of a text to its start.
    var reversed: Syntax {
        switch self {
        case .empty, .scalar, .lookahead: self
        case .sequence(let parts): .sequence(parts.reversed().map(\.reversed))
        case .alternatives(let branches): .alternatives(branches.map(\.reversed))
        case .repetition(let body, let minimum, let maximum):
            .repetition(body.reversed, minimum: minimum, maximum: maximum)
        case .assertion(.start): .assertion(.end)
        case .assertion(.end): .assertion(.start)
        case .assertion: self
        }
    }

    /// The first look-around in it; nil if there is none.
    var firstLookahead: Int? {
        switch self {
        case .empty, .scalar, .assertion: nil
        case .sequence(let parts), .alternatives(let parts): parts.lazy.compactMap(\.firstLookahead).first
        case .repetition(let body, _, _): body.firstLookahead
        case .lookahead(_, _, let offset): offset
        }
    }

    /// Whether every match begins at the start of the text, by an assertion that leads.
    var isAnchored: Bool {
        switch self {
        case .assertion(.start): true
        case .sequence(let parts): parts.first?.isAnchored ?? false
        case .alternatives(let branches): branches.allSatisfy(\.isAnchored)
        case .repetition(let body, let minimum, _): minimum > 0 && body.isAnchored
        case .empty, .scalar, .assertion, .lookahead: false
        }
    }

    /// How many instructions it becomes.
    var size: Int {
        switch self {
        case .empty: 0
        case .scalar, .assertion: 1
        case .sequence(let parts): parts.reduce(0) { Self.sum($0, $1.size) }
        case .alternatives(let branches): branches.reduce(branches.count) { Self.sum($0, $1.size) }
        case .repetition(let body, let minimum, let maximum):
            Self.product(max(minimum, maximum ?? minimum + 1, 1), Self.sum(body.size, 1))
        case .lookahead(let body, _, _): body.size
        }
    }

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflows) = left.addingReportingOverflow(right)
        return overflows ? .max : sum
    }

    private static func product(_ left: Int, _ right: Int) -> Int {
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        return overflows ? .max : product
    }
}
