// SPDX-License-Identifier: Apache-2.0

/// The UTF-8 bytes that a string of an accepted text stands for, one by one and without allocation.
///
/// A tolerated lone surrogate comes out as U+FFFD.
struct DecodedText: Sequence, IteratorProtocol {
    private let input: JSONInput
    private var index: Int
    private let end: Int
    /// The bytes of an escape that are still to come, the next one lowest, with a one above the last of them.
    private var pending: UInt32 = 1

    /// Makes the text of a string whose content, without quotes, lies between two indices.
    init(_ input: JSONInput, _ start: Int, _ end: Int) {
        self.input = input
        index = start
        self.end = end
    }

    mutating func next() -> UInt8? {
        if pending != 1 {
            let byte = UInt8(truncatingIfNeeded: pending)
            pending >>= 8
            return byte
        }
        guard index < end else {
            return nil
        }
        let byte = input[index]
        guard byte == UInt8(ascii: "\\") else {
            index &+= 1
            return byte
        }
        return nextOfEscape()
    }

    private mutating func nextOfEscape() -> UInt8? {
        let letter = input[index &+ 1]
        guard letter == UInt8(ascii: "u") else {
            index &+= 2
            switch letter {
            case UInt8(ascii: "b"): return 0x08
            case UInt8(ascii: "f"): return 0x0C
            case UInt8(ascii: "n"): return 0x0A
            case UInt8(ascii: "r"): return 0x0D
            case UInt8(ascii: "t"): return 0x09
            default: return letter
            }
        }
        var scalar = input.hex4(at: index &+ 2) ?? 0xFFFD
        if scalar & 0xF800 == 0xD800 {
            if scalar < 0xDC00, let pair = input.surrogatePair(scalar, at: index) {
                scalar = pair
                index &+= 6
            } else {
                scalar = 0xFFFD
            }
        }
        index &+= 6
        return spell(scalar)
    }

    /// Answers the first UTF-8 byte of a code point and leaves the others pending.
    private mutating func spell(_ scalar: UInt32) -> UInt8 {
        switch scalar {
        case 0..<0x80:
            return UInt8(truncatingIfNeeded: scalar)
        case 0x80..<0x800:
            pending = 0x180 | scalar & 0x3F
            return UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
        case 0x800..<0x1_0000:
            pending = 0x1_8080 | (scalar & 0x3F) << 8 | scalar >> 6 & 0x3F
            return UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
        default:
            pending = 0x180_8080 | (scalar & 0x3F) << 16 | (scalar >> 6 & 0x3F) << 8 | scalar >> 12 & 0x3F
            return UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        }
    }

    /// The code points, for messages.
    var scalars: String.UnicodeScalarView {
        String(decoding: Array(self), as: UTF8.self).unicodeScalars
    }
}
