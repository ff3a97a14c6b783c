// SPDX-License-Identifier: Apache-2.0

public import WardLock
public import WardProtocol

/// What happens to a session from outside.
public enum SessionEvent: Sendable {
    /// Bytes came from a peer; they need not end with a line.
    case bytes(Direction, [UInt8])
    /// A peer will send no more bytes.
    case endOfInput(Direction)
    /// Time passed; feed one at least every second while anything is held.
    case tick
    /// The server's process runs and reads its input; it may take the place of a stand-in.
    case childStarted
    /// The server may not run, and something of Ward's own reads its input in its place.
    case standInStarted
    /// The server's process is gone; the text says how, for a person.
    case childExited(String)
    /// What a ``SessionAction/store(key:value:lifetime:token:)`` asked for is safely kept.
    case committed(HoldToken)
    /// The answer to a ``SessionAction/recall(key:)``; `nil` if nothing is kept under the key.
    case recalled(key: String, value: [UInt8]?)
    /// A person, or the lack of one, decided about a held message.
    case decided(HoldToken, Approval)
    /// What the session is told from outside changed: pins, catalogue, labels or grants.
    case factsChanged(SuppliedFacts)
    /// A person approved another surface of the server; without a pin in the configuration it counts for nothing.
    case surfaceApproved(PinnedSurface)
    /// Whoever embeds the session wants to ask the server something on Ward's own behalf.
    case query(Query)
}

/// Names a message that waits in a session.
public struct HoldToken: Hashable, Sendable {
    /// Counted from 1 within the session.
    public let number: UInt64

    init(number: UInt64) { self.number = number }
}

/// The outcome of a question about a held message.
public enum Approval: Hashable, Sendable {
    /// Forward exactly the bytes that the question showed.
    case approve
    /// Do not forward it; the text says why, for a person.
    case deny(String)
}

/// A request of Ward's own to the server.
public struct Query: Hashable, Sendable {
    /// The caller's name for it, handed back with the answer.
    public let name: String
    /// The method.
    public let method: String
    /// The text of `params`, one strict JSON object; `nil` for none.
    public let params: [UInt8]?
    /// Who asks.
    let purpose: Purpose

    enum Purpose: Hashable, Sendable {
        /// Whoever embeds the session.
        case embedder
        /// The session, for a page of a list.
        case page(PageQuery)
        /// The session, to shake hands in the client's name.
        case introduction
    }

    /// Makes a query.
    public init(name: String, method: String, params: [UInt8]? = nil) {
        self.init(name: name, method: method, params: params, purpose: .embedder)
    }

    init(name: String, method: String, params: [UInt8]?, purpose: Purpose) {
        self.name = name
        self.method = method
        self.params = params
        self.purpose = purpose
    }

    /// The reading of a list that it belongs to.
    var page: PageQuery? { if case .page(let page) = purpose { page } else { nil } }
}
