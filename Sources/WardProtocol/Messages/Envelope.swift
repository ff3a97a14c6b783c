// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardText

/// The JSON-RPC 2.0 envelope of one message, read strictly; its values stay where they are in the document.
public struct Envelope: Hashable, Sendable {
    /// What kind of message it is.
    public enum Kind: Hashable, Sendable {
        /// Has `method` and `id`.
        case request
        /// Has `method` and no `id`.
        case notification
        /// Has `id` and `result`.
        case result
        /// Has `error`, and an `id` unless the peer could not tell which request failed.
        case error
    }

    /// What kind of message it is.
    public let kind: Kind
    /// The id; `nil` for a notification, and for an error that answers no request in particular.
    public let id: RequestID?
    /// The method of a request or notification.
    public let method: String?
    /// The value of `params`, always an object where present.
    public let params: JSONNode?
    /// The value of `result` or `error`.
    public let outcome: JSONNode?
    /// Members that JSON-RPC does not define; kept as they are.
    public let extensionCount: Int

    /// The longest string id and the longest method, in bytes as written.
    public static let longestName = 512

    /// Reads the envelope of the message at `node`.
    ///
    /// - Throws: ``MessageError`` with the violation and its byte offset.
    public init(_ node: JSONNode, in document: JSONDocument) throws(MessageError) {
        var reader = EnvelopeReader(document: document)
        guard document.kind(of: node) == .object else {
            throw MessageError(.notAMessage, at: node, in: document, "a message is an object")
        }
        for member in document.members(of: node) { try reader.take(member) }
        self = try reader.envelope(at: node)
    }

    fileprivate init(
        kind: Kind,
        id: RequestID?,
        method: String?,
        params: JSONNode?,
        outcome: JSONNode?,
        extensionCount: Int
    ) {
        self.kind = kind
        self.id = id
        self.method = method
        self.params = params
        self.outcome = outcome
        self.extensionCount = extensionCount
    }
}

/// A message that breaks the envelope's rules.
public struct MessageError: Error, Hashable, Sendable {
    /// What is wrong: the raw value of a ``Violation`` or of a shape's code.
    public let code: String
    /// Where, in bytes from the start of the frame.
    public let offset: Int
    /// What was expected, for a person.
    public let detail: String

    /// Makes an error at a node of a document.
    public init(_ violation: Violation, at node: JSONNode, in document: JSONDocument, _ detail: String) {
        self.init(code: violation.rawValue, offset: document.span(of: node).lowerBound, detail: detail)
    }

    /// Makes an error with the code of another layer.
    public init(code: String, offset: Int, detail: String) {
        self.code = code
        self.offset = offset
        self.detail = detail
    }
}

/// Collects the members of an envelope, then decides what they make together.
private struct EnvelopeReader {
    let document: JSONDocument
    var version: JSONNode?
    var idNode: JSONNode?
    var methodNode: JSONNode?
    var params: JSONNode?
    var result: JSONNode?
    var error: JSONNode?
    var extensionCount = 0

    mutating func take(_ member: JSONMember) throws(MessageError) {
        if document.equals(member.name, "jsonrpc") {
            version = member.value
        } else if document.equals(member.name, "id") {
            idNode = member.value
        } else if document.equals(member.name, "method") {
            methodNode = member.value
        } else if document.equals(member.name, "params") {
            params = member.value
        } else if document.equals(member.name, "result") {
            result = member.value
        } else if document.equals(member.name, "error") {
            error = member.value
        } else {
            try takeExtension(member.name)
            return
        }
        try refuseEscape(in: member.name, "a name of the envelope is spelled with escapes")
    }

    private mutating func takeExtension(_ name: JSONNode) throws(MessageError) {
        extensionCount += 1
        try checkName(name, among: EnvelopeNames.all)
    }

    /// Names that the protocol defines are spelled plainly, and no other name looks like one.
    private func checkName(_ name: JSONNode, among known: [String]) throws(MessageError) {
        let text = document.string(name) ?? ""
        if known.contains(text) {
            try refuseEscape(in: name, "a name of the envelope is spelled with escapes")
        } else if let other = EnvelopeNames.name(in: known, foldingTo: text) {
            throw MessageError(
                code: "folded-name",
                offset: document.span(of: name).lowerBound,
                detail: "this name can be taken for `\(other)`"
            )
        }
    }

