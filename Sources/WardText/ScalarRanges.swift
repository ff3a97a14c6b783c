// SPDX-License-Identifier: Apache-2.0

/// A set of Unicode scalars as sorted, disjoint ranges.
struct ScalarRanges: Sendable {
    /// The first scalar of each range, ascending.
    private var firsts: [UInt32] = []
    /// The last scalar of each range.
    private var lasts: [UInt32] = []

    /// Reads `first[..last] …`, the form that Scripts/unicode-tables.py writes.
    init(parsing table: String) {
        var reader = TableReader(table)
        while let first = reader.nextNumber() {
            firsts.append(first)
            lasts.append(reader.skip(UInt8(ascii: ".")) ? reader.nextNumber() ?? first : first)
        }
    }

    /// Whether the set has this scalar.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        guard let index = firsts.lastIndex(atMost: scalar.value) else { return false }
        return scalar.value <= lasts[index]
    }
}

extension [UInt32] {
    /// In an ascending array, the place of the greatest number that is not above `value`.
    func lastIndex(atMost value: UInt32) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= value {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low == 0 ? nil : low - 1
    }
}

/// Reads hexadecimal numbers and the marks between them from a generated table.
struct TableReader {
    private var bytes: String.UTF8View.SubSequence

    init(_ table: String) {
        bytes = table.utf8[...]
    }

    /// The next number, after any white space; nil if something else comes next.
    mutating func nextNumber() -> UInt32? {
        while let byte = bytes.first, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
            bytes.removeFirst()
        }
        return nextAdjacentNumber()
    }

    /// The next number if it begins right here.
    mutating func nextAdjacentNumber() -> UInt32? {
        var value: UInt32?
        while let digit = bytes.first.flatMap(Self.digit) {
            value = (value ?? 0) << 4 | digit
            bytes.removeFirst()
        }
        return value
    }

    /// Steps over `mark`, as often as it comes, and says whether it did.
    mutating func skip(_ mark: UInt8) -> Bool {
        var skipped = false
        while bytes.first == mark {
            bytes.removeFirst()
            skipped = true
        }
        return skipped
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        default: nil
        }
    }
}
