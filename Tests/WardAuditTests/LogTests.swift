// SPDX-License-Identifier: Apache-2.0

import Testing
import WardDatabase
import WardProtocol
import WardSession
import WardTesting

@testable import WardAudit

struct LogTests {
    /// Ten events: even ones of server `a`, odd ones of `b`; every third one refused.
    private func filled() throws -> (Scratch, AuditLog) {
        let scratch = try Scratch()
        let database = try StateDatabase(in: scratch.folders)
        let appender = try AuditAppender(database)
        for number in 0..<10 {
            var record = number.isMultiple(of: 3) ? DecisionRecord.refusal(number) : .call(number)
            record.sequence = UInt64(number)
            let session = AuditSession(
                client: number < 5 ? "editor" : nil, server: number.isMultiple(of: 2) ? "a" : "b", argvDigest: nil,
                isUnapproved: false)
            var draft = [
                EventDraft(
                    QueuedRecord(
                        record: record, time: Int64(number) * 100, until: Int64(number) * 100 + 10, count: 1, arrival: 0
                    ), session: session, keepsPayload: false)
            ]
            try appender.append(&draft, at: 0)
        }
        return (scratch, AuditLog(database))
    }

    private func leaves(_ log: AuditLog, _ change: (inout AuditFilter) -> Void) throws -> [Int64] {
        var filter = AuditFilter()
        change(&filter)
        return try log.events(filter).map(\.leaf)
    }

    @Test func `filters by each thing, and by several at once`() throws {
        let (scratch, log) = try filled()
        #expect(try leaves(log) { $0.server = "a" } == [0, 2, 4, 6, 8])
        #expect(try leaves(log) { $0.client = "editor" } == [0, 1, 2, 3, 4])
        #expect(try leaves(log) { $0.verdict = "deny" } == [0, 3, 6, 9])
        #expect(try leaves(log) { $0.rule = "allowed" } == [1, 2, 4, 5, 7, 8])
        #expect(try leaves(log) { $0.method = "tools/call" } == [1, 2, 4, 5, 7, 8])
        #expect(try leaves(log) { $0.direction = "server-to-client" } == [0, 3, 6, 9])
        #expect(try leaves(log) { $0.since = 700 } == [7, 8, 9])
        #expect(try leaves(log) { $0.since = 705 } == [7, 8, 9])
        #expect(try leaves(log) { $0.until = 200 } == [0, 1])
        #expect(
            try leaves(log) {
                $0.server = "a"
                $0.verdict = "deny"
                $0.since = 100
            } == [6])
        let session = try #require(try scratch.events().first).session
        #expect(try leaves(log) { $0.session = String(session.prefix(12)) } == [0])
        #expect(try leaves(log) { $0.server = "a' OR 1 = 1 --" } == [])
        #expect(try leaves(log) { $0.session = "%" } == [])
    }

    @Test func `pages forwards and backwards without a gap`() throws {
        let (scratch, log) = try filled()
        var (forwards, last) = ([Int64](), Int64?.none)
        while true {
            let page = try log.events(AuditFilter(), after: last, limit: 3).map(\.leaf)
            guard let end = page.last else { break }
            forwards += page
            last = end
        }
        #expect(forwards == Array(0..<10))
        #expect(try log.events(AuditFilter(), isReversed: true, limit: 4).map(\.leaf) == [9, 8, 7, 6])
        #expect(try log.events(AuditFilter(), after: 6, isReversed: true, limit: 2).map(\.leaf) == [5, 4])
        withExtendedLifetime(scratch) {}
    }

    @Test func `finds where the newest few begin`() throws {
        let (scratch, log) = try filled()
        var filter = AuditFilter()
        let after = try log.leaf(before: 3, newest: filter)
        #expect(try log.events(filter, after: after).map(\.leaf) == [7, 8, 9])
        #expect(try log.leaf(before: 10, newest: filter) == nil)
        filter.verdict = "deny"
        #expect(try log.events(filter, after: log.leaf(before: 2, newest: filter)).map(\.leaf) == [6, 9])
        withExtendedLifetime(scratch) {}
    }

    @Test func `follows what another process writes`() throws {
        let (scratch, log) = try filled()
        var seen = [Int64]()
        var hasWritten = false
        try log.follow(AuditFilter(), after: 7) { events in
            seen += events.map(\.leaf)
            guard !hasWritten else { return seen.count < 4 }
            hasWritten = true
            do { try scratch.fill([2]) } catch { Issue.record(error) }
            return true
        }
        #expect(seen == [8, 9, 10, 11])
    }

    @Test func `shows each event with a proof that holds`() throws {
        let (scratch, log) = try filled()
        let head = try log.head()
        for leaf in 0..<10 {
            let entry = try #require(try log.entry(at: Int64(leaf)))
            #expect(entry.isProven)
            #expect(entry.head == head)
            #expect(
                MerkleProof.verifyInclusion(of: entry.leafHash, at: UInt64(leaf), in: head, proof: entry.proof))
        }
        #expect(try log.entry(at: 10) == nil)
        #expect(try log.entry(at: -1) == nil)
        try scratch.tamper("UPDATE audit_event SET verdict = 'allow' WHERE leaf = 3")
        #expect(try log.entry(at: 3)?.isProven == false)
        #expect(try log.entry(at: 4)?.isProven == true)
    }

    @Test func `proves that it begins with an earlier head`() throws {
        let scratch = try Scratch()
        let old = try scratch.fill([3, 4])
        try scratch.fill([9])
        let (head, proof) = try AuditLog(StateDatabase(in: scratch.folders, access: .read)).consistencyProof(from: 7)
        #expect(MerkleProof.verifyConsistency(from: old, to: head, proof: proof))
    }

    @Test func `says so where its name or head is damaged`() throws {
        let scratch = try Scratch()
        try scratch.fill([2])
        let log = AuditLog(try StateDatabase(in: scratch.folders, access: .read))
        #expect(try log.id().utf8.count == 32)
        try scratch.tamper("INSERT INTO audit_log VALUES ('another', 0)")
        #expect(throws: StateError.self) { try log.id() }
        try scratch.tamper("UPDATE audit_commit SET root = x'00'")
        #expect(throws: StateError.self) { try log.head() }
    }
}

