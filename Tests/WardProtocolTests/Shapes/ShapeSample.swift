// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// A JSON value that tests make and change; numbers keep their text.
indirect enum ShapeSample: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    case array([ShapeSample])
    case object([Member])

    struct Member: Hashable, Sendable {
        var name: String
        var value: ShapeSample
    }

    init(_ node: JSONNode, in document: JSONDocument) {
        switch document.kind(of: node) {
        case .null: self = .null
        case .true: self = .boolean(true)
        case .false: self = .boolean(false)
        case .number: self = .number(document.text(of: node))
        case .string: self = .string(document.string(node) ?? "")
        case .array: self = .array(document.elements(of: node).map { ShapeSample($0, in: document) })
        case .object:
            self = .object(
                document.members(of: node).map { member in
                    Member(
                        name: document.string(member.name) ?? "", value: ShapeSample(member.value, in: document))
                })
        }
    }

    var text: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .number(let text): text
        case .string(let text): Self.quoted(text)
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.name) + ":" + $0.value.text }.joined(separator: ",") + "}"
        }
    }

    func document() throws -> JSONDocument {
        try JSONDocument(reading: Array(text.utf8))
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// A small seeded generator, so that a failing round can be repeated.
struct ShapeRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int {
        Int(next() % UInt64(limit))
    }

    /// True once in `times`.
    mutating func once(in times: Int) -> Bool {
        below(times) == 0
    }
}
