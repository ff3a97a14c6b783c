// SPDX-License-Identifier: Apache-2.0

/// Scalars in UTF-8 (RFC 3629), from either side.
enum UTF8Reading {
    /// The scalar that begins at a place, and its length in bytes.
    ///
    /// A byte that begins nothing stands for U+FFFD, so that every text is read to its end.
    @inline(__always)
    static func scalar(in bytes: Span<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(bytes[index])
        let rest = bytes.count - index
        if first < 0x80 { return (first, 1) }
        if first < 0xE0 {
            guard first >= 0xC2, rest >= 2, isTail(bytes[index + 1]) else { return (0xFFFD, 1) }
            return ((first & 0x1F) << 6 | tail(bytes[index + 1]), 2)
        }
        if first < 0xF0 {
            guard rest >= 3, isTail(bytes[index + 1]), isTail(bytes[index + 2]) else { return (0xFFFD, 1) }
            let value = (first & 0x0F) << 12 | tail(bytes[index + 1]) << 6 | tail(bytes[index + 2])
            return value >= 0x800 && value & 0xF800 != 0xD800 ? (value, 3) : (0xFFFD, 1)
        }
        guard first < 0xF5, rest >= 4, isTail(bytes[index + 1]), isTail(bytes[index + 2]), isTail(bytes[index + 3])
        else { return (0xFFFD, 1) }
        let high = (first & 0x07) << 18 | tail(bytes[index + 1]) << 12
        let value = high | tail(bytes[index + 2]) << 6 | tail(bytes[index + 3])
        return value >= 0x1_0000 && value <= ScalarSet.last ? (value, 4) : (0xFFFD, 1)
    }

    /// The scalar that ends before a place, and its length in bytes; `end` is above zero.
    @inline(__always)
    static func scalar(in bytes: Span<UInt8>, before end: Int) -> (value: UInt32, length: Int) {
        var start = end - 1
        while start > 0, end - start < 4, isTail(bytes[start]) { start -= 1 }
        let (value, length) = scalar(in: bytes, at: start)
        return length == end - start ? (value, length) : (0xFFFD, 1)
    }

    @inline(__always)
    private static func isTail(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    @inline(__always)
    private static func tail(_ byte: UInt8) -> UInt32 { UInt32(byte & 0x3F) }
}
