// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession

@testable import WardAudit

struct LeafTests {
    @Test func `columns stand in canonical order`() {
        let names = EventColumn.all.map(\.name)
        #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: [
        DecisionRecord.call(7), .call(8, method: "tools/\u{1B}[31m\"\\\n\t\u{0}\u{7F}é€😀\u{2028}", payload: "[]"),
        .refusal(9),
        DecisionRecord(
            sequence: .max, direction: .serverToClient, subject: .response, id: .string("7\"\\\n"), verdict: .ask,
            rule: "r", findings: [Finding(code: "c", severity: .danger, place: 1..<9, detail: "d\"\n")], edits: 3,
            latencyNanoseconds: .max),
    ])
    func `the leaf is exactly what the strict reader makes canonical`(record: DecisionRecord) throws {
        let queued = QueuedRecord(record: record, time: 1_700_000_000_123_456_789, until: -5, count: 2, arrival: 0)
        var draft = EventDraft(queued, session: .sample, keepsPayload: false)
        var builder = LeafBuilder()
        let hash = draft.hash(as: 12, with: &builder)
        #expect(builder.content.first == 0x00)
        let text = Array(builder.content.dropFirst())
        #expect(hash == .leaf(text))
        guard record.sequence != .max else { return }
        let document = try JSONDocument(reading: text)
        #expect(try document.canonicalBytes(of: document.root) == text)
        let time = try #require(document.value(named: "time", in: document.root))
        #expect(document.string(time) == "1700000000123456789")
    }

    @Test func `ids keep their type`() {
        let ids: [RequestID] = [.integer(7), .string("7"), .string("a\nb")]
        let texts = ids.map { id -> EventValue? in
            var record = DecisionRecord.call(1)
            record.id = id
            let queued = QueuedRecord(record: record, time: 0, until: 0, count: 1, arrival: 0)
            return EventDraft(queued, session: .sample, keepsPayload: false).values[Int(EventColumn.index(of: "id"))]
        }
        #expect(texts == [.text("7"), .text("\"7\""), .text(#""a\nb""#)])
    }

    @Test func `cuts what no honest peer would write`() {
        let long = String(repeating: "é", count: 5_000)
        let clipped = EventDraft.clipped(long)
        #expect(clipped.utf8.count < 1_100)
        #expect(clipped.hasSuffix("…(+8976 bytes)"))
        #expect(EventDraft.clipped("short") == "short")
    }

    @Test func `the same payload has another digest in each event`() {
        let payload = Array(#"{"path":"/etc/passwd"}"#.utf8)
        let digests = Set((0..<50).map { _ in PayloadDigest(of: payload[...]).text })
        #expect(digests.count == 50)
        let one = PayloadDigest(of: payload[...])
        #expect(one.text.hasPrefix("sha256-"))
        #expect(one.text.utf8.count == 7 + 43)
        #expect(one.salt.utf8.count == 22)
        #expect(PayloadDigest.text(one.salt, payload) == one.text)
        #expect(PayloadDigest.text(one.salt, payload + [0]) != one.text)
    }

    @Test func `only the payload is digested, and a range outside the frame does no harm`() throws {
        var record = DecisionRecord.call(1, payload: "[1]")
        let inside = EventDraft(
            QueuedRecord(record: record, time: 0, until: 0, count: 1, arrival: 0), session: .sample, keepsPayload: true)
        #expect(inside.values[Int(EventColumn.payload)] == .blob(Array("[1]".utf8)))
        record.payload = 10..<1_000_000
        let outside = EventDraft(
            QueuedRecord(record: record, time: 0, until: 0, count: 1, arrival: 0), session: .sample, keepsPayload: true)
        #expect(outside.values[Int(EventColumn.payload)] == .blob(Array(record.frame[10...])))
    }

    @Test func `the digest of a command is over its canonical array`() {
        let digest = Digest256(of: Array(#"["npx","-y","a\"b\n"]"#.utf8))
        #expect(AuditSession.digest(ofArguments: ["npx", "-y", "a\"b\n"]) == digest.description)
        #expect(AuditSession.digest(ofArguments: ["a b"]) != AuditSession.digest(ofArguments: ["a", "b"]))
    }

    @Test func `sessions have different ids`() {
        let ids = (0..<100).map { _ in AuditSession(client: nil, server: "s", argvDigest: nil, isUnapproved: true).id }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { $0.utf8.count == 32 })
    }
}
