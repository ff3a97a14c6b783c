// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// The SHA-256 of one file of a tree, as four words, so that thousands of them are made and written quickly.
public struct FileDigest: Hashable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Takes over a digest.
    public init(_ digest: Digest256) {
        let bytes = digest.bytes
        words = (
            Self.word(bytes, at: 0), Self.word(bytes, at: 8), Self.word(bytes, at: 16), Self.word(bytes, at: 24)
        )
    }

    init?(hexadecimal digits: ArraySlice<UInt8>) {
        guard digits.count == 64, let bytes = Hexadecimal.bytes(of: digits) else { return nil }
        self.init(bytes, at: 0)
    }

    /// Reads the 32 bytes that begin at a place.
    init(_ bytes: [UInt8], at place: Int) {
        words = (
            Self.word(bytes, at: place), Self.word(bytes, at: place + 8), Self.word(bytes, at: place + 16),
            Self.word(bytes, at: place + 24)
        )
    }

    /// The digest as it is written elsewhere.
    public var value: Digest256? {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return Digest256(rawBytes: bytes)
    }

    /// The 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
        var digits: [UInt8] = []
        append(hexadecimalTo: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// Whether two digests are the same.
    public static func == (one: FileDigest, other: FileDigest) -> Bool { one.words == other.words }

    /// Feeds the digest to a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }

    func append(hexadecimalTo text: inout [UInt8]) {
        Self.append(hexadecimal: words.0, to: &text)
        Self.append(hexadecimal: words.1, to: &text)
        Self.append(hexadecimal: words.2, to: &text)
        Self.append(hexadecimal: words.3, to: &text)
    }

    private static func append(hexadecimal word: UInt64, to text: inout [UInt8]) {
        var shift: UInt64 = 64
        while shift > 0 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: word >> shift & 0xF)
            text.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
        }
    }

    func append(to bytes: inout [UInt8]) {
        for word in [words.0, words.1, words.2, words.3] { Self.append(word, to: &bytes) }
    }

    /// Eight bytes, the most significant first.
    static func word(_ bytes: [UInt8], at place: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in place..<(place + 8) { word = word << 8 | UInt64(bytes[index]) }
        return word
    }

    static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}
