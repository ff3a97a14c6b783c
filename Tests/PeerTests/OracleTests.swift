// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// What Ward forwards is read by two readers of other people, split into lines and parsed as servers do it.
///
/// They must find exactly the messages, ids, methods and params that Ward judged: one message for Ward is never two for
/// a server, nor another one.
@Suite(.enabled(if: Oracle.areHere, Place.readersHint))
struct OracleTests {
    @Test func `read forwarded hostile frames as Ward judged them`() async throws {
        let frames = try await HostileFrames.written()
        var collected = Forwarded()
        for frame in frames {
            for revision in [Revision.v20250326, .v20251125] { collected.add(frame, revision) }
        }
        // Refusing everything is no way to pass.
        #expect(collected.lines.count > 300, "only \(collected.lines.count) of \(frames.count * 2) were forwarded")
        for oracle in Oracle.allCases { try await expect(oracle, reads: collected) }
    }

    @Test func `read forwarded frames with bytes thrown in as Ward judged them`() async throws {
        let seed: UInt64 = 0x57A5_D0C4
        var random = SplitMix64(seed: seed)
        var collected = Forwarded()
        for _ in 0..<3_000 { collected.add(HostileFrames.mangled(&random), .v20251125) }
        #expect(collected.lines.count > 300, "seed \(seed)")
        for oracle in Oracle.allCases { try await expect(oracle, reads: collected, "seed \(seed)") }
    }

    @Test func `read the messages of recorded sessions as Ward judged them`() async throws {
        var lines: [String] = []
        for recording in try RecordedFrames.all() {
            var driver = SessionDriver()
            for frame in recording.frames { driver.bytes(frame.bytes + [0x0A], from: frame.direction) }
            let forwarded = driver.toServer + driver.toClient
            #expect(forwarded.count == recording.frames.count, "\(recording.name)")
            lines += forwarded
        }
        for oracle in Oracle.allCases { try await expect(oracle, reads: Forwarded(lines: lines, judged: nil)) }
    }

    private func expect(_ oracle: Oracle, reads forwarded: Forwarded, _ note: Comment = "") async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let stream: [UInt8] = Array(forwarded.lines.map { $0 + "\n" }.joined().utf8)
        let finished = try await run(try oracle.command(), input: stream, in: scratch.folder)
        try #require(finished.code == 0, "\(finished.errors)")
        let read = finished.output.split(separator: 0x0A)
        #expect(read.count == forwarded.lines.count, note)
        var messages: [JudgedMessageName] = []
        for (line, answer) in zip(forwarded.lines, read) {
            let judged = try View(of: line)
            let seen = try View(answeredBy: Array(answer))
            let isEqual = judged == seen
            #expect(
                isEqual, "\(oracle) read \(line.prefix(300)) as \(String(decoding: answer.prefix(300), as: UTF8.self))")
            messages += seen.names
        }
        if let judged = forwarded.judged { #expect(messages == judged, note) }
    }
}

/// A reader that is not Ward's.
enum Oracle: String, CaseIterable, Sendable {
    case python
    case node

    static let areHere = Place.onPath("python3") != nil && Place.onPath("node") != nil

    /// The program that reads lines and prints what it read.
    func command() throws -> [String] {
        switch self {
        case .python:
            [try #require(Place.onPath("python3")), Place.sources.appending(path: "oracle_python.py").path]
        case .node: [try #require(Place.onPath("node")), Place.sources.appending(path: "oracle_node.js").path]
        }
    }
}

/// What identifies a message in the log: the id and the method that Ward decided about.
struct JudgedMessageName: Hashable {
    let id: String?
    let method: String?
}

/// What a session let pass to the server, and what it says it judged.
private struct Forwarded {
    var lines: [String] = []
    var judged: [JudgedMessageName]? = []

    /// Feeds a frame to a session of its own, after the handshake.
    mutating func add(_ frame: [UInt8], _ revision: Revision) {
        var driver = SessionDriver()
        driver.shakeHands(revision)
        driver.bytes(frame + [0x0A], from: .clientToServer)
        guard !driver.toServer.isEmpty else { return }
        lines += driver.toServer
        for record in driver.records where record.verdict == .allow && record.direction == .clientToServer {
            judged?.append(JudgedMessageName(id: record.id?.description, method: record.method))
        }
    }
}
