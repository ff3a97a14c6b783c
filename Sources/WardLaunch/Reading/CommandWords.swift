// SPDX-License-Identifier: Apache-2.0

import WardText

/// A whole command line in one text, split into words as POSIX says (XCU section 2.2), and into nothing but words.
///
/// Some clients take such a line and hand it to a shell. Ward has none: what only a shell understands (pipes, expansion,
/// patterns, assignments in front) is refused, so that no part of the line means something else here than there.
enum CommandWords {
    /// Why a line is not a plain list of words.
    struct Refusal: Error, Hashable {
        let detail: String
    }

    /// The words of a line.
    static func split(_ line: String) throws(Refusal) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        // A word that was begun may still be empty: `''`.
        var isInWord = false
        var scalars = line.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            if scalar == " " || scalar == "\t" {
                if isInWord { words.append(String(word)) }
                word = .init()
                isInWord = false
                continue
            }
            switch scalar {
            case "'":
                try appendQuoted(&scalars, to: &word)
            case "\"":
                try appendDoubleQuoted(&scalars, to: &word)
            case "\\":
                guard let next = scalars.next() else { throw Refusal(detail: "it ends in a backslash") }
                guard next != "\n" else { throw Refusal(detail: "it goes over several lines") }
                word.append(next)
            case "#" where !isInWord, "~" where !isInWord:
                throw refusal(scalar)
            case _ where isShellSyntax(scalar):
                throw refusal(scalar)
            default:
                word.append(scalar)
            }
            isInWord = true
        }
        if isInWord { words.append(String(word)) }
        if let first = words.first, isAssignment(first) {
            throw Refusal(detail: "a variable is set in front of the command")
        }
        guard words.first != "!" else { throw refusal("!") }
        return words
    }

    /// Whether a text reads as `NAME=value`, which a shell would take for a variable and not for a program.
    static func isAssignment(_ word: String) -> Bool {
        guard let sign = word.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let name = word.utf8[..<sign]
        guard let first = name.first, !ASCII.isDigit(first) else { return false }
        return name.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    }

    private static func appendQuoted(
        _ scalars: inout String.UnicodeScalarView.Iterator,
        to word: inout String.UnicodeScalarView
    ) throws(Refusal) {
        while let scalar = scalars.next() {
            guard scalar != "'" else { return }
            word.append(scalar)
        }
        throw Refusal(detail: "a quote is not closed")
    }

    private static func appendDoubleQuoted(
        _ scalars: inout String.UnicodeScalarView.Iterator,
        to word: inout String.UnicodeScalarView
    ) throws(Refusal) {
        while let scalar = scalars.next() {
            switch scalar {
            case "\"": return
            case "$", "`": throw refusal(scalar)
            case "\\":
                guard let next = scalars.next() else { throw Refusal(detail: "a quote is not closed") }
                // Within double quotes a backslash escapes only these; before others it stands for itself.
                if !["$", "`", "\"", "\\"].contains(next) { word.append("\\") }
                word.append(next)
            default: word.append(scalar)
            }
        }
        throw Refusal(detail: "a quote is not closed")
    }

    private static func isShellSyntax(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "|", "&", ";", "<", ">", "(", ")", "$", "`", "*", "?", "[", "]", "{", "}", "\n", "\r": true
        default: false
        }
    }

    private static func refusal(_ scalar: Unicode.Scalar) -> Refusal {
        Refusal(detail: "only a shell understands `\(Visible.escaped(String(scalar)))` in it")
    }
}
