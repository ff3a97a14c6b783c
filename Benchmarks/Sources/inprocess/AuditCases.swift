// SPDX-License-Identifier: Apache-2.0

import Foundation
import Report
import WardAudit
import WardDatabase
import WardProtocol
import WardSession

/// Appending to the audit log from one process and from twenty, and verifying it; time on the wall, on a real disk.
struct AuditCases {
    let rounds: Int
    /// Events of one process, and of each of the twenty.
    let events: Int

    private static let processes = 20
    /// What the twenty append together in a second where their longest wait is measured.
    private static let pacedRate = 15_000
    private static let pacedSeconds = 4

    /// Adds the rows to the table.
    func run(into table: inout Table) throws {
        var alone: [Double] = []
        var calls: [Double] = []
        var verified: [Double] = []
        var together: [Double] = []
        var waits: [Double] = []
        var rates: [Double] = []
        for _ in 0..<rounds {
            try withFolder { home in
                let run = try AuditWorker(home: home, events: events, perSecond: nil).run {}
                alone.append(Double(events) / run.seconds)
                calls.append(run.nanosecondsPerCall)
                verified.append(try verify(home))
            }
            let share = events / Self.processes
            together.append(try runTogether(events: share, perSecond: nil).rate)
            let pace = Self.pacedRate / Self.processes
            let paced = try runTogether(events: pace * Self.pacedSeconds, perSecond: pace)
            rates.append(paced.rate)
            waits.append(paced.longestWait)
        }
        let size = "\(decimal(Double(events), digits: 0)) events"
        table.add(["audit append, the session's share", size, duration(median(calls)), "", "", ""])
        table.add(row("audit append, 1 process", size, rate: median(alone), atLeast: 20_000))
        table.add(row("audit append, 20 processes, full speed", size, rate: median(together), atLeast: 15_000))
        let worst = waits.max() ?? .nan
        table.add([
            "audit append, 20 processes, longest wait", "\(decimal(Double(Self.pacedRate), digits: 0))/s in sum",
            "\(shown(median(waits))), worst run \(shown(worst))", decimal(median(rates), digits: 0) + "/s", "≤ 50 ms",
            judged(50e6 / worst),
        ])
        table.add(row("audit verify", size, rate: median(verified), atLeast: 200_000))
    }

    private func shown(_ wait: Double) -> String {
        (wait > AuditWorker.unseenWait / .nanoseconds(1) ? "" : "≤ ") + duration(wait)
    }

    private func row(_ name: String, _ input: String, rate: Double, atLeast goal: Double) -> [String] {
        [
            name, input, duration(1e9 / rate), decimal(rate, digits: 0) + "/s", "≥ " + decimal(goal, digits: 0) + "/s",
            judged(rate / goal),
        ]
    }

    private func verify(_ home: String) throws -> Double {
        let log = AuditLog(try StateDatabase(in: WardFolders(home: home), access: .read))
        let clock = ContinuousClock()
        let begin = clock.now
        let found = try log.verify()
        guard found.fault == nil, found.head.size == UInt64(events) else {
            throw AuditWorker.Failure("verify: \(found)")
        }
        return Double(events) / (begin.duration(to: clock.now) / .seconds(1))
    }

    private func runTogether(events: Int, perSecond: Int?) throws -> (rate: Double, longestWait: Double) {
        try withFolder { home in
            // Somebody makes the database first, as on any machine but on its first day.
            _ = try AuditWorker(home: home, events: 1, perSecond: nil).run {}
            let workers = try (0..<Self.processes).map { _ in
                try WorkerProcess(["--append", home, "\(events)", "\(perSecond ?? 0)"])
            }
            for worker in workers { try worker.awaitReady() }
            let clock = ContinuousClock()
            let begin = clock.now
            for worker in workers { try worker.go() }
            let longest = try workers.map { try $0.longestWait() }.max() ?? .nan
            let seconds = begin.duration(to: clock.now) / .seconds(1)
            return (Double(events * Self.processes) / seconds, longest)
        }
    }

    private func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ward-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder.path)
    }
}

/// A process that appends; it says when it is ready, waits for a word, and says how long it had to wait.
private final class WorkerProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    func awaitReady() throws {
        guard try output.fileHandleForReading.read(upToCount: 6) == Data("ready\n".utf8) else {
            throw AuditWorker.Failure("a worker did not start")
        }
    }

    func go() throws { try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8)) }

    func longestWait() throws -> Double {
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let wait = Double(text.filter { $0 != "\n" }) else {
            throw AuditWorker.Failure("a worker failed: \(text)")
        }
        return wait
    }
}

/// One writer of the log.
struct AuditWorker {
    struct Failure: Error {
        let detail: String
        init(_ detail: String) { self.detail = detail }
    }

    /// Waits that are shorter than this are not told apart.
    static let unseenWait = Duration.milliseconds(10)

    let home: String
    let events: Int
    /// How many it appends a second; as many as it may if nil.
    let perSecond: Int?

    /// Appends all events and waits until they are safe; `ready` runs when the log is open.
    func run(_ ready: () throws -> Void) throws -> (seconds: Double, nanosecondsPerCall: Double, longestWait: Double) {
        let session = AuditSession(client: "bench", server: "bench", argvDigest: nil, isUnapproved: true)
        var options = AuditWriter.Options()
        // Told to say so when an event is older than this, the writer shows how long events wait at the most.
        if perSecond != nil { options.maxUnwritten = Self.unseenWait }
        let writer = try AuditWriter(in: WardFolders(home: home), session: session, options: options) { _ in }
        var record = DecisionRecord(
            sequence: 0, direction: .serverToClient, subject: .response, method: "tools/call", verdict: .allow,
            rule: "allowed", frame: Texts.answer, payload: 36..<Texts.answer.count - 1)
        try ready()
        let clock = ContinuousClock()
        let begin = clock.now
        var longest = Self.unseenWait
        var calls = 0.0
        for event in 1...events {
            if let perSecond { Self.sleep(until: begin + .seconds(Double(event) / Double(perSecond)), clock) }
            record.sequence = UInt64(event)
            record.id = .integer(Int64(event))
            let before = processorTime()
            let standing = writer.append(record, at: AuditWriter.now())
            calls += processorTime() - before
            guard standing != .ready else { continue }
            let since = clock.now
            while writer.standing == .full { usleep(100) }
            longest = max(longest, Self.unseenWait + since.duration(to: clock.now))
        }
        guard writer.close() == .ready else { throw Failure("the log could not be written") }
        return (begin.duration(to: clock.now) / .seconds(1), calls / Double(events), longest / .nanoseconds(1))
    }

    private static func sleep(until moment: ContinuousClock.Instant, _ clock: ContinuousClock) {
        let left = clock.now.duration(to: moment) / .microseconds(1)
        if left > 0 { usleep(UInt32(left)) }
    }
}
