// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Synchronization
public import WardDatabase
public import WardSession

/// Writes one session's decisions to the log, from a thread of its own.
///
/// ``append(_:at:)`` is called on the event loop before a message is forwarded: it queues the record and says whether
/// anything may still be forwarded. The operating system has each event within 5 ms, the disk within a second (or at
/// each commit, where that was asked for). Whatever goes wrong, the answer is "do not forward" (style, section 6).
public final class AuditWriter: Sendable {
    /// Whether messages may be forwarded.
    public enum Standing: Hashable, Sendable {
        /// They may.
        case ready
        /// Not now: the record is queued, but too much is unwritten. The writer reports when it is ready again.
        case full
        /// Not any more: the log cannot be written. Why, in words.
        case failed(String)
    }

    /// How to write.
    public struct Options: Hashable, Sendable {
        /// Whether each commit goes to the disk at once, and not once a second.
        public var isDurable = false
        /// Whether payloads are stored, and not only their digests.
        public var keepsPayloads = false
        /// The most unwritten events before the queue is full.
        public var maxEvents = 1_000
        /// The most bytes of unwritten messages before the queue is full.
        public var maxPayloadBytes = 64 * 1024 * 1024
        /// How long an event may be unwritten before the queue is full.
        public var maxUnwritten = Duration.milliseconds(100)

        /// The defaults.
        public init() {}

        var maxUnwrittenNanoseconds: UInt64 {
            let (seconds, attoseconds) = maxUnwritten.components
            return UInt64(clamping: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        }
    }

    private let core: AuditWriterCore

    /// Opens the log with a connection of its own, and starts the thread.
    ///
    /// - Parameters:
    ///   - folders: where the database is; it is made if it is missing.
    ///   - session: who writes.
    ///   - options: how to write.
    ///   - onStanding: called on the writer's thread, with ``Standing/ready`` after a ``Standing/full`` and with
    ///     ``Standing/failed(_:)`` once.
    /// - Throws: ``StateError`` if the log cannot be written; then nothing may be started.
    public init(
        in folders: WardFolders, session: AuditSession, options: Options = Options(),
        onStanding: @escaping @Sendable (Standing) -> Void
    ) throws(StateError) {
        let database = try StateDatabase(in: folders)
        let core = try AuditWriterCore(database: database, session: session, options: options, onStanding: onStanding)
        self.core = core
        let thread = Thread { core.run() }
        thread.name = "ward-audit"
        thread.start()
    }

    deinit {
        core.requestClose()
    }

    /// Queues a record, and says whether its message may be forwarded.
    ///
    /// It never waits for the database, and makes no system call while the writer is awake. Call it from one thread at a
    /// time if the order of the events matters.
    ///
    /// - Parameters:
    ///   - record: the decision.
    ///   - time: when it was made, in nanoseconds since 1970.
    /// - Returns: whether the message, and any other, may be forwarded now.
    public func append(_ record: DecisionRecord, at time: Int64) -> Standing {
        core.append(record, at: time)
    }

    /// Whether messages may be forwarded, as of now.
    public var standing: Standing { core.standing }

    /// Calls `body` when everything that was appended so far is on the disk, or when it is known that it never will be.
    ///
    /// - Parameter body: runs on the writer's thread; or at once, on this one, if the writer has failed or was closed.
    public func whenDurable(_ body: @escaping @Sendable (Standing) -> Void) {
        core.whenDurable(body)
    }

    /// Waits until everything that was appended so far is on the disk; not for the event loop.
    ///
    /// After `patience` it answers ``Standing/failed(_:)``, although the writer may still go on.
    public func flush(patience: Duration = .seconds(10)) -> Standing {
        let outcome = Outcome()
        core.whenDurable { outcome.set($0) }
        return outcome.wait(patience)
    }

    /// Writes what is queued, puts it on the disk and ends the thread; not for the event loop.
    ///
    /// Records appended after that answer ``Standing/failed(_:)``, and so does this where it takes longer than `patience`.
    /// Closing twice is fine.
    @discardableResult
    public func close(patience: Duration = .seconds(10)) -> Standing {
        core.requestClose()
        return core.ended.wait(patience)
    }

    /// The time as events have it: nanoseconds since 1970.
    public static func now() -> Int64 { SystemClock.wall() }
}

/// A result that one thread waits for and another one sets.
final class Outcome: Sendable {
    private let standing = Mutex<AuditWriter.Standing?>(nil)
    private let condition = NSCondition()

    func set(_ value: AuditWriter.Standing) {
        condition.lock()
        standing.withLock { $0 = $0 ?? value }
        condition.broadcast()
        condition.unlock()
    }

    func wait(_ patience: Duration) -> AuditWriter.Standing {
        let (seconds, attoseconds) = patience.components
        let end = Date(timeIntervalSinceNow: Double(seconds) + Double(attoseconds) / 1e18)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let value = standing.withLock({ $0 }) { return value }
            if !condition.wait(until: end) {
                return standing.withLock { $0 } ?? .failed("the audit log was not written in time")
            }
        }
    }
}
