// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

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

    /// Reads a stored value.
    init(decoding bytes: [UInt8]) throws(Refusal) {
        guard let document = try? JSONDocument(reading: bytes),
            let method = document.value(named: "method", in: document.root).flatMap({ document.string($0) })
        else { throw .unreadableMemory("the call that made this task") }
        let name = document.value(named: "name", in: document.root).flatMap { document.string($0) }
        self.init(method: method, name: name)
    }
}

/// A task of the side that hosts it.
struct TaskKey: Hashable, Sendable {
    /// The way requests about it travel.
    let direction: Direction
    /// The digest of its id: ids are of any length, and what is remembered must not be.
    let id: Digest256

    init(direction: Direction, id: String) {
        self.direction = direction
        self.id = Digest256(of: Array(id.utf8))
    }
}

/// The progress token of a request that became a task: it lives on with the task.
struct TaskToken: Hashable, Sendable {
    /// The way the request travelled.
    let direction: Direction
    let token: RequestID
}
