// SPDX-License-Identifier: Apache-2.0

internal import GRDB
public import WardDatabase

/// The log, for reading: lists, single events with their proofs, and the head.
///
/// Whether what it reads can be believed is for ``verify(against:)`` to say.
public struct AuditLog: Sendable {
    let database: StateDatabase

    /// The log in an open database.
    public init(_ database: StateDatabase) {
        self.database = database
    }

    /// The random name that this log got when its database was made: 32 hexadecimal digits.
    public func id() throws(StateError) -> String {
        try database.run { connection in
            let statement = try statement("SELECT id FROM audit_log LIMIT 2", connection)
            guard try statement.step(), let id = statement.text(0), try !statement.step() else {
                throw damaged("it has not exactly one name")
            }
            return id
        }
    }

    /// The head that the last commit recorded.
    public func head() throws(StateError) -> TreeHead {
        try snapshot { connection in try head(connection) }
    }

    // MARK: Lists

    /// The next events that pass a filter.
    ///
    /// - Parameters:
    ///   - filter: which events.
    ///   - leaf: only events after this leaf (before it, if `isReversed`); nil for the first page.
    ///   - isReversed: the newest first.
    ///   - limit: how many at most.
    /// - Returns: the events in the order asked for; none at the end.
    /// - Throws: ``StateError`` if the log cannot be read.
    public func events(
        _ filter: AuditFilter, after leaf: Int64? = nil, isReversed: Bool = false, limit: Int = 256
    ) throws(StateError) -> [AuditEvent] {
        let (comparison, order) = isReversed ? ("<", "DESC") : (">", "ASC")
        let start = leaf ?? (isReversed ? .max : .min)
        return try database.run { connection in
            let statement = try statement(
                """
                SELECT \(AuditEvent.columns) FROM audit_event
                WHERE \(filter.sql(after: "leaf \(comparison) ?1")) ORDER BY leaf \(order) LIMIT \(max(limit, 0))
                """, connection)
            statement.bind(start, at: 1)
            try filter.bind(to: statement, from: 2)
            var events = [AuditEvent]()
            while try statement.step() { events.append(AuditEvent(row: statement)) }
            return events
        }
    }

    /// The leaf after which exactly the newest `count` events that pass a filter come; nil if all of them do.
    public func leaf(before count: Int, newest filter: AuditFilter) throws(StateError) -> Int64? {
        try database.run { connection in
            let statement = try statement(
                """
                SELECT leaf FROM audit_event WHERE \(filter.sql(after: "leaf >= ?1"))
                ORDER BY leaf DESC LIMIT 1 OFFSET \(max(count, 0))
                """, connection)
            statement.bind(.min, at: 1)
            try filter.bind(to: statement, from: 2)
            return try statement.step() ? statement.integer(0) : nil
        }
    }

    /// Waits for events, and hands them on as they come.
    ///
    /// - Parameters:
    ///   - filter: which events.
    ///   - leaf: only events after this one.
    ///   - body: takes the new events, oldest first; it ends the waiting by answering false. It is also called with none,
    ///     after each look at the database.
    /// - Throws: ``StateError`` if the log cannot be read.
    public func follow(
        _ filter: AuditFilter, after leaf: Int64?, _ body: ([AuditEvent]) -> Bool
    ) throws(StateError) {
        var last = leaf
        var seen: Int64?
        while true {
            let version = try database.dataVersion()
            guard version != seen else {
                guard body([]) else { return }
                SystemCalls.pause(microseconds: 250_000)
                continue
            }
            seen = version
            while true {
                let page = try events(filter, after: last)
                guard let newest = page.last else { break }
                last = newest.leaf
                guard body(page) else { return }
            }
        }
    }

    // MARK: Single events

    /// An event with the proof that it is in the log.
    public struct Entry: Hashable, Sendable {
        /// The event.
        public var event: AuditEvent
        /// The head that the proof leads to.
        public var head: TreeHead
        /// The hash of the leaf, from what the row holds now.
        public var leafHash: TreeHash
        /// The hashes from the leaf up to the root (RFC 6962 section 2.1.1).
        public var proof: [TreeHash]
        /// Whether the proof holds: if not, the log was changed, and verifying it says where.
        public var isProven: Bool
    }