    private func refuseEscape(in text: JSONNode, _ detail: String) throws(MessageError) {
        guard document.isEscaped(text) else { return }
        throw MessageError(code: "escaped-name", offset: document.span(of: text).lowerBound, detail: detail)
    }

    func envelope(at node: JSONNode) throws(MessageError) -> Envelope {
        guard let version, document.equals(version, "2.0") else {
            throw MessageError(.wrongVersion, at: version ?? node, in: document, "`jsonrpc` must be \"2.0\"")
        }
        if let params, document.kind(of: params) != .object {
            throw MessageError(.invalidParams, at: params, in: document, "`params` must be an object")
        }
        let id = try readID()
        if let methodNode {
            if let outcome = result ?? error {
                throw MessageError(.mixedEnvelope, at: outcome, in: document, "a message with `method` has no outcome")
            }
            return Envelope(
                kind: id == nil ? .notification : .request,
                id: id,
                method: try readMethod(methodNode),
                params: params,
                outcome: nil,
                extensionCount: extensionCount
            )
        }
        return try response(id: id, at: node)
    }

    private func response(id: RequestID?, at node: JSONNode) throws(MessageError) -> Envelope {
        if let error, result != nil {
            throw MessageError(.resultAndError, at: error, in: document, "a response has `result` or `error`")
        }
        guard let outcome = result ?? error else {
            throw MessageError(.notAMessage, at: node, in: document, "there is no `method`, `result` or `error`")
        }
        if let params {
            throw MessageError(.mixedEnvelope, at: params, in: document, "a response has no `params`")
        }
        if result != nil, id == nil {
            throw MessageError(.missingID, at: node, in: document, "a result needs the id of its request")
        }
        if error != nil { try checkError(outcome) }
        return Envelope(
            kind: error == nil ? .result : .error,
            id: id,
            method: nil,
            params: nil,
            outcome: outcome,
            extensionCount: extensionCount
        )
    }

    private func readID() throws(MessageError) -> RequestID? {
        guard let idNode else { return nil }
        // JSON-RPC lets an error answer "some request" with a null id; MCP requests never have one (R140).
        if document.kind(of: idNode) == .null, error != nil, methodNode == nil { return nil }
        guard document.span(of: idNode).count <= Envelope.longestName else {
            throw MessageError(.oversizedMember, at: idNode, in: document, "the id is too long")
        }
        guard let id = RequestID(idNode, in: document) else {
            throw MessageError(.invalidID, at: idNode, in: document, "an id is a string or an integer")
        }
        return id
    }

    private func readMethod(_ node: JSONNode) throws(MessageError) -> String {
        guard document.span(of: node).count <= Envelope.longestName else {
            throw MessageError(.oversizedMember, at: node, in: document, "the method is too long")
        }
        guard let method = document.string(node), !method.isEmpty else {
            throw MessageError(.invalidMethod, at: node, in: document, "`method` must be a string with content")
        }
        try refuseEscape(in: node, "a method is spelled without escapes")
        return method
    }

    private func checkError(_ node: JSONNode) throws(MessageError) {
        guard document.kind(of: node) == .object else {
            throw MessageError(.invalidError, at: node, in: document, "`error` must be an object")
        }
        guard let code = document.value(named: "code", in: node), document.integer(code) != nil else {
            throw MessageError(.invalidError, at: node, in: document, "an error's `code` is an integer")
        }
        guard let text = document.value(named: "message", in: node), document.kind(of: text) == .string else {
            throw MessageError(.invalidError, at: node, in: document, "an error's `message` is a string")
        }
        for member in document.members(of: node) {
            try checkName(member.name, among: EnvelopeNames.error)
        }
    }
}

/// The names of an envelope, for telling apart those that only look like them.
private enum EnvelopeNames {
    static let all = ["jsonrpc", "id", "method", "params", "result", "error"]
    static let error = ["code", "message", "data"]

    static func name(in known: [String], foldingTo text: String) -> String? {
        let folded = NameFolding.folded(text)
        return known.first { NameFolding.folded($0) == folded }
    }
}
