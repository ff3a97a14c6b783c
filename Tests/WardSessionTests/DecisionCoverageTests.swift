// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// Nothing leaves without a decision: as many records allow as messages were forwarded (A61).
struct DecisionCoverageTests {
    @Test(arguments: Array<UInt64>(1...12))
    func `random traffic is forwarded exactly as often as a record allows it`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var driver = SessionDriver()
        if Bool.random(using: &random) { driver.shakeHands(.v20251125) } else { driver.discover() }
        let lines = Traffic.lines
        for _ in 0..<600 {
            let direction: Direction = Bool.random(using: &random) ? .clientToServer : .serverToClient
            var line = Array((lines.randomElement(using: &random) ?? "").utf8)
            if Int.random(in: 0..<4, using: &random) == 0 { Traffic.damage(&line, &random) }
            let before = (driver.records.count, driver.forwardCount)
            driver.bytes(line + [0x0A], from: direction)
            let allowed = driver.records[before.0...].count { $0.verdict == .allow }
            #expect(driver.forwardCount - before.1 == allowed, "\(String(decoding: line, as: UTF8.self))")
        }
        let sequences = driver.records.map(\.sequence)
        let first = try #require(sequences.first)
        #expect(sequences == Array(first..<first + UInt64(sequences.count)))
        #expect(driver.records.contains { $0.verdict == .allow })
        #expect(driver.records.contains { $0.verdict == .deny })
        for line in driver.toServer + driver.toClient {
            #expect(!LineFramer.refuses(Array(line.utf8)))
            _ = try JSONDocument(reading: Array(line.utf8), tolerating: .inexactNumbers)
        }
    }

    @Test(arguments: [UInt64](1...12))
    func `what waits for people and for commits is forwarded as often as a record allows it`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let fickle = ScriptedGuard { message, _ in
            let number = message.frame.reduce(UInt64(seed)) { $0 &* 31 &+ UInt64($1) } % 5
            let verdict: Verdict? = [0: .ask, 1: .confirm, 2: .deny][number]
            let objection = verdict.map { Objection($0, ground: .policy, rule: "policy.test", detail: "\($0)") }
            return Judgement(objection: objection, labels: number == 4 ? ["label-\(message.frame.count % 7)"] : [])
        }
        var driver = SessionDriver(guards: [fickle])
        driver.commits = false
        // A cancellation of what waits is allowed and goes nowhere, so there are none here.
        let lines = Traffic.lines.filter { !$0.contains("notifications/cancelled") }
        var waiting: [HoldToken] = []
        for _ in 0..<400 {
            let direction: Direction = Bool.random(using: &random) ? .clientToServer : .serverToClient
            driver.bytes(Array((lines.randomElement(using: &random) ?? "").utf8) + [0x0A], from: direction)
            waiting += driver.others.compactMap { if case .hold(let token, _) = $0 { token } else { nil } }
            #expect(driver.forwardCount == driver.records.count { $0.verdict == .allow })
            driver.clear()
            guard Int.random(in: 0..<2, using: &random) == 0, let token = waiting.randomElement(using: &random) else {
                continue
            }
            switch Int.random(in: 0..<3, using: &random) {
            case 0: driver.feed(.decided(token, .approve))
            case 1: driver.feed(.decided(token, .deny("no")))
            default: driver.feed(.committed(token))
            }
            #expect(driver.forwardCount == driver.records.count { $0.verdict == .allow })
            driver.clear()
        }
        driver.feed(.childExited("gone"))
        #expect(driver.forwardCount == 0)
        #expect(!driver.session.isHolding)
        #expect(!waiting.isEmpty)
    }

    @Test func `each line gets one record, and each item of a batch`() {
        var driver = SessionDriver()
        driver.shakeHands(.v20250326)
        for line in ["", "x", Line.log, Line.roots, "[\(Line.log),7,\(Line.log)]"] { driver.server(line) }
        #expect(driver.records.count == 7)
    }

    @Test func `what a record keeps is what was forwarded`() {
        var driver = SessionDriver()
        driver.shakeHands()
        driver.client(Line.call("1", "a\u{2028}b"))
        #expect(driver.records.last.map { String(decoding: $0.frame, as: UTF8.self) } == driver.toServer.last)
    }
}

/// Honest and hostile lines, of both sides and eras.
private enum Traffic {
    static let lines: [String] =
        HostileMessageTests.rows.filter { $0.bytes.count < 2_000 }
        .flatMap { row in row.before.map(\.1) + [String(decoding: row.bytes.dropLast(), as: UTF8.self)] }
        + (10..<60).flatMap { id in
            [
                Line.call("\(id)"), Line.called("\(id)"), Line.request("\(id)", "roots/list"),
                Line.result("\(id)", #"{"roots":[]}"#), Line.cancelled("\(id)"), Line.progress("\(id)", "1"),
                SessionDriver.modernRequest("\(id)", "tools/call", #""name":"echo""#),
                Line.result("\(id)", #"{"resultType":"complete","content":[]}"#), Line.log,
            ]
        }

    /// Changes, removes or repeats some bytes.
    static func damage(_ line: inout [UInt8], _ random: inout SplitMix64) {
        for _ in 0..<Int.random(in: 1...3, using: &random) where !line.isEmpty {
            let index = Int.random(in: 0..<line.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: line[index] = UInt8.random(in: 0...255, using: &random)
            case 1: line.remove(at: index)
            case 2: line.insert(contentsOf: line[index...].prefix(8), at: index)
            default: line.removeLast(line.count - index)
            }
        }
        // One line in, one line judged.
        for index in line.indices where line[index] == 0x0A { line[index] = 0x20 }
    }
}
