// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// Reads an object of which every member must be known.
struct ObjectReader {
    private let object: JSONNode
    private let document: JSONDocument
    private var read: [String] = []

    init(_ node: JSONNode, in document: JSONDocument) throws(LockError) {
        guard document.kind(of: node) == .object else {
            throw Self.error("an object is wanted here", node, document)
        }
        object = node
        self.document = document
    }

    var members: [JSONMember] { Array(document.members(of: object)) }

    /// A member that must be there.
    mutating func node(_ name: String) throws(LockError) -> JSONNode {
        guard let node = optional(name) else { throw error("`\(name)` is missing") }
        return node
    }

    /// A member that may be there.
    mutating func optional(_ name: String) -> JSONNode? {
        read.append(name)
        return document.value(named: name, in: object)
    }

    mutating func string(_ name: String) throws(LockError) -> String {
        try string(try node(name))
    }

    mutating func optionalString(_ name: String) throws(LockError) -> String? {
        guard let node = optional(name) else { return nil }
        return try string(node)
    }

    mutating func integer(_ name: String) throws(LockError) -> Int64 {
        let node = try node(name)
        guard let value = document.integer(node) else { throw Self.error("an integer is wanted here", node, document) }
        return value
    }

    mutating func strings(_ name: String) throws(LockError) -> [String] {
        guard let node = optional(name) else { return [] }
        return try strings(node)
    }

    mutating func digest(_ name: String) throws(LockError) -> Digest256 {
        try digest(try node(name))
    }

    func string(_ node: JSONNode) throws(LockError) -> String {
        guard let text = document.string(node) else { throw Self.error("a string is wanted here", node, document) }
        return text
    }

    func strings(_ node: JSONNode) throws(LockError) -> [String] {
        var texts: [String] = []
        for element in try elements(node) { texts.append(try string(element)) }
        return texts
    }

    func elements(_ node: JSONNode) throws(LockError) -> [JSONNode] {
        guard document.kind(of: node) == .array else { throw Self.error("an array is wanted here", node, document) }
        return Array(document.elements(of: node))
    }

    func digest(_ node: JSONNode) throws(LockError) -> Digest256 {
        guard let digest = Digest256(parsing: try string(node)) else {
            throw Self.error("a digest is wanted here: `sha256-` and 43 characters", node, document)
        }
        return digest
    }

    func digests(_ node: JSONNode) throws(LockError) -> Set<Digest256> {
        var digests: Set<Digest256> = []
        for element in try elements(node) { digests.insert(try digest(element)) }
        return digests
    }

    /// Refuses members that nobody asked for.
    func finish() throws(LockError) {
        guard let unknown = members.first(where: { !isKnown($0) }) else { return }
        let name = Visible.escaped(document.string(unknown.name) ?? "", limit: 80)
        throw Self.error("`\(name)` is not known here", unknown.value, document)
    }

    /// The members that nobody asked for.
    func rest() -> JSONObject {
        JSONObject(
            members.filter { !isKnown($0) }
                .map { (document.string($0.name) ?? "", JSONValue($0.value, in: document)) })
    }

    private func isKnown(_ member: JSONMember) -> Bool {
        guard let name = document.string(member.name) else { return false }
        return read.contains { $0.utf8.elementsEqual(name.utf8) }
    }

    func error(_ detail: String) -> LockError { Self.error(detail, object, document) }

    func error(_ detail: String, at node: JSONNode) -> LockError { Self.error(detail, node, document) }

    private static func error(_ detail: String, _ node: JSONNode, _ document: JSONDocument) -> LockError {
        LockError(
            .invalid, at: document.span(of: node).lowerBound, pointer: document.pointer(to: node).description, detail)
    }
}
