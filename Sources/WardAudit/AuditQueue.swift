// SPDX-License-Identifier: Apache-2.0

internal import WardProtocol
internal import WardSession

/// A record that waits to be written, with those that repeat it merged in.
struct QueuedRecord: Hashable, Sendable {
    var record: DecisionRecord
    /// When it was decided, in nanoseconds since 1970.
    var time: Int64
    /// When the last repeat was, in nanoseconds since 1970.
    var until: Int64
    /// How many decisions it stands for.
    var count: Int64
    /// When it came in, on the monotonic clock.
    var arrival: UInt64
}

/// What waits to be written, within its budgets; the value that the writer's lock protects.
struct AuditQueue: Sendable {
    /// How the writer's thread sleeps, so that the loop knows whether a wake-up is due.
    enum Sleep: Hashable, Sendable {
        /// It is awake, or will be without help.
        case none
        /// It gathers a group: only a full batch, or someone who waits, should wake it.
        case gathering
        /// It waits for any event.
        case idle
    }

    /// Someone who wants to know when what is queued is on the disk.
    typealias Waiter = @Sendable (AuditWriter.Standing) -> Void

    /// The most events of one transaction: many enough that the commit itself is a small part of it, and few enough (about
    /// 1.5 ms) that with 20 busy processes each has its turn within 50 ms.
    static let batchSize = 64

    private let options: AuditWriter.Options
    private var pending: [QueuedRecord] = []
    private var repeats: [RepeatKey: Int] = [:]
    private var pendingBytes = 0
    private var batchCount = 0
    private var batchBytes = 0
    private var batchArrival: UInt64?
    private var isFull = false
    private var waiting: [(target: UInt64, body: Waiter)] = []
    /// How many events were queued, and how many of them are committed.
    private var (queued, committed): (UInt64, UInt64) = (0, 0)
    private var isClosing = false
    private var hasEnded = false
    private(set) var failure: String?
    var sleep = Sleep.none

    init(_ options: AuditWriter.Options) {
        self.options = options
    }

    var standing: AuditWriter.Standing {
        if let failure { return .failed(failure) }
        return isFull ? .full : .ready
    }

    var isEmpty: Bool { pending.isEmpty }
    /// Whether the thread should not sleep.
    var isUrgent: Bool { isClosing || failure != nil || !waiting.isEmpty || pending.count >= Self.batchSize }
    /// How many events are not committed yet.
    var unwritten: Int { pending.count + batchCount }

    // MARK: The session's side

    /// Takes a record in; `wakes` says whether the thread has to be woken.
    mutating func append(_ record: DecisionRecord, at time: Int64, now: UInt64) -> (AuditWriter.Standing, wakes: Bool) {
        if failure != nil { return (standing, false) }
        if isClosing { return (.failed("the audit log is closed"), false) }
        guard unwritten < options.maxEvents * Self.hardStop, bytes < options.maxPayloadBytes * Self.hardStop else {
            failure = "the audit log was given far more than it could write"
            return (standing, true)
        }
        take(record, at: time, now: now)
        let oldest = batchArrival ?? pending.first?.arrival ?? now
        if unwritten >= options.maxEvents || bytes >= options.maxPayloadBytes
            || now &- oldest > options.maxUnwrittenNanoseconds && now > oldest
        {
            isFull = true
        }
        let wakes = sleep == .idle || sleep == .gathering && pending.count >= Self.batchSize
        if wakes { sleep = .none }
        return (isFull ? .full : .ready, wakes)
    }

    /// Remembers who wants to know when all that is queued is on the disk; or says how it ended, if it has.
    mutating func wait(_ body: @escaping Waiter) -> AuditWriter.Standing? {
        if failure != nil { return standing }
        if hasEnded { return .ready }
        waiting.append((queued, body))
        sleep = .none
        return nil
    }

    /// Takes no more records; what is here will still be written.
    mutating func close() {
        isClosing = true
        sleep = .none
    }

    // MARK: The writer's side

    /// The next batch; it counts as unwritten until ``commit(now:)``.
    mutating func takeBatch() -> [QueuedRecord] {
        let batch: [QueuedRecord]
        if pending.count <= Self.batchSize {
            batch = pending
            pending = []
            pending.reserveCapacity(batch.count)
        } else {
            batch = Array(pending[..<Self.batchSize])
            pending.removeFirst(Self.batchSize)
        }
        batchCount = batch.count
        batchBytes = batch.reduce(0) { $0 + $1.record.frame.count }
        batchArrival = batch.first?.arrival
        pendingBytes -= batchBytes
        repeats.removeAll(keepingCapacity: true)
        for (index, queued) in pending.enumerated() {
            if let key = RepeatKey(queued.record) { repeats[key] = index }
        }
        return batch
    }

    /// The batch is in the log; true if a full queue has room again.
    mutating func commit(now: UInt64) -> Bool {
        committed += UInt64(batchCount)
        (batchCount, batchBytes, batchArrival) = (0, 0, nil)
        guard isFull, failure == nil else { return false }
        let oldest = pending.first?.arrival ?? now
        // Half the budgets, so that a busy session does not flap between full and ready.
        guard unwritten <= options.maxEvents / 2, bytes <= options.maxPayloadBytes / 2,
            now &- oldest <= options.maxUnwrittenNanoseconds / 2 || now < oldest
        else { return false }
        isFull = false
        return true
    }

    /// Those who wait for nothing that is still unwritten; and whether the thread is done, because the queue is closed.
    mutating func takeWaiting() -> ([Waiter], isDone: Bool) {
        let ready = waiting.filter { $0.target <= committed }.map(\.body)
        waiting.removeAll { $0.target <= committed }
        hasEnded = isClosing && isEmpty && waiting.isEmpty
        return (ready, hasEnded)
    }

    /// Nothing can be written any more; those who wait for it are the result.
    mutating func fail(_ reason: String) -> [Waiter] {
        if failure == nil { failure = reason }
        defer { waiting = [] }
        pending = []
        repeats = [:]
        (pendingBytes, batchCount, batchBytes, batchArrival) = (0, 0, 0, nil)
        return waiting.map(\.body)
    }

    // MARK: Inside

    /// Beyond this many times its budgets the queue would only eat memory: the caller did not stop when told.
    private static let hardStop = 16

    private var bytes: Int { pendingBytes + batchBytes }

    private mutating func take(_ record: DecisionRecord, at time: Int64, now: UInt64) {
        if let key = RepeatKey(record) {
            if let index = repeats[key] {
                pending[index].count += 1
                pending[index].until = time
                return
            }
            repeats[key] = pending.count
        }
        pending.append(QueuedRecord(record: record, time: time, until: time, count: 1, arrival: now))
        pendingBytes += record.frame.count
        queued += 1
    }
}

/// What makes one decision a repeat of another; what was allowed is never merged.
private struct RepeatKey: Hashable, Sendable {
    var direction: Direction
    var subject: DecisionRecord.Subject
    var method: String?
    var verdict: Verdict
    var rule: String

    init?(_ record: DecisionRecord) {
        guard record.verdict != .allow, record.subject != .process else { return nil }
        direction = record.direction
        subject = record.subject
        method = record.method
        verdict = record.verdict
        rule = record.rule
    }
}
