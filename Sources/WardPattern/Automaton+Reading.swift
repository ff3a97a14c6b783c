// SPDX-License-Identifier: Apache-2.0

/// Whether a text matches.
public enum PatternOutcome: Hashable, Sendable {
    case match
    case noMatch
    /// It would take more work than is allowed, so nobody knows; what asked must count it as not validated.
    case exhausted
}

/// Places of a text, one bit for each byte and one for the end.
struct PlaceMarks: Sendable {
    private var words: [UInt64]

    init(count: Int, filled: Bool) {
        words = [UInt64](repeating: filled ? .max : 0, count: count / 64 + 1)
    }

    subscript(place: Int) -> Bool {
        get { words[place / 64] & (1 << UInt64(place % 64)) != 0 }
        set {
            let bit: UInt64 = 1 << UInt64(place % 64)
            if newValue { words[place / 64] |= bit } else { words[place / 64] &= ~bit }
        }
    }

    /// Keeps the places that are in both, or, negated, those that are not in the other.
    mutating func keep(_ other: PlaceMarks, isNegated: Bool) {
        for index in words.indices { words[index] &= isNegated ? ~other.words[index] : other.words[index] }
    }
}

extension Automaton {
    /// Reads a text from its start to the end of the first match.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - work: The work that is left; it shrinks.
    /// - Returns: Whether there is a match, or that the work does not suffice.
    mutating func read(_ text: Span<UInt8>, work: inout Int) -> PatternOutcome {
        var spent = 0
        defer { work -= spent }
        let isEverywhere = beginning == .everywhere
        var place = ReadingPlace(row: initialRow(), index: 0)
        while true {
            let stop = classes.withASCII { ascii in
                place.follow(
                    text, table.span, classes, ascii, offset: isEverywhere ? 1 : 0,
                    dead: beginning == .atStart ? Self.dead : nil)
            }
            switch stop {
            case .match: return .match
            case .dead: return .noMatch
            case .unknown(let number, let next):
                let entry = self.entry(place.row, number, mayBegin: isEverywhere, work: &spent)
                guard spent <= work else { return .exhausted }
                if entry & 1 != 0 { return .match }
                place = ReadingPlace(row: entry >> 1, index: next)
            case .end:
                let entry = self.entry(place.row, end, mayBegin: isEverywhere, work: &spent)
                guard spent <= work else { return .exhausted }
                return entry & 1 != 0 ? .match : .noMatch
            }
        }
    }

    /// As ``read(_:work:)``, where a match may begin at marked places alone.
    mutating func read(_ text: Span<UInt8>, marks: PlaceMarks, work: inout Int) -> PatternOutcome {
        var spent = 0
        defer { work -= spent }
        var row = initialRow()
        var index = 0
        while index < text.count {
            let (scalar, length) = UTF8Reading.scalar(in: text, at: index)
            let entry = self.entry(row, classes.number(of: scalar), mayBegin: marks[index], work: &spent)
            guard spent <= work else { return .exhausted }
            if entry & 1 != 0 { return .match }
            row = entry >> 1
            index += length
        }
        let entry = self.entry(row, end, mayBegin: marks[index], work: &spent)
        guard spent <= work else { return .exhausted }
        return entry & 1 != 0 ? .match : .noMatch
    }

    /// Reads a text from its end, with the program of a reversed pattern, and marks each place where a match begins.
    ///
    /// - Returns: nil if the work does not suffice.
    mutating func marks(in text: Span<UInt8>, work: inout Int) -> PlaceMarks? {
        var spent = 0
        defer { work -= spent }
        var marks = PlaceMarks(count: text.count, filled: false)
        var row = initialRow()
        var index = text.count
        while index > 0 {
            let (scalar, length) = UTF8Reading.scalar(in: text, before: index)
            let entry = self.entry(row, classes.number(of: scalar), mayBegin: true, work: &spent)
            guard spent <= work else { return nil }
            if entry & 1 != 0 { marks[index] = true }
            row = entry >> 1
            index -= length
        }
        if entry(row, end, mayBegin: true, work: &spent) & 1 != 0 { marks[0] = true }
        return spent <= work ? marks : nil
    }
}

/// How far a text was read.
private struct ReadingPlace {
    var row: UInt32
    var index: Int

    enum Stop {
        case match
        /// Nothing can match any more.
        case dead
        /// The entry for this class was not made yet; the text goes on at `next`.
        case unknown(number: Int, next: Int)
        case end
    }

    /// Follows the entries that are known.
    ///
    /// It holds the table as a span, which costs one bounds check a look-up and no count of references.
    @inline(__always)
    mutating func follow(
        _ text: Span<UInt8>, _ table: Span<UInt32>, _ classes: ScalarClasses, _ ascii: Span<UInt16>, offset: Int,
        dead: UInt32?
    ) -> Stop {
        var (row, index) = (Int(self.row), self.index)
        let dead = dead.map(Int.init) ?? -1
        while index < text.count {
            let byte = text[index]
            let number: Int
            var length = 1
            if byte < 0x80 {
                number = Int(ascii[Int(byte)])
            } else {
                let (scalar, size) = UTF8Reading.scalar(in: text, at: index)
                number = classes.number(of: scalar)
                length = size
            }
            let entry = table[row + 2 * number + offset]
            if entry & 1 != 0 {
                guard entry == Automaton.unknown else { return .match }
                self = ReadingPlace(row: UInt32(row), index: index)
                return .unknown(number: number, next: index + length)
            }
            row = Int(entry >> 1)
            index += length
            if row == dead { return .dead }
        }
        self = ReadingPlace(row: UInt32(row), index: index)
        return .end
    }
}