    /// One event; nil if there is none.
    public func entry(at leaf: Int64) throws(StateError) -> Entry? {
        try snapshot { connection in
            let statement = try statement(
                "SELECT \(AuditEvent.columns) FROM audit_event WHERE leaf = ?", connection)
            statement.bind(leaf, at: 1)
            guard leaf >= 0, try statement.step() else { return nil }
            var hasher = RowHasher()
            let hash = hasher.hash(statement)
            let event = AuditEvent(row: statement)
            let head = try head(connection)
            let index = UInt64(leaf)
            guard index < head.size else {
                return Entry(event: event, head: head, leafHash: hash, proof: [], isProven: false)
            }
            let reader = try SubtreeReader(self, connection)
            let proof = try MerkleProof.inclusion(of: index, in: head.size, subtree: reader.hash)
            let isProven =
                MerkleProof.verifyInclusion(of: hash, at: index, in: head, proof: proof)
                && hasher.payloadFits(statement)
            return Entry(event: event, head: head, leafHash: hash, proof: proof, isProven: isProven)
        }
    }

    /// The proof that the log of `size` leaves is the beginning of the log as it is now, for whoever kept that checkpoint.
    public func consistencyProof(from size: UInt64) throws(StateError) -> (head: TreeHead, proof: [TreeHash]) {
        try snapshot { connection in
            let head = try head(connection)
            let reader = try SubtreeReader(self, connection)
            return (head, try MerkleProof.consistency(from: size, to: head.size, subtree: reader.hash))
        }
    }

    // MARK: Inside

    /// Runs `body` on one state of the database, whatever is committed meanwhile.
    func snapshot<R>(_ body: (Database) throws -> R) throws(StateError) -> R {
        try database.run { connection in
            let begin = try statement("BEGIN", connection)
            let end = try statement("COMMIT", connection)
            try begin.execute()
            // A transaction that only read has nothing to lose.
            defer { _ = try? end.execute() }
            return try body(connection)
        }
    }

    func statement(_ sql: String, _ connection: Database) throws(StateError) -> RawStatement {
        try RawStatement(sql, on: connection, path: database.path)
    }

    func head(_ connection: Database) throws(StateError) -> TreeHead {
        let statement = try statement("SELECT size, root FROM audit_commit ORDER BY size DESC LIMIT 1", connection)
        guard try statement.step() else { return TreeHead(size: 0, root: .empty) }
        guard statement.integer(0) > 0, let root = TreeHash(bytes: statement.bytes(1)) else {
            throw damaged("the last commit has no valid size and root")
        }
        return TreeHead(size: UInt64(statement.integer(0)), root: root)
    }

    private func damaged(_ detail: String) -> StateError {
        StateError(
            code: "environment.audit-log-changed", place: database.path,
            detail: "the audit log was changed by another program: \(detail)", hint: "run `ward audit verify`")
    }
}

/// Hashes subtrees from the leaf hashes that are stored.
private struct SubtreeReader {
    private let statement: RawStatement

    init(_ log: AuditLog, _ connection: Database) throws(StateError) {
        statement = try log.statement(
            "SELECT leaf_hash FROM audit_event WHERE leaf >= ? AND leaf < ? ORDER BY leaf", connection)
    }

    /// What is missing or malformed makes a wrong hash, and so a proof that does not hold.
    func hash(_ range: Range<UInt64>) throws(StateError) -> TreeHash {
        statement.bind(Int64(clamping: range.lowerBound), at: 1)
        statement.bind(Int64(clamping: range.upperBound), at: 2)
        defer { statement.reset() }
        var frontier = Frontier()
        while try statement.step() {
            frontier.append(TreeHash(bytes: statement.bytes(0)) ?? .empty)
        }
        return frontier.root
    }
}
