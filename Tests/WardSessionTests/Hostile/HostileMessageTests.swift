// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// Each hostile message is refused by its rule, reaches nobody, is answered as it should be, and harms nothing after it.
struct HostileMessageTests {
    static let rows: [Hostile] =
        Hostile.framing + Hostile.json + Hostile.jsonLimits + Hostile.envelopes + Hostile.names + Hostile.batches
        + Hostile.order + Hostile.methods + Hostile.correlation + Hostile.progress + Hostile.capabilities
        + Hostile.shapes + Hostile.modern + Hostile.inputRequired + Hostile.subscriptions + Hostile.tasks
        + Hostile.floods

    @Test(arguments: rows)
    func `a hostile message is refused and reaches nobody`(row: Hostile) throws {
        var driver = row.makeDriver()
        #expect(!driver.records.contains { $0.verdict != .allow }, "what comes before is honest: \(driver.rules)")
        driver.clear()
        driver.bytes(row.bytes, from: row.from)
        #expect(driver.forwardCount == 0)
        #expect(driver.records.map(\.verdict) == [.deny])
        #expect(driver.rules == [row.fullRule], "\(driver.records.map { $0.detail ?? "" })")
        try expectReply(of: row, in: driver)
        let livesOn = row.livesOn(&driver)
        #expect(livesOn, "\(driver.rules)")
    }

    @Test(arguments: rows.filter { $0.bytes.count < 4_096 })
    func `a hostile message is refused alike byte by byte`(row: Hostile) {
        var whole = row.makeDriver()
        var cut = whole
        whole.bytes(row.bytes, from: row.from)
        for byte in row.bytes { cut.bytes([byte], from: row.from) }
        #expect(whole.records == cut.records)
        #expect(whole.toClient == cut.toClient)
        #expect(whole.toServer == cut.toServer)
    }

    @Test func `the table is large, and no row stands twice`() {
        let names = Self.rows.map(\.testDescription)
        #expect(names.count >= 130)
        #expect(Set(names).count == names.count, "\(names.filter { name in names.count { $0 == name } > 1 })")
    }

    /// What the sender and the other side see of the refusal.
    private func expectReply(of row: Hostile, in driver: SessionDriver) throws {
        let back = row.from == .clientToServer ? driver.toClient : driver.toServer
        let onward = row.from == .clientToServer ? driver.toServer : driver.toClient
        switch row.reply {
        case .nothing:
            #expect(back.isEmpty)
            #expect(onward.isEmpty)
        case .fails(let id):
            #expect(back.isEmpty)
            #expect(try onward.map { try Hostile.Reply($0) } == [.error(id)])
            #expect(try onward.flatMap { try Hostile.Reply.rules(in: $0) } == [row.fullRule])
        case .error, .parseError, .batch:
            #expect(onward.isEmpty)
            #expect(try back.map { try Hostile.Reply($0) } == [row.reply])
            #expect(try back.flatMap { try Hostile.Reply.rules(in: $0) } == [row.fullRule])
        }
    }
}

/// Every code of a refusal is one that some hostile message meets.
struct RuleCoverageTests {
    private var met: Set<String> { Set(HostileMessageTests.rows.map(\.rule)) }

    @Test func `every violation is met by a hostile message`() {
        let missing = Violation.allCases.map(\.rawValue).filter { !met.contains($0) }
        #expect(missing.isEmpty)
    }

    @Test func `every code of framing is met by a hostile message`() {
        // A half line ends the session with its stream: `SessionEndTests` has it.
        let missing = FramingRefusal.Code.allCases.filter { !met.contains($0.rawValue) }
        #expect(missing == [.unterminatedLine])
    }

    @Test func `every code of strict JSON is met by a hostile message`() {
        // Framing refuses a line before it is too large for the reader; only canonical forms are not canonical.
        let missing = JSONError.Code.allCases.filter { !met.contains($0.rawValue) }
        #expect(Set(missing) == [.tooLarge, .notCanonical])
    }

    @Test func `every code of shapes is met by a hostile message`() {
        // No shape of the protocol is closed, or bounds the length of a text or a list.
        let missing = ShapeViolation.Code.allCases.filter { !met.contains($0.rawValue) }
        #expect(Set(missing) == [.unknownMember, .wrongLength])
    }
}
