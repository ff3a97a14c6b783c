// SPDX-License-Identifier: Apache-2.0

/// A JSON value that Ward makes or keeps apart from a text.
///
/// Two values are equal when their texts would be: strings are compared code point by code point, not by how they look,
/// and members in their order.
public indirect enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// An integer; one beyond ±(2^53−1) is written as a string, because JSON readers disagree on such numbers.
    case integer(Int64)
    /// Any other number; one that is not finite is written as `null`.
    case double(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object with its members in order.
    case object(JSONObject)

    /// The value of a node.
    ///
    /// A tolerated number that JSON readers disagree on becomes a string of its source text.
    public init(_ node: JSONNode, in document: JSONDocument) {
        // Recursion is bounded: no document is deeper than 1,024.
        switch document.kind(of: node) {
        case .null:
            self = .null
        case .true:
            self = .bool(true)
        case .false:
            self = .bool(false)
        case .number:
            if document.isInexact(node) {
                self = .string(document.text(of: node))
            } else if let integer = document.integer(node) {
                self = .integer(integer)
            } else {
                self = .double(document.double(node) ?? 0)
            }
        case .string:
            self = .string(document.string(node) ?? "")
        case .array:
            self = .array(document.elements(of: node).map { JSONValue($0, in: document) })
        case .object:
            let members = document.members(of: node).map { member in
                JSONObject.Member(
                    name: document.string(member.name) ?? "", value: JSONValue(member.value, in: document))
            }
            self = .object(JSONObject(unchecked: members))
        }
    }

    /// The value as a text without white space that the own reader accepts, up to its limits.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// The canonical form (RFC 8785) of ``encoded()``.
    public func canonicalBytes() -> [UInt8] {
        var output: [UInt8] = []
        appendCanonical(to: &output)
        return output
    }

    /// The digest of the canonical form.
    public func canonicalDigest() -> Digest256 {
        Digest256(of: canonicalBytes())
    }

    private func appendCanonical(to output: inout [UInt8]) {
        switch self {
        case .null, .bool, .integer:
            output += encoded()
        case .double(let value):
            output += canonicalNumber(value)
        case .string(let text):
            appendCanonicalString(strict(text, isName: false).utf8, to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 {
                    output.append(UInt8(ascii: ","))
                }
                element.appendCanonical(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            let members = object.members.sorted { precedesInUTF16($0.name.utf8, $1.name.utf8) }
            for (index, member) in members.enumerated() {
                if index > 0 {
                    output.append(UInt8(ascii: ","))
                }
                appendCanonicalString(member.name.utf8, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.appendCanonical(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    /// Whether two values have the same text.
    public static func == (first: JSONValue, second: JSONValue) -> Bool {
        switch (first, second) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.integer(let one), .integer(let other)): one == other
        case (.double(let one), .double(let other)): one.bitPattern == other.bitPattern
        case (.string(let one), .string(let other)): one.utf8.elementsEqual(other.utf8)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        default: false
        }
    }

    /// Feeds the value to a hasher.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null:
            hasher.combine(0 as UInt8)
        case .bool(let value):
            hasher.combine(value ? 1 : 2 as UInt8)
        case .integer(let value):
            hasher.combine(3 as UInt8)
            hasher.combine(value)
        case .double(let value):
            hasher.combine(4 as UInt8)
            hasher.combine(value.bitPattern)
        case .string(let text):
            hasher.combine(5 as UInt8)
            hashExactly(text, into: &hasher)
        case .array(let elements):
            hasher.combine(6 as UInt8)
            hasher.combine(elements)
        case .object(let object):
            hasher.combine(7 as UInt8)
            hasher.combine(object)
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Makes `null`.
    public init(nilLiteral: ()) {
        self = .null
    }

    /// Makes `true` or `false`.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    /// Makes an integer.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// Makes a number.
    public init(floatLiteral value: Double) {
        self = .double(value)
    }

    /// Makes a string.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// Makes an array.
    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    /// Makes an object; of members with one name the last counts.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(JSONObject(members))
    }
}
