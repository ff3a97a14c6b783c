// SPDX-License-Identifier: Apache-2.0

/// A set of Unicode scalars, as sorted ranges that neither touch nor overlap.
struct ScalarSet: Hashable, Sendable {
    let ranges: [ClosedRange<UInt32>]
    /// The hash of the ranges, with the seed of the process: a set of thousands of ranges may be looked up for each step of a
    /// program.
    private let fingerprint: Int

    /// The last code point of Unicode.
    static let last: UInt32 = 0x10_FFFF

    /// The set of what the ranges hold, in whatever order they come.
    init(_ unsorted: [ClosedRange<UInt32>]) {
        var ranges: [ClosedRange<UInt32>] = []
        for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let end = ranges.last?.upperBound, range.lowerBound <= end + 1 {
                ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound...max(end, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        var hasher = Hasher()
        hasher.combine(ranges)
        fingerprint = hasher.finalize()
        self.ranges = ranges
    }

    init(_ scalar: UInt32) { self.init([scalar...scalar]) }

    static let all = ScalarSet([0...last])

    static func == (left: ScalarSet, right: ScalarSet) -> Bool {
        left.fingerprint == right.fingerprint && left.ranges == right.ranges
    }

    func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }

    /// All scalars that are not in this set.
    var inverted: ScalarSet {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.last { result.append(next...Self.last) }
        return ScalarSet(result)
    }

    func contains(_ scalar: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(scalar)
    }
}

extension ScalarSet {
    /// `\d` of ECMA-262.
    static let digits = ScalarSet([0x30...0x39])
    /// `\w` of ECMA-262, and what `\b` looks at: ASCII alone.
    static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// What `.` does not match.
    static let lineTerminators = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])
    /// `\s` of ECMA-262: WhiteSpace and LineTerminator.
    static let spaces = ScalarSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
}
