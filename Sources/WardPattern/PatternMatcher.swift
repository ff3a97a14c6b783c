// SPDX-License-Identifier: Apache-2.0

/// A pattern with what matching has learnt of it: keep one where the same pattern is matched again and again.
public struct PatternMatcher: Sendable {
    /// How much work one text may cost.
    ///
    /// Work is counted in steps of the program while new transitions are made; a transition that is known costs none.
    public struct Budget: Hashable, Sendable {
        /// The steps that every text may cost.
        public var base: Int
        /// The steps that each byte of it may cost besides.
        public var perByte: Int

        /// Makes a budget.
        public init(base: Int = 4_000_000, perByte: Int = 256) {
            self.base = base
            self.perByte = perByte
        }
    }

    /// The pattern.
    public let pattern: Pattern
    private var branches: [Pattern.Branch.Automata]
    private let budget: Budget

    /// Makes a matcher.
    public init(_ pattern: Pattern, budget: Budget = Budget()) {
        self.pattern = pattern
        self.budget = budget
        branches = pattern.branches.map(Pattern.Branch.Automata.init)
    }

    /// Whether the pattern matches somewhere in a text, as JSON Schema asks; `^` and `$` are the ends of the text.
    ///
    /// - Parameter text: UTF-8; a byte that is none counts as U+FFFD.
    /// - Returns: Whether it matches, or that the budget does not suffice to know.
    public mutating func match(_ text: Span<UInt8>) -> PatternOutcome {
        var work = budget.base + budget.perByte * text.count
        var outcome = PatternOutcome.noMatch
        for index in branches.indices {
            switch branches[index].match(text, work: &work) {
            case .match: return .match
            case .exhausted: outcome = .exhausted
            case .noMatch: break
            }
        }
        return outcome
    }

    /// As ``match(_:)-(Span<UInt8>)``, for a text as a string.
    public mutating func match(_ text: String) -> PatternOutcome {
        let bytes = Array(text.utf8)
        return match(bytes.span)
    }
}

extension Pattern.Branch {
    /// The automata of a branch, which grow as texts are read.
    fileprivate struct Automata: Sendable {
        private var lookaheads: [(isNegative: Bool, automaton: Automaton)]
        private var automaton: Automaton

        init(_ branch: Pattern.Branch) {
            lookaheads = branch.lookaheads.map { ($0.isNegative, $0.automaton) }
            automaton = branch.automaton
        }

        mutating func match(_ text: Span<UInt8>, work: inout Int) -> PatternOutcome {
            guard automaton.beginning == .marked else {
                for index in lookaheads.indices {
                    let outcome = lookaheads[index].automaton.read(text, work: &work)
                    if outcome == .exhausted { return .exhausted }
                    if (outcome == .match) == lookaheads[index].isNegative { return .noMatch }
                }
                return automaton.read(text, work: &work)
            }
            var places = PlaceMarks(count: text.count, filled: true)
            for index in lookaheads.indices {
                guard let marks = lookaheads[index].automaton.marks(in: text, work: &work) else { return .exhausted }
                places.keep(marks, isNegated: lookaheads[index].isNegative)
            }
            return automaton.read(text, marks: places, work: &work)
        }
    }
}
