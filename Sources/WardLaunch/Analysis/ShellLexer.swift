// SPDX-License-Identifier: Apache-2.0

/// One simple command of a script.
struct ShellCommand: Sendable {
    /// Its words, quotes taken off.
    var words: [Word] = []
    /// What its output is written to.
    var targets: [Word] = []
    /// Whether it reads what the command before it wrote.
    var isPiped = false
}

/// Cuts a script into simple commands, as far as a finding needs it.
///
/// It is no shell: expansions stay as text, and every substitution and group simply begins a command of its own, so that
/// nothing that would run is hidden inside a word.
struct ShellLexer {
    private let script: Word
    private var commands: [ShellCommand] = []
    private var current = ShellCommand()
    private var bytes: [UInt8] = []
    private var wordStart: Int?
    private var nextIsTarget = false

    static func commands(in script: Word) -> [ShellCommand] {
        var lexer = ShellLexer(script: script)
        lexer.run()
        return lexer.commands
    }

    private init(script: Word) {
        self.script = script
    }

    private mutating func run() {
        let text = script.bytes
        var quote: UInt8?
        var index = 0
        while index < text.count {
            let byte = text[index]
            let next = index + 1 < text.count ? text[index + 1] : 0
            if quote == UInt8(ascii: "'") {
                if byte == UInt8(ascii: "'") { quote = nil } else { bytes.append(byte) }
                index += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\\") where next != 0 && next < 0x80:
                begin(index)
                if next != UInt8(ascii: "\n") { bytes.append(next) }
                index += 2
                continue
            case UInt8(ascii: "$") where next == UInt8(ascii: "("), UInt8(ascii: "<") where next == UInt8(ascii: "("):
                endCommand(index, piped: byte == UInt8(ascii: "<"))
                quote = nil
                index += 2
                continue
            case UInt8(ascii: "`"):
                endCommand(index, piped: false)
                quote = nil
            case UInt8(ascii: "\""):
                begin(index)
                quote = quote == nil ? byte : nil
            case UInt8(ascii: "'") where quote == nil:
                begin(index)
                quote = byte
            case _ where quote != nil:
                bytes.append(byte)
            case UInt8(ascii: "|"):
                endCommand(index, piped: next != UInt8(ascii: "|"))
                if next == UInt8(ascii: "|") { index += 1 }
            case UInt8(ascii: ">"):
                // A number or `&` in front says which output it is.
                if let start = wordStart,
                    text[start..<index].allSatisfy({ Bytes.isDigit($0) || $0 == UInt8(ascii: "&") })
                {
                    wordStart = nil
                    bytes = []
                }
                endWord(index)
                if next == UInt8(ascii: ">") || next == UInt8(ascii: "|") { index += 1 }
                if index + 1 < text.count, text[index + 1] == UInt8(ascii: "&") { index += 1 }
                nextIsTarget = true
            case UInt8(ascii: "&") where next == UInt8(ascii: ">"):
                endWord(index)
            case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "\n"), UInt8(ascii: "("), UInt8(ascii: ")"):
                endCommand(index, piped: false)
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "<"):
                endWord(index)
            default:
                begin(index)
                bytes.append(byte)
            }
            index += 1
        }
        endCommand(text.count, piped: false)
    }

    private mutating func begin(_ index: Int) {
        if wordStart == nil { wordStart = index }
    }

    private mutating func endWord(_ end: Int) {
        guard let start = wordStart else { return }
        let place = script.part(start..<end)
        let word = Word(bytes: bytes, origin: script.origin, span: place.span)
        if nextIsTarget { current.targets.append(word) } else { current.words.append(word) }
        (bytes, wordStart, nextIsTarget) = ([], nil, false)
    }

    private mutating func endCommand(_ end: Int, piped: Bool) {
        endWord(end)
        nextIsTarget = false
        if !current.words.isEmpty || !current.targets.isEmpty { commands.append(current) }
        current = ShellCommand()
        current.isPiped = piped
    }
}
