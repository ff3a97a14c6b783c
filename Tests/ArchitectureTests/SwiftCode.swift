// SPDX-License-Identifier: Apache-2.0

/// Reads Swift just far enough to tell code from comments and string literals.
///
/// It knows nested block comments, raw and multi-line strings. Interpolated expressions count as part of their
/// string, and a regular expression literal counts as code.
enum SwiftCode {
    /// The text with every byte inside comments and string literals made a space; lines stay where they are.
    static func blanked(_ text: String) -> String {
        var reader = Blanker(input: Array(text.utf8))
        reader.run()
        return String(decoding: reader.output, as: UTF8.self)
    }
}

private struct Blanker {
    let input: [UInt8]
    var output: [UInt8] = []
    var position = 0

    init(input: [UInt8]) {
        self.input = input
        output.reserveCapacity(input.count)
    }

    mutating func run() {
        while position < input.count {
            // Nearly every byte is none of these, and looking closer is slow.
            let byte = input[position]
            guard byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#") else {
                output.append(input[position])
                position += 1
                continue
            }
            if starts(with: "//") {
                while position < input.count, input[position] != UInt8(ascii: "\n") { blank() }
            } else if starts(with: "/*") {
                blankBlockComment()
            } else if let pounds = poundsBeforeQuote() {
                blankString(pounds: pounds)
            } else {
                output.append(input[position])
                position += 1
            }
        }
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                blank(2)
            } else if starts(with: "*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && position < input.count
    }

    /// The number of `#` before a quote that opens a string here, or nil if none opens.
    private func poundsBeforeQuote() -> Int? {
        var end = position
        while end < input.count, input[end] == UInt8(ascii: "#") { end += 1 }
        guard end < input.count, input[end] == UInt8(ascii: "\"") else { return nil }
        return end - position
    }

    private mutating func blankString(pounds: Int) {
        let fence = String(repeating: "#", count: pounds)
        let quotes = starts(with: fence + "\"\"\"") ? "\"\"\"" : "\""
        blank(pounds + quotes.utf8.count)
        while position < input.count {
            if starts(with: "\\" + fence + "(") {
                blank(1 + pounds)
                blankParentheses()
            } else if starts(with: "\\" + fence) {
                blank(2 + pounds)
            } else if starts(with: quotes + fence) {
                blank(quotes.utf8.count + pounds)
                return
            } else if quotes == "\"", input[position] == UInt8(ascii: "\n") {
                return  // no such string in code that compiles
            } else {
                blank()
            }
        }
    }

    /// Blanks an interpolation, from its opening parenthesis to the closing one.
    private mutating func blankParentheses() {
        var depth = 0
        repeat {
            if let pounds = poundsBeforeQuote() {
                blankString(pounds: pounds)
                continue
            }
            if input[position] == UInt8(ascii: "(") { depth += 1 }
            if input[position] == UInt8(ascii: ")") { depth -= 1 }
            blank()
        } while depth > 0 && position < input.count
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where position < input.count {
            output.append(input[position] == UInt8(ascii: "\n") ? input[position] : UInt8(ascii: " "))
            position += 1
        }
    }

    private func starts(with text: String) -> Bool {
        position + text.utf8.count <= input.count && input[position...].starts(with: text.utf8)
    }
}
