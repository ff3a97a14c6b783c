// SPDX-License-Identifier: Apache-2.0

import Testing

/// Reads a sheet as somebody would who knows its layout: fields by their columns, quoted texts unescaped.
struct SheetReader {
    struct Field: Hashable {
        var section: String
        var label: String
        /// The content with its lines joined.
        var content: String

        /// The quoted texts in it, as bytes.
        func quoted() throws -> [[UInt8]] { try SheetReader.quoted(in: content) }
    }

    private(set) var fields: [Field] = []
    /// The lines that begin at the first column.
    private(set) var ownLines: [String] = []

    /// Reads a sheet.
    ///
    /// - Parameters:
    ///   - text: The sheet, without colours.
    ///   - columns: The width that it was made for.
    /// - Throws: If a line is none that a sheet can have.
    init(_ text: String, columns: Int) throws {
        let isAligned = columns >= 48
        let continuation = isAligned ? String(repeating: " ", count: 10) + "> " : "  > "
        var section = ""
        var isAfterBlank = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix(continuation) {
                try #require(!fields.isEmpty)
                fields[fields.count - 1].content += line.dropFirst(continuation.count)
            } else if line.hasPrefix("  ") {
                let rest = line.dropFirst(2)
                // An index is the one label that grows.
                let index = rest.hasPrefix("[") ? rest.prefix { $0 != "]" }.count + 1 : 0
                let width = index > 0 && (!isAligned || index > 9) ? index : isAligned ? 9 : Self.label(in: rest)
                let label = String(rest.prefix(width)).trimmed
                fields.append(Field(section: section, label: label, content: String(rest.dropFirst(width + 1))))
            } else if !line.isEmpty {
                ownLines.append(String(line))
                // A heading may be broken in a narrow sheet.
                section = isAfterBlank ? String(line) : section + " " + line
            }
            isAfterBlank = line.isEmpty
        }
    }

    /// Where the label ends in a narrow sheet, where nothing is aligned.
    private static func label(in rest: Substring) -> Int {
        let labels = [
            "found at", "left out", "asked for", "held to", "runs on", "NOT KNOWN", "- old", "+ new",
        ]
        return labels.first { rest.hasPrefix($0) }?.count ?? rest.prefix { $0 != " " }.count
    }

    /// The command in a section, the program first.
    func command(_ section: String = "What runs") throws -> [[UInt8]] {
        try fields
            .filter { $0.section.hasPrefix(section) && ($0.label == "program" || $0.label.hasPrefix("[")) }
            .map { try #require(try $0.quoted().first) }
    }

    /// The contents of the fields with a label.
    func contents(_ label: String) -> [String] { fields.filter { $0.label == label }.map(\.content) }

    /// What stands between quotes, with escapes undone.
    static func quoted(in text: String) throws -> [[UInt8]] {
        var found: [[UInt8]] = []
        var rest = Array(text.utf8)[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "\"")) {
            rest = rest[(start + 1)...]
            var bytes: [UInt8] = []
            while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
                if byte == UInt8(ascii: "\\") { bytes += try unescaped(&rest) } else { bytes.append(byte) }
            }
            found.append(bytes)
        }
        return found
    }

    /// The bytes that an escape stands for; its backslash was read.
    private static func unescaped(_ rest: inout ArraySlice<UInt8>) throws -> [UInt8] {
        let first = rest.popFirst()
        let kind = try #require(first)
        guard kind == UInt8(ascii: "u") || kind == UInt8(ascii: "x") else {
            try #require(kind == UInt8(ascii: "\\") || kind == UInt8(ascii: "\""))
            return [kind]
        }
        let brace = rest.popFirst()
        try #require(brace == UInt8(ascii: "{"))
        let end = try #require(rest.firstIndex(of: UInt8(ascii: "}")))
        let value = try #require(UInt32(String(decoding: rest[..<end], as: UTF8.self), radix: 16))
        rest = rest[(end + 1)...]
        guard kind == UInt8(ascii: "u") else { return [UInt8(value)] }
        return Array(String(Character(try #require(Unicode.Scalar(value)))).utf8)
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
