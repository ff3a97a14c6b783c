// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Reads the string whose quote is at the current position.
    mutating func readString(isName: Bool) throws(JSONError) {
        let start = position
        var flags: UInt32 = 0
        var index = start &+ 1
        while true {
            index = input.endOfPlainText(from: index)
            let byte = input[index]
            if byte == UInt8(ascii: "\"") {
                break
            } else if byte >= 0x80 {
                index = try readNonASCII(at: index)
            } else if byte == UInt8(ascii: "\\") {
                flags = TapeEntry.escaped
                index = try readEscape(at: index, isName: isName)
            } else if index < input.count {
                let shown = String(byte, radix: 16)
                throw JSONError(.controlCharacter, at: index, "a raw control character \\u{\(shown)} in a string")
            } else {
                throw unexpectedEnd("a string is not closed")
            }
        }
        guard index &- start &- 1 <= limits.stringBytes else {
            throw JSONError(.stringTooLong, at: start, "a string is longer than \(limits.stringBytes) bytes")
        }
        position = index &+ 1
        tape.append(TapeEntry(.string, flags: flags, start: start, end: position, next: tape.count &+ 1))
    }

    /// Checks a run of non-ASCII characters and answers its end.
    private mutating func readNonASCII(at start: Int) throws(JSONError) -> Int {
        var index = start
        repeat {
            let lead = input[index]
            // Most of CJK: three bytes without a special case.
            if lead >= 0xE3, lead <= 0xEC, input.isTail(index &+ 1), input.isTail(index &+ 2) {
                index &+= 3
                continue
            }
            guard let end = input.endOfScalar(at: index) else {
                throw JSONError(.invalidUTF8, at: index, "the bytes from \(visible(byte: lead)) on are no UTF-8")
            }
            let scalar = input.scalar(at: index, end)
            if isNoncharacter(scalar) {
                throw JSONError(.noncharacter, at: index, "a noncharacter \\u{\(String(scalar, radix: 16))}")
            }
            if scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029 {
                blemishes.append(JSONBlemish(.lineSeparator, start: index, end: end))
            }
            index = end
        } while input[index] >= 0x80
        return index
    }

    /// Checks the escape whose backslash is at an index, and answers its end.
    private mutating func readEscape(at start: Int, isName: Bool) throws(JSONError) -> Int {
        switch input[start &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start &+ 2
        case UInt8(ascii: "u"):
            break
        default:
            throw refusedEscape(at: start)
        }
        guard let unit = input.hex4(at: start &+ 2) else {
            throw refusedEscape(at: start)
        }
        if unit & 0xF800 == 0xD800 {
            return try readSurrogate(unit, at: start, isName: isName)
        }
        if unit == 0, isName {
            throw JSONError(.nulInName, at: start, "a name holds an escaped NUL")
        }
        if isNoncharacter(unit) {
            throw JSONError(.noncharacter, at: start, "an escaped noncharacter \\u{\(String(unit, radix: 16))}")
        }
        return start &+ 6
    }

    private mutating func readSurrogate(_ unit: UInt32, at start: Int, isName: Bool) throws(JSONError) -> Int {
        if unit < 0xDC00, let scalar = input.surrogatePair(unit, at: start) {
            if isNoncharacter(scalar) {
                throw JSONError(.noncharacter, at: start, "an escaped noncharacter \\u{\(String(scalar, radix: 16))}")
            }
            return start &+ 12
        }
        guard !isName, tolerance.contains(.loneSurrogates) else {
            throw JSONError(.loneSurrogate, at: start, "an escaped surrogate without its partner")
        }
        blemishes.append(JSONBlemish(.loneSurrogate, start: start, end: start &+ 6))
        return start &+ 6
    }

    private func refusedEscape(at start: Int) -> JSONError {
        // An escape has at most six bytes; what the input's end cuts off is reported as that.
        var index = start + 1
        if input[index] == UInt8(ascii: "u") {
            repeat {
                index += 1
            } while input.isHex(index) && index < start + 6
        }
        guard index < input.count else {
            return unexpectedEnd("the input ends inside an escape")
        }
        return JSONError(.invalidEscape, at: start, "a backslash starts no escape")
    }
}

