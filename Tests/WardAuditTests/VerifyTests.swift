// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardDatabase
import WardTesting

@testable import WardAudit

/// A change made behind Ward's back, and what verifying must say (T99).
struct Tampering: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var sql: String
    var kind: AuditFault.Kind
    var leaf: UInt64?

    init(_ name: String, _ sql: String, _ kind: AuditFault.Kind, leaf: UInt64?) {
        (testDescription, self.sql, self.kind, self.leaf) = (name, sql, kind, leaf)
    }

    /// The log has 20 leaves in commits of 5, 1, 7, 3 and 4.
    static let all: [Tampering] =
        columns.map { column, value in
            Tampering(
                "edit \(column)", "UPDATE audit_event SET \"\(column)\" = \(value) WHERE leaf = 8", .edited, leaf: 8)
        } + [
            Tampering("edit the first", "UPDATE audit_event SET verdict = 'ask' WHERE leaf = 0", .edited, leaf: 0),
            Tampering("edit the last", "UPDATE audit_event SET verdict = 'ask' WHERE leaf = 19", .edited, leaf: 19),
            Tampering("edit two", "UPDATE audit_event SET rule = 'x' WHERE leaf IN (4, 17)", .edited, leaf: 4),
            Tampering(
                "edit the hash", "UPDATE audit_event SET leaf_hash = zeroblob(32) WHERE leaf = 9", .edited, leaf: 9),
            Tampering("empty the hash", "UPDATE audit_event SET leaf_hash = x'' WHERE leaf = 9", .edited, leaf: 9),
            Tampering(
                "invalid UTF-8", "UPDATE audit_event SET method = CAST(x'ff' AS TEXT) WHERE leaf = 3", .edited, leaf: 3),
            Tampering("delete the first", "DELETE FROM audit_event WHERE leaf = 0", .missing, leaf: 0),
            Tampering("delete one", "DELETE FROM audit_event WHERE leaf = 11", .missing, leaf: 11),
            Tampering("delete the last", "DELETE FROM audit_event WHERE leaf = 19", .missing, leaf: 19),
            Tampering("delete all", "DELETE FROM audit_event", .missing, leaf: 0),
            Tampering(
                "delete one and close the gap",
                """
                DELETE FROM audit_event WHERE leaf = 7;
                UPDATE audit_event SET leaf = -leaf WHERE leaf > 7;
                UPDATE audit_event SET leaf = -leaf - 1 WHERE leaf < 0
                """, .moved, leaf: 7),
            Tampering(
                "swap two",
                """
                UPDATE audit_event SET leaf = 100 WHERE leaf = 6;
                UPDATE audit_event SET leaf = 6 WHERE leaf = 12;
                UPDATE audit_event SET leaf = 12 WHERE leaf = 100
                """, .moved, leaf: 6),
            Tampering(
                "put one in, with a right hash, and move the others",
                """
                UPDATE audit_event SET leaf = -leaf WHERE leaf > 8;
                UPDATE audit_event SET leaf = -leaf + 1 WHERE leaf < 0;
                """ + copy(of: 8, to: 9, sequence: 1), .edited, leaf: 9),
            Tampering("put one at the end", copy(of: 19, to: 20, sequence: 1), .extra, leaf: 20),
            Tampering("put one far away", copy(of: 19, to: 500, sequence: 1), .extra, leaf: 500),
            Tampering("put one before the first", copy(of: 3, to: -1, sequence: 1), .extra, leaf: 0),
            Tampering(
                "edit a root", "UPDATE audit_commit SET root = zeroblob(32) WHERE size = 6", .commitEdited, leaf: 5),
            Tampering(
                "edit a frontier", "UPDATE audit_commit SET frontier = zeroblob(64) WHERE size = 6", .commitEdited,
                leaf: 5
            ),
            Tampering(
                "shorten a frontier", "UPDATE audit_commit SET frontier = x'00' WHERE size = 13", .commitEdited, leaf: 6
            ),
            Tampering("delete a commit", "DELETE FROM audit_commit WHERE size = 6", .commitEdited, leaf: 5),
            Tampering("delete the first commit", "DELETE FROM audit_commit WHERE size = 5", .commitEdited, leaf: 0),
            Tampering("delete the last commit", "DELETE FROM audit_commit WHERE size = 20", .extra, leaf: 16),
            Tampering("delete all commits", "DELETE FROM audit_commit", .extra, leaf: 0),
            Tampering("move a commit", "UPDATE audit_commit SET size = 7 WHERE size = 6", .commitEdited, leaf: 5),
        ]

    private static let columns = [
        ("time", "time + 1"), ("session", "'00000000000000000000000000000000'"), ("client", "NULL"), ("server", "'x'"),
        ("pid", "1"), ("argv_digest", "'x'"), ("unapproved", "0"), ("sequence", "7"),
        ("direction", "'server-to-client'"), ("subject", "'response'"), ("method", "'tools/list'"), ("id", "'\"8\"'"),
        ("verdict", "'deny'"), ("rule", "'x'"), ("detail", "''"), ("offset", "0"), ("findings", "'[ ]'"),
        ("edits", "1"),
        ("count", "2"), ("until", "0"), ("latency_ns", "0"), ("payload_size", "1"), ("salt", "'x'"),
        ("payload_digest", "NULL"), ("payload", "x'5b5d'"), ("payload", "NULL"),
    ]

    private static func copy(of leaf: Int, to place: Int, sequence: Int) -> String {
        let others = EventColumn.all.map(\.name).filter { $0 != "leaf" && $0 != "sequence" } + ["leaf_hash"]
        let list = others.map { "\"\($0)\"" }.joined(separator: ", ")
        return """
            INSERT INTO audit_event (leaf, sequence, \(list))
            SELECT \(place), \(sequence), \(list) FROM audit_event WHERE leaf = \(leaf)
            """
    }
}

