// SPDX-License-Identifier: Apache-2.0

public import WardDatabase
import WardJSON
import WardLock

/// What stood last at the places of a server's surface that vary, so that a person can look at what is not pinned.
///
/// It decides nothing: what is missing here was not seen yet.
public struct VaryingMemory: Sendable {
    private let memory: SessionMemory

    /// Uses an open database.
    public init(_ database: StateDatabase) { memory = SessionMemory(database) }

    /// Keeps the texts, in place of older ones; each name is a place.
    public func keep(_ texts: [String: String], of server: ServerKey) throws(StateError) {
        let members = texts.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
        let value = JSONValue.object(JSONObject(members)).canonicalBytes()
        try memory.put(value, for: Self.key(of: server), expires: nil)
    }

    /// The texts that were seen last, by place.
    public func texts(of server: ServerKey) throws(StateError) -> [String: String] {
        // Nothing in it expires, so any moment serves.
        guard let bytes = try memory.get(Self.key(of: server), at: 0) else { return [:] }
        guard let document = try? JSONDocument(reading: bytes),
            case .object(let object) = JSONValue(document.root, in: document)
        else {
            throw StateError(
                code: StateError.consentUnreadable, place: "ward.db",
                detail: "what was seen of \(server) cannot be read", hint: "run the server once more, then look again")
        }
        var texts: [String: String] = [:]
        for case (let name, .string(let text)) in object.members.map({ ($0.name, $0.value) }) { texts[name] = text }
        return texts
    }

    /// A key of bounded length: the path of a lock can be long.
    private static func key(of server: ServerKey) -> String {
        let names: JSONValue = [.string(server.name.text), .string(server.lock ?? "")]
        return "surface-varying/\(names.canonicalDigest())"
    }
}
