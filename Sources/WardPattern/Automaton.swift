// SPDX-License-Identifier: Apache-2.0

/// A deterministic automaton that is made of a program as a text needs it, one transition at a time.
///
/// A state is the set of places of the program that are gone on from at the next scalar. What looks at a place is decided
/// when that scalar is known, so a transition knows both sides of it. A transition is made once and then found in a
/// table, so a text is read with one look-up a scalar; the table has a bound and begins anew when it is full.
struct Automaton: Sendable {
    /// Where a match may begin.
    enum Beginning: Sendable {
        case atStart
        case everywhere
        /// Where the caller says so.
        case marked
    }

    /// How much may be kept of what was learnt before it begins anew.
    struct Limits: Hashable, Sendable {
        /// The most entries of the table.
        var entries = 1 << 18
        /// The most states.
        var states = 4096
        /// The most places of the program in all states together.
        var places = 1 << 18
    }

    /// An entry that was not made yet; the others are the offset of the next state's row, twice, and whether a match
    /// ended here.
    static let unknown = UInt32.max
    /// The row of the state that holds nothing: with a beginning at the start alone, nothing can match any more.
    static let dead: UInt32 = 0

    let program: Program
    let classes: ScalarClasses
    let beginning: Beginning
    var limits: Limits
    /// The entries of a state: for each class and for the end, without and with a match that may begin here.
    private let stride: Int

    private(set) var table: [UInt32] = []
    private var states: [State] = []
    /// How many places the states have together.
    private(set) var placesKept = 0
    private var rows: [State: UInt32] = [:]
    /// Of each place of the program, the last transition that came by.
    private var visits: [UInt32]
    private var visit: UInt32 = 0
    private var stack: [Int32] = []

    private struct State: Hashable, Sendable {
        /// Places of the program, ascending.
        var places: [Int32] = []
        var isStart = false
        var isBehindWord = false
    }

    init?(_ program: Program, beginning: Beginning, limits: Limits = Limits()) {
        guard let classes = ScalarClasses(of: program) else { return nil }
        self.program = program
        self.classes = classes
        self.beginning = beginning
        self.limits = limits
        stride = 2 * (classes.count + 1)
        visits = [UInt32](repeating: 0, count: program.instructions.count)
        reset()
    }

    /// Its instructions and the ranges of its sets.
    var size: Int { program.sets.reduce(program.instructions.count) { $0 + $1.ranges.count } }

    /// The class number that stands for the end of the text.
    var end: Int { classes.count }

    /// The row that a text begins with; it may be asked for whenever no other row is in use.
    mutating func initialRow() -> UInt32 {
        row(of: State(places: beginning == .atStart ? [program.start] : [], isStart: program.looksAtStart))
    }

    /// The entry for a state and a class, made where it is not there yet.
    ///
    /// - Parameters:
    ///   - row: The row of the state.
    ///   - number: The class of the next scalar, or ``end``.
    ///   - mayBegin: Whether a match may begin here, where that is marked.
    ///   - work: Grows by what it costs to make the entry.
    /// - Returns: The entry; rows that were known before may have gone.
    mutating func entry(_ row: UInt32, _ number: Int, mayBegin: Bool, work: inout Int) -> UInt32 {
        let place = Int(row) + 2 * number + (mayBegin ? 1 : 0)
        let known = table[place]
        guard known == Self.unknown else { return known }
        let (next, isMatch) = step(states[Int(row) / stride], number, mayBegin: mayBegin, work: &work)
        if rows[next] == nil {
            // A row is filled, entry by entry.
            work += stride / 8
            let isFull =
                table.count + stride > limits.entries || states.count >= limits.states
                || placesKept + next.places.count > limits.places
            if isFull {
                // The row that the entry would stand in goes too.
                reset()
                return self.row(of: next) << 1 | (isMatch ? 1 : 0)
            }
        }
        let made = self.row(of: next) << 1 | (isMatch ? 1 : 0)
        table[place] = made
        return made
    }

    private mutating func reset() {
        table = []
        states = []
        placesKept = 0
        rows = [:]
        _ = row(of: State())
    }

    private mutating func row(of state: State) -> UInt32 {
        if let row = rows[state] { return row }
        let row = UInt32(table.count)
        rows[state] = row
        states.append(state)
        placesKept += state.places.count
        table += repeatElement(Self.unknown, count: stride)
        return row
    }

    /// Goes from a state over one scalar, or looks at the end.
    private mutating func step(
        _ state: State, _ number: Int, mayBegin: Bool, work: inout Int
    ) -> (next: State, isMatch: Bool) {
        nextVisit()
        let isEnd = number == end
        let isWord = !isEnd && classes.isWord[number]
        var isMatch = false
        var next = State(isBehindWord: program.looksAtWords && isWord)
        stack.append(contentsOf: state.places)
        if mayBegin { stack.append(program.start) }
        while let place = stack.popLast() {
            guard visits[Int(place)] != visit else { continue }
            visits[Int(place)] = visit
            work += 1
            switch program.instructions[Int(place)] {
            case .match: isMatch = true
            case .split(let left, let right):
                stack.append(left)
                stack.append(right)
            case .assertion(let assertion, let following):
                let holds =
                    switch assertion {
                    case .start: state.isStart
                    case .end: isEnd
                    case .wordBoundary: state.isBehindWord != isWord
                    case .noWordBoundary: state.isBehindWord == isWord
                    }
                if holds { stack.append(following) }
            case .scalar(let set, let following):
                if !isEnd, program.sets[Int(set)].contains(classes.examples[number]) {
                    next.places.append(following)
                }
            }
        }
        next.places = Self.unique(next.places)
        work += next.places.count
        if next.places.isEmpty, beginning == .atStart { next = State() }
        return (next, isMatch)
    }

    private static func unique(_ places: [Int32]) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(places.count)
        for place in places.sorted() where result.last != place { result.append(place) }
        return result
    }

    private mutating func nextVisit() {
        visit &+= 1
        if visit == 0 {
            visits = [UInt32](repeating: 0, count: visits.count)
            visit = 1
        }
    }
}
