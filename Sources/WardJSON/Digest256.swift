// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// A SHA-256 digest (FIPS 180-4), written `sha256-` and base64url without padding (RFC 4648 section 5).
public struct Digest256: Hashable, Sendable, CustomStringConvertible {
    // Four words instead of an array, so that a digest is a plain value of 32 bytes.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    private static let prefix = "sha256-"

    /// The digest of some bytes.
    public init(of bytes: some Collection<UInt8>) {
        let digest = unsafe bytes.withContiguousStorageIfAvailable(Self.sha256)
        words = unsafe Self.words(of: digest ?? Array(bytes).withUnsafeBufferPointer(Self.sha256))
    }

    private static func sha256(_ buffer: UnsafeBufferPointer<UInt8>) -> SHA256Digest {
        var hash = SHA256()
        unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
        return hash.finalize()
    }

    /// The digest whose 32 bytes are given; nil for any other number of bytes.
    public init?(rawBytes: some Sequence<UInt8>) {
        let bytes = Array(rawBytes.prefix(33))
        guard bytes.count == 32 else {
            return nil
        }
        words = Self.words(of: bytes)
    }

    private static func words(of bytes: some Sequence<UInt8>) -> (UInt64, UInt64, UInt64, UInt64) {
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.prefix(32).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        return (words[0], words[1], words[2], words[3])
    }

    /// The digest that a text spells, in the one form that ``description`` has; nil for all else.
    public init?(parsing text: String) {
        guard text.utf8.starts(with: Self.prefix.utf8) else {
            return nil
        }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var width = 0
        for byte in text.utf8.dropFirst(Self.prefix.utf8.count) {
            guard let value = Self.value(of: byte), bytes.count < 32 else {
                return nil
            }
            bits = bits << 6 | value
            width += 6
            if width >= 8 {
                width -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(width)))
            }
            bits &= 0xFF
        }
        // The last character carries two bits that belong to nothing; only zero is the canonical spelling.
        guard bytes.count == 32, width == 2, bits & 0x3 == 0 else {
            return nil
        }
        words = Self.words(of: bytes)
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) }
        }
    }

    /// The digest as Ward writes it everywhere: `sha256-` and 43 characters.
    public var description: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text = Array(Self.prefix.utf8)
        var bits: UInt32 = 0
        var width = 0
        for byte in bytes {
            bits = (bits & 0x3F) << 8 | UInt32(byte)
            width += 8
            while width >= 6 {
                width -= 6
                text.append(alphabet[Int(bits >> UInt32(width) & 0x3F)])
            }
        }
        text.append(alphabet[Int(bits << UInt32(6 - width) & 0x3F)])
        return String(decoding: text, as: UTF8.self)
    }

    /// The short form for people: the first 8 hexadecimal digits.
    public var short: String {
        let digits = String(words.0 >> 32, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    /// Whether two digests are the same.
    public static func == (first: Digest256, second: Digest256) -> Bool {
        first.words == second.words
    }

    /// Feeds the digest to a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension Digest256 {
    /// The digest of some bytes under a key (HMAC, RFC 2104, with SHA-256): who has not the key cannot guess the bytes.
    public init(of bytes: [UInt8], keyedBy key: [UInt8]) {
        let code = HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key))
        words = Self.words(of: code)
    }
}
