// SPDX-License-Identifier: Apache-2.0

/// The classes of scalars that a program cannot tell apart.
struct ScalarClasses: Sendable {
    /// How many classes there are.
    let count: Int
    /// Of each class, one of its scalars: a set that holds this one holds the whole class.
    let examples: [UInt32]
    /// Of each class, whether its scalars make words, where the program asks.
    let isWord: [Bool]

    /// The class of each scalar below 0x80.
    private let ascii: [UInt16]
    /// Where each run of one class begins, from 0 up.
    private let starts: [UInt32]
    /// The class of each run.
    private let classes: [UInt16]

    /// The most classes that a table is made for: each costs two entries in every row.
    static let maximum = 8_192
    /// The most ranges that the sets of a program may have together.
    static let maximumRanges = 1 << 16

    /// Finds the classes; nil if there are more than any pattern needs.
    ///
    /// It takes time and room by the number of ranges: the sets that hold a scalar are known by the sum of their keys.
    init?(of program: Program) {
        let sets = program.sets + (program.looksAtWords ? [.words] : [])
        guard sets.reduce(0, { $0 + $1.ranges.count }) <= Self.maximumRanges else { return nil }
        // Where scalars begin to be held by a set, and where that ends; between two such places nothing changes.
        var changes: [(place: UInt32, key: SetKey)] = []
        for (number, set) in sets.enumerated() {
            let key = SetKey(number)
            for range in set.ranges {
                changes.append((range.lowerBound, key))
                if range.upperBound < ScalarSet.last { changes.append((range.upperBound + 1, key)) }
            }
        }
        changes.sort { $0.place < $1.place }
        var numbers: [SetKey: UInt16] = [:]
        var (starts, classes, examples): ([UInt32], [UInt16], [UInt32]) = ([], [], [])
        var (held, place, index) = (SetKey.none, UInt32(0), 0)
        while true {
            while index < changes.count, changes[index].place == place {
                held.change(by: changes[index].key)
                index += 1
            }
            let number = numbers[held] ?? UInt16(numbers.count)
            if number == numbers.count {
                guard numbers.count < Self.maximum else { return nil }
                numbers[held] = number
                examples.append(place)
            }
            if classes.last != number {
                starts.append(place)
                classes.append(number)
            }
            guard index < changes.count else { break }
            place = changes[index].place
        }
        self.starts = starts
        self.classes = classes
        self.examples = examples
        count = examples.count
        isWord = examples.map { program.looksAtWords && ScalarSet.words.contains($0) }
        ascii = (0..<0x80).map { classes[Self.run(of: $0, in: starts)] }
    }

    /// Lends the classes of the scalars below 0x80.
    @inline(__always)
    func withASCII<R>(_ body: (Span<UInt16>) -> R) -> R { body(ascii.span) }

    /// The class of a scalar.
    @inline(__always)
    func number(of scalar: UInt32) -> Int {
        Int(scalar < 0x80 ? ascii[Int(scalar)] : classes[Self.run(of: scalar, in: starts)])
    }

    /// The run that a scalar stands in.
    private static func run(of scalar: UInt32, in starts: [UInt32]) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= scalar { low = middle } else { high = middle }
        }
        return low
    }
}

/// Stands for some of the sets of a program: 128 bits from the seed of the process, so that nobody can choose sets whose
/// keys meet.
private struct SetKey: Hashable {
    private var high: UInt64
    private var low: UInt64

    static let none = SetKey(high: 0, low: 0)

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(_ number: Int) { self.init(high: Self.half(number, 0), low: Self.half(number, 1)) }

    private static func half(_ number: Int, _ side: UInt8) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(number)
        hasher.combine(side)
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }

    /// Adds what is not here, and takes away what is.
    mutating func change(by other: SetKey) {
        high ^= other.high
        low ^= other.low
    }
}
