// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import WardDatabase
internal import WardSession

/// What the writer and its thread share; it lives until both are gone.
///
/// The thread gathers events for 2 ms, and commits at most ``AuditQueue/batchSize`` of them in one transaction; between
/// two transactions other processes have their turn. INVARIANT: an event counts as unwritten from the moment it is queued until its transaction has committed.
final class AuditWriterCore: Sendable {
    /// How the thread ended.
    let ended = Outcome()

    private let database: StateDatabase
    private let session: AuditSession
    private let options: AuditWriter.Options
    private let onStanding: @Sendable (AuditWriter.Standing) -> Void
    private let queue: Mutex<AuditQueue>
    private let wakeup: Wakeup

    /// How long a group gathers; with the commit itself it stays within the 5 ms of the design.
    private static let gathering: Int32 = 2
    /// How often what was committed is put on the disk, in nanoseconds.
    private static let syncInterval: UInt64 = 1_000_000_000

    init(
        database: StateDatabase, session: AuditSession, options: AuditWriter.Options,
        onStanding: @escaping @Sendable (AuditWriter.Standing) -> Void
    ) throws(StateError) {
        self.database = database
        self.session = session
        self.options = options
        self.onStanding = onStanding
        queue = Mutex(AuditQueue(options))
        wakeup = try Wakeup()
    }

    // MARK: The session's side

    var standing: AuditWriter.Standing { queue.withLock { $0.standing } }

    func append(_ record: DecisionRecord, at time: Int64) -> AuditWriter.Standing {
        let now = SystemClock.monotonic()
        let (standing, wakes) = queue.withLock { $0.append(record, at: time, now: now) }
        if wakes { wakeup.wake() }
        return standing
    }

    func whenDurable(_ body: @escaping @Sendable (AuditWriter.Standing) -> Void) {
        if let outcome = queue.withLock({ $0.wait(body) }) {
            body(outcome)
        } else {
            wakeup.wake()
        }
    }

    func requestClose() {
        queue.withLock { $0.close() }
        wakeup.wake()
    }

    // MARK: The thread

    /// The thread's whole life.
    func run() {
        blockSignals()
        do throws(StateError) {
            try write(with: try AuditAppender(database))
            try database.close()
            ended.set(.ready)
        } catch {
            fail(error)
        }
    }

    private func write(with appender: AuditAppender) throws(StateError) {
        // When the first commit was made that is not on the disk yet.
        var unsynced: UInt64?
        // Whether the last gathering brought nothing, so that the thread may sleep until woken.
        var isQuiet = true
        while true {
            if nap(isQuiet: isQuiet, unsynced: unsynced) == .idle {
                isQuiet = false
                continue
            }
            let count = try commitBatch(with: appender)
            isQuiet = count == 0
            if count > 0 { unsynced = unsynced ?? SystemClock.monotonic() }
            let (waiting, isDone) = queue.withLock { $0.takeWaiting() }
            let isDue = options.isDurable || isDone || !waiting.isEmpty
            if let since = unsynced, isDue || SystemClock.monotonic() &- since >= Self.syncInterval {
                try sync(before: waiting)
                unsynced = nil
            }
            for body in waiting { body(.ready) }
            if isDone { return }
        }
    }

    /// Sleeps while there is nothing to do: a moment, in which a group gathers, or until woken.
    private func nap(isQuiet: Bool, unsynced: UInt64?) -> AuditQueue.Sleep {
        let sleep: AuditQueue.Sleep = queue.withLock { queue in
            queue.sleep = queue.isUrgent ? .none : queue.isEmpty && isQuiet ? .idle : .gathering
            return queue.sleep
        }
        switch sleep {
        case .none: return sleep
        case .gathering: wakeup.sleep(milliseconds: Self.gathering)
        case .idle: wakeup.sleep(milliseconds: unsynced.map(Self.untilSync))
        }
        queue.withLock { $0.sleep = .none }
        return sleep
    }

    /// Writes what waits, at most one batch of it, and says how much that was.
    private func commitBatch(with appender: AuditAppender) throws(StateError) -> Int {
        let (batch, failure) = queue.withLock { ($0.takeBatch(), $0.failure) }
        if let failure {
            throw StateError(code: "internal.audit-overrun", place: database.path, detail: failure)
        }
        guard !batch.isEmpty else { return 0 }
        var drafts = zip(batch, Salts.draw(batch.count)).map { record, salt in
            EventDraft(record, session: session, keepsPayload: options.keepsPayloads, salt: salt)
        }
        try appender.append(&drafts, at: SystemClock.wall())
        let now = SystemClock.monotonic()
        if queue.withLock({ $0.commit(now: now) }) { onStanding(.ready) }
        return batch.count
    }

    private func sync(before waiting: [AuditQueue.Waiter]) throws(StateError) {
        do throws(StateError) {
            try database.sync()
        } catch {
            // They were taken from the queue already, so nobody else would tell them.
            for body in waiting { body(.failed(Self.words(error))) }
            throw error
        }
    }

    private func fail(_ error: StateError) {
        let reason = Self.words(error)
        let waiting = queue.withLock { $0.fail(reason) }
        onStanding(.failed(reason))
        for body in waiting { body(.failed(reason)) }
        ended.set(.failed(reason))
    }

    private static func words(_ error: StateError) -> String {
        "the audit log cannot be written: \(error.detail) (`\(error.place)`)"
    }

    private static func untilSync(_ since: UInt64) -> Int32 {
        let elapsed = SystemClock.monotonic() &- since
        return elapsed >= syncInterval ? 0 : Int32((syncInterval - elapsed) / 1_000_000 + 1)
    }
}