struct VerifyTests {
    private static let commits = [5, 1, 7, 3, 4]

    @Test func `an untouched log is fine, and an empty one`() throws {
        let scratch = try Scratch()
        try StateDatabase(in: scratch.folders).close()
        #expect(
            try scratch.verify() == AuditVerification(head: TreeHead(size: 0, root: .empty), commits: 0, fault: nil))
        let head = try scratch.fill(Self.commits, keepsPayload: true)
        #expect(try scratch.verify() == AuditVerification(head: head, commits: 5, fault: nil))
    }

    @Test(arguments: Tampering.all) func `a change is found, and its first bad leaf is named`(change: Tampering) throws
    {
        let scratch = try Scratch()
        try scratch.fill(Self.commits, keepsPayload: true)
        try scratch.tamper(change.sql)
        let fault = try #require(try scratch.verify().fault)
        #expect(fault.kind == change.kind)
        #expect(fault.leaf == change.leaf)
    }

    @Test func `one that was put in with a right hash of its own is named too`() throws {
        let scratch = try Scratch()
        try scratch.fill(Self.commits)
        try scratch.tamper(
            """
            UPDATE audit_event SET leaf = -leaf WHERE leaf > 7;
            UPDATE audit_event SET leaf = -leaf + 1 WHERE leaf < 0
            """)
        try insertForged(8, into: scratch)
        let fault = try #require(try scratch.verify().fault)
        #expect(fault.kind == .moved)
        #expect(fault.leaf == 8)
    }

    @Test func `an event rewritten together with its hash is narrowed down by the frontier`() throws {
        let scratch = try Scratch()
        try scratch.fill([16])
        try scratch.tamper("DELETE FROM audit_event WHERE leaf = 9")
        try insertForged(9, into: scratch)
        var fault = try #require(try scratch.verify().fault)
        #expect(fault.kind == .rewritten)
        #expect(fault.leaf == 0)
        let other = try Scratch()
        try other.fill([6, 5])
        try other.tamper("DELETE FROM audit_event WHERE leaf = 10")
        try insertForged(10, into: other)
        fault = try #require(try other.verify().fault)
        #expect(fault.kind == .rewritten)
        #expect(fault.leaf == 10)
    }

    @Test func `after every kind of edit the events before it still count`() throws {
        let scratch = try Scratch()
        try scratch.fill(Self.commits)
        try scratch.tamper("UPDATE audit_event SET verdict = 'ask' WHERE leaf = 14")
        let result = try scratch.verify()
        #expect(result.head.size == 14)
        #expect(result.commits == 3)
    }

    @Test func `a checkpoint of any earlier size is met`() throws {
        let scratch = try Scratch()
        var heads = [TreeHead(size: 0, root: .empty)]
        for size in 1...12 { heads.append(try scratch.fill([size % 3 + 1])) }
        for head in heads { #expect(try scratch.verify(against: head).fault == nil) }
    }

    @Test func `a checkpoint inside a commit is met`() throws {
        let scratch = try Scratch()
        try scratch.fill([7])
        var frontier = Frontier()
        for event in try scratch.events().prefix(3) {
            frontier.append(try #require(TreeHash(bytes: event.leafHash)))
        }
        #expect(try scratch.verify(against: TreeHead(size: 3, root: frontier.root)).fault == nil)
    }

    @Test func `a clean cut is found with a checkpoint only`() throws {
        let scratch = try Scratch()
        let note = try scratch.fill(Self.commits)
        try scratch.tamper("DELETE FROM audit_event WHERE leaf >= 13; DELETE FROM audit_commit WHERE size > 13")
        #expect(try scratch.verify().fault == nil)
        let fault = try #require(try scratch.verify(against: note).fault)
        #expect(fault.kind == .truncated)
        #expect(fault.leaf == 13)
    }

    @Test func `an older copy in place of the log is found with a checkpoint`() throws {
        let scratch = try Scratch()
        try scratch.fill([5])
        let old = try Data(contentsOf: URL(fileURLWithPath: scratch.folders.database))
        let note = try scratch.fill([5])
        try old.write(to: URL(fileURLWithPath: scratch.folders.database))
        try scratch.setMode(0o600, of: "state/ward.db")
        #expect(try scratch.verify().fault == nil)
        #expect(try scratch.verify(against: note).fault?.kind == .truncated)
        // Going on from there does not help.
        try scratch.fill([9])
        #expect(try scratch.verify().fault == nil)
        #expect(try scratch.verify(against: note).fault?.kind == .recomputed)
    }

    @Test func `a log recomputed as a whole is found with a checkpoint`() throws {
        let (scratch, forged) = (try Scratch(), try Scratch())
        let note = try scratch.fill(Self.commits)
        try forged.fill(Self.commits)
        #expect(try forged.verify().fault == nil)
        let fault = try #require(try forged.verify(against: note).fault)
        #expect(fault.kind == .recomputed)
        #expect(fault.leaf == nil)
    }

    @Test func `random edits of any byte in any column are found`() throws {
        var generator = SplitMix64(seed: 99)
        let scratch = try Scratch()
        try scratch.fill([40])
        let original = try Data(contentsOf: URL(fileURLWithPath: scratch.folders.database))
        let texts = [
            "session", "server", "direction", "subject", "verdict", "rule", "salt", "payload_digest", "method",
        ]
        for _ in 0..<40 {
            let leaf = Int.random(in: 0..<40, using: &generator)
            let column = texts.randomElement(using: &generator) ?? "rule"
            let digit = Int.random(in: 1...3, using: &generator)
            try scratch.tamper(
                """
                UPDATE audit_event SET \(column) =
                    substr(\(column), 1, \(digit) - 1) || char(unicode(substr(\(column), \(digit))) + 1)
                        || substr(\(column), \(digit) + 1)
                WHERE leaf = \(leaf)
                """)
            let fault = try scratch.verify().fault
            #expect(fault?.leaf == UInt64(leaf), "seed 99, \(column) of \(leaf)")
            try original.write(to: URL(fileURLWithPath: scratch.folders.database))
            try scratch.setMode(0o600, of: "state/ward.db")
        }
    }

    @Test func `verifies one state while a writer goes on`() throws {
        let scratch = try Scratch()
        let writer = try AuditWriter(in: scratch.folders, session: .sample) { _ in }
        for number in 1...2_000 {
            if writer.append(.call(number), at: 0) == .full { _ = writer.flush() }
            if number.isMultiple(of: 200) { #expect(try scratch.verify().fault == nil) }
        }
        writer.close()
    }

    @Test func `a log that is gone is an error, and a fault where a checkpoint knows of it`() throws {
        let scratch = try Scratch()
        let key = try makeKey("ward.local/audit/x")
        let note = try key.sign(Checkpoint(origin: "ward.local/audit/x", head: TreeHead(size: 3, root: .empty)))
        let error = #expect(throws: AuditCheck.Failure.self) { try AuditCheck.run(in: scratch.folders, against: nil) }
        guard case .state(let state)? = error else { return }
        #expect(state.code == StateError.absent)
        let witness = AuditCheck.Witness(note: note, key: key.verifier)
        #expect(try AuditCheck.run(in: scratch.folders, against: witness).fault?.kind == .truncated)
    }

    /// Puts an event in whose stored hash is right for what it says.
    private func insertForged(_ leaf: Int, into scratch: Scratch) throws {
        let database = try StateDatabase(in: scratch.folders)
        try database.run { connection in
            var builder = LeafBuilder()
            var draft = EventDraft(.sample(777), session: .sample, keepsPayload: false)
            let hash = draft.hash(as: UInt64(leaf), with: &builder)
            let places = repeatElement("?", count: EventColumn.all.count + 1).joined(separator: ", ")
            let insert = try RawStatement(
                "INSERT INTO audit_event (\(EventColumn.list), leaf_hash) VALUES (\(places))", on: connection,
                path: database.path)
            for (index, value) in draft.values.enumerated() {
                switch value {
                case .null, .blob: insert.bindNull(at: Int32(index + 1))
                case .integer(let integer): insert.bind(integer, at: Int32(index + 1))
                case .text(let text): try insert.bind(text: text, at: Int32(index + 1))
                }
            }
            try insert.bind(blob: hash.bytes, at: Int32(EventColumn.all.count + 1))
            try insert.execute()
        }
    }
}
