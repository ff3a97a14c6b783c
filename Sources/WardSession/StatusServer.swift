// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// What stands in for a server that may not run: a working MCP server of the client's era with the one tool `ward_status`.
///
/// A gateway puts it where the server's process would be, so every message still passes the session. What a model reads
/// here says only that a person must open a terminal and type `ward`: no digest, no id and no approving command stands in
/// it, because whoever reads it may be told by the same text to act on it (T45, T48).
public struct StatusServer: Sendable {
    /// The version of Ward, which it says of itself.
    private let version: String

    /// The text that a model reads, whatever is blocked and why.
    public static let text = """
        This MCP server is not running: Ward holds it back until a person has looked at it. There is nothing to do here. Please \
        tell the user to open a terminal and type `ward`.
        """

    /// The instructions that a client gets: it may still have them when the server has come.
    private static let instructions = "While the only tool here is `ward_status`: " + text

    /// Makes one for a version of Ward.
    public init(version: String) {
        self.version = version
    }

    /// Its answer to a message that a session let pass; `nil` where none is due.
    public func answer(to frame: [UInt8]) -> [UInt8]? {
        guard let document = try? JSONDocument(reading: frame, tolerating: [.loneSurrogates, .inexactNumbers]) else {
            // INVARIANT: a session forwards only what it could read.
            return nil
        }
        guard document.kind(of: document.root) == .array else { return answer(document) }
        let answers = document.elements(of: document.root).compactMap { item in
            answer(to: Array(document.bytes[document.span(of: item)]))
        }
        guard !answers.isEmpty else { return nil }
        return [UInt8(ascii: "[")] + answers.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
    }

    private func answer(_ document: JSONDocument) -> [UInt8]? {
        guard let envelope = try? Envelope(document.root, in: document), envelope.kind == .request,
            let id = envelope.id, let method = envelope.method
        else { return nil }
        let isModern = envelope.metadata(Lifecycle.revisionKey, in: document) != nil
        if isModern, method == "subscriptions/listen" { return acknowledgement(of: id, envelope, document) }
        guard let result = result(of: method, envelope, document, isModern: isModern) else {
            return frame(
                id, "error",
                [
                    "code": .integer(Int64(ErrorCode.refusedByWard)), "message": .string(Self.text),
                    "data": ["rule": "policy.server-blocked"],
                ])
        }
        return frame(id, "result", .object(result))
    }

    private func result(
        of method: String,
        _ envelope: Envelope,
        _ document: JSONDocument,
        isModern: Bool
    ) -> JSONObject? {
        switch method {
        case "initialize":
            let proposed = envelope.params.flatMap { document.value(named: "protocolVersion", in: $0) }
            let revision = proposed.flatMap { document.string($0) }.flatMap(Revision.init(rawValue:))
            let agreed = revision.flatMap { $0.era == .legacy ? $0 : nil } ?? .v20251125
            return [
                "protocolVersion": .string(agreed.rawValue), "capabilities": Self.capabilities,
                "serverInfo": information,
                "instructions": .string(Self.instructions),
            ]
        case "server/discover":
            return modern([
                "supportedVersions": [.string(Revision.v20260728.rawValue)], "capabilities": Self.capabilities,
                "serverInfo": information, "instructions": .string(Self.instructions), "ttlMs": 0,
                "cacheScope": "private",
            ])
        case "ping":
            return [:]
        case "tools/list": return list("tools", [Self.tool], isModern: isModern)
        case "prompts/list": return list("prompts", [], isModern: isModern)
        case "resources/list": return list("resources", [], isModern: isModern)
        case "resources/templates/list": return list("resourceTemplates", [], isModern: isModern)
        case "tools/call":
            let name = envelope.params.flatMap { document.value(named: "name", in: $0) }
            let isStatus = name.map { document.equals($0, "ward_status") } ?? false
            let result: JSONObject = [
                "content": [["type": "text", "text": .string(Self.text)]], "isError": .bool(!isStatus),
            ]
            return isModern ? modern(result.members.map { ($0.name, $0.value) }) : result
        default:
            return nil
        }
    }

    private func list(_ member: String, _ items: [JSONValue], isModern: Bool) -> JSONObject {
        let list: [(String, JSONValue)] = [(member, .array(items))]
        // Kept by nobody, so that a client asks again once the server has come.
        return isModern ? modern(list + [("ttlMs", 0), ("cacheScope", "private")]) : JSONObject(list)
    }

    /// A client that listens is told when the server has come, so it is promised all of the lists that it asks for.
    private func acknowledgement(of id: RequestID, _ envelope: Envelope, _ document: JSONDocument) -> [UInt8] {
        let asked = envelope.params.flatMap { document.value(named: "notifications", in: $0) }
        let promised = ["toolsListChanged", "promptsListChanged", "resourcesListChanged"].filter { name in
            asked.flatMap { document.value(named: name, in: $0) }.map { document.kind(of: $0) == .true } ?? false
        }
        let params: JSONObject = [
            "_meta": .object(JSONObject([(Lifecycle.subscriptionKey, value(of: id))])),
            "notifications": .object(JSONObject(promised.map { ($0, .bool(true)) })),
        ]
        return JSONValue.object([
            "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged", "params": .object(params),
        ]).encoded()
    }

    private func modern(_ members: [(String, JSONValue)]) -> JSONObject {
        JSONObject(members + [("resultType", "complete")])
    }

    private func modern(_ members: JSONObject) -> JSONObject { modern(members.members.map { ($0.name, $0.value) }) }

    private var information: JSONValue { ["name": "ward", "version": .string(version)] }

    /// All kinds of lists, so that a client which shook hands with this one uses what the server has, once it comes.
    private static let capabilities: JSONValue = [
        "tools": ["listChanged": true], "prompts": ["listChanged": true], "resources": ["listChanged": true],
    ]

    private static let tool: JSONValue = [
        "name": "ward_status",
        "description":
            "Says why this server's own tools are missing: Ward holds it back until a person has looked at it.",
        "inputSchema": ["type": "object"],
    ]

    private func frame(_ id: RequestID, _ member: String, _ value: JSONValue) -> [UInt8] {
        JSONValue.object(["jsonrpc": "2.0", "id": self.value(of: id), member: value]).encoded()
    }

    private func value(of id: RequestID) -> JSONValue {
        switch id {
        case .integer(let number): .integer(number)
        case .string(let text): .string(text)
        }
    }
}
