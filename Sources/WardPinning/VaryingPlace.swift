// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock
public import WardText

/// A place in a declaration that may hold another text at each start, such as a time zone in a description (T22).
///
/// A lock has it as a JSON Pointer that begins with the kind and the name: `/tools/now/description`. Only a text that
/// describes can vary: a description, a title, the default or an example of a schema. What an argument is called, which type
/// it has, whether it must be given and which values are taken decides what a call does, and is always pinned.
public struct VaryingPlace: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What declares it.
    public let kind: PinnedSurface.Kind
    /// The name of the declaration.
    public let name: ExactText
    /// Where it is, from the declaration on.
    public let pointer: JSONPointer

    /// The longest text, as JSON in bytes, that may vary; a longer one is pinned like all else.
    public static let longestText = 2_048
    /// The most places that one server may have.
    public static let most = 16
    /// The longest place in bytes.
    static let longest = 1_024

    /// Takes a pointer as a lock has it; nil if what it points to may not vary.
    public init?(_ pointer: JSONPointer) {
        let tokens = pointer.tokens
        guard tokens.count > 2, let kind = PinnedSurface.Kind(rawValue: tokens[0]),
            pointer.description.utf8.count <= Self.longest, Self.describes(tokens[2...], in: kind)
        else { return nil }
        self.kind = kind
        name = ExactText(tokens[1])
        self.pointer = JSONPointer(tokens: Array(tokens[2...]))
    }

    /// The place as a lock has it.
    public var description: String { lockPointer.description }

    /// The pointer as a lock has it.
    public var lockPointer: JSONPointer { JSONPointer(tokens: [kind.rawValue, name.text] + pointer.tokens) }

    /// The order in which places are listed.
    public static func < (left: VaryingPlace, right: VaryingPlace) -> Bool {
        ExactText(left.description) < ExactText(right.description)
    }

    /// What stands there in a surface; nil if nothing does, or no text, or a longer one than may vary.
    public func text(in surface: Surface) -> String? {
        surface.declarations[kind]?.first { $0.name == name }?.text(at: pointer)
    }

    private static func describes(_ path: ArraySlice<String>, in kind: PinnedSurface.Kind) -> Bool {
        let words = ["description", "title"]
        switch (kind, path.first ?? "", path.count) {
        case (_, let member, 1): return words.contains(member)
        case (.tools, "annotations", 2): return path.last == "title"
        case (.tools, "inputSchema", _), (.tools, "outputSchema", _): return describes(inSchema: path.dropFirst())
        case (.prompts, "arguments", 3): return words.contains(path.last ?? "")
        default: return false
        }
    }

    /// Whether a path within a schema ends at an annotation (JSON Schema 2020-12, Validation, section 9): those take no
    /// part in deciding which arguments are valid.
    ///
    /// The path is followed keyword by keyword, so that a property or a constant with such a name is not taken for one.
    private static func describes(inSchema path: ArraySlice<String>) -> Bool {
        var rest = path
        while let keyword = rest.popFirst() {
            switch keyword {
            case "description", "title", "default": return rest.isEmpty
            case "examples": return rest.count == 1
            case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "allOf", "anyOf",
                "oneOf",
                "prefixItems":
                guard rest.popFirst() != nil else { return false }
            case "items", "additionalProperties", "contains", "not", "if", "then", "else": continue
            default: return false
            }
        }
        return false
    }
}
