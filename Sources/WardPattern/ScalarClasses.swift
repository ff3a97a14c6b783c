// SPDX-License-Identifier: Apache-2.0

/// The classes of scalars that a program cannot tell apart.
struct ScalarClasses: Sendable {
    /// How many classes there are.
    let count: Int
    /// Of each class, the numbers of the sets that hold it.
    let members: [Set<Int32>]
    /// Of each class, whether its scalars make words.
    let isWord: [Bool]

    /// The class of each scalar below 0x80.
    private let ascii: [UInt16]
    /// Where each run of one class begins, from 0 up.
    private let starts: [UInt32]
    /// The class of each run.
    private let classes: [UInt16]

    /// The most classes that a table is made for.
    private static let maximum = 60_000

    /// Finds the classes; nil if there are more than any pattern needs.
    init?(of program: Program) {
        var sets = program.sets
        let words = sets.count
        if program.looksAtWords { sets.append(.words) }
        // What begins or ends at a place, by its sets; between two such places nothing changes.
        var changes: [UInt32: [Int32]] = [0: []]
        for (number, set) in sets.enumerated() {
            for range in set.ranges {
                changes[range.lowerBound, default: []].append(Int32(number))
                if range.upperBound < ScalarSet.last {
                    changes[range.upperBound + 1, default: []].append(Int32(number))
                }
            }
        }
        var numbers: [Set<Int32>: UInt16] = [:]
        var held: Set<Int32> = []
        var (starts, classes): ([UInt32], [UInt16]) = ([], [])
        for (place, changing) in changes.sorted(by: { $0.key < $1.key }) {
            held.formSymmetricDifference(changing)
            guard numbers.count < Self.maximum else { return nil }
            let number = numbers[held] ?? UInt16(numbers.count)
            numbers[held] = number
            guard classes.last != number else { continue }
            starts.append(place)
            classes.append(number)
        }
        var members = [Set<Int32>](repeating: [], count: numbers.count)
        for (set, number) in numbers { members[Int(number)] = set }
        self.starts = starts
        self.classes = classes
        self.members = members
        count = members.count
        isWord = members.map { $0.contains(Int32(words)) }
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
