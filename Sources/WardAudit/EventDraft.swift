// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import WardProtocol
internal import WardSession

/// An event on its way into the log: all its columns but its place, which is known only once the log is locked.
struct EventDraft: Hashable, Sendable {
    /// One value for each of ``EventColumn/all``; `leaf` is null until it is written.
    private(set) var values: [EventValue]

    /// Digests the payload of a queued record; this is the expensive part, and needs no lock.
    ///
    /// - Parameters:
    ///   - queued: The record and when it was decided.
    ///   - session: Who writes.
    ///   - keepsPayload: Whether the payload itself is kept beside its digest.
    ///   - salt: 22 random characters that no other event has; drawn here if the caller has none at hand.
    init(_ queued: QueuedRecord, session: AuditSession, keepsPayload: Bool, salt: String? = nil) {
        let record = queued.record
        let digest = record.payload.map {
            PayloadDigest(of: record.frame[$0.clamped(to: record.frame.indices)], salt: salt)
        }
        values = [
            .init(session.argvDigest),
            .init(session.client.map(Self.clipped)),
            .integer(queued.count),
            .init(record.detail.map(Self.clipped)),
            .text(record.direction.rawValue),
            .integer(Int64(record.edits)),
            .text(Self.json(record.findings)),
            .init(record.id.map(Self.json)),
            .init(record.latencyNanoseconds.map { Int64(clamping: $0) }),
            .null,
            .init(record.method.map(Self.clipped)),
            .init(record.offset.map { Int64($0) }),
            keepsPayload ? .init(digest?.payload) : .null,
            .init(digest?.text),
            .init(digest.map { Int64($0.payload.count) }),
            .integer(Int64(session.processID)),
            .text(Self.clipped(record.rule)),
            .init(digest?.salt),
            .integer(Int64(clamping: record.sequence)),
            .text(Self.clipped(session.server)),
            .text(session.id),
            .text(record.subject.rawValue),
            .integer(queued.time),
            .integer(session.isUnapproved ? 1 : 0),
            .integer(queued.until),
            .text(record.verdict.rawValue),
        ]
    }

    /// Gives the event its place, and hashes it.
    mutating func hash(as leaf: UInt64, with builder: inout LeafBuilder) -> TreeHash {
        values[Int(EventColumn.leaf)] = .integer(Int64(clamping: leaf))
        builder.begin()
        for (column, value) in zip(EventColumn.all, values) {
            switch (column.form, value) {
            case (.presence, let value): builder.add(column, isPresent: value != .null)
            case (_, .null), (_, .blob): builder.addNull(column)
            case (_, .integer(let integer)): builder.add(column, integer: integer)
            case (_, .text(let text)): builder.add(column, text: text)
            }
        }
        return builder.finish()
    }

    /// The longest text that a client or server may put into one column; the payload's digest covers the rest.
    static let maxText = 1_024

    /// Text of others, cut where it is longer than any honest name or detail.
    static func clipped(_ text: String) -> String {
        let count = text.utf8.count
        guard count > maxText else { return text }
        let kept = String(decoding: text.utf8.prefix(maxText), as: UTF8.self)
        return kept + "…(+\(count - maxText) bytes)"
    }

    private static func json(_ id: RequestID) -> String {
        switch id {
        case .integer(let value): return "\(value)"
        case .string(let value):
            var bytes = [UInt8]()
            LeafBuilder.appendString(clipped(value), to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Findings as a JSON array of objects, their members in canonical order.
    private static func json(_ findings: [Finding]) -> String {
        guard !findings.isEmpty else { return "[]" }
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        for (index, finding) in findings.prefix(maxFindings).enumerated() {
            bytes.append(contentsOf: (index == 0 ? #"{"code":"# : #",{"code":"#).utf8)
            LeafBuilder.appendString(clipped(finding.code), to: &bytes)
            bytes.append(contentsOf: #","detail":"#.utf8)
            LeafBuilder.appendString(clipped(finding.detail), to: &bytes)
            if let place = finding.place {
                bytes.append(contentsOf: ",\"place\":[\(place.lowerBound),\(place.upperBound)]".utf8)
            }
            bytes.append(contentsOf: ",\"severity\":\"\(finding.severity.rawValue)\"}".utf8)
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The most findings that one event keeps; a message with more is hostile and its first ones say so.
    private static let maxFindings = 64
}

/// A payload with the salted digest that stands for it.
struct PayloadDigest: Hashable, Sendable {
    /// The bytes of `params`, `result` or `error`.
    let payload: [UInt8]
    /// 16 random bytes as 22 characters of base64url.
    let salt: String
    /// SHA-256 over the salt's characters and the payload, as Ward writes digests.
    let text: String

    init(of payload: ArraySlice<UInt8>, salt: String? = nil) {
        self.payload = Array(payload)
        self.salt = salt ?? Salts.draw(1).first ?? ""
        text = Self.text(self.salt, self.payload)
    }

    /// The digest of a stored payload under its stored salt.
    ///
    /// The salt's 22 characters are hashed, not the bytes that they stand for: then every text in that column counts.
    static func text(_ salt: String, _ payload: [UInt8]) -> String {
        var hasher = SHA256()
        hasher.update(data: Array(salt.utf8))
        hasher.update(data: payload)
        return "sha256-" + Base64.encodeURL(Array(hasher.finalize()))
    }
}

extension EventValue {
    fileprivate init(_ text: String?) {
        self = text.map { .text($0) } ?? .null
    }

    fileprivate init(_ integer: Int64?) {
        self = integer.map { .integer($0) } ?? .null
    }

    fileprivate init(_ bytes: [UInt8]?) {
        self = bytes.map { .blob($0) } ?? .null
    }
}
