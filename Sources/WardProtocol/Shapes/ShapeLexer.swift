// SPDX-License-Identifier: Apache-2.0

/// A token of the shape language.
enum ShapeToken: Hashable, Sendable {
    /// A name: letters, digits, `_` and `$`, not beginning with a digit.
    case word(String)
    /// What stands between quotes.
    case text(String)
    /// A number as written.
    case number(String)
    /// One of `= | { } [ ] ( ) , : ? *`.
    case mark(Unicode.Scalar)
    /// `..`.
    case dots
    /// `...`.
    case ellipsis
    case end
}

/// Cuts a text of the shape language into tokens; white space and `#` comments are skipped.
struct ShapeLexer: Sendable {
    private let bytes: [UInt8]
    private var index = 0
    /// Where the token that was read last begins.
    private(set) var offset = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func next() throws(ShapeSyntaxError) -> ShapeToken {
        skipBlank()
        offset = index
        guard let byte = peek() else { return .end }
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "$"):
            return .word(take { Self.isWord($0) })
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            return .number(takeNumber())
        case UInt8(ascii: "\""):
            return try takeText()
        case UInt8(ascii: "."):
            let dots = take { $0 == UInt8(ascii: ".") }
            guard dots.count == 2 || dots.count == 3 else { throw error("`\(dots)` is no mark") }
            return dots.count == 2 ? .dots : .ellipsis
        default:
            index += 1
            let mark = Unicode.Scalar(byte)
            switch mark {
            case "=", "|", "{", "}", "[", "]", "(", ")", ",", ":", "?", "*": return .mark(mark)
            default: throw error("byte 0x\(String(byte, radix: 16)) has no meaning")
            }
        }
    }

    /// An error at the last token.
    func error(_ detail: String) -> ShapeSyntaxError {
        ShapeSyntaxError(offset: offset, detail: detail)
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        index + distance < bytes.count ? bytes[index + distance] : nil
    }

    private mutating func skipBlank() {
        while let byte = peek() {
            if byte == UInt8(ascii: "#") {
                _ = take { $0 != UInt8(ascii: "\n") }
            } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func take(while isWanted: (UInt8) -> Bool) -> String {
        let start = index
        while let byte = peek(), isWanted(byte) {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// An optional minus, digits, and a fraction if a digit follows the point (`0..1` is two numbers).
    private mutating func takeNumber() -> String {
        let start = index
        index += 1
        _ = take { Self.isDigit($0) }
        if peek() == UInt8(ascii: "."), let next = peek(1), Self.isDigit(next) {
            index += 1
            _ = take { Self.isDigit($0) }
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func takeText() throws(ShapeSyntaxError) -> ShapeToken {
        index += 1
        let text = take { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\n") }
        guard peek() == UInt8(ascii: "\"") else { throw error("a text has no end, or an escape") }
        index += 1
        return .text(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
            || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }
}
