// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// One setting that a bundle asks its user for (`user_config`).
struct BundleSetting {
    enum Kind: String, CaseIterable {
        case string, number, boolean, directory, file
    }

    var title: String
    var kind: Kind
    var isRequired: Bool
    var isMultiple: Bool
    var isSecret: Bool
    /// The least and the most of a number, with their words.
    var least: (value: Double, text: String)?
    var most: (value: Double, text: String)?
    /// What it is without anybody's word; nil where the manifest says nothing.
    var defaults: [String]?

    /// Why a text cannot be its value; nil if it can.
    func fault(in text: String) -> String? {
        switch kind {
        case .string: return nil
        case .boolean: return ["true", "false"].contains(text) ? nil : "is `true` or `false`"
        case .directory, .file: return text.hasPrefix("/") ? nil : "is a full path"
        case .number:
            guard let number = JSONText.number(text) else { return "is a number" }
            if let least, number < least.value { return "is at least \(least.text)" }
            if let most, number > most.value { return "is at most \(most.text)" }
            return nil
        }
    }
}

/// A number as JSON writes it, so that no other spelling (`0x10`, `nan`, ` 1`) gets through.
private enum JSONText {
    static func number(_ text: String) -> Double? {
        guard let document = try? JSONDocument(reading: Array(text.utf8)), document.kind(of: document.root) == .number,
            text.utf8.count == document.text(of: document.root).utf8.count
        else { return nil }
        return Double(text)
    }
}

/// The settings of a bundle and their values.
struct BundleSettings {
    private let document: JSONDocument
    private let place: JSONNode?
    private var settings: [(key: String, setting: BundleSetting)] = []
    private let values: [String: [String]]
    /// Keys that a longer text holds and that have no value.
    private var wanted: Set<ExactText> = []

    init(_ node: JSONNode?, given: [String: [String]], in document: JSONDocument) throws(SourceError) {
        self.document = document
        values = given
        place = node
        if let node {
            guard document.kind(of: node) == .object else {
                throw document.error(.shape, at: node, "names with settings are wanted here")
            }
            for member in document.members(of: node) {
                let setting = try Self.setting(member.value, document.string(member.name) ?? "", in: document)
                settings.append((document.string(member.name) ?? "", setting))
            }
        }
        for (key, values) in given.sorted(by: { ExactText($0.key) < ExactText($1.key) }) { try check(key, values) }
    }

    private static func setting(
        _ node: JSONNode, _ key: String, in document: JSONDocument
    ) throws(SourceError) -> BundleSetting {
        var fields = try SourceFields(node, in: document)
        let typeNode = try fields.needed("type")
        guard let kind = BundleSetting.Kind(rawValue: try document.text(typeNode)) else {
            throw document.error(.shape, at: typeNode, "a setting is a string, number, boolean, directory or file")
        }
        var setting = BundleSetting(
            title: try fields.string("title") ?? key, kind: kind, isRequired: try fields.bool("required") ?? false,
            isMultiple: try fields.bool("multiple") ?? false, isSecret: try fields.bool("sensitive") ?? false)
        for name in ["min", "max"] {
            guard let node = fields.take(name) else { continue }
            guard let number = Double(document.text(of: node)), document.kind(of: node) == .number else {
                throw document.error(.shape, at: node, "a number is wanted here")
            }
            let bound = (value: number, text: document.text(of: node))
            if name == "min" { setting.least = bound } else { setting.most = bound }
        }
        if let node = fields.take("default") { setting.defaults = try defaults(node, setting, in: document) }
        fields.skip(["description"])
        try fields.finish()
        return setting
    }

    private static func defaults(
        _ node: JSONNode, _ setting: BundleSetting, in document: JSONDocument
    ) throws(SourceError) -> [String] {
        let nodes = document.kind(of: node) == .array ? Array(document.elements(of: node)) : [node]
        guard setting.isMultiple || nodes.count == 1 else {
            throw document.error(.shape, at: node, "the setting takes one value")
        }
        var texts: [String] = []
        for node in nodes {
            switch document.kind(of: node) {
            case .number, .true, .false: texts.append(document.text(of: node))
            default: texts.append(try document.text(node))
            }
            // A path may begin with a variable, which is filled in later.
            if [.number, .boolean].contains(setting.kind), let wrong = setting.fault(in: texts[texts.count - 1]) {
                throw document.error(.value, at: node, "the setting \(wrong)")
            }
        }
        return texts
    }

    private func check(_ key: String, _ values: [String]) throws(SourceError) {
        let shown = Visible.escaped(key, limit: 80)
        guard let setting = setting(key) else {
            let names = settings.map { Visible.escaped($0.key, limit: 80) }.joined(separator: ", ")
            throw fault("the bundle has no setting `\(shown)`", names.isEmpty ? "it has none" : "it has: \(names)")
        }
        guard !setting.isSecret else {
            throw fault(
                "the setting `\(shown)` is secret, and would stand in the lock in clear",
                "leave it out; the sheet names the variable that its value is taken from")
        }
        guard setting.isMultiple || values.count == 1 else {
            throw fault("the setting `\(shown)` takes one value", nil)
        }
        for value in values {
            guard !value.utf8.contains(0) else { throw fault("the value of `\(shown)` holds a NUL", nil) }
            guard setting.kind != .string || !SecretLooks.isSecret(variable: key, value: value) else {
                throw fault(
                    "the value of `\(shown)` looks like a secret, and would stand in the lock in clear",
                    "give another value, and take the real one from a variable with `--env NAME`")
            }
            if let wrong = setting.fault(in: value) {
                throw fault("`\(Visible.escaped(value, limit: 200))` cannot be `\(shown)`, which \(wrong)", nil)
            }
        }
    }

    private func fault(_ detail: String, _ hint: String?) -> SourceError {
        SourceError(.setting, at: place.map { .pointer(document.pointer(to: $0)) } ?? .whole, detail, hint: hint)
    }

    private func setting(_ key: String) -> BundleSetting? {
        settings.first { $0.key.utf8.elementsEqual(key.utf8) }?.setting
    }

    func has(_ key: String) -> Bool { setting(key) != nil }

    func isSecret(_ key: String) -> Bool { setting(key)?.isSecret == true }

    /// The values that a person gave.
    func given(_ key: String) -> [String]? { values[key] }

    /// The values that the manifest has for a setting that nobody gave any.
    func defaults(_ key: String) -> [String]? { setting(key)?.defaults }

    /// A longer text needs a value of this setting.
    mutating func want(_ key: String) { wanted.insert(ExactText(key)) }

    /// All settings that have no value and need one, as one error; nil where there are none.
    var missing: SourceError? {
        let missing = settings.filter { key, setting in
            guard !setting.isSecret, setting.isRequired || wanted.contains(ExactText(key)) else { return false }
            let values = given(key) ?? setting.defaults ?? []
            // An empty text is what a form holds that nobody filled in.
            return values.isEmpty || setting.isRequired && values.allSatisfy(\.isEmpty)
        }
        guard !missing.isEmpty else { return nil }
        let list = missing.map { key, setting in
            "`\(Visible.escaped(key, limit: 80))` (\(Visible.escaped(setting.title, limit: 200)), \(setting.kind.rawValue))"
        }
        return fault(
            "the bundle needs values for its settings \(list.joined(separator: ", "))",
            "give each: --setting NAME=VALUE")
    }
}
