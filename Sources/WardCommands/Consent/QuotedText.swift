// SPDX-License-Identifier: Apache-2.0

import WardText

/// Foreign text between double quotes, as pieces that a line break must not cut.
///
/// Different texts never look alike: besides what ``Visible`` escapes, a quote becomes `\"`, the second of two spaces
/// `\u{20}` and every scalar beyond ASCII `\u{…}`, so that no letter of another alphabet passes for one of a command and
/// no width of a glyph matters. What was written can be read back (S8).
struct QuotedText: Hashable, Sendable {
    /// One or more columns that belong together.
    struct Piece: Hashable, Sendable {
        var text: String
        var width: Int
    }

    /// The pieces, the quotes among them.
    private(set) var pieces: [Piece]

    /// Quotes bytes exactly.
    init(exactly bytes: some Collection<UInt8>) {
        pieces = Self.pieces(of: Visible.escaped(bytes: bytes, limit: .max)) { _ in false }
    }

    /// Quotes a text exactly.
    init(exactly text: String) { self.init(exactly: text.utf8) }

    /// Quotes a text so that other alphabets can be read; nil if that is no different from the exact form.
    ///
    /// Right-to-left scripts stay escaped, because a terminal would set the text around them in another order (T46).
    init?(readably text: String) {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let visible = Visible.escaped(text, limit: .max)
        guard visible.unicodeScalars.contains(where: { !$0.isASCII && !Self.isRightToLeft($0) }) else { return nil }
        pieces = Self.pieces(of: visible) { !Self.isRightToLeft($0) }
    }

    /// Cuts an escaped text into pieces, in quotes.
    private static func pieces(of visible: String, keeping isKept: (Unicode.Scalar) -> Bool) -> [Piece] {
        var pieces = [Piece(text: "\"", width: 1)]
        var scalars = visible.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\\":
                pieces.append(ascii("\\" + escape(&scalars)))
            case "\"":
                pieces.append(ascii("\\\""))
            case " " where pieces.last?.text == " " || pieces.last?.text == doubledSpace:
                pieces.append(ascii(doubledSpace))
            case _ where scalar.isASCII:
                pieces.append(ascii(String(Character(scalar))))
            case _ where isKept(scalar):
                keep(scalar, &pieces)
            default:
                pieces.append(ascii("\\u{" + String(scalar.value, radix: 16) + "}"))
            }
        }
        pieces.append(Piece(text: "\"", width: 1))
        return pieces
    }

    /// A space that would not be seen as one.
    static let doubledSpace = "\\u{20}"

    private static func ascii(_ text: String) -> Piece { Piece(text: text, width: text.utf8.count) }

    /// What stands behind the backslash of an escape that ``Visible`` made.
    private static func escape(_ scalars: inout Substring.UnicodeScalarView) -> String {
        guard let kind = scalars.popFirst() else { return "" }
        var text = String(Character(kind))
        guard kind != "\\" else { return text }
        while let scalar = scalars.popFirst() {
            text.unicodeScalars.append(scalar)
            if scalar == "}" { break }
        }
        return text
    }

    /// Adds a scalar beyond ASCII: two columns wide at most, and a mark stays with what it draws on.
    private static func keep(_ scalar: Unicode.Scalar, _ pieces: inout [Piece]) {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark:
            guard let base = pieces.last, !base.text.hasPrefix("\\") else {
                return pieces.append(ascii("\\u{" + String(scalar.value, radix: 16) + "}"))
            }
            pieces[pieces.count - 1].text.unicodeScalars.append(scalar)
            pieces[pieces.count - 1].width += 2
        default:
            pieces.append(Piece(text: String(Character(scalar)), width: 2))
        }
    }

    /// The blocks of right-to-left scripts (Unicode's DerivedBidiClass, defaults of R and AL).
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }
}
