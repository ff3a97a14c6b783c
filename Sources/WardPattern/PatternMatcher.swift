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

        /// The work that a text of some bytes may cost.
        public func work(forBytes count: Int) -> Int {
            let (product, overflows) = perByte.multipliedReportingOverflow(by: count)
            let (sum, exceeds) = base.addingReportingOverflow(product)
            return overflows || exceeds ? .max : sum
        }
    }

    /// The pattern.
    public let pattern: Pattern
    private var branches: [Pattern.Branch.Automata]
    private let budget: Budget

    /// Makes a matcher.
    ///
    /// - Parameters:
    ///   - pattern: The pattern.
    ///   - budget: How much work one text may cost.
    ///   - entries: How many transitions of each automaton are kept at the most, for who keeps many matchers.
    public init(_ pattern: Pattern, budget: Budget = Budget(), entries: Int = 1 << 18) {
        self.pattern = pattern
        self.budget = budget
        // A row's place and a flag have room in 32 bits.
        let entries = min(max(entries, 1), 1 << 24)
        let limits = Automaton.Limits(entries: entries, states: min(entries, 4096), places: entries)
        branches = pattern.branches.map { Pattern.Branch.Automata($0, limits) }
    }

    /// Whether the pattern matches somewhere in a text, as JSON Schema asks; `^` and `$` are the ends of the text.
    ///
    /// - Parameter text: UTF-8; a byte that is none counts as U+FFFD.
    /// - Returns: Whether it matches, or that the budget does not suffice to know.
    public mutating func match(_ text: Span<UInt8>) -> PatternOutcome {
        var work = budget.work(forBytes: text.count)
        return match(text, work: &work)
    }

    /// As ``match(_:)-(Span<UInt8>)``, with work that is counted elsewhere.
    ///
    /// - Parameters:
    ///   - text: UTF-8; a byte that is none counts as U+FFFD.
    ///   - work: What is left; it shrinks by each step of the program and by one for 16 bytes that are read.
    /// - Returns: Whether it matches, or that the work does not suffice to know.
    public mutating func match(_ text: Span<UInt8>, work: inout Int) -> PatternOutcome {
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

        init(_ branch: Pattern.Branch, _ limits: Automaton.Limits) {
            lookaheads = branch.lookaheads.map { ($0.isNegative, $0.automaton) }
            automaton = branch.automaton
            automaton.limits = limits
            for index in lookaheads.indices { lookaheads[index].automaton.limits = limits }
        }

        mutating func match(_ text: Span<UInt8>, work: inout Int) -> PatternOutcome {
            work -= (text.count / 16 + 1) * (lookaheads.count + 1)
            guard work >= 0 else { return .exhausted }
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
