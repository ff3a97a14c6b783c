// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardProtocol

/// What makes several requests rounds of one call: the method, and `params` without what changes from round to round
/// (`_meta`, `inputResponses`, `requestState`); mcp-spec, section 1.4.
public struct CallIdentity: Hashable, Sendable {
    /// The method.
    public let method: String
    /// The digest of the rest.
    public let digest: Digest256

    private static let changing: Set<String> = ["_meta", "inputResponses", "requestState"]

    /// Digests a request's method and lasting params.
    ///
    /// - Throws: ``JSONError`` if a number in it has no canonical form.
    init(method: String, params: JSONNode, in document: JSONDocument) throws(JSONError) {
        var parts: [(name: String, bytes: [UInt8])] = []
        for member in document.members(of: params) {
            let name = document.string(member.name) ?? ""
            guard !Self.changing.contains(name) else { continue }
            parts.append((name, try document.canonicalBytes(of: member.value)))
        }
        parts.sort { Array($0.name.utf16).lexicographicallyPrecedes(Array($1.name.utf16)) }
        var text = JSONValue.string(method).encoded()
        for part in parts {
            text.append(contentsOf: JSONValue.string(part.name).encoded())
            text.append(UInt8(ascii: ":"))
            text.append(contentsOf: part.bytes)
            text.append(UInt8(ascii: ","))
        }
        self.method = method
        digest = Digest256(of: text)
    }
}

/// What Ward remembers of an `input_required` result, to hold the retry to it (R102–R105).
struct OpenRound: Hashable, Sendable {
    /// Which round it was, from 1.
    var number: Int
    /// The digest of `requestState` as it stood in the result; `nil` if there was none.
    var state: Digest256?
    /// The keys of `inputRequests`.
    var keys: Set<String>

    /// The digest of a `requestState`, decoded: peers may spell the same text with other escapes.
    static func digest(ofState node: JSONNode, in document: JSONDocument) -> Digest256? {
        document.string(node).map { Digest256(of: Array($0.utf8)) }
    }

    /// The value that is stored beyond the process.
    func encoded() -> [UInt8] {
        JSONValue.object([
            "number": .integer(Int64(number)),
            "state": state.map { .string($0.description) } ?? .null,
            "keys": .array(keys.sorted().map { .string($0) }),
        ]).encoded()
    }

    init(number: Int, state: Digest256?, keys: Set<String>) {
        self.number = number
        self.state = state
        self.keys = keys
    }

    /// Reads a stored value; `nil` if it is not one.
    init?(decoding bytes: [UInt8]) {
        guard let document = try? JSONDocument(reading: bytes),
            let number = document.value(named: "number", in: document.root).flatMap({ document.integer($0) }),
            let keys = document.value(named: "keys", in: document.root)
        else { return nil }
        let state = document.value(named: "state", in: document.root).flatMap { document.string($0) }
        self.init(
            number: Int(number),
            state: state.flatMap { Digest256(parsing: $0) },
            keys: Set(document.elements(of: keys).compactMap { document.string($0) })
        )
    }
}

/// The call that a task was made by; what it answers later is judged as that call's result.
public struct TaskOrigin: Hashable, Sendable {
    /// The method that was called.
    public let method: String
    /// For `tools/call`, the tool.
    public let name: String?

    /// The value that is stored beyond the process.
    func encoded() -> [UInt8] {
        JSONValue.object(["method": .string(method), "name": name.map { .string($0) } ?? .null]).encoded()
    }

    init(method: String, name: String?) {
        self.method = method
        self.name = name
    }

    /// Reads a stored value; `nil` if it is not one.
    init?(decoding bytes: [UInt8]) {
        guard let document = try? JSONDocument(reading: bytes),
            let method = document.value(named: "method", in: document.root).flatMap({ document.string($0) })
        else { return nil }
        let name = document.value(named: "name", in: document.root).flatMap { document.string($0) }
        self.init(method: method, name: name)
    }
}

/// What a live `subscriptions/listen` asked for (2026-07-28; R134).
struct Subscription: Hashable, Sendable {
    var methods: Set<String> = ["notifications/subscriptions/acknowledged"]
    var resources: Set<String> = []
    var isAcknowledged = false

    init(params: JSONNode?, in document: JSONDocument) {
        guard let params, let wanted = document.value(named: "notifications", in: params) else { return }
        for member in document.members(of: wanted) {
            let isOn = document.kind(of: member.value) == .true
            switch document.string(member.name) {
            case "toolsListChanged" where isOn: methods.insert("notifications/tools/list_changed")
            case "promptsListChanged" where isOn: methods.insert("notifications/prompts/list_changed")
            case "resourcesListChanged" where isOn: methods.insert("notifications/resources/list_changed")
            case "resourceSubscriptions":
                methods.insert("notifications/resources/updated")
                resources = Set(document.elements(of: member.value).compactMap { document.string($0) })
            case "taskIds": methods.insert("notifications/tasks")
            default: break
            }
        }
    }

    /// The notifications that come only on a subscription.
    static let tagged: Set<String> = [
        "notifications/subscriptions/acknowledged", "notifications/tools/list_changed",
        "notifications/prompts/list_changed", "notifications/resources/list_changed",
        "notifications/resources/updated",
    ]
}