struct TextTests {
    private func event(method: String, detail: String? = nil, id: RequestID = .integer(1)) throws -> AuditEvent {
        let scratch = try Scratch()
        let writer = try AuditWriter(in: scratch.folders, session: .sample) { _ in }
        var record = DecisionRecord.call(1, method: method)
        record.detail = detail
        record.id = id
        _ = writer.append(record, at: 1_785_229_500_123_000_000)
        writer.close()
        return try #require(try scratch.events().first)
    }

    @Test func `an event is one line`() throws {
        let line = AuditText.line(try event(method: "tools/call"))
        #expect(
            line == "2026-07-28T09:05:00.123Z #0 allow client->server time request tools/call id=1 bytes=14 unapproved")
    }

    /// By name, so that they do not act on the terminal that shows the test.
    private static let hostile = [
        "forged line": "x\n2026-07-28T09:05:00.123Z #1 allow", "erased line": "\u{1B}[2K\u{1B}[1A",
        "carriage return": "a\rb", "bidi": "\u{202E}txt", "line separator": "a\u{2028}b", "next line": "a\u{85}b",
        "zero width": "\u{200B}", "tag": "\u{E0041}", "NUL": "\u{0}", "C1 control": "\u{9B}31m",
    ]

    @Test(arguments: hostile.keys.sorted())
    func `no client or server can forge a line or move the cursor`(name: String) throws {
        let hostile = try #require(Self.hostile[name])
        for id in [RequestID.integer(1), .string(hostile)] {
            let event = try event(method: hostile, detail: hostile, id: id)
            #expect(event.method == hostile)
            let entry = AuditLog.Entry(
                event: event, head: TreeHead(size: 1, root: .empty), leafHash: .empty, proof: [], isProven: false)
            let line = AuditText.line(event)
            let details = AuditText.details(entry)
            #expect(isHarmless(line))
            #expect(details.split(separator: "\n").allSatisfy { isHarmless(String($0)) })
            #expect(details.split(separator: "\n").count == 29)
            let json = AuditText.json(event)
            #expect(!json.unicodeScalars.contains { $0.value < 0x20 || [0x85, 0x2028, 0x2029].contains($0.value) })
        }
    }

    @Test func `a space cannot pass for the end of a field`() throws {
        let line = AuditText.line(try event(method: "tools/call id=9 rule=none"))
        #expect(line.contains("request `tools/call id=9 rule=none` id=1"))
    }

    @Test func `JSON keeps types and exact times`() throws {
        let text = AuditText.json(try event(method: "m", id: .string("7")))
        #expect(text.hasPrefix(#"{"leaf":0,"time":"2026-07-28T09:05:00.123Z","time_ns":"1785229500123000000","#))
        #expect(text.contains(#""id":"7","#))
        #expect(text.contains(#""unapproved":true"#))
        #expect(AuditText.json(try event(method: "m")).contains(#""id":1,"#))
    }

    @Test func `JSON of a row that somebody broke is still JSON`() throws {
        let scratch = try Scratch()
        try scratch.fill([1])
        try scratch.tamper("UPDATE audit_event SET findings = '[}', id = '{\"a\":', verdict = 'x\"' || char(10)")
        let event = try #require(try scratch.events().first)
        #expect(AuditText.json(event).contains(#""id":"{\"a\":","verdict":"x\"\n""#))
        #expect(AuditText.line(event).contains("findings=[}"))
    }

    @Test func `a result says what to believe`() {
        let head = TreeHead(size: 3, root: .empty)
        let good = AuditVerification(head: head, commits: 2, fault: nil)
        #expect(AuditText.line(good).hasPrefix("ok: 3 events in 2 commits, root "))
        #expect(AuditText.json(good).hasPrefix(#"{"ok":true,"size":3,"#))
        let bad = AuditVerification(head: head, commits: 2, fault: AuditFault(.edited, leaf: 3, "leaf 3 was edited"))
        #expect(AuditText.line(bad) == "CHANGED: first bad leaf 3 (edited): leaf 3 was edited")
        #expect(AuditText.json(bad).contains(#""fault":{"kind":"edited","first_bad_leaf":3,"#))
    }

    /// One line of characters that show themselves and do nothing else.
    private func isHarmless(_ line: String) -> Bool {
        line.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
                && ![0x200B, 0x202E, 0x2028, 0x2029, 0xE0041].contains(scalar.value)
        }
    }
}

