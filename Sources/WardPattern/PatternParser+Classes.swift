// SPDX-License-Identifier: Apache-2.0

/// Character classes (ECMA-262, 22.2.1 ClassRanges).
extension PatternParser {
    private enum Member {
        case scalar(UInt32)
        case set(ScalarSet)
    }

    /// A class; its `[` was read.
    mutating func characterClass(at start: Int) throws(PatternError) -> ScalarSet {
        let isInverted = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !take("]") {
            guard peek != nil else { throw PatternError(.invalid, at: start, "this class is never closed") }
            let place = position
            let first = try member()
            guard self.ranges <= Self.maximumRanges else {
                throw PatternError(.tooLarge, at: start, "classes are put together from too many ranges")
            }
            guard peek == UInt8(ascii: "-"), position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: "]")
            else {
                ranges += self.ranges(of: first)
                continue
            }
            position += 1
            let last = try member()
            if case .scalar(let low) = first, case .scalar(let high) = last {
                guard low <= high else { throw PatternError(.invalid, at: place, "this range ends before it begins") }
                ranges.append(low...high)
            } else {
                // Annex B: no range, and `-` stands for itself.
                usesLegacyForms = true
                ranges += self.ranges(of: first) + self.ranges(of: last) + [0x2D...0x2D]
            }
        }
        let set = ScalarSet(ranges)
        return isInverted ? set.inverted : set
    }

    private mutating func ranges(of member: Member) -> [ClosedRange<UInt32>] {
        switch member {
        case .scalar(let scalar): return [scalar...scalar]
        case .set(let set):
            ranges += set.ranges.count
            return set.ranges
        }
    }

    private mutating func member() throws(PatternError) -> Member {
        let start = position
        guard take("\\") else {
            guard peek != nil else { throw PatternError(.invalid, at: start, "this class is never closed") }
            return .scalar(scalar())
        }
        if take("b") { return .scalar(0x08) }
        if take("-") { return .scalar(0x2D) }
        if let set = try classEscape(at: start) { return .set(set) }
        return .scalar(try scalarEscape(at: start))
    }
}
