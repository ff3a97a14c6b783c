// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol

/// What a reader makes of one line: a message's members, or a batch of messages.
///
/// Numbers are compared as doubles, since that is what Node's reader has, and names without regard to order.
indirect enum View: Equatable {
    case message([Value])
    case batch([View])
    case other

    /// What Ward makes of a line that it forwarded.
    init(of line: String) throws {
        let document = try JSONDocument(
            reading: Array(line.utf8), limits: .generous, tolerating: [.loneSurrogates, .inexactNumbers])
        self = View(judging: document.root, in: document)
    }

    /// What an oracle printed.
    init(answeredBy line: [UInt8]) throws {
        let document = try JSONDocument(
            reading: line, limits: .generous, tolerating: [.loneSurrogates, .inexactNumbers])
        self = View(answer: document.root, in: document)
    }

    /// The ids and methods of the message or of all in the batch.
    var names: [JudgedMessageName] {
        switch self {
        case .batch(let items): items.flatMap(\.names)
        case .message(let members): [JudgedMessageName(id: members[0].identifier, method: members[1].text)]
        case .other: [JudgedMessageName(id: nil, method: nil)]
        }
    }

    private static let members = ["id", "method", "params", "result", "error"]

    private init(judging node: JSONNode, in document: JSONDocument) {
        switch document.kind(of: node) {
        case .array: self = .batch(document.elements(of: node).map { View(judging: $0, in: document) })
        case .object:
            self = .message(
                Self.members.map { name in
                    document.value(named: name, in: node).map { Value($0, in: document) } ?? .absent
                })
        default: self = .other
        }
    }

    private init(answer node: JSONNode, in document: JSONDocument) {
        let items = Array(document.elements(of: node))
        switch items.first.flatMap({ document.string($0) }) {
        case "message": self = .message(items.dropFirst().map { Value($0, in: document) })
        case "batch":
            self = .batch(items.dropFirst().flatMap(document.elements(of:)).map { View(answer: $0, in: document) })
        default: self = .other
        }
    }
}

/// A JSON value as two readers can be compared by.
indirect enum Value: Equatable {
    case absent
    case null
    case flag(Bool)
    case number(Double)
    case string([UInt8])
    case array([Value])
    case object([[UInt8]: Value])

    init(_ node: JSONNode, in document: JSONDocument) {
        switch document.kind(of: node) {
        case .null: self = .null
        case .true: self = .flag(true)
        case .false: self = .flag(false)
        // Both oracles' numbers are read back; what overflows a double overflows it in all.
        case .number: self = .number(Double(document.text(of: node)) ?? .nan)
        case .string: self = .string(Array((document.string(node) ?? "").utf8))
        case .array: self = .array(document.elements(of: node).map { Value($0, in: document) })
        case .object:
            var members: [[UInt8]: Value] = [:]
            for member in document.members(of: node) {
                members[Array((document.string(member.name) ?? "").utf8)] = Value(member.value, in: document)
            }
            self = members == [Array("absent".utf8): .flag(true)] ? .absent : .object(members)
        }
    }

    /// The id as the log shows it.
    var identifier: String? {
        switch self {
        case .number(let value): Int64(exactly: value).map { "\($0)" }
        case .string(let bytes): "\"\(String(decoding: bytes, as: UTF8.self))\""
        default: nil
        }
    }

    /// The text of a string.
    var text: String? {
        guard case .string(let bytes) = self else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONLimits {
    /// An oracle wraps a message, which may be as deep as Ward allows.
    static var generous: JSONLimits {
        var limits = JSONLimits.default
        limits.depth += 8
        limits.bytes *= 8
        return limits
    }
}
