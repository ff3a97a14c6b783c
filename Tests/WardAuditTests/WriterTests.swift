// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Synchronization
import Testing
import WardDatabase
import WardSession

@testable import WardAudit

struct WriterTests {
    private func writer(
        _ scratch: Scratch, _ options: AuditWriter.Options = .init(), reports: Reports = Reports()
    ) throws -> AuditWriter {
        try AuditWriter(in: scratch.folders, session: .sample, options: options) { reports.add($0) }
    }

    @Test func `what is appended and closed can be read and verified`() throws {
        let scratch = try Scratch()
        let writer = try writer(scratch)
        for number in 1...300 { #expect(writer.append(.call(number), at: Int64(number)) == .ready) }
        #expect(writer.close() == .ready)
        let events = try scratch.events()
        #expect(events.map(\.sequence) == Array(1...300))
        #expect(events.map(\.leaf) == Array(0..<300))
        #expect(events.allSatisfy { $0.session == AuditSession.sample.id && $0.isUnapproved && $0.payload == nil })
        let result = try scratch.verify()
        #expect(result.fault == nil)
        #expect(result.head.size == 300)
    }

    @Test func `flushing makes events readable while the session goes on`() throws {
        let scratch = try Scratch()
        let writer = try writer(scratch)
        for number in 1...10 {
            _ = writer.append(.call(number), at: 0)
            #expect(writer.flush() == .ready)
            #expect(try scratch.events().count == number)
        }
        writer.close()
    }

    @Test func `events reach the log without flushing`() throws {
        let scratch = try Scratch()
        let writer = try writer(scratch)
        _ = writer.append(.call(1), at: 0)
        #expect(try eventually { try scratch.events().count == 1 })
        _ = writer.append(.call(2), at: 0)
        #expect(try eventually { try scratch.events().count == 2 })
        writer.close()
    }

    @Test func `a writer that is dropped writes what it has`() throws {
        let scratch = try Scratch()
        do {
            let writer = try writer(scratch)
            for number in 1...50 { _ = writer.append(.call(number), at: 0) }
        }
        #expect(try eventually { try scratch.events().count == 50 })
    }

    @Test func `closing twice is fine, and a closed writer takes nothing`() throws {
        let scratch = try Scratch()
        let writer = try writer(scratch)
        _ = writer.append(.call(1), at: 0)
        #expect(writer.close() == .ready)
        #expect(writer.close() == .ready)
        #expect(writer.flush() == .ready)
        guard case .failed = writer.append(.call(2), at: 0) else {
            Issue.record("it took a record")
            return
        }
        #expect(try scratch.events().count == 1)
    }

    @Test func `waiting for the disk has an end`() throws {
        let scratch = try Scratch()
        let blocker = try StateDatabase(in: scratch.folders)
        try blocker.run { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let writer = try writer(scratch)
        _ = writer.append(.call(1), at: 0)
        for standing in [writer.flush(patience: .zero), writer.close(patience: .zero)] {
            guard case .failed = standing else {
                Issue.record("it said \(standing)")
                continue
            }
        }
        try blocker.run { try $0.execute(sql: "COMMIT") }
        #expect(writer.close() == .ready)
        #expect(try scratch.events().count == 1)
    }

    @Test func `repeats become one event with a count`() throws {
        let scratch = try Scratch()
        let blocker = try StateDatabase(in: scratch.folders)
        try blocker.run { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let writer = try writer(scratch)
        // The thread can hold one batch back at most; all others wait in the queue and are merged there.
        for number in 1...5_000 { _ = writer.append(.refusal(number), at: Int64(number)) }
        try blocker.run { try $0.execute(sql: "COMMIT") }
        writer.close()
        let events = try scratch.events()
        #expect(events.count < 10)
        #expect(events.map(\.count).reduce(0, +) == 5_000)
        #expect(events.last?.until == 5_000)
        #expect(try scratch.verify().fault == nil)
    }

    @Test func `nothing is forwarded while the log cannot be reached, and then it goes on`() throws {
        let scratch = try Scratch()
        let blocker = try StateDatabase(in: scratch.folders)
        let reports = Reports()
        let writer = try writer(scratch, reports: reports)
        try blocker.run { try $0.execute(sql: "BEGIN IMMEDIATE") }
        var number = 0
        let isFull = eventually {
            number += 1
            return writer.append(.call(number), at: 0) == .full
        }
        #expect(isFull)
        #expect(writer.standing == .full)
        #expect(reports.all.isEmpty)
        try blocker.run { try $0.execute(sql: "COMMIT") }
        #expect(eventually { reports.all == [.ready] })
        #expect(writer.append(.call(number + 1), at: 0) == .ready)
        writer.close()
        #expect(try scratch.events().count == number + 1)
    }

    @Test func `a failed commit closes the gate for good, and nothing of it stays`() throws {
        let scratch = try Scratch()
        try scratch.fill([3])
        let reports = Reports()
        let writer = try writer(scratch, reports: reports)
        try scratch.tamper(
            """
            CREATE TRIGGER stop BEFORE INSERT ON audit_event WHEN NEW.sequence = 5
            BEGIN SELECT RAISE(ABORT, 'no room'); END
            """)
        for number in 1...20 { _ = writer.append(.call(number), at: 0) }
        #expect(eventually { reports.hasFailed })
        guard case .failed(let reason) = writer.append(.call(21), at: 0) else {
            Issue.record("it went on")
            return
        }
        #expect(reason.contains("no room"))
        #expect(reports.all.count == 1)
        #expect(writer.flush() == .failed(reason))
        #expect(writer.close() == .failed(reason))
        try scratch.tamper("DROP TRIGGER stop")
        #expect(try scratch.verify().fault == nil)
        #expect(try !scratch.events().contains { $0.sequence >= 5 && $0.leaf >= 3 })
    }

    @Test func `those who wait are told of a failure`() throws {
        let scratch = try Scratch()
        let writer = try writer(scratch)
        try scratch.tamper("DROP TABLE audit_commit")
        _ = writer.append(.call(1), at: 0)
        let heard = Reports()
        writer.whenDurable { heard.add($0) }
        #expect(eventually { heard.hasFailed })
        writer.whenDurable { heard.add($0) }
        #expect(heard.all.count == 2)
    }

    @Test func `a log that was changed during the session closes the gate`() throws {
        for change in ["DELETE FROM audit_commit", "UPDATE audit_commit SET root = zeroblob(32)"] {
            let scratch = try Scratch()
            let writer = try writer(scratch)
            _ = writer.append(.call(1), at: 0)
            #expect(writer.flush() == .ready)
            try scratch.tamper(change)
            _ = writer.append(.call(2), at: 0)
            guard case .failed(let reason) = writer.flush() else {
                Issue.record("it went on after `\(change)`")
                continue
            }
            #expect(reason.contains("changed by another program"))
        }
    }

    @Test func `a full disk closes the gate`() throws {
        let scratch = try Scratch()
        let database = try StateDatabase(in: scratch.folders)
        let appender = try AuditAppender(database)
        try database.run { try $0.execute(sql: "PRAGMA max_page_count = 20") }
        let error = #expect(throws: StateError.self) {
            for start in 0..<100 {
                var drafts = (0..<50).map {
                    EventDraft(.sample(start * 50 + $0), session: .sample, keepsPayload: false)
                }
                try appender.append(&drafts, at: 0)
            }
        }
        #expect(error?.code == StateError.databaseFull)
        #expect(try scratch.verify().fault == nil)
    }

    @Test func `does not start where the database cannot be used`() throws {
        let scratch = try Scratch()
        try scratch.folders.prepare()
        try Data("garbage".utf8).write(to: URL(fileURLWithPath: scratch.folders.database))
        #expect(throws: StateError.self) { try writer(scratch) }
    }

    @Test func `durable and kept payloads can be had`() throws {
        let scratch = try Scratch()
        var options = AuditWriter.Options()
        options.isDurable = true
        options.keepsPayloads = true
        let writer = try writer(scratch, options)
        _ = writer.append(.call(1, payload: #"{"a":[1,2]}"#), at: 0)
        #expect(writer.flush() == .ready)
        let event = try #require(try scratch.events().first)
        #expect(event.payload == Array(#"{"a":[1,2]}"#.utf8))
        #expect(event.payloadSize == 11)
        writer.close()
        #expect(try scratch.verify().fault == nil)
    }

    @Test func `text with NUL, quotes and broken lines comes back as it was`() throws {
        let scratch = try Scratch()
        let method = "a\u{0}b\"'; DROP TABLE audit_event; --\n€"
        let writer = try writer(scratch)
        _ = writer.append(.call(1, method: method), at: 0)
        writer.close()
        #expect(try scratch.events().first?.method == method)
        #expect(try scratch.verify().fault == nil)
    }

    @Test func `many writers at once make one log, each in its own order`() async throws {
        let scratch = try Scratch()
        let (writers, each) = (8, 400)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<writers {
                group.addTask {
                    let session = AuditSession(
                        client: nil, server: "s\(index)", argvDigest: nil, isUnapproved: false)
                    do {
                        let writer = try AuditWriter(in: scratch.folders, session: session) { _ in }
                        for number in 1...each where writer.append(.call(number), at: 0) == .full {
                            _ = writer.flush()
                        }
                        #expect(writer.close() == .ready)
                    } catch {
                        Issue.record(error)
                    }
                }
            }
        }
        let events = try scratch.events()
        #expect(events.count == writers * each)
        for index in 0..<writers {
            #expect(events.filter { $0.server == "s\(index)" }.map(\.sequence) == (1...Int64(each)).map { $0 })
        }
        #expect(try scratch.verify().fault == nil)
    }

    @Test func `another writer may have a database open and idle for long`() throws {
        let scratch = try Scratch()
        let (idle, busy) = (try writer(scratch), try writer(scratch))
        _ = idle.append(.call(1), at: 0)
        #expect(idle.flush() == .ready)
        for number in 1...200 { _ = busy.append(.call(number), at: 0) }
        #expect(busy.close() == .ready)
        _ = idle.append(.call(2), at: 0)
        #expect(idle.close() == .ready)
        #expect(try scratch.verify().head.size == 202)
    }
}
