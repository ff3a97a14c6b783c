// SPDX-License-Identifier: Apache-2.0

/// What a backslash makes of the character behind it (ECMA-262, 22.2.1 and 22.2.2.9).
extension PatternParser {
    /// An escape outside of a class; the backslash was read.
    mutating func escape(at start: Int) throws(PatternError) -> (Syntax, mayRepeat: Bool) {
        guard let byte = peek else { throw PatternError(.invalid, at: start, "a backslash ends the pattern") }
        switch byte {
        case UInt8(ascii: "b"):
            position += 1
            return (.assertion(.wordBoundary), false)
        case UInt8(ascii: "B"):
            position += 1
            return (.assertion(.noWordBoundary), false)
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            reference(toGroup: number() ?? 0, at: start)
            return (.empty, true)
        case UInt8(ascii: "k"):
            position += 1
            try namedReference(at: start)
            return (.empty, true)
        default:
            if let set = try classEscape(at: start) { return (.scalar(set), true) }
            return (.scalar(ScalarSet(try scalarEscape(at: start))), true)
        }
    }

    /// An escape that stands for several scalars: `\d`, `\s`, `\w`, `\p{…}` and their opposites; nil if it is none.
    mutating func classEscape(at start: Int) throws(PatternError) -> ScalarSet? {
        guard let byte = peek else { return nil }
        let set: ScalarSet
        switch byte | 0x20 {
        case UInt8(ascii: "d"): set = .digits
        case UInt8(ascii: "s"): set = .spaces
        case UInt8(ascii: "w"): set = .words
        case UInt8(ascii: "p"):
            position += 1
            return try property(at: start, isInverted: byte == UInt8(ascii: "P"))
        default: return nil
        }
        guard byte & 0x40 != 0 else { return nil }
        position += 1
        return byte & 0x20 == 0 ? set.inverted : set
    }

    /// `{NAME}` or `{NAME=VALUE}` behind `\p`.
    private mutating func property(at start: Int, isInverted: Bool) throws(PatternError) -> ScalarSet {
        guard take("{") else { throw PatternError(.invalid, at: start, "`\\p` wants a property in `{}`") }
        let begin = position
        while let byte = peek, byte != UInt8(ascii: "}") {
            guard byte == UInt8(ascii: "=") || ScalarSet.words.contains(UInt32(byte)) else { break }
            position += 1
        }
        let name = String(decoding: bytes[begin..<position], as: UTF8.self)
        guard take("}") else { throw PatternError(.invalid, at: start, "this property is never closed") }
        let key = (isInverted ? "^" : "") + name
        if let known = properties[key] { return known }
        guard let found = UnicodeProperties.set(named: name) else {
            throw PatternError(
                .invalid, at: start, "Unicode \(UnicodePropertyTable.unicodeVersion) has no such property")
        }
        let set = isInverted ? found.inverted : found
        properties[key] = set
        return set
    }

    /// An escape that stands for one scalar.
    mutating func scalarEscape(at start: Int) throws(PatternError) -> UInt32 {
        guard let byte = peek else { throw PatternError(.invalid, at: start, "a backslash ends the pattern") }
        if let control = Self.controls[byte] {
            position += 1
            return control
        }
        switch byte {
        case UInt8(ascii: "0"):
            position += 1
            if let next = peek, (0x30...0x39).contains(next) {
                throw PatternError(.invalid, at: start, "octal escapes are not read")
            }
            return 0
        case UInt8(ascii: "c"):
            position += 1
            guard let letter = peek, (0x61...0x7A).contains(letter | 0x20) else {
                throw PatternError(.invalid, at: start, "`\\c` wants a letter")
            }
            position += 1
            return UInt32(letter & 0x1F)
        case UInt8(ascii: "x"):
            position += 1
            guard let value = hexadecimal(2) else {
                throw PatternError(.invalid, at: start, "`\\x` wants two hexadecimal digits")
            }
            return value
        case UInt8(ascii: "u"):
            position += 1
            return try unicodeEscape(at: start)
        default:
            return try identityEscape(byte, at: start)
        }
    }

    private static let controls: [UInt8: UInt32] = [
        UInt8(ascii: "t"): 0x09, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "v"): 0x0B, UInt8(ascii: "f"): 0x0C,
        UInt8(ascii: "r"): 0x0D,
    ]

    private mutating func identityEscape(_ byte: UInt8, at start: Int) throws(PatternError) -> UInt32 {
        let isSyntax = "^$\\.*+?()[]{}|/".utf8.contains(byte)
        let isPunctuation = (0x20...0x7E).contains(byte) && !(byte != 0x5F && ScalarSet.words.contains(UInt32(byte)))
        guard isPunctuation else { throw PatternError(.invalid, at: start, "there is no escape of this kind") }
        if !isSyntax { usesLegacyForms = true }
        position += 1
        return UInt32(byte)
    }

    private mutating func unicodeEscape(at start: Int) throws(PatternError) -> UInt32 {
        if take("{") {
            let begin = position
            var value: UInt32 = 0
            while let byte = peek, let digit = Self.digit(byte) {
                value = value << 4 | digit
                position += 1
                guard value <= ScalarSet.last else {
                    throw PatternError(.invalid, at: start, "Unicode ends at 10FFFF")
                }
            }
            guard position > begin, take("}") else {
                throw PatternError(.invalid, at: start, "`\\u{` wants hexadecimal digits and `}`")
            }
            return value
        }
        guard let value = hexadecimal(4) else {
            throw PatternError(.invalid, at: start, "`\\u` wants four hexadecimal digits")
        }
        // A pair of surrogates is the scalar that it stands for in UTF-16.
        let pair = position
        if (0xD800...0xDBFF).contains(value), take("\\"), take("u"), let low = hexadecimal(4),
            (0xDC00...0xDFFF).contains(low)
        {
            return 0x1_0000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        position = pair
        return value
    }

    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        guard position + count <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[position..<position + count] {
            guard let digit = Self.digit(byte) else { return nil }
            value = value << 4 | digit
        }
        position += count
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }
}
