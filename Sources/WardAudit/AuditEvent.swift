// SPDX-License-Identifier: Apache-2.0

internal import WardDatabase

/// One event of the log, as it is stored.
///
/// Nothing in it is trusted: whoever can write the file can have put anything here. What was written by clients and servers
/// (methods, ids, details) is shown escaped, see ``AuditText``.
public struct AuditEvent: Hashable, Sendable {
    /// Its place in the log, counted from 0.
    public var leaf: Int64
    /// When it was decided, in nanoseconds since 1970.
    public var time: Int64
    /// The session that wrote it: 32 hexadecimal digits.
    public var session: String
    /// The client's label, if it gave one.
    public var client: String?
    /// The server's local name.
    public var server: String
    /// The process of the gateway.
    public var processID: Int64
    /// The digest of the command that the gateway ran.
    public var argvDigest: String?
    /// Whether the server ran without an approval.
    public var isUnapproved: Bool
    /// The decision's place in its session, counted from 1.
    public var sequence: Int64
    /// Which way the message travelled.
    public var direction: String
    /// What was decided about.
    public var subject: String
    /// The method; for a response, that of its request.
    public var method: String?
    /// The id as JSON text, so that `7` and `"7"` differ.
    public var id: String?
    /// What was decided.
    public var verdict: String
    /// The rule that decided.
    public var rule: String
    /// Why, for a person.
    public var detail: String?
    /// The byte at which the message was refused.
    public var offset: Int64?
    /// What guards noticed, as a JSON array.
    public var findings: String
    /// How many edits were applied.
    public var edits: Int64
    /// How many decisions were merged into this event; 1 for a single one.
    public var count: Int64
    /// When the last of the merged decisions was made, in nanoseconds since 1970.
    public var until: Int64
    /// Nanoseconds from the request to this response.
    public var latencyNanoseconds: Int64?
    /// How many bytes `params`, `result` or `error` had.
    public var payloadSize: Int64?
    /// The salt of the digest: 16 random bytes in base64url.
    ///
    /// It keeps short payloads from being guessed by their digest where only the digest is passed on.
    public var salt: String?
    /// SHA-256 over salt and payload, `sha256-…`.
    public var payloadDigest: String?
    /// The payload itself, if it was asked for.
    public var payload: [UInt8]?
    /// The hash of the leaf, as it is stored.
    public var leafHash: [UInt8]
}

extension AuditEvent {
    /// The columns to select for ``init(row:)``: the leaf's in their order, then the hash.
    static var columns: String { EventColumn.list + ", leaf_hash" }

    /// Reads the row at which a statement stands.
    init(row: RawStatement) {
        func text(_ name: String) -> String? { row.text(EventColumn.index(of: name)) }
        func integer(_ name: String) -> Int64? {
            let index = EventColumn.index(of: name)
            return row.isNull(index) ? nil : row.integer(index)
        }
        leaf = integer("leaf") ?? 0
        time = integer("time") ?? 0
        session = text("session") ?? ""
        client = text("client")
        server = text("server") ?? ""
        processID = integer("pid") ?? 0
        argvDigest = text("argv_digest")
        isUnapproved = integer("unapproved") != 0
        sequence = integer("sequence") ?? 0
        direction = text("direction") ?? ""
        subject = text("subject") ?? ""
        method = text("method")
        id = text("id")
        verdict = text("verdict") ?? ""
        rule = text("rule") ?? ""
        detail = text("detail")
        offset = integer("offset")
        findings = text("findings") ?? "[]"
        edits = integer("edits") ?? 0
        count = integer("count") ?? 1
        until = integer("until") ?? 0
        latencyNanoseconds = integer("latency_ns")
        payloadSize = integer("payload_size")
        salt = text("salt")
        payloadDigest = text("payload_digest")
        payload = row.isNull(EventColumn.payload) ? nil : row.bytes(EventColumn.payload)
        leafHash = row.bytes(Int32(EventColumn.all.count))
    }
}