struct TimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_785_229_500_123_456_789, "2026-07-28T09:05:00.123Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_107_542_399_999_999_999, "2100-02-28T23:59:59.999Z"), (Int64.max, "2262-04-11T23:47:16.854Z"),
        (.min, "1677-09-21T00:12:43.145Z"),
    ])
    func `shows moments in UTC`(nanoseconds: Int64, text: String) {
        #expect(AuditTime.text(nanoseconds) == text)
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("2026-07-28T09:05", 1_785_229_500), ("2026-07-28T09:05:00Z", 1_785_229_500),
        ("2026-07-28 09:05:00", 1_785_229_500), ("2026-07-28T11:05:00+02:00", 1_785_229_500),
        ("2026-07-27T23:35:00-09:30", 1_785_229_500), ("2000-02-29", 951_782_400), ("90s", 9_910), ("10m", 9_400),
        ("2h", 2_800), ("0d", 10_000), ("1w", -594_800),
    ])
    func `reads moments as people write them`(text: String, seconds: Int64) {
        #expect(AuditTime.parse(text, now: 10_000_000_000_000) == seconds * 1_000_000_000)
    }

    @Test func `reads fractions exactly`() {
        #expect(AuditTime.parse("1970-01-01T00:00:00.5Z", now: 0) == 500_000_000)
        #expect(AuditTime.parse("1970-01-01T00:00:00.000000001Z", now: 0) == 1)
    }

    @Test func `reads back what it shows`() {
        var generator = SplitMix64(seed: 5)
        for _ in 0..<2_000 {
            let moment = Int64.random(in: 0..<9_000_000_000_000, using: &generator) * 1_000_000
            #expect(AuditTime.parse(AuditTime.text(moment), now: 0) == moment, "seed 5")
        }
    }

    @Test(arguments: [
        "", "now", "-5m", "5", "m", "5y", "1.5h", "٣m", "2026", "2026-07", "2026-7-28", "2026-13-01", "2026-02-30",
        "2025-02-29", "2026-07-00", "1969-12-31", "2026-07-28T", "2026-07-28T24:00", "2026-07-28T09",
        "2026-07-28T09:60",
        "2026-07-28T09:05:60", "2026-07-28T09:05:00+2:00", "2026-07-28T09:05:00.", "2026-07-28T09:05:00.1234567890",
        "2026-07-28Z", "9999999999m", "999999999w",
    ])
    func `refuses anything else`(text: String) {
        #expect(AuditTime.parse(text, now: 0) == nil)
    }
}