/// Whether a code point is a noncharacter: U+FDD0 to U+FDEF, and the last two of every plane.
@inline(__always)
func isNoncharacter(_ scalar: UInt32) -> Bool {
    scalar & 0xFFFE == 0xFFFE || (scalar >= 0xFDD0 && scalar <= 0xFDEF)
}

extension JSONInput {
    @inline(__always)
    func isTail(_ index: Int) -> Bool {
        self[index] & 0xC0 == 0x80
    }

    func isHex(_ index: Int) -> Bool {
        hexValue(self[index]) != nil
    }

    /// The end of the UTF-8 sequence at an index, which is no ASCII, or nil where it is ill-formed (Unicode, table 3-7).
    func endOfScalar(at index: Int) -> Int? {
        let second = self[index &+ 1]
        switch self[index] {
        case 0xC2...0xDF:
            return isTail(index &+ 1) ? index &+ 2 : nil
        case 0xE0:
            guard second >= 0xA0, second <= 0xBF else { return nil }
        case 0xED:
            guard second >= 0x80, second <= 0x9F else { return nil }
        case 0xE1...0xEF:
            guard isTail(index &+ 1) else { return nil }
        case 0xF0:
            guard second >= 0x90, second <= 0xBF, isTail(index &+ 3) else { return nil }
        case 0xF1...0xF3:
            guard isTail(index &+ 1), isTail(index &+ 3) else { return nil }
        case 0xF4:
            guard second >= 0x80, second <= 0x8F, isTail(index &+ 3) else { return nil }
        default:
            return nil
        }
        guard isTail(index &+ 2) else {
            return nil
        }
        return index &+ (self[index] < 0xF0 ? 3 : 4)
    }

    /// The code point of the well-formed non-ASCII sequence between two indices.
    @inline(__always)
    func scalar(at index: Int, _ end: Int) -> UInt32 {
        let lead = UInt32(self[index])
        let second = UInt32(self[index &+ 1] & 0x3F)
        switch end &- index {
        case 2:
            return (lead & 0x1F) << 6 | second
        case 3:
            return (lead & 0x0F) << 12 | second << 6 | UInt32(self[index &+ 2] & 0x3F)
        default:
            return (lead & 0x07) << 18 | second << 12 | UInt32(self[index &+ 2] & 0x3F) << 6
                | UInt32(self[index &+ 3] & 0x3F)
        }
    }

    /// The code unit that four hexadecimal digits at an index spell.
    @inline(__always)
    func hex4(at index: Int) -> UInt32? {
        var unit: UInt32 = 0
        for place in 0..<4 {
            guard let digit = hexValue(self[index &+ place]) else {
                return nil
            }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// The code point of the escaped pair whose high half, already read, is at an index.
    func surrogatePair(_ high: UInt32, at index: Int) -> UInt32? {
        guard self[index &+ 6] == UInt8(ascii: "\\"), self[index &+ 7] == UInt8(ascii: "u"),
            let low = hex4(at: index &+ 8), low & 0xFC00 == 0xDC00
        else {
            return nil
        }
        return 0x1_0000 + (high & 0x3FF) << 10 + low & 0x3FF
    }

    /// The end of the well-formed escape at an index; both halves of a pair are one.
    func endOfEscape(at index: Int) -> Int {
        guard self[index &+ 1] == UInt8(ascii: "u") else {
            return index &+ 2
        }
        if let unit = hex4(at: index &+ 2), unit & 0xFC00 == 0xD800, surrogatePair(unit, at: index) != nil {
            return index &+ 12
        }
        return index &+ 6
    }

    @inline(__always)
    private func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }
}
