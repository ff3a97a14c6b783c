// SPDX-License-Identifier: Apache-2.0

/// Shows text that others wrote to people: on one line, with everything visible that a terminal would hide or obey.
///
/// Controls, bidi controls, zero-width and other ignorable scalars, variation selectors, tag characters, line and
/// paragraph separators, spaces other than U+0020, private use, noncharacters and unassigned scalars become `\u{…}`;
/// bytes that are no UTF-8 become `\x{..}`; a backslash becomes `\\`. A combining mark that would draw on something
/// which is not part of the text, or the fifth in a row, becomes `\u{…}` too. So different texts never look alike because
/// of what cannot be seen, and what was written can be read back (S8, T9, T14, T102).
public enum Visible: Sendable {
    /// How much is shown unless a caller says otherwise: 1,024 scalars.
    public static let defaultLimit = 1_024

    /// Text as one visible line.
    ///
    /// - Parameters:
    ///   - text: The text as it was written.
    ///   - limit: The most Unicode scalars to show; the rest becomes `\…(+N bytes)`, which no text can imitate because
    ///     every backslash of the text is doubled. An escape is never cut in two, and the marker does not count.
    /// - Returns: One line with nothing hidden in it.
    public static func escaped(_ text: String, limit: Int = defaultLimit) -> String {
        escaped(bytes: text.utf8, limit: limit)
    }

    /// Bytes, which should be UTF-8 but may be anything, as one visible line.
    ///
    /// - Parameters:
    ///   - bytes: The bytes as they came.
    ///   - limit: The most Unicode scalars to show; the rest becomes `\…(+N bytes)`.
    /// - Returns: One line with nothing hidden in it.
    public static func escaped(bytes: some Collection<UInt8>, limit: Int = defaultLimit) -> String {
        var line = VisibleLine(limit: limit)
        var rest = bytes[...]
        while let first = rest.first {
            let (scalar, length) = decodeUTF8(rest)
            let fits =
                if let scalar { line.append(scalar) } else { line.append(invalid: first) }
            guard fits else { return line.text + "\\…(+\(rest.count) bytes)" }
            rest = rest.dropFirst(length)
        }
        return line.text
    }
}

/// A line that grows up to a limit.
private struct VisibleLine {
    static let hidden = ScalarRanges(parsing: HiddenScalarsTable.hidden)
    static let marks = ScalarRanges(parsing: HiddenScalarsTable.marks)
    /// Real writing systems stay at or below this.
    static let mostMarks = 4

    private(set) var text = ""
    private var room: Int
    /// Combining marks since the last visible base; nil where there is no base for them.
    private var marks: Int?

    init(limit: Int) {
        room = limit
    }

    /// Adds a scalar as itself or escaped; false, with nothing added, if there is no room.
    mutating func append(_ scalar: Unicode.Scalar) -> Bool {
        switch shape(of: scalar) {
        case .base:
            guard take(1) else { return false }
            text.unicodeScalars.append(scalar)
            marks = 0
        case .mark:
            guard take(1) else { return false }
            text.unicodeScalars.append(scalar)
            marks = (marks ?? 0) + 1
        case .backslash:
            guard take(2) else { return false }
            text += "\\\\"
            marks = nil
        case .hidden:
            return append(escape: "\\u{" + String(scalar.value, radix: 16) + "}")
        }
        return true
    }

    /// Adds a byte that is not part of any UTF-8 sequence.
    mutating func append(invalid byte: UInt8) -> Bool {
        append(escape: "\\x{" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16) + "}")
    }

    private enum ScalarShape {
        case base, mark, backslash, hidden
    }

    private func shape(of scalar: Unicode.Scalar) -> ScalarShape {
        if scalar.isASCII {
            if scalar == "\\" { return .backslash }
            return scalar.value < 0x20 || scalar.value == 0x7F ? .hidden : .base
        }
        if Self.hidden.contains(scalar) {
            return .hidden
        }
        guard Self.marks.contains(scalar) else { return .base }
        guard let marks, marks < Self.mostMarks else { return .hidden }
        return .mark
    }

    private mutating func append(escape: String) -> Bool {
        guard take(escape.utf8.count) else { return false }
        text += escape
        marks = nil
        return true
    }

    private mutating func take(_ count: Int) -> Bool {
        guard count <= room else { return false }
        room -= count
        return true
    }
}

/// The scalar at the start of `bytes` and its length; no scalar and length 1 if the first byte begins no valid sequence.
///
/// Valid is what RFC 3629 section 4 allows: no overlong forms, no surrogates, nothing above U+10FFFF.
private func decodeUTF8(_ bytes: some Collection<UInt8>) -> (scalar: Unicode.Scalar?, length: Int) {
    var iterator = bytes.makeIterator()
    guard let first = iterator.next() else { return (nil, 0) }
    let length: Int
    var value: UInt32
    let least: UInt32
    switch first {
    case 0x00...0x7F: return (Unicode.Scalar(first), 1)
    case 0xC2...0xDF: (length, value, least) = (2, UInt32(first & 0x1F), 0x80)
    case 0xE0...0xEF: (length, value, least) = (3, UInt32(first & 0x0F), 0x800)
    case 0xF0...0xF4: (length, value, least) = (4, UInt32(first & 0x07), 0x10000)
    default: return (nil, 1)
    }
    for _ in 1..<length {
        guard let next = iterator.next(), next & 0xC0 == 0x80 else { return (nil, 1) }
        value = value << 6 | UInt32(next & 0x3F)
    }
    // `Unicode.Scalar` refuses surrogates and what is too large.
    guard value >= least, let scalar = Unicode.Scalar(value) else { return (nil, 1) }
    return (scalar, length)
}
