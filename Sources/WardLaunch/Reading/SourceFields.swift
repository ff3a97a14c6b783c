// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// The members of one object of a source, taken one by one; what nobody takes blocks.
struct SourceFields {
    let document: JSONDocument
    let object: JSONNode
    /// What was not taken, in the order of the text.
    private(set) var rest: [(name: String, value: JSONNode)] = []

    init(_ node: JSONNode, in document: JSONDocument) throws(SourceError) {
        guard document.kind(of: node) == .object else {
            throw document.error(.shape, at: node, "an object is wanted here")
        }
        self.document = document
        object = node
        for member in document.members(of: node) {
            let name = document.string(member.name) ?? ""
            // Some readers compare names before they decode them, so an escaped one can be hidden from a client.
            guard !document.isEscaped(member.name) else {
                throw document.error(
                    .unknownField, at: member.value,
                    "the name `\(Visible.escaped(name, limit: 80))` is written with escapes, which can hide a field")
            }
            rest.append((name, member.value))
        }
    }

    /// Whether a member is there and not taken.
    func has(_ name: String) -> Bool { place(of: name) != nil }

    /// A member that may be there; `null` counts as absent.
    mutating func take(_ name: String) -> JSONNode? {
        guard let place = place(of: name) else { return nil }
        let node = rest.remove(at: place).value
        return document.kind(of: node) == .null ? nil : node
    }

    /// The one of several spellings of a member that is there.
    ///
    /// - Throws: ``SourceCode/conflict`` if two are: readers differ on which one counts.
    mutating func take(oneOf names: [String]) throws(SourceError) -> JSONNode? {
        let present = names.filter(has)
        guard present.count < 2 else {
            let node = rest[place(of: present[1]) ?? 0].value
            throw document.error(
                .conflict, at: node,
                "`\(present[0])` and `\(present[1])` both stand here, and clients differ on which counts")
        }
        return present.first.flatMap { take($0) }
    }

    mutating func string(_ name: String) throws(SourceError) -> String? {
        guard let node = take(name) else { return nil }
        return try document.text(node)
    }

    mutating func string(oneOf names: [String]) throws(SourceError) -> String? {
        guard let node = try take(oneOf: names) else { return nil }
        return try document.text(node)
    }

    /// An array of strings; none where the member is absent.
    mutating func texts(_ name: String) throws(SourceError) -> [String] {
        guard let node = take(name) else { return [] }
        return try document.texts(node)
    }

    /// The objects of an array; none where the member is absent.
    mutating func objects(_ name: String) throws(SourceError) -> [JSONNode] {
        guard let node = take(name) else { return [] }
        guard document.kind(of: node) == .array else {
            throw document.error(.shape, at: node, "an array is wanted here")
        }
        return Array(document.elements(of: node))
    }

    /// A member that must be there.
    mutating func needed(_ name: String) throws(SourceError) -> JSONNode {
        guard let node = take(name) else { throw document.error(.missing, at: object, "`\(name)` is missing") }
        return node
    }

    mutating func bool(_ name: String) throws(SourceError) -> Bool? {
        guard let node = take(name) else { return nil }
        switch document.kind(of: node) {
        case .true: return true
        case .false: return false
        default: throw document.error(.shape, at: node, "`true` or `false` is wanted here")
        }
    }

    /// Adds members that stand elsewhere and mean the same here.
    ///
    /// - Throws: ``SourceCode/conflict`` if one of them is there already.
    mutating func unfold(_ members: [(name: String, value: JSONNode)]) throws(SourceError) {
        for member in members {
            guard !has(member.name) else {
                throw document.error(
                    .conflict, at: member.value, "`\(Visible.escaped(member.name, limit: 80))` stands at two levels")
            }
            rest.append(member)
        }
    }

    /// Gives a member another name; if both names stand, both stay, and the second one blocks.
    mutating func rename(_ name: String, to other: String) {
        guard let place = place(of: name), !has(other) else { return }
        rest[place].name = other
    }

    /// Takes those members that say nothing about what runs.
    mutating func skip(_ names: Set<String>) {
        rest.removeAll { names.contains($0.name) && $0.name.utf8.allSatisfy { $0 < 0x80 } }
    }

    /// Refuses members that nobody took: they could be saved or obeyed and not shown (S12).
    func finish() throws(SourceError) {
        guard let unknown = rest.first else { return }
        throw document.error(
            .unknownField, at: unknown.value,
            "the field `\(Visible.escaped(unknown.name, limit: 80))` is not understood here",
            hint: SourceFields.hint(unknown.name))
    }

    private func place(of name: String) -> Int? {
        rest.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    private static func hint(_ name: String) -> String {
        switch name {
        case "envFile": "it would load variables from a file that is not shown; name them in `env`"
        case "headersHelper": "it is a command that makes headers; put the headers themselves"
        default: "take it out if the server does not need it, or add the server by its command line"
        }
    }
}

extension JSONDocument {
    /// An error at a value of this text.
    func error(_ code: SourceCode, at node: JSONNode, _ detail: String, hint: String? = nil) -> SourceError {
        SourceError(code, at: .pointer(pointer(to: node)), detail, hint: hint)
    }

    /// A string without NUL, which no argument and no variable can hold.
    func text(_ node: JSONNode) throws(SourceError) -> String {
        guard let text = string(node) else { throw error(.shape, at: node, "a string is wanted here") }
        guard !text.utf8.contains(0) else { throw error(.value, at: node, "the text holds a NUL") }
        return text
    }

    /// An array of such strings.
    func texts(_ node: JSONNode) throws(SourceError) -> [String] {
        guard kind(of: node) == .array else { throw error(.shape, at: node, "an array of strings is wanted here") }
        var texts: [String] = []
        for element in elements(of: node) { texts.append(try text(element)) }
        return texts
    }

    /// Names with strings: the form of `env` and `headers`.
    ///
    /// A number or a truth value counts as its text, because that is what the environment would hold.
    func namedTexts(
        _ node: JSONNode,
        fault: (String) -> String?
    ) throws(SourceError) -> [(name: String, text: String)] {
        guard kind(of: node) == .object else { throw error(.shape, at: node, "names with strings are wanted here") }
        var values: [(name: String, text: String)] = []
        for member in members(of: node) {
            let name = string(member.name) ?? ""
            if let fault = fault(name) { throw error(.name, at: member.value, fault) }
            switch kind(of: member.value) {
            case .number, .true, .false: values.append((name, text(of: member.value)))
            default: values.append((name, try text(member.value)))
            }
        }
        return values
    }
}
