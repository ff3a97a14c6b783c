// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Synchronization
import WardDatabase
import WardProtocol
import WardSession

@testable import WardAudit

/// A folder of one test's own, removed with the object.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ward-audit-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit {
        // A folder that stays behind in /tmp is no failure of the test.
        _ = try? FileManager.default.removeItem(atPath: path)
    }

    var folders: WardFolders { WardFolders(home: path) }

    /// Runs SQL as another program would, behind Ward's back.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: folders.database)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// One value from the database, as another program would read it.
    func value<Value: DatabaseValueConvertible>(_ sql: String, as type: Value.Type = Value.self) throws -> Value? {
        let queue = try DatabaseQueue(path: folders.database)
        defer { _ = try? queue.close() }
        return try queue.inDatabase { try Value.fetchOne($0, sql: sql) }
    }

    func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "/" + name)
    }

    func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    /// Fills the log with commits of these sizes.
    @discardableResult
    func fill(_ commits: [Int], keepsPayload: Bool = false) throws -> TreeHead {
        let database = try StateDatabase(in: folders)
        try fill(commits, database, keepsPayload)
        let head = try AuditLog(database).head()
        try database.close()
        return head
    }

    private func fill(_ commits: [Int], _ database: StateDatabase, _ keepsPayload: Bool) throws {
        let appender = try AuditAppender(database)
        let start = try Int(AuditLog(database).head().size)
        var next = start
        for size in commits {
            var drafts = (0..<size).map { offset in
                EventDraft(.sample(next + offset), session: .sample, keepsPayload: keepsPayload)
            }
            next += size
            try appender.append(&drafts, at: Int64(next))
        }
    }

    func verify(against note: TreeHead? = nil) throws -> AuditVerification {
        try AuditLog(StateDatabase(in: folders, access: .read)).verify(against: note)
    }

    func events(_ filter: AuditFilter = AuditFilter()) throws -> [AuditEvent] {
        try AuditLog(StateDatabase(in: folders, access: .read)).events(filter, limit: 100_000)
    }
}

extension AuditSession {
    static let sample = AuditSession(
        client: "editor", server: "time", processID: 42,
        argvDigest: AuditSession.digest(ofArguments: ["server", "-v"]),
        isUnapproved: true)
}

extension DecisionRecord {
    /// An allowed call.
    static func call(_ number: Int, method: String = "tools/call", payload: String = #"{"name":"now"}"#) -> Self {
        let head = #"{"jsonrpc":"2.0","id":\#(number),"method":"\#(method)","params":"#
        return DecisionRecord(
            sequence: UInt64(number), direction: .clientToServer, subject: .request, method: method,
            id: .integer(Int64(number)), verdict: .allow, rule: "allowed", frame: Array((head + payload + "}").utf8),
            payload: head.utf8.count..<(head.utf8.count + payload.utf8.count))
    }

    /// A refused notification of the server.
    static func refusal(_ number: Int, rule: String = "server-misbehaved.unknown-method") -> Self {
        DecisionRecord(
            sequence: UInt64(number), direction: .serverToClient, subject: .notification, method: "notifications/nope",
            verdict: .deny, rule: rule, detail: "the method is unknown", offset: 3,
            frame: Array(#"{"jsonrpc":"2.0","method":"notifications/nope"}"#.utf8))
    }
}

extension QueuedRecord {
    static func sample(_ number: Int) -> QueuedRecord {
        QueuedRecord(
            record: .call(number), time: 1_700_000_000_000_000_000 + Int64(number), until: 1_700_000_000_000_000_000,
            count: 1, arrival: 0)
    }
}

/// The standings that a writer reported.
final class Reports: Sendable {
    private let reports = Mutex<[AuditWriter.Standing]>([])

    func add(_ standing: AuditWriter.Standing) { reports.withLock { $0.append(standing) } }
    var all: [AuditWriter.Standing] { reports.withLock { $0 } }
    var hasFailed: Bool { all.contains { if case .failed = $0 { true } else { false } } }
}

/// Polls until something holds; false if it did not within ten seconds.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        SystemCalls.pause(microseconds: 1_000)
    }
    return try condition()
}
