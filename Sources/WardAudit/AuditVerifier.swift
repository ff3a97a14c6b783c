// SPDX-License-Identifier: Apache-2.0

internal import GRDB
public import WardDatabase

extension AuditLog {
    /// Recomputes the whole tree from the events and compares it with what each commit recorded, in constant memory.
    ///
    /// Somebody who can write the file can recompute everything; only a checkpoint that is kept elsewhere exposes that.
    ///
    /// - Parameter note: a head from a checkpoint, which this log must begin with.
    /// - Returns: what was found; a fault if the log was changed.
    /// - Throws: ``StateError`` if the log cannot be read.
    public func verify(against note: TreeHead? = nil) throws(StateError) -> AuditVerification {
        try snapshot { connection in
            let last = try statement("SELECT max(size) FROM audit_commit", connection)
            let recordedSize = try last.step() ? last.integer(0) : 0
            last.reset()
            var verifier = try AuditVerifier(
                events: statement("SELECT \(AuditEvent.columns) FROM audit_event ORDER BY leaf", connection),
                commits: statement(
                    "SELECT size, \"first\", root, frontier FROM audit_commit ORDER BY size", connection),
                recordedSize: recordedSize, note: note)
            return try verifier.run()
        }
    }
}

/// One walk over the events and, beside it, over the commits.
private struct AuditVerifier {
    let events: RawStatement
    let commits: RawStatement
    let note: TreeHead?
    /// How many leaves the commits speak of.
    let recordedSize: Int64
    var hasher = RowHasher()
    var frontier = Frontier()
    /// The size of the last commit that was found good.
    var goodSize: UInt64 = 0
    var goodCommits: UInt64 = 0
    /// Whether `commits` stands on a row.
    var hasCommit = false

    init(events: RawStatement, commits: RawStatement, recordedSize: Int64, note: TreeHead?) {
        self.recordedSize = recordedSize
        self.events = events
        self.commits = commits
        self.note = note
    }

    mutating func run() throws(StateError) -> AuditVerification {
        var fault: AuditFault?
        do throws(AuditFailure) {
            try walk()
        } catch {
            switch error {
            case .fault(let found): fault = found
            case .state(let error): throw error
            }
        }
        let head = TreeHead(size: frontier.size, root: frontier.root)
        return AuditVerification(head: head, commits: goodCommits, fault: fault)
    }

    private mutating func walk() throws(AuditFailure) {
        try nextCommit()
        try checkNote()
        while try AuditFailure.wrapping({ () throws(StateError) in try events.step() }) {
            try checkEvent()
            try checkCommits()
            try checkNote()
        }
        let size = frontier.size
        guard !hasCommit else {
            throw .fault(
                AuditFault(.missing, leaf: size, "leaf \(size) is missing, and a commit says that there was one"))
        }
        if let note, note.size > size {
            throw .fault(
                AuditFault(
                    .truncated, leaf: size,
                    "leaf \(size) is missing: the log has \(size) events, the checkpoint is of \(note.size)"))
        }
    }

    // MARK: Events

    private mutating func checkEvent() throws(AuditFailure) {
        let expected = frontier.size
        let place = events.integer(EventColumn.leaf)
        guard place >= 0 else {
            throw .fault(AuditFault(.extra, leaf: expected, "there is an event before leaf 0, numbered \(place)"))
        }
        // Beyond the last commit everything is extra; before it, a gap is a missing leaf.
        guard hasCommit else {
            throw .fault(AuditFault(.extra, leaf: UInt64(place), "leaf \(place) is in no commit"))
        }
        guard place == Int64(clamping: expected) else {
            throw .fault(AuditFault(.missing, leaf: expected, "leaf \(expected) is missing"))
        }
        let hash = hasher.hash(events)
        guard events.withBytes(RowHasher.storedHash, { hash.equals($0) }) else { throw .fault(mismatch(at: expected)) }
        guard hasher.payloadFits(events) else {
            throw .fault(AuditFault(.edited, leaf: expected, "leaf \(expected) was edited: its payload is another"))
        }
        frontier.append(hash)
    }

