// SPDX-License-Identifier: Apache-2.0

/// A pattern as a nondeterministic automaton over classes of scalars (Thompson's construction).
struct Program: Sendable {
    enum Instruction: Sendable {
        /// Takes one scalar of the set with this number.
        case scalar(set: Int32, next: Int32)
        /// Goes on at both.
        case split(Int32, Int32)
        case assertion(Syntax.Assertion, next: Int32)
        case match
    }

    /// Where it begins.
    private(set) var start: Int32 = 0
    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    /// Whether it looks at words, so that a state must know what stood before.
    private(set) var looksAtWords = false
    /// Whether it looks at the start of the text.
    private(set) var looksAtStart = false
    /// Whether a match can only begin at the start of the text.
    let isAnchored: Bool

    private var numbers: [ScalarSet: Int32] = [:]

    /// Makes the program of a syntax that has no look-around.
    init(_ syntax: Syntax) {
        isAnchored = syntax.isAnchored
        let end = add(.match)
        start = emit(syntax, before: end)
        numbers = [:]
    }

    private mutating func add(_ instruction: Instruction) -> Int32 {
        instructions.append(instruction)
        return Int32(instructions.count - 1)
    }

    /// Adds what matches `syntax` and goes on at `next`; answers where that begins.
    ///
    /// It is built from the end, so that every place that is gone on to exists already. It descends as deep as groups
    /// stand in each other, which the reader bounds.
    private mutating func emit(_ syntax: Syntax, before next: Int32) -> Int32 {
        switch syntax {
        case .empty, .lookahead: return next
        case .scalar(let set): return add(.scalar(set: number(of: set), next: next))
        case .assertion(let assertion):
            switch assertion {
            case .start: looksAtStart = true
            case .end: break
            case .wordBoundary, .noWordBoundary: looksAtWords = true
            }
            return add(.assertion(assertion, next: next))
        case .sequence(let parts):
            var place = next
            for part in parts.reversed() { place = emit(part, before: place) }
            return place
        case .alternatives(let branches):
            var place: Int32?
            for branch in branches.reversed() {
                let begin = emit(branch, before: next)
                place = place.map { add(.split(begin, $0)) } ?? begin
            }
            return place ?? next
        case .repetition(let body, let minimum, let maximum):
            return emit(body, minimum, maximum, before: next)
        }
    }

    private mutating func emit(_ body: Syntax, _ minimum: Int, _ maximum: Int?, before next: Int32) -> Int32 {
        var place = next
        if let maximum {
            for _ in 0..<max(0, maximum - minimum) {
                place = add(.split(emit(body, before: place), next))
            }
        } else {
            let loop = add(.match)
            let begin = emit(body, before: loop)
            instructions[Int(loop)] = .split(begin, next)
            place = loop
        }
        for _ in 0..<minimum { place = emit(body, before: place) }
        return place
    }

    private mutating func number(of set: ScalarSet) -> Int32 {
        if let number = numbers[set] { return number }
        let number = Int32(sets.count)
        numbers[set] = number
        sets.append(set)
        return number
    }
}
