// SPDX-License-Identifier: Apache-2.0

/// Placeholders that some client, shell or installer would replace, and Ward leaves as they are.
enum Interpolation {
    /// The bytes of the first placeholder of a text; nil if it has none.
    ///
    /// `${…}`, `$(…)`, `$NAME`, `{env:…}`, `{file:…}`, `{{…}}`, `%NAME%`, and a symbol of Ward's own at the start, which
    /// would be resolved when the launch is.
    static func first(in text: String) -> Range<Int>? {
        let bytes = Array(text.utf8)
        for symbol in ["{project}", "{home}", "{store}", "{tree}", "{bundle}"] where bytes.starts(with: symbol.utf8) {
            return 0..<symbol.utf8.count
        }
        for start in bytes.indices {
            let rest = bytes[start...]
            switch bytes[start] {
            case UInt8(ascii: "$"):
                if let end = dollar(rest) { return start..<end }
            case UInt8(ascii: "{"):
                if ["{env:", "{file:", "{{"].contains(where: { rest.starts(with: $0.utf8) }) {
                    return start..<closing(rest)
                }
            case UInt8(ascii: "%"):
                if let end = percent(rest) { return start..<end }
            default: break
            }
        }
        return nil
    }

    /// The first `{name}` of a registry's template, besides what ``first(in:)`` finds.
    static func firstTemplate(in text: String) -> Range<Int>? {
        if let range = first(in: text) { return range }
        let bytes = Array(text.utf8)
        for start in bytes.indices where bytes[start] == UInt8(ascii: "{") {
            let name = bytes[(start + 1)...].prefix { ASCII.isAlphanumeric($0) || "_-.".utf8.contains($0) }
            let end = start + 1 + name.count
            if !name.isEmpty, end < bytes.count, bytes[end] == UInt8(ascii: "}") { return start..<(end + 1) }
        }
        return nil
    }

    /// The variable that the whole of a text stands for: `${NAME}`, `${env:NAME}`, `{env:NAME}`.
    ///
    /// The names that editors give to their own folders are no variables of the environment.
    static func variable(_ text: String) -> String? {
        for (head, isOwn) in [("${env:", true), ("{env:", true), ("${", false)] {
            guard text.utf8.starts(with: head.utf8), text.utf8.last == UInt8(ascii: "}") else { continue }
            let name = String(Substring(text.utf8.dropFirst(head.utf8.count).dropLast()))
            guard isVariableName(name), isOwn || !editorNames.contains(name) else { continue }
            return name
        }
        return nil
    }

    /// Whether a text can name a variable in a shell (XBD section 8.1).
    static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !ASCII.isDigit(first) else { return false }
        return ASCII.isMade(name, alphanumericOr: "_")
    }

    private static let editorNames: Set<String> = [
        "workspaceFolder", "workspaceFolderBasename", "workspaceRoot", "userHome", "pathSeparator", "cwd", "__dirname",
    ]

    private static func dollar(_ rest: ArraySlice<UInt8>) -> Int? {
        guard let next = rest.dropFirst().first else { return nil }
        if next == UInt8(ascii: "{") { return closing(rest) }
        if next == UInt8(ascii: "(") { return closing(rest, UInt8(ascii: ")")) }
        guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(next) else { return nil }
        let name = rest.dropFirst().prefix { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
        return name.count > 1 ? name.endIndex : nil
    }

    private static func percent(_ rest: ArraySlice<UInt8>) -> Int? {
        let name = rest.dropFirst().prefix { ASCII.isAlphanumeric($0) || "_()".utf8.contains($0) }
        guard let first = name.first, ASCII.isLetter(first), name.endIndex < rest.endIndex,
            rest[name.endIndex] == UInt8(ascii: "%")
        else { return nil }
        // `%C3%A9` is percent-encoding.
        guard name.count > 2 || !name.allSatisfy(ASCII.isHexadecimal) else { return nil }
        return name.endIndex + 1
    }

    private static func closing(_ rest: ArraySlice<UInt8>, _ end: UInt8 = UInt8(ascii: "}")) -> Int {
        guard let first = rest.firstIndex(of: end) else { return rest.endIndex }
        let isDouble = rest.starts(with: "{{".utf8) || rest.starts(with: "${{".utf8)
        return isDouble && first + 1 < rest.endIndex && rest[first + 1] == end ? first + 2 : first + 1
    }
}
