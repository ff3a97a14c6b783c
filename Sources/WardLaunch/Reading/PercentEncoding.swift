// SPDX-License-Identifier: Apache-2.0

/// Percent-encoding (RFC 3986 section 2.1), strictly: every `%` begins two hexadecimal digits.
enum PercentEncoding {
    /// The bytes that a text stands for; nil where a `%` is not followed by two hexadecimal digits.
    static func decoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(hexadecimalValue),
                let low = iterator.next().flatMap(hexadecimalValue)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Classes of ASCII bytes.
enum ASCII {
    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// A space, TAB, LF or CR.
    static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// A C0 control or DEL.
    static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

    /// Whether a text is not empty and all its bytes are letters, digits or of `others`.
    static func isMade(_ text: some StringProtocol, alphanumericOr others: StaticString = "") -> Bool {
        let others = Array(others.description.utf8)
        return !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || others.contains($0) }
    }
}

extension String {
    /// The text of UTF-8 bytes; nil if they are not valid, where `String(decoding:)` would repair them.
    init?(strictUTF8 bytes: [UInt8]) {
        self.init(validating: bytes, as: UTF8.self)
    }

    /// The text without ASCII blanks at both ends.
    var trimmed: String {
        var bytes = utf8[...]
        while let first = bytes.first, ASCII.isBlank(first) { bytes.removeFirst() }
        while let last = bytes.last, ASCII.isBlank(last) { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
