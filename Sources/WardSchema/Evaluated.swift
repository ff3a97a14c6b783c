// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// Which members or elements of one value were looked at, for `unevaluatedProperties` and `unevaluatedItems`.
struct Evaluated: Sendable {
    private var parts: [Bool]

    init(_ node: JSONNode, in document: JSONDocument) {
        let kind = document.kind(of: node)
        parts = [Bool](repeating: false, count: kind == .object || kind == .array ? document.count(of: node) : 0)
    }

    func has(_ index: Int) -> Bool { parts[index] }

    mutating func add(_ index: Int) { parts[index] = true }

    mutating func merge(_ other: Evaluated) {
        for index in parts.indices where other.parts[index] { parts[index] = true }
    }
}

/// What looks at the parts that nothing else has looked at (JSON Schema 2020-12, section 11).
extension SchemaValidator {
    mutating func unevaluatedItems(
        _ other: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        guard document.kind(of: node) == .array else { return true }
        for (index, element) in document.elements(of: node).enumerated() where seen?.has(index) != true {
            guard check(other, element, document) else { return false }
            seen?.add(index)
        }
        return true
    }

    mutating func unevaluatedProperties(
        _ other: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        guard document.kind(of: node) == .object else { return true }
        for (index, member) in document.members(of: node).enumerated() where seen?.has(index) != true {
            guard check(other, member.value, document) else { return false }
            seen?.add(index)
        }
        return true
    }
}
