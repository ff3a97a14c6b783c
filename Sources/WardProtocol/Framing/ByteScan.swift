// SPDX-License-Identifier: Apache-2.0

/// Searches in byte buffers, eight bytes a step: every byte of every message passes here.
enum ByteScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The first LF at or after `from`.
    static func firstLineFeed(in bytes: [UInt8], from: Int) -> Int? {
        first(in: bytes, from: from, to: bytes.count) { word in
            let difference = word ^ (ones &* 0x0A)
            return (difference &- ones) & ~difference & highs
        } matches: { byte in
            byte == 0x0A
        }
    }

    /// The first byte below 0x20 that is not TAB, in a range.
    static func firstForbidden(in bytes: [UInt8], from: Int, to: Int) -> Int? {
        first(in: bytes, from: from, to: to) { word in
            // A set high bit where the byte is below 0x20; a false alarm is settled byte by byte.
            (word &- ones &* 0x20) & ~word & highs
        } matches: { byte in
            byte < 0x20 && byte != 0x09
        }
    }

    /// Finds the first match: `alarm` answers non-zero for a word that may hold one and never misses.
    @inline(__always)
    private static func first(
        in bytes: [UInt8],
        from: Int,
        to: Int,
        alarm: (UInt64) -> UInt64,
        matches: (UInt8) -> Bool
    ) -> Int? {
        guard from >= 0, from < to, to <= bytes.count else { return nil }
        return unsafe bytes.withUnsafeBytes { buffer -> Int? in
            var index = from
            while index + 8 <= to {
                // INVARIANT: index + 8 ≤ to ≤ buffer.count.
                let word = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if alarm(word) != 0 {
                    for offset in index..<(index + 8) where unsafe matches(buffer[offset]) { return offset }
                }
                index += 8
            }
            while index < to {
                if unsafe matches(buffer[index]) { return index }
                index += 1
            }
            return nil
        }
    }
}
