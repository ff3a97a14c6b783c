// SPDX-License-Identifier: Apache-2.0

/// The bytes under the reader.
///
/// INVARIANT: every read is checked here; a byte past the end reads as zero, which no grammar rule accepts. This is the
/// one file of the target that touches memory by address, and a value lives only inside ``withInput(_:_:)``.
@safe
struct JSONInput {
    private let base: UnsafeRawPointer
    /// The number of bytes.
    let count: Int

    fileprivate init?(_ buffer: UnsafeBufferPointer<UInt8>) {
        guard let base = buffer.baseAddress else {
            return nil
        }
        unsafe self.base = UnsafeRawPointer(base)
        count = buffer.count
    }

    /// The byte at an index, or zero where there is none.
    @inline(__always)
    subscript(index: Int) -> UInt8 {
        guard UInt(bitPattern: index) < UInt(bitPattern: count) else {
            return 0
        }
        return unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }

    /// The eight bytes from an index, the first one lowest, or zero where there are not as many.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        guard index >= 0, index &+ 8 <= count else {
            return 0
        }
        return UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// The end of the run of bytes, from an index, that a string may hold as they are and that are ASCII.
    @inline(__always)
    func endOfPlainText(from index: Int) -> Int {
        var index = index
        let lows: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        while true {
            // A borrow can only flag bytes above one that is flagged rightly, and only the lowest flag counts.
            let word = word(at: index)
            let quotes = word ^ (lows &* 0x22)
            let backslashes = word ^ (lows &* 0x5C)
            let flags =
                (((quotes &- lows) & ~quotes) | ((backslashes &- lows) & ~backslashes)
                    | ((word &- (lows &* 0x20)) & ~word) | word) & highs
            guard flags == 0 else {
                index &+= flags.trailingZeroBitCount >> 3
                break
            }
            index &+= 8
        }
        // Near the end a word reads as zeros, so the last bytes are looked at one by one.
        while index < count, isPlain(self[index]) {
            index &+= 1
        }
        return index
    }

    @inline(__always)
    private func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5C
    }

    /// The first place of a byte from an index on, or the end.
    func index(of byte: UInt8, from index: Int) -> Int {
        var index = index
        let lows: UInt64 = 0x0101_0101_0101_0101
        while index &+ 8 <= count {
            let difference = word(at: index) ^ (lows &* UInt64(byte))
            let flags = (difference &- lows) & ~difference & (lows << 7)
            guard flags == 0 else {
                return index &+ flags.trailingZeroBitCount >> 3
            }
            index &+= 8
        }
        while index < count, self[index] != byte {
            index &+= 1
        }
        return index
    }

    /// The bytes of a range; empty where the range is not inside.
    func buffer(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
        guard start >= 0, start < end, end <= count else {
            return unsafe UnsafeBufferPointer(start: nil, count: 0)
        }
        let first = unsafe base.advanced(by: start).assumingMemoryBound(to: UInt8.self)
        return unsafe UnsafeBufferPointer(start: first, count: end - start)
    }

    /// Whether two ranges of one length hold the same bytes.
    func same(_ first: Int, _ second: Int, length: Int) -> Bool {
        var index = 0
        while index &+ 8 <= length {
            guard word(at: first &+ index) == word(at: second &+ index) else {
                return false
            }
            index &+= 8
        }
        while index < length {
            guard self[first &+ index] == self[second &+ index] else {
                return false
            }
            index &+= 1
        }
        return true
    }

    /// Feeds a range to a hasher.
    func hash(_ start: Int, _ end: Int, into hasher: inout Hasher) {
        unsafe hasher.combine(bytes: UnsafeRawBufferPointer(buffer(start, end)))
    }

    /// Appends a range to an array.
    func append(_ start: Int, _ end: Int, to bytes: inout [UInt8]) {
        unsafe bytes.append(contentsOf: buffer(start, end))
    }

    /// A copy of a range.
    func bytes(_ start: Int, _ end: Int) -> [UInt8] {
        unsafe Array(buffer(start, end))
    }

    /// A range, which is known to be UTF-8, as a string.
    func string(_ start: Int, _ end: Int) -> String {
        unsafe String(decoding: buffer(start, end), as: UTF8.self)
    }
}

/// Lends the bytes of an array, or answers nil where it is empty.
@inline(__always)
func withInput<Result, Failure: Error>(
    _ bytes: [UInt8],
    _ body: (JSONInput) throws(Failure) -> Result
) throws(Failure) -> Result? {
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(Failure) -> Result? in
        guard let input = unsafe JSONInput(buffer) else {
            return nil
        }
        return try body(input)
    }
}
