// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// How the object behind a member of a declaration, such as a schema, stands in a sheet: all of it, a line for each object in it.
///
/// Leaf by leaf, twelve ordinary tools were longer than what may be approved by typing. Strings stand in quotes and all other
/// values without, so `"3"` is never taken for `3`; words of the protocol and of JSON Schema stand without, as Ward's own.
extension SheetWriter {
    /// The members that the protocol defines as objects or arrays.
    private static let structured: Set<String> = ["annotations", "arguments", "icons", "inputSchema", "outputSchema"]

    /// The names that most schemas and annotations consist of.
    private static let words: Set<String> = [
        "additionalProperties", "const", "default", "description", "destructiveHint", "enum", "examples", "format",
        "idempotentHint", "items", "listChanged", "maximum", "maxItems", "maxLength", "mimeType", "minimum",
        "minItems", "minLength", "name", "openWorldHint", "pattern", "readOnlyHint", "required", "sizes", "src",
        "subscribe", "title", "type",
    ]

    /// A member that the protocol defines, by its name.
    mutating func member(_ label: String, _ text: String) {
        guard Self.structured.contains(label) else { return field(label, exactly: text) }
        object(label, text)
    }

    /// A JSON text that stands for an object or an array.
    mutating func object(_ label: String, _ text: String) {
        guard let document = try? JSONDocument(reading: Array(text.utf8)),
            case let value = JSONValue(document.root, in: document), !value.hasNumberNames
        else { return field(label, exactly: text) }
        for group in value.groups(at: JSONPointer()) {
            let place: [Content] = group.pointer.tokens.isEmpty ? [] : [.exact(group.pointer.description)]
            field(label, place + group.members.flatMap { Self.name($0.name) + Self.value($0.value) })
            for text in group.members.flatMap({ $0.value.strings }) { reading(of: text) }
        }
    }

    private static func name(_ name: String?) -> [Content] {
        name.map { [words.contains($0) ? .own($0) : .exact($0)] } ?? []
    }

    private static func value(_ value: JSONValue) -> [Content] {
        switch value {
        case .string(let text): [.exact(text)] + length(of: text)
        case .array(let elements) where !elements.isEmpty:
            [.own("[")] + elements.flatMap { Self.value($0) } + [.own("]")]
        // Without strings in it, it is made of ASCII that JSON itself defines.
        default: [.own(String(decoding: value.encoded(), as: UTF8.self))]
        }
    }
}

extension JSONValue {
    /// The objects in it and what each holds beside other objects, with their places, outer ones first.
    fileprivate func groups(at pointer: JSONPointer) -> [(pointer: JSONPointer, members: [Part])] {
        guard !isFlat else { return [(pointer, [(nil, self)])] }
        let parts = parts
        let flat: [Part] = parts.filter(\.value.isFlat).map { ($0.name, $0.value) }
        // Recursion is bounded: no document is deeper than the reader allows.
        return (flat.isEmpty ? [] : [(pointer, flat)])
            + parts.filter { !$0.value.isFlat }.flatMap { $0.value.groups(at: pointer.appending($0.name)) }
    }

    /// Whether a member has a name that its place would show like that of an element.
    fileprivate var hasNumberNames: Bool {
        switch self {
        case .object(let object):
            object.members.contains { !$0.name.isEmpty && $0.name.utf8.allSatisfy { (0x30...0x39).contains($0) } }
                || object.members.contains(where: \.value.hasNumberNames)
        case .array(let elements): elements.contains(where: \.hasNumberNames)
        default: false
        }
    }

    /// A value with its name, if it has one.
    fileprivate typealias Part = (name: String?, value: JSONValue)

    private var parts: [(name: String, value: JSONValue)] {
        switch self {
        case .object(let object): object.members.map { ($0.name, $0.value) }
        case .array(let elements): elements.enumerated().map { (String($0.offset), $0.element) }
        default: []
        }
    }

    /// Whether it holds no others, or only what holds no others.
    private var isFlat: Bool {
        switch self {
        case .object(let object): object.members.isEmpty
        case .array(let elements): elements.allSatisfy(\.isLeaf)
        default: true
        }
    }

    private var isLeaf: Bool {
        switch self {
        case .object(let object): object.members.isEmpty
        case .array(let elements): elements.isEmpty
        default: true
        }
    }

    /// The strings of a flat value.
    fileprivate var strings: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(\.strings)
        default: []
        }
    }
}
