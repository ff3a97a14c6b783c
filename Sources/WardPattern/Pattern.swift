// SPDX-License-Identifier: Apache-2.0

/// A pattern of ECMA-262 that no text can slow down: it is matched in time linear in the text (T96, A65).
///
/// The syntax is that of the `u` flag, because JSON Schema (2020-12, 6.4) counts code points, with the older forms that
/// every engine reads besides. A leading `(?=…)` or `(?!…)` is matched too; backreferences, look-around elsewhere and
/// patterns that are too large are refused with their place.
public struct Pattern: Sendable {
    /// The pattern as it was written.
    public let source: String
    /// Whether it has forms that the `u` flag refuses and that are read as annex B of ECMA-262 has them.
    public let usesLegacyForms: Bool
    /// How many steps its programs have together, by which its room in memory goes.
    public let size: Int
    let branches: [Branch]

    /// One way to match: what must or must not follow a place, and what matches from there.
    struct Branch: Sendable {
        struct Lookahead: Sendable {
            let isNegative: Bool
            /// Matches at a place, or, where the branch may begin anywhere, from its end to a place.
            let automaton: Automaton
        }

        let lookaheads: [Lookahead]
        let automaton: Automaton
    }

    /// Reads a pattern.
    ///
    /// - Throws: ``PatternError`` with the place in the pattern.
    public init(_ source: String) throws(PatternError) {
        self.source = source
        let (syntax, usesLegacyForms) = try PatternParser.parse(source)
        self.usesLegacyForms = usesLegacyForms
        guard syntax.size <= PatternParser.maximumSize else { throw Self.tooLarge }
        var plain: [Syntax] = []
        var branches: [Branch] = []
        for alternative in syntax.branches {
            guard alternative.firstLookahead != nil else {
                plain.append(alternative)
                continue
            }
            branches.append(try Self.branch(alternative))
        }
        if !plain.isEmpty {
            let syntax = plain.count == 1 ? plain[0] : .alternatives(plain)
            branches.insert(Branch(lookaheads: [], automaton: try Self.automaton(syntax)), at: 0)
        }
        self.branches = branches
        size = branches.reduce(0) { sum, branch in
            branch.lookaheads.reduce(sum + branch.automaton.size) { $0 + $1.automaton.size }
        }
    }

    /// Splits what leads, `^` and look-aheads, from what they lead to.
    private static func branch(_ alternative: Syntax) throws(PatternError) -> Branch {
        var rest = alternative.parts[...]
        var isAnchored = false
        var found: [(body: Syntax, isNegative: Bool)] = []
        lead: while let first = rest.first {
            switch first {
            case .assertion(.start): isAnchored = true
            case .lookahead(let body, let isNegative, _): found.append((body, isNegative))
            default: break lead
            }
            rest = rest.dropFirst()
        }
        let body = Syntax.sequence(Array(rest))
        for syntax in found.map(\.body) + [body] {
            if let offset = syntax.firstLookahead {
                throw PatternError(
                    .unsupported, at: offset, "only a look-ahead that leads can be matched in linear time")
            }
        }
        let isFixed = isAnchored || body.isAnchored
        var lookaheads: [Branch.Lookahead] = []
        for (syntax, isNegative) in found {
            let automaton =
                isFixed
                ? try automaton(syntax, beginning: .atStart) : try automaton(syntax.reversed, beginning: .everywhere)
            lookaheads.append(Branch.Lookahead(isNegative: isNegative, automaton: automaton))
        }
        return Branch(
            lookaheads: lookaheads, automaton: try automaton(body, beginning: isFixed ? .atStart : .marked))
    }

    private static func automaton(
        _ syntax: Syntax, beginning: Automaton.Beginning? = nil
    ) throws(PatternError) -> Automaton {
        let program = Program(syntax)
        let beginning = beginning ?? (program.isAnchored ? .atStart : .everywhere)
        guard let automaton = Automaton(program, beginning: beginning) else { throw tooLarge }
        return automaton
    }

    private static var tooLarge: PatternError {
        PatternError(
            .tooLarge, at: 0,
            "it stands for more than \(PatternParser.maximumSize) steps or \(ScalarClasses.maximum) classes of characters"
        )
    }
}

extension Syntax {
    fileprivate var branches: [Syntax] {
        if case .alternatives(let branches) = self { branches } else { [self] }
    }

    fileprivate var parts: [Syntax] {
        if case .sequence(let parts) = self { parts } else { [self] }
    }
}
