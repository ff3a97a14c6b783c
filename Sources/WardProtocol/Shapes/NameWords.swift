// SPDX-License-Identifier: Apache-2.0

/// Eight bytes at a time, because names are compared for every member of every message.
extension [UInt8] {
    /// Up to eight bytes from an index, the first one lowest; bytes beyond `count` are zero.
    @inline(__always)
    func word(at start: Int, count wanted: Int) -> UInt64 {
        guard start &+ 8 <= count else { return wordAtEnd(start, count: wanted) }
        // The load is checked against the bounds of the array; only the type that it makes is "unsafe" to the compiler.
        let word = UInt64(littleEndian: unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
        return wanted >= 8 ? word : word & ((1 << UInt64(wanted &* 8)) &- 1)
    }

    /// The same near the end of the array.
    private func wordAtEnd(_ start: Int, count wanted: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<Swift.min(wanted, 8) {
            word |= UInt64(self[start + index]) << UInt64(index * 8)
        }
        return word
    }

    /// Whether all bytes of a range are ASCII.
    func isASCII(_ range: Range<Int>) -> Bool {
        var start = range.lowerBound
        var bits: UInt64 = 0
        while start < range.upperBound {
            bits |= word(at: start, count: range.upperBound - start)
            start += 8
        }
        return bits & 0x8080_8080_8080_8080 == 0
    }
}

/// An ASCII letter in lower case; every other byte as it is.
@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}
