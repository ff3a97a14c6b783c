// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// Fills in the variables of a manifest's texts.
struct BundleTexts {
    private static let symbols = ["{home}", "{store}", "{tree}", "{project}"]
    private static let setting = "user_config."

    let document: JSONDocument
    let platform: BundlePlatform
    let home: String
    var settings: BundleSettings

    init(document: JSONDocument, platform: BundlePlatform, home: String, settings: BundleSettings) {
        self.document = document
        self.platform = platform
        self.home = home
        self.settings = settings
    }

    /// A text with its variables filled in: none where it is a setting that has no value, several where it is one that has.
    mutating func expanded(_ text: String, _ node: JSONNode) throws(SourceError) -> [String] {
        let pieces = Piece.all(in: text)
        guard pieces.count == 1, case .variable(let name, _)? = pieces.first, let key = setting(name) else {
            return [try one(text, node)]
        }
        return try values(of: key, isFirst: true, node)
    }

    /// A text with its variables filled in, each by one value.
    mutating func one(_ text: String, _ node: JSONNode) throws(SourceError) -> String {
        try refuseSymbols(text, node)
        var result = ""
        for piece in Piece.all(in: text) {
            switch piece {
            case .text(let text): result += text
            case .variable(let name, let text):
                if let key = setting(name) {
                    result += try only(key, isFirst: result.isEmpty, node)
                } else {
                    result += place(name, isFirst: result.isEmpty) ?? text
                }
            }
        }
        return result
    }

    /// Whether a secret setting would stand in a text.
    func holdsSecret(_ text: String) -> Bool {
        let head = "${\(Self.setting)".utf8
        var rest = text.utf8[...]
        while let start = rest.firstRange(of: head) {
            rest = rest[start.upperBound...]
            let name = rest.prefix { $0 != UInt8(ascii: "}") }
            if settings.isSecret(String(Substring(name))) { return true }
        }
        return false
    }

    /// The declared setting that a variable means.
    private func setting(_ name: String) -> String? {
        guard name.utf8.starts(with: Self.setting.utf8) else { return nil }
        let key = String(Substring(name.utf8.dropFirst(Self.setting.utf8.count)))
        return settings.has(key) ? key : nil
    }

    /// The one value of a setting that stands in a longer text.
    private mutating func only(_ key: String, isFirst: Bool, _ node: JSONNode) throws(SourceError) -> String {
        let values = try values(of: key, isFirst: isFirst, node)
        if values.isEmpty { settings.want(key) }
        guard values.count < 2 else {
            throw document.error(
                .setting, at: node, "several values of `\(Visible.escaped(key, limit: 80))` cannot stand in one text",
                hint: "give one value")
        }
        return values.first ?? ""
    }

    /// The values of a setting: a person's as they are, the manifest's own with places filled in.
    private func values(of key: String, isFirst: Bool, _ node: JSONNode) throws(SourceError) -> [String] {
        try refuseSecret(key, node)
        let values = settings.given(key) ?? settings.defaults(key) ?? []
        for value in values { try refuseSymbols(value, node) }
        guard settings.given(key) == nil else { return values }
        return values.map { value in
            var result = ""
            for piece in Piece.all(in: value) {
                switch piece {
                case .text(let text): result += text
                case .variable(let name, let text):
                    result += place(name, isFirst: isFirst && result.isEmpty) ?? text
                }
            }
            return result
        }
    }

    /// What a variable for a place stands for; nil for one that is not known.
    private func place(_ name: String, isFirst: Bool) -> String? {
        // A symbol counts only where a text begins with it, and makes the lock fit other people there.
        let home = isFirst ? "{home}" : home
        let separator = platform == .windows ? "\\" : "/"
        return switch name {
        case "__dirname": BundleManifest.folder
        case "HOME": home
        case "DESKTOP": home + separator + "Desktop"
        case "DOCUMENTS": home + separator + "Documents"
        case "DOWNLOADS": home + separator + "Downloads"
        case "/", "pathSeparator": separator
        default: nil
        }
    }

    private func refuseSymbols(_ text: String, _ node: JSONNode) throws(SourceError) {
        let first = Self.symbols.first { text.utf8.starts(with: $0.utf8) }
        let inner = text.utf8.firstRange(of: BundleManifest.folder.utf8) == nil ? nil : BundleManifest.folder
        guard let symbol = first ?? inner else { return }
        throw document.error(.value, at: node, "a text holds `\(symbol)`, which stands for a folder of Ward's")
    }

    private func refuseSecret(_ key: String, _ node: JSONNode) throws(SourceError) {
        guard settings.isSecret(key) else { return }
        throw document.error(
            .setting, at: node,
            "the secret setting `\(Visible.escaped(key, limit: 80))` would stand in a command, where every program of this "
                + "machine can read it", hint: "ask the bundle's makers to take it from a variable")
    }
}

/// A part of a manifest's text: as it is, or a variable `${NAME}`.
private enum Piece {
    case text(String)
    case variable(name: String, text: String)

    static func all(in text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text.utf8[...]
        while let start = rest.firstRange(of: "${".utf8),
            let end = rest[start.upperBound...].firstIndex(of: UInt8(ascii: "}"))
        {
            if start.lowerBound > rest.startIndex { pieces.append(.text(String(Substring(rest[..<start.lowerBound])))) }
            let name = String(Substring(rest[start.upperBound..<end]))
            pieces.append(.variable(name: name, text: "${\(name)}"))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(Substring(rest)))) }
        return pieces
    }
}
