// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// The bytes that equal values have in common (JSON Schema 2020-12, 4.2.2): numbers by what they are and not how they are
/// written, members in any order.
struct ValueKey: Hashable, Sendable {
    private(set) var bytes: [UInt8] = []

    /// Makes the key of a value; it descends as deep as the text is nested, which reading bounds.
    init(_ node: JSONNode, in document: JSONDocument) { add(node, document) }

    private mutating func add(_ node: JSONNode, _ document: JSONDocument) {
        switch document.kind(of: node) {
        case .null: bytes.append(UInt8(ascii: "n"))
        case .true: bytes.append(UInt8(ascii: "t"))
        case .false: bytes.append(UInt8(ascii: "f"))
        case .number:
            let number = document.decimal(node)
            bytes.append(number.isNegative ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            bytes += number.digits.map { $0 + 0x30 }
            bytes += Array("e\(number.exponent);".utf8)
        case .string: add(text: document.bytes(ofString: node))
        case .array:
            bytes.append(UInt8(ascii: "["))
            for element in document.elements(of: node) { add(element, document) }
            bytes.append(UInt8(ascii: "]"))
        case .object:
            bytes.append(UInt8(ascii: "{"))
            let members = document.members(of: node).map { ($0, document.bytes(ofString: $0.name)) }
            for (member, name) in members.sorted(by: { $0.1.lexicographicallyPrecedes($1.1) }) {
                add(text: name)
                add(member.value, document)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func add(text: [UInt8]) {
        bytes += Array("\"\(text.count):".utf8)
        bytes += text
    }
}

extension JSONDocument {
    /// A number as it was written.
    func decimal(_ node: JSONNode) -> DecimalNumber { withBytes(of: node) { DecimalNumber($0) } }

    /// A string's decoded bytes.
    func bytes(ofString node: JSONNode) -> [UInt8] { withDecoded(node) { span in span.copied() } }

    /// Lends a string's decoded bytes, without a copy where nothing is escaped.
    func withDecoded<R>(_ node: JSONNode, _ body: (Span<UInt8>) -> R) -> R {
        guard isEscaped(node) else { return withBytes(of: node, body) }
        let decoded = Array((string(node) ?? "").utf8)
        return body(decoded.span)
    }
}

extension Span<UInt8> {
    func copied() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in indices { bytes.append(self[index]) }
        return bytes
    }
}
