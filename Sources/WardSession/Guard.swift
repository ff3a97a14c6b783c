// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardProtocol

/// One check in the pipeline: a validator judges, a mutator proposes edits.
///
/// A guard is pure: it sees one message and the facts, and keeps nothing. The session asks all guards, takes the
/// strictest verdict and all edits, and has an edited message judged again.
public protocol Guard: Sendable {
    /// Judges one message.
    func judge(_ message: JudgedMessage, _ facts: SessionFacts) -> Judgement
}

/// A message as guards see it.
public struct JudgedMessage: Sendable {
    /// The message as it would be forwarded, with spans; its root is the message.
    public let document: JSONDocument
    /// Its envelope.
    public let envelope: Envelope
    /// Which way it travels.
    public let direction: Direction
    /// The revision that it is judged by.
    public let revision: Revision
    /// Its method's definition in that revision; for a response, that of its request.
    public let definition: MethodDefinition?
    /// For a response, the request that it answers; for a change that was subscribed to, the subscription.
    public let request: LiveRequest?

    /// Its method; for a response, the method of its request.
    public var method: String? { envelope.method ?? request?.method }
    /// The bytes that would be forwarded.
    public var frame: [UInt8] { document.bytes }
}

/// What a guard may know beside the message.
public struct SessionFacts: Sendable {
    /// The era, once it is settled.
    public internal(set) var era: Era?
    /// The revision, once it is agreed on.
    public internal(set) var revision: Revision?
    /// What the client declared in the handshake (legacy).
    public internal(set) var clientCapabilities = Capabilities()
    /// What the server declared in the handshake or in an answer to `server/discover`; `nil` until then.
    public internal(set) var serverCapabilities: Capabilities?
    /// What is told from outside.
    public internal(set) var supplied = SuppliedFacts()
    /// When the message is judged.
    public internal(set) var now = Moment(nanoseconds: 0)
}

/// Facts that come from outside the session and may change while it lasts.
public struct SuppliedFacts: Hashable, Sendable {
    /// The approved digests of each declaration, by kind and name: `tools/echo`.
    public var pins: [String: Set<Digest256>]
    /// The tool names of the client's other servers, by the server's local name.
    public var catalogue: [String: Set<String>]
    /// The labels that the scope already carries, such as `reads-private`.
    public var labels: Set<String>
    /// What was approved before and needs no second question.
    public var grants: Set<String>

    /// Makes facts; all are empty by default.
    public init(
        pins: [String: Set<Digest256>] = [:],
        catalogue: [String: Set<String>] = [:],
        labels: Set<String> = [],
        grants: Set<String> = []
    ) {
        self.pins = pins
        self.catalogue = catalogue
        self.labels = labels
        self.grants = grants
    }
}

/// What a guard says of a message.
public struct Judgement: Sendable {
    /// What stands against forwarding it, if anything.
    public var objection: Objection?
    /// Changes that it proposes; places are in ``JudgedMessage/document``.
    public var edits: [JSONEdit]
    /// What it noticed.
    public var findings: [Finding]
    /// Labels that the scope gets when the message is released.
    public var labels: Set<String>

    /// Makes a judgement; by default the guard has nothing to say.
    public init(
        objection: Objection? = nil,
        edits: [JSONEdit] = [],
        findings: [Finding] = [],
        labels: Set<String> = []
    ) {
        self.objection = objection
        self.edits = edits
        self.findings = findings
        self.labels = labels
    }

    /// Nothing to say.
    public static let none = Judgement()
}

/// What stands against forwarding a message.
public struct Objection: Error, Hashable, Sendable {
    /// Whose rule it is.
    public enum Ground: Hashable, Sendable {
        /// The message breaks the protocol; nobody can allow it.
        case violation
        /// The user's rules; a person can change them.
        case policy
    }

    /// How strict it is; never ``Verdict/allow``.
    public let verdict: Verdict
    /// Whose rule it is.
    public let ground: Ground
    /// The rule's stable code.
    public let rule: String
    /// Why, for a person, with foreign text escaped.
    public let detail: String
    /// Where, in bytes from the start of the frame.
    public let offset: Int?
    /// The error that the protocol prescribes instead of Ward's own.
    public let demanded: DemandedError?

    /// Makes an objection.
    public init(
        _ verdict: Verdict,
        ground: Ground,
        rule: String,
        detail: String,
        offset: Int? = nil,
        demanded: DemandedError? = nil
    ) {
        self.verdict = verdict
        self.ground = ground
        self.rule = rule
        self.detail = detail
        self.offset = offset
        self.demanded = demanded
    }
}

/// A refusal for which the protocol itself prescribes the error, so that an honest client can go on.
public enum DemandedError: Hashable, Sendable {
    /// The request asks for a revision that cannot be spoken here (2026-07-28: −32022).
    case unsupportedProtocolVersion(requested: String)
}
