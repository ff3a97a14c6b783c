// SPDX-License-Identifier: Apache-2.0

import WardText

/// Lays a sheet out in lines that fit a width.
///
/// Ward's own sentences and headings begin at the first column. Whatever holds foreign text stands in a field: two spaces,
/// a label, the content; each further line of it is indented too and begins with `>`. Foreign text never reaches those
/// columns, so it can neither begin a line nor look like one of Ward's own (T46).
struct SheetWriter {
    /// What a field is made of.
    enum Content: Hashable, Sendable {
        /// Words of Ward.
        case own(String)
        /// Foreign text, exactly, in quotes.
        case exact(String)
        /// Foreign bytes, exactly, in quotes.
        case bytes([UInt8])
        /// Foreign text in quotes as people of its language read it.
        case readable(QuotedText)
    }

    /// A place where a line may be broken before.
    private enum Atom {
        case space
        case piece(QuotedText.Piece)
        /// Where a quoted text of so many columns begins.
        case quote(Int)
        /// A word that is broken only if a whole line is too short for it.
        case word(String)
    }

    /// The narrowest and the widest layout.
    static let widths = 20...400
    /// From this width on, contents stand in a column of their own.
    private static let alignedWidth = 48
    private static let labelWidth = 9

    let columns: Int
    private(set) var lines: [SheetLine] = []

    init(columns: Int) {
        self.columns = min(max(columns, Self.widths.lowerBound), Self.widths.upperBound)
    }

    private var isAligned: Bool { columns >= Self.alignedWidth }

    /// An empty line.
    mutating func skip() { lines.append(SheetLine(text: "", style: .plain)) }

    /// A sentence of Ward's own; it holds nothing foreign.
    mutating func say(_ text: String, _ style: SheetStyle = .plain) {
        lay([.own(text)], first: "", next: "", style)
    }

    /// The heading of a section, after an empty line.
    mutating func heading(_ text: String) {
        skip()
        say(text, .strong)
    }

    /// A field.
    mutating func field(_ label: String, _ contents: [Content], _ style: SheetStyle = .plain) {
        let missing = isAligned ? max(0, Self.labelWidth - label.utf8.count) : 0
        let first = "  " + label + String(repeating: " ", count: missing) + " "
        let next = isAligned ? String(repeating: " ", count: Self.labelWidth + 1) + "> " : "  > "
        lay(contents, first: first, next: next, style)
    }

    /// A field whose content ends with foreign text; where that is not ASCII, it follows as it reads.
    mutating func field(_ label: String, _ contents: [Content] = [], exactly text: String, _ style: SheetStyle = .plain)
    {
        field(label, contents + [.exact(text)] + Self.length(of: text), style)
        reading(of: text, style)
    }

    /// A text as it reads, where that is not how it is written exactly.
    mutating func reading(of text: String, _ style: SheetStyle = .plain) {
        if let readable = QuotedText(readably: text) { field("reads", [.readable(readable)], style) }
    }

    /// How long a text is, where that is long.
    static func length(of text: String) -> [Content] {
        let length = text.utf8.count
        return length > longText ? [.own("(\(length) bytes)")] : []
    }

    /// From this length on, the length is said.
    private static let longText = 200

    private mutating func lay(_ contents: [Content], first: String, next: String, _ style: SheetStyle) {
        var line = LineInProgress(text: first, isFirst: true)
        let atoms = contents.enumerated().flatMap { ($0.offset == 0 ? [] : [.space]) + Self.atoms(of: $0.element) }
        func breakLine() {
            lines.append(SheetLine(text: line.finished, style: style))
            line = LineInProgress(text: next, isFirst: false)
        }
        func put(_ text: String, _ width: Int) {
            if !line.fits(width, in: columns) { breakLine() }
            line.append(text, width)
        }
        for (index, atom) in atoms.enumerated() {
            switch atom {
            case .space: line.hasPendingSpace = !line.isEmpty
            case .quote(let width):
                // Behind words, a text that has room on a line of its own is not cut.
                let hasRoom = line.fits(width, in: columns) || width > columns - next.utf8.count
                if line.hasPendingSpace, !hasRoom { breakLine() }
            case .word(let word) where word.utf8.count <= columns - next.utf8.count: put(word, word.utf8.count)
            case .word(let word): for character in word { put(String(character), 1) }
            case .piece(let piece) where piece.text == " ":
                // A space at the end of a line would not be seen, so it is spelled out there.
                guard case .piece(let follower)? = atoms.dropFirst(index + 1).first,
                    line.fits(1 + follower.width, in: columns)
                else {
                    put(QuotedText.doubledSpace, QuotedText.doubledSpace.utf8.count)
                    continue
                }
                put(" ", 1)
            case .piece(let piece): put(piece.text, piece.width)
            }
        }
        lines.append(SheetLine(text: line.finished, style: style))
    }

    /// A line that grows.
    private struct LineInProgress {
        private var text: String
        private var width: Int
        private let isFirst: Bool
        private(set) var isEmpty = true
        /// Whether a space belongs before what comes next, if that is on this line.
        var hasPendingSpace = false

        init(text: String, isFirst: Bool) {
            self.text = text
            self.isFirst = isFirst
            width = text.utf8.count
        }

        /// Whether something may stand on this line; on an empty line without a label everything may.
        func fits(_ size: Int, in columns: Int) -> Bool {
            let prefixOnly = isEmpty && (!isFirst || width == 0)
            return prefixOnly || width + (hasPendingSpace ? 1 : 0) + size <= columns
        }

        mutating func append(_ piece: String, _ size: Int) {
            if hasPendingSpace { (text, width, hasPendingSpace) = (text + " ", width + 1, false) }
            text += piece
            width += size
            isEmpty = false
        }

        /// The line, without the padding of a label that nothing follows.
        var finished: String {
            guard isEmpty else { return text }
            var text = text
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    private static func atoms(of content: Content) -> [Atom] {
        switch content {
        case .own(let text):
            Array(text.split(separator: " ").map { [.word(String($0))] }.joined(separator: [.space]))
        case .exact(let text): atoms(of: QuotedText(exactly: text))
        case .bytes(let bytes): atoms(of: QuotedText(exactly: bytes))
        case .readable(let text): atoms(of: text)
        }
    }

    private static func atoms(of text: QuotedText) -> [Atom] {
        [.quote(text.pieces.reduce(0) { $0 + $1.width })] + text.pieces.map(Atom.piece)
    }
}

/// One line of a sheet.
struct SheetLine: Hashable, Sendable {
    var text: String
    var style: SheetStyle

    /// The line with its colour, which says nothing that the words do not.
    var coloured: String {
        guard !text.isEmpty, let code = style.code else { return text }
        return "\u{1B}[" + code + "m" + text + "\u{1B}[0m"
    }
}

/// How a line is set off where the terminal has colours; no other sequence is ever written.
enum SheetStyle: Hashable, Sendable, CaseIterable {
    case plain, strong, danger, caution, old, new

    /// The parameters of Select Graphic Rendition (ECMA-48 section 8.3.117).
    var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .danger: "1;31"
        case .caution: "33"
        case .old: "31"
        case .new: "32"
        }
    }
}
