// SPDX-License-Identifier: Apache-2.0

public import WardPinning
public import WardProtocol

/// What a session wants done, in this order.
public enum SessionAction: Sendable {
    /// Send a peer's message on, the way it travels.
    case forward(ForwardableMessage, Direction)
    /// Send a message of Ward's own, the way it travels: `serverToClient` reaches the client.
    case reply(ForwardableMessage, Direction)
    /// Send Ward's own request, or notification, to the server.
    case request(ForwardableMessage)
    /// The server answered a ``SessionEvent/query(_:)``, or cannot.
    case answer(Query, QueryAnswer)
    /// A message waits; put the question, then feed ``SessionEvent/decided(_:_:)``.
    case hold(HoldToken, Question)
    /// A message waits no more.
    case release(HoldToken, Release)
    /// Keep a value beyond this process; with a token, feed ``SessionEvent/committed(_:)`` once it is safe.
    case store(key: String, value: [UInt8], lifetime: Duration, token: HoldToken?)
    /// Look up what was kept; feed ``SessionEvent/recalled(key:value:)``.
    case recall(key: String)
    /// Log a decision; it precedes the action that the decision leads to.
    case record(DecisionRecord)
    /// The server shows what was not approved, or what varies: keep it, so that a person can review it.
    ///
    /// It is said once for each surface that differs, and whenever another text stands where one may vary. What was not
    /// read in this session is absent from it.
    case surfaceObserved(Surface, SurfaceCheck)
    /// Keep what the server answered to a handshake, all of which is approved, or that it answers this one otherwise each
    /// time.
    ///
    /// It is good for as long as the surface is approved that the session checks against.
    case keepHandshake(HandshakeKey, HandshakeAnswer)
    /// Start the server's process.
    case startChild
    /// The session is over; nothing that arrives later will be forwarded.
    case close(Closing)
}

extension SessionAction {
    /// How many bytes it would send to a peer.
    var byteCount: Int {
        switch self {
        case .forward(let message, _), .reply(let message, _), .request(let message): message.frame.count
        default: 0
        }
    }
}

/// Why a session is over.
public enum Closing: Hashable, Sendable {
    /// The client closed its side: let the server finish, then stop it.
    case clientLeft
    /// The server closed its side or died; the text says how.
    case serverLeft(String)
}

/// A question about a held message: what would be forwarded, and who asks for it to be asked.
public struct Question: Hashable, Sendable {
    /// Why the message waits.
    public enum Reason: Hashable, Sendable {
        /// A guard wants a person to agree; `confirm` may be asked through the client, `ask` never.
        case approval(Verdict)
        /// A label must be kept before the message that carries it is released.
        case commit
        /// What Ward kept about an earlier message must be looked up first.
        case recall
        /// Ward reads the server's list first, to check it against what was approved.
        case surface
    }

    /// Why the message waits.
    public let reason: Reason
    /// The way it travels.
    public let direction: Direction
    /// Its method; for a response, that of its request.
    public let method: String?
    /// The rule that asks.
    public let rule: String
    /// Why, for a person.
    public let detail: String
    /// The exact bytes that would be forwarded, after all edits; what an approval binds.
    public let frame: [UInt8]
}

/// How a held message's wait ended.
public enum Release: Hashable, Sendable {
    /// It was forwarded.
    case forwarded
    /// It was refused.
    case refused
    /// Ward answered it itself, with what was approved of the server's list.
    case answered
    /// Its sender cancelled it, or the session closed.
    case abandoned
}

/// The answer to a query of Ward's own.
public enum QueryAnswer: Hashable, Sendable {
    /// The text of `result`.
    case result([UInt8])
    /// The text of `error`.
    case error([UInt8])
    /// No answer came: the server is gone, or its answer was refused for the reason given.
    case failed(String)
}
