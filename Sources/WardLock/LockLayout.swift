// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// Lays a lock out for people and for line-wise differences: two spaces a level, and a value without containers inside,
/// such as an artifact, on one line.
struct LockLayout {
    private(set) var text: [UInt8] = []
    private var depth = 0

    mutating func write(_ value: JSONValue) {
        put(value)
        text.append(0x0A)
    }

    private mutating func put(_ value: JSONValue) {
        switch value {
        case .object(let object) where !isFlat(value):
            lines(object.members, "{", "}") { layout, member in
                layout.text += JSONValue.string(member.name).encoded()
                layout.text += Array(": ".utf8)
                layout.put(member.value)
            }
        case .array(let elements) where !isFlat(value):
            lines(elements, "[", "]") { layout, element in layout.put(element) }
        default:
            text += value.encoded()
        }
    }

    private mutating func lines<Element>(
        _ elements: [Element],
        _ open: String,
        _ close: String,
        _ put: (inout LockLayout, Element) -> Void
    ) {
        text += Array(open.utf8)
        depth += 1
        for (index, element) in elements.enumerated() {
            text += Array((index > 0 ? ",\n" : "\n").utf8) + indentation
            put(&self, element)
        }
        depth -= 1
        text += Array("\n".utf8) + indentation + Array(close.utf8)
    }

    private var indentation: [UInt8] { Array(repeating: 0x20, count: 2 * depth) }

    /// Whether a value stands on one line: it holds no container but empty ones.
    private func isFlat(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object): object.members.allSatisfy { isSimple($0.value) }
        case .array(let elements): elements.count < 2 && elements.allSatisfy(isSimple)
        default: true
        }
    }

    private func isSimple(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object): object.members.isEmpty
        case .array(let elements): elements.isEmpty
        default: true
        }
    }
}
