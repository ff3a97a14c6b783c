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

    /// Keeps what stands at a place, in place of what stood there before.
    public func keep(_ text: String, at place: String, of server: ServerKey) throws(StateError) {
        try memory.put(Array(text.utf8), for: Self.key(place, server), expires: nil)
    }

    /// What stood at a place when it was seen last; nil if it was not seen yet.
    public func text(at place: String, of server: ServerKey) throws(StateError) -> String? {
        // Nothing of it expires, so any moment serves.
        try memory.get(Self.key(place, server), at: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A key of bounded length: a place, and the path of a lock, can be long.
    private static func key(_ place: String, _ server: ServerKey) -> String {
        let names: JSONValue = [.string(server.name.text), .string(server.lock ?? ""), .string(place)]
        return "surface-varying/\(names.canonicalDigest())"
    }
}
