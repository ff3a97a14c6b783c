// SPDX-License-Identifier: Apache-2.0

public import WardProtocol

/// One decision of a session, as the audit log keeps it.
///
/// The session makes one for every message that it judged and for every event of the child's life. It carries the
/// payload itself only so that the log can digest it away from the hot path; the log keeps digest and size.
public struct DecisionRecord: Hashable, Sendable {
    /// What was decided about.
    public enum Subject: String, Hashable, Sendable, CaseIterable {
        /// A JSON-RPC request.
        case request
        /// A JSON-RPC response, with a result or an error.
        case response
        /// A JSON-RPC notification.
        case notification
        /// Bytes that are no JSON-RPC message.
        case unreadable
        /// The server's process: started, exited, killed.
        case process
        /// A person's consent: given, denied, withdrawn.
        case consent
    }

    /// The decision's place in its session, counted from 1.
    public var sequence: UInt64
    /// Which way the message travelled; for a process event, the way its output would.
    public var direction: Direction
    /// What was decided about.
    public var subject: Subject
    /// The method; for a response, the method of its request.
    public var method: String?
    /// The id of the request or response.
    public var id: RequestID?
    /// What was decided.
    public var verdict: Verdict
    /// The stable code of the rule that decided; `allowed` where nothing objected.
    public var rule: String
    /// Why, for a person, with foreign text escaped; at most 512 bytes.
    public var detail: String?
    /// The byte offset in the message at which it was refused.
    public var offset: Int?
    /// What guards noticed.
    public var findings: [Finding]
    /// How many edits were applied before the message was forwarded.
    public var edits: Int
    /// The frame as forwarded (as received, if refused), which holds the payload.
    public var frame: [UInt8]
    /// Where in `frame` the bytes of `params`, `result` or `error` stand, or all of it for what was unreadable.
    public var payload: Range<Int>?
    /// For a response, nanoseconds since its request was received by Ward.
    public var latencyNanoseconds: UInt64?

    /// Makes a record.
    public init(
        sequence: UInt64,
        direction: Direction,
        subject: Subject,
        method: String? = nil,
        id: RequestID? = nil,
        verdict: Verdict,
        rule: String,
        detail: String? = nil,
        offset: Int? = nil,
        findings: [Finding] = [],
        edits: Int = 0,
        frame: [UInt8] = [],
        payload: Range<Int>? = nil,
        latencyNanoseconds: UInt64? = nil
    ) {
        self.sequence = sequence
        self.direction = direction
        self.subject = subject
        self.method = method
        self.id = id
        self.verdict = verdict
        self.rule = rule
        self.detail = detail
        self.offset = offset
        self.findings = findings
        self.edits = edits
        self.frame = frame
        self.payload = payload
        self.latencyNanoseconds = latencyNanoseconds
    }
}
