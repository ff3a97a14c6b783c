// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession

@testable import WardAudit

struct QueueTests {
    private static let second: UInt64 = 1_000_000_000

    private func options(events: Int = 1_000, bytes: Int = 1 << 26) -> AuditWriter.Options {
        var options = AuditWriter.Options()
        options.maxEvents = events
        options.maxPayloadBytes = bytes
        return options
    }

    @Test func `is full from the thousandth unwritten event on`() {
        var queue = AuditQueue(options())
        for number in 1..<1_000 { #expect(queue.append(.call(number), at: 0, now: 1).0 == .ready) }
        #expect(queue.append(.call(1_000), at: 0, now: 1).0 == .full)
        #expect(queue.append(.call(1_001), at: 0, now: 1).0 == .full)
        #expect(queue.unwritten == 1_001)
    }

    @Test func `is full when an event is unwritten for more than 100 ms`() {
        var queue = AuditQueue(options())
        let start = Self.second
        #expect(queue.append(.call(1), at: 0, now: start).0 == .ready)
        #expect(queue.append(.call(2), at: 0, now: start + 100_000_000).0 == .ready)
        #expect(queue.append(.call(3), at: 0, now: start + 100_000_001).0 == .full)
    }

    @Test func `a batch that is being written is unwritten still`() {
        var queue = AuditQueue(options())
        _ = queue.append(.call(1), at: 0, now: Self.second)
        #expect(queue.takeBatch().count == 1)
        #expect(queue.append(.call(2), at: 0, now: Self.second + 200_000_000).0 == .full)
    }

    @Test func `is full by bytes`() {
        var queue = AuditQueue(options(bytes: 1_000))
        var record = DecisionRecord.call(1)
        record.frame = [UInt8](repeating: 0x20, count: 999)
        #expect(queue.append(record, at: 0, now: 1).0 == .ready)
        #expect(queue.append(.call(2), at: 0, now: 1).0 == .full)
    }

    @Test func `is ready again once half of it is written, and says so once`() {
        var queue = AuditQueue(options(events: 200))
        for number in 1...200 { _ = queue.append(.call(number), at: 0, now: 1) }
        #expect(queue.standing == .full)
        let reports = (0..<4).map { _ in
            _ = queue.takeBatch()
            return queue.commit(now: 2)
        }
        // After 64 of 200 there are 136 left, after 128 there are 72.
        #expect(reports == [false, true, false, false])
        #expect(queue.standing == .ready)
    }

    @Test func `merges repeats of what was refused, keeping the first and the last time`() {
        var queue = AuditQueue(options())
        for number in 1...500 { _ = queue.append(.refusal(number), at: Int64(number), now: 1) }
        let batch = queue.takeBatch()
        #expect(batch.count == 1)
        #expect(batch.first?.count == 500)
        #expect(batch.first?.time == 1)
        #expect(batch.first?.until == 500)
        #expect(batch.first?.record.sequence == 1)
    }

    @Test func `never merges what was allowed, or what differs in kind`() {
        var queue = AuditQueue(options())
        for number in 1...3 { _ = queue.append(.call(number), at: 0, now: 1) }
        var other = DecisionRecord.refusal(4)
        _ = queue.append(other, at: 0, now: 1)
        other.method = "notifications/other"
        _ = queue.append(other, at: 0, now: 1)
        other.verdict = .ask
        _ = queue.append(other, at: 0, now: 1)
        other.direction = .clientToServer
        _ = queue.append(other, at: 0, now: 1)
        other.subject = .request
        _ = queue.append(other, at: 0, now: 1)
        other.rule = "another"
        _ = queue.append(other, at: 0, now: 1)
        other.subject = .process
        _ = queue.append(other, at: 0, now: 1)
        _ = queue.append(other, at: 0, now: 1)
        #expect(queue.takeBatch().map(\.count) == [Int64](repeating: 1, count: 11))
    }

    @Test func `a flood of refusals stays one event, whatever comes in between`() {
        var queue = AuditQueue(options())
        for number in 1...20_000 {
            _ = queue.append(.refusal(number, rule: number.isMultiple(of: 2) ? "even" : "odd"), at: 0, now: 1)
        }
        #expect(queue.standing == .ready)
        #expect(queue.takeBatch().map(\.count) == [10_000, 10_000])
    }

    @Test func `repeats are not merged into what is being written`() {
        var queue = AuditQueue(options())
        _ = queue.append(.refusal(1), at: 0, now: 1)
        #expect(queue.takeBatch().count == 1)
        _ = queue.append(.refusal(2), at: 0, now: 1)
        #expect(queue.takeBatch().map(\.record.sequence) == [2])
    }

    @Test func `repeats are still merged after a part was taken`() {
        var queue = AuditQueue(options())
        for number in 1...AuditQueue.batchSize { _ = queue.append(.call(number), at: 0, now: 1) }
        _ = queue.append(.refusal(1), at: 0, now: 1)
        #expect(queue.takeBatch().count == AuditQueue.batchSize)
        _ = queue.append(.refusal(2), at: 0, now: 1)
        #expect(queue.takeBatch().map(\.count) == [2])
    }

    @Test func `keeps the order of events over many batches`() {
        var queue = AuditQueue(options())
        for number in 1...300 { _ = queue.append(.call(number), at: 0, now: 1) }
        var sequences = [UInt64]()
        while !queue.isEmpty { sequences += queue.takeBatch().map(\.record.sequence) }
        #expect(sequences == Array(1...300))
    }

    @Test func `wakes a sleeping thread once, and a gathering one for a full batch only`() {
        var queue = AuditQueue(options())
        queue.sleep = .idle
        #expect(queue.append(.call(1), at: 0, now: 1).wakes)
        #expect(!queue.append(.call(2), at: 0, now: 1).wakes)
        queue.sleep = .gathering
        #expect(!queue.append(.call(3), at: 0, now: 1).wakes)
        for number in 4..<AuditQueue.batchSize { #expect(!queue.append(.call(number), at: 0, now: 1).wakes) }
        #expect(queue.append(.call(AuditQueue.batchSize), at: 0, now: 1).wakes)
    }

    @Test func `fails for good, and forgets what it held`() {
        var queue = AuditQueue(options())
        _ = queue.append(.call(1), at: 0, now: 1)
        #expect(queue.fail("the disk is gone").isEmpty)
        #expect(queue.append(.call(2), at: 0, now: 1).0 == .failed("the disk is gone"))
        #expect(queue.fail("again").isEmpty)
        #expect(queue.standing == .failed("the disk is gone"))
        #expect(queue.isEmpty)
    }

    @Test func `fails where a caller goes on and on although it is full`() {
        var queue = AuditQueue(options(events: 10))
        var last = AuditWriter.Standing.ready
        for number in 1...161 { last = queue.append(.call(number), at: 0, now: 1).0 }
        guard case .failed = last else {
            Issue.record("it grew to \(queue.unwritten)")
            return
        }
    }

    @Test func `those who wait are told when what was there before them is written`() {
        var queue = AuditQueue(options())
        for number in 1...AuditQueue.batchSize { _ = queue.append(.call(number), at: 0, now: 1) }
        #expect(queue.wait({ _ in }) == nil)
        for number in 1...AuditQueue.batchSize { _ = queue.append(.call(number), at: 0, now: 1) }
        #expect(queue.takeWaiting().0.isEmpty)
        _ = queue.takeBatch()
        #expect(queue.takeWaiting().0.isEmpty)
        _ = queue.commit(now: 1)
        #expect(queue.takeWaiting().0.count == 1)
        #expect(!queue.isEmpty)
    }

    @Test func `a closed one takes nothing more, and is done when it is empty`() {
        var queue = AuditQueue(options())
        _ = queue.append(.call(1), at: 0, now: 1)
        queue.close()
        guard case .failed = queue.append(.call(2), at: 0, now: 1).0 else {
            Issue.record("it took a record")
            return
        }
        #expect(!queue.takeWaiting().isDone)
        _ = queue.takeBatch()
        _ = queue.commit(now: 1)
        #expect(queue.takeWaiting().isDone)
        #expect(queue.wait({ _ in }) == .ready)
    }
}