    /// How far from its place an event is looked for.
    private static let reach: Int64 = 10_000

    /// Tells an event that was moved from one that was edited, by trying it in other places, the nearest first.
    private mutating func mismatch(at leaf: UInt64) -> AuditFault {
        let place = Int64(clamping: leaf)
        for distance in 1...Self.reach {
            let places = [place - distance, place + distance].filter { (0...recordedSize).contains($0) }
            // Beyond both ends of what was ever recorded.
            if places.isEmpty { break }
            for other in places {
                let hash = hasher.hash(events, as: other)
                guard events.withBytes(RowHasher.storedHash, { hash.equals($0) }) else { continue }
                // What came here from an earlier place made room there for something that was put in.
                let first = max(goodSize, min(leaf, UInt64(other)))
                return AuditFault(.moved, leaf: first, "leaf \(leaf) holds what was recorded as leaf \(other)")
            }
        }
        return AuditFault(.edited, leaf: leaf, "leaf \(leaf) was edited: its content has another hash")
    }

    // MARK: Commits

    private mutating func nextCommit() throws(AuditFailure) {
        hasCommit = try AuditFailure.wrapping({ () throws(StateError) in try commits.step() })
        guard hasCommit else { return }
        let (size, first) = (commits.integer(0), commits.integer(1))
        guard first == Int64(clamping: goodSize), size > first else {
            throw .fault(
                AuditFault(
                    .commitEdited, leaf: goodSize,
                    "the commits have a gap: after leaf \(goodSize) comes one for \(first) to \(size)"))
        }
    }

    private mutating func checkCommits() throws(AuditFailure) {
        guard hasCommit, commits.integer(0) == Int64(clamping: frontier.size) else { return }
        let root = frontier.root
        let frontierBytes = frontier.bytes
        let isSameRoot = commits.withBytes(2) { root.equals($0) }
        let isSameFrontier = commits.bytes(3) == frontierBytes
        guard isSameRoot && isSameFrontier else {
            throw .fault(isSameRoot || isSameFrontier ? editedCommit() : rewritten())
        }
        goodSize = frontier.size
        goodCommits += 1
        try nextCommit()
    }

    private func editedCommit() -> AuditFault {
        AuditFault(
            .commitEdited, leaf: goodSize,
            "what was recorded when leaves \(goodSize) to \(frontier.size - 1) were committed was edited")
    }

    /// All leaves agree with their own hashes and none of it with the commit: the frontier narrows it down.
    private func rewritten() -> AuditFault {
        let recorded = Frontier(size: frontier.size, bytes: commits.bytes(3))
        guard let recorded, commits.withBytes(2, { recorded.root.equals($0) }) else { return editedCommit() }
        let bad = zip(zip(recorded.hashes, frontier.hashes), frontier.ranges).first { $0.0.0 != $0.0.1 }?.1
        let first = max(goodSize, bad?.lowerBound ?? goodSize)
        let last = (bad?.upperBound ?? frontier.size) - 1
        let place = first == last ? "leaf \(first) was" : "one or more of leaves \(first) to \(last) were"
        return AuditFault(.rewritten, leaf: first, "\(place) rewritten together with the stored hash")
    }

    private func checkNote() throws(AuditFailure) {
        guard let note, note.size == frontier.size, note.root != frontier.root else { return }
        let place = note.size == 0 ? "" : ", somewhere in leaves 0 to \(note.size - 1)"
        throw .fault(
            AuditFault(
                .recomputed, leaf: nil,
                "the log's first \(note.size) events are not those of the checkpoint: it was recomputed\(place)"))
    }
}

/// Either kind of bad news, inside the walk.
private enum AuditFailure: Error {
    case fault(AuditFault)
    case state(StateError)

    static func wrapping<R>(_ body: () throws(StateError) -> R) throws(AuditFailure) -> R {
        do throws(StateError) { return try body() } catch { throw .state(error) }
    }
}
