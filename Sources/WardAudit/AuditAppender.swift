// SPDX-License-Identifier: Apache-2.0

internal import WardDatabase

/// Appends batches of events to the tree, each batch in one transaction.
///
/// Any number of processes do the same to one database: each takes the write lock, reads the head that the last one left,
/// and goes on from there. Whatever fails, nothing of the batch stays. Not `Sendable`: it lives on the writer's thread.
final class AuditAppender {
    private let database: StateDatabase
    private let turn: TurnLock
    private let begin: RawStatement
    private let commit: RawStatement
    private let rollback: RawStatement
    private let readHead: RawStatement
    private let insertEvent: RawStatement
    private let insertCommit: RawStatement
    private var builder = LeafBuilder()
    /// The tree as this writer last saw it; a database that knows less was changed behind its back.
    private var known = Frontier()

    init(_ database: StateDatabase) throws(StateError) {
        self.database = database
        turn = try TurnLock(besides: database)
        let places = repeatElement("?", count: EventColumn.all.count + 1).joined(separator: ", ")
        let statements = try database.run { connection in
            try [
                "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK",
                "SELECT size, root, frontier FROM audit_commit ORDER BY size DESC LIMIT 1",
                "INSERT INTO audit_event (\(EventColumn.list), leaf_hash) VALUES (\(places))",
                "INSERT INTO audit_commit (size, \"first\", root, frontier, time) VALUES (?, ?, ?, ?, ?)",
            ].map { try RawStatement($0, on: connection, path: database.path) }
        }
        (begin, commit, rollback) = (statements[0], statements[1], statements[2])
        (readHead, insertEvent, insertCommit) = (statements[3], statements[4], statements[5])
    }

    /// Writes a batch; when it returns, the operating system has it.
    ///
    /// `time` is for the commit's own row: nanoseconds since 1970.
    func append(_ batch: inout [EventDraft], at time: Int64) throws(StateError) {
        try turn.run { () throws(StateError) in
            try database.run { _ in
                try begin.execute()
                do {
                    let frontier = try write(&batch, at: time)
                    try commit.execute()
                    known = frontier
                } catch {
                    // If even this fails, SQLite has rolled back itself, or will when the connection closes.
                    _ = try? rollback.execute()
                    throw error
                }
            }
        }
    }

    private func write(_ batch: inout [EventDraft], at time: Int64) throws(StateError) -> Frontier {
        var frontier = try head()
        let first = frontier.size
        for index in batch.indices {
            let hash = batch[index].hash(as: frontier.size, with: &builder)
            try insert(batch[index].values, hash: hash)
            frontier.append(hash)
        }
        insertCommit.bind(Int64(clamping: frontier.size), at: 1)
        insertCommit.bind(Int64(clamping: first), at: 2)
        try insertCommit.bind(blob: frontier.root.bytes, at: 3)
        try insertCommit.bind(blob: frontier.bytes, at: 4)
        insertCommit.bind(time, at: 5)
        try insertCommit.execute()
        return frontier
    }

    private func insert(_ values: [EventValue], hash: TreeHash) throws(StateError) {
        var place: Int32 = 1
        for value in values {
            switch value {
            case .null: insertEvent.bindNull(at: place)
            case .integer(let integer): insertEvent.bind(integer, at: place)
            case .text(let text): try insertEvent.bind(text: text, at: place)
            case .blob(let bytes): try insertEvent.bind(blob: bytes, at: place)
            }
            place += 1
        }
        try insertEvent.bind(blob: hash.bytes, at: place)
        try insertEvent.execute()
    }

    /// The tree that the last commit left, of whichever process.
    private func head() throws(StateError) -> Frontier {
        defer { readHead.reset() }
        guard try readHead.step() else {
            guard known.size == 0 else { throw changed("all its commits are gone") }
            return Frontier()
        }
        let size = readHead.integer(0)
        guard size > 0, let frontier = Frontier(size: UInt64(size), bytes: readHead.bytes(2)),
            readHead.withBytes(1, { frontier.root.equals($0) })
        else { throw changed("the last commit does not agree with itself") }
        guard frontier.size > known.size || frontier == known else {
            throw changed("it is not the log that this session wrote to")
        }
        return frontier
    }

    private func changed(_ detail: String) -> StateError {
        StateError(
            code: "environment.audit-log-changed", place: database.path,
            detail: "the audit log was changed by another program: \(detail)",
            hint: "run `ward audit verify`")
    }
}
