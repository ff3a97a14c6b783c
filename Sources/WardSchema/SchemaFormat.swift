// SPDX-License-Identifier: Apache-2.0

/// The formats that MCP's own schemas use, which can be asserted (JSON Schema 2020-12, 7.3).
enum SchemaFormat: String, Hashable, Sendable, CaseIterable {
    case date
    case dateTime = "date-time"
    case email
    case uri

    func accepts(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .date: text.count == 10 && FormatText.isDate(text, at: 0)
        case .dateTime: FormatText.isDateTime(text)
        case .email: FormatText.isEmail(text)
        case .uri: FormatText.isURI(text)
        }
    }
}

private enum FormatText {
    /// Digits from a place on; nil if there are other bytes.
    static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= text.count else { return nil }
        var value = 0
        for index in start..<start + count {
            guard (0x30...0x39).contains(text[index]) else { return nil }
            value = value * 10 + Int(text[index] - 0x30)
        }
        return value
    }

    /// `full-date` of RFC 3339.
    static func isDate(_ text: Span<UInt8>, at start: Int) -> Bool {
        guard start + 10 <= text.count, let year = number(text, start, 4), let month = number(text, start + 5, 2),
            let day = number(text, start + 8, 2), text[start + 4] == UInt8(ascii: "-"),
            text[start + 7] == UInt8(ascii: "-"), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    /// `date-time` of RFC 3339.
    static func isDateTime(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 20, isDate(text, at: 0), text[10] | 0x20 == UInt8(ascii: "t"),
            let hour = number(text, 11, 2), let minute = number(text, 14, 2), let second = number(text, 17, 2),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"), hour < 24, minute < 60, second < 61
        else { return false }
        var index = 19
        if text[index] == UInt8(ascii: ".") {
            index += 1
            let start = index
            while index < text.count, (0x30...0x39).contains(text[index]) { index += 1 }
            guard index > start else { return false }
        }
        guard index < text.count else { return false }
        if text[index] | 0x20 == UInt8(ascii: "z") {
            return index + 1 == text.count && (second < 60 || hour * 60 + minute == 1439)
        }
        guard text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-"), index + 6 == text.count,
            text[index + 3] == UInt8(ascii: ":"), let hours = number(text, index + 1, 2),
            let minutes = number(text, index + 4, 2), hours < 24, minutes < 60
        else { return false }
        // A leap second is the last of a day of UTC.
        let offset = (hours * 60 + minutes) * (text[index] == UInt8(ascii: "+") ? -1 : 1)
        let universal = ((hour * 60 + minute + offset) % 1440 + 1440) % 1440
        return second < 60 || universal == 1439
    }

    /// `addr-spec` of RFC 5321 without comments: one `@`, a local part, a domain of labels.
    static func isEmail(_ text: Span<UInt8>) -> Bool {
        var at: Int?
        for index in text.indices where text[index] == UInt8(ascii: "@") { at = index }
        guard let at, (1...64).contains(at), at + 1 < text.count else { return false }
        var wasDot = true
        for index in 0..<at {
            let isDot = text[index] == UInt8(ascii: ".")
            guard isDot ? !wasDot : isAtom(text[index]) else { return false }
            wasDot = isDot
        }
        return !wasDot && isHost(text, from: at + 1)
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    /// Labels of letters, digits and inner hyphens (RFC 1123, 2.1).
    private static func isHost(_ text: Span<UInt8>, from start: Int) -> Bool {
        guard text.count - start <= 253 else { return false }
        var length = 0
        for index in start...text.count {
            if index == text.count || text[index] == UInt8(ascii: ".") {
                guard (1...63).contains(length), text[index - 1] != UInt8(ascii: "-") else { return false }
                length = 0
            } else {
                let isHyphen = text[index] == UInt8(ascii: "-")
                guard isAlphanumeric(text[index]) || (isHyphen && length > 0) else { return false }
                length += 1
            }
        }
        return true
    }

    /// A URI of RFC 3986: a scheme, and after it the characters that a URI may have, with whole percent-encodings.
    static func isURI(_ text: Span<UInt8>) -> Bool {
        var index = 0
        while index < text.count, isAlphanumeric(text[index]) || "+-.".utf8.contains(text[index]) { index += 1 }
        guard index > 0, index < text.count, text[index] == UInt8(ascii: ":"), !(0x30...0x39).contains(text[0]),
            isAlphanumeric(text[0])
        else { return false }
        guard let path = pathStart(text, index + 1) else { return false }
        var fragments = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < text.count, isHexadecimal(text[index + 1]), isHexadecimal(text[index + 2]) else {
                    return false
                }
                index += 2
            } else if byte == UInt8(ascii: "#") {
                fragments += 1
            } else {
                let isBracket = index < path && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]"))
                guard isBracket || isAlphanumeric(byte) || "-._~:/?@!$&'()*+,;=".utf8.contains(byte) else {
                    return false
                }
            }
            index += 1
        }
        return fragments <= 1
    }

    /// Where the path begins behind `//` and an authority; nil if brackets are not around a host, or the port is no number.
    private static func pathStart(_ text: Span<UInt8>, _ start: Int) -> Int? {
        guard start + 1 < text.count, text[start] == UInt8(ascii: "/"), text[start + 1] == UInt8(ascii: "/") else {
            return start
        }
        var (end, host) = (start + 2, start + 2)
        while end < text.count, !"/?#".utf8.contains(text[end]) {
            if text[end] == UInt8(ascii: "@") { host = end + 1 }
            end += 1
        }
        var index = host
        let isLiteral = index < end && text[index] == UInt8(ascii: "[")
        if isLiteral {
            while index < end, text[index] != UInt8(ascii: "]") { index += 1 }
            guard index < end else { return nil }
            index += 1
            guard index == end || text[index] == UInt8(ascii: ":") else { return nil }
        }
        while index < end, text[index] != UInt8(ascii: ":") { index += 1 }
        while index + 1 < end {
            index += 1
            guard (0x30...0x39).contains(text[index]) else { return nil }
        }
        // What brackets there are must be those two.
        var brackets = 0
        for index in start..<end where text[index] == UInt8(ascii: "[") || text[index] == UInt8(ascii: "]") {
            brackets += 1
        }
        return brackets == (isLiteral ? 2 : 0) ? end : nil
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }
}
