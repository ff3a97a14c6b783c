// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// What bounds a session (A52, A54, A65, T95).
struct LimitTests {
    @Test func `of 100,000 notifications at once so many pass as the limit says`() {
        var driver = SessionDriver()
        driver.shakeHands()
        let chunk = Array(String(repeating: Line.log + "\n", count: 1_000).utf8)
        for _ in 0..<100 { driver.bytes(chunk, from: .serverToClient) }
        #expect(driver.toClient.count == 5_000)
        #expect(driver.records.count == 100_000)
        #expect(driver.lastRule == "server-misbehaved.too-many-messages")
        #expect(driver.toServer.isEmpty)
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        #expect(driver.toClient.count == 5_001, "answers are not counted")
    }

    @Test func `notifications come back with time`() {
        var configuration = SessionConfiguration()
        configuration.limits.notifications = Rate(burst: 2, perSecond: 10)
        var driver = SessionDriver(configuration: configuration)
        driver.shakeHands()
        for _ in 0..<5 { driver.server(Line.log) }
        #expect(driver.toClient.count == 2)
        driver.advance(by: .milliseconds(100))
        for _ in 0..<5 { driver.server(Line.log) }
        #expect(driver.toClient.count == 3)
        driver.advance(by: .seconds(60))
        for _ in 0..<5 { driver.server(Line.log) }
        #expect(driver.toClient.count == 5, "never more than the burst")
    }

    @Test func `one side's flood does not count against the other`() {
        var configuration = SessionConfiguration()
        configuration.limits.pings = Rate(burst: 1, perSecond: 0)
        var driver = SessionDriver(configuration: configuration)
        driver.shakeHands()
        for id in 1...3 { driver.client(Line.request("\(id)", "ping")) }
        driver.server(Line.request("1", "ping"))
        #expect(driver.toServer.count == 1)
        #expect(driver.toClient.last == Line.request("1", "ping"))
    }

    @Test func `a clock that goes back gives nothing`() {
        var configuration = SessionConfiguration()
        configuration.limits.notifications = Rate(burst: 1, perSecond: 1_000_000)
        var session = Session(configuration: configuration)
        let late = Moment(nanoseconds: 2_000_000_000)
        let early = Moment(nanoseconds: 1_000_000_000)
        _ = session.begin(at: late)
        _ = session.receive(.childStarted, at: late)
        var rules: [String] = []
        for moment in [late, early, early] {
            for action in session.receive(.bytes(.serverToClient, Array(Line.log.utf8) + [0x0A]), at: moment) {
                if case .record(let record) = action { rules.append(record.rule) }
            }
        }
        #expect(rules == ["allowed", "server-misbehaved.too-many-messages", "server-misbehaved.too-many-messages"])
    }

    @Test func `requests in flight are counted for each side, and answers make room`() {
        var configuration = SessionConfiguration()
        configuration.limits.inFlight = 2
        var driver = SessionDriver(configuration: configuration)
        driver.shakeHands()
        for id in 1...3 { driver.client(Line.call("\(id)")) }
        #expect(driver.rules == ["allowed", "allowed", "client-misbehaved.too-many-in-flight"])
        driver.server(Line.roots)
        #expect(driver.lastRule == "allowed")
        driver.server(Line.called("1"))
        driver.client(Line.call("4"))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `a message at the limit passes, one byte more does not`() {
        var configuration = SessionConfiguration()
        configuration.limits.messageBytes = 4_096
        let empty = Line.call("1", "echo", #","arguments":{"a":""}"#)
        for (length, rule) in [(4_096, "allowed"), (4_097, "client-misbehaved.oversized-line")] {
            var driver = SessionDriver(configuration: configuration)
            driver.shakeHands()
            let padding = String(repeating: "x", count: length - empty.utf8.count)
            driver.client(Line.call("1", "echo", ",\"arguments\":{\"a\":\"\(padding)\"}"))
            #expect(driver.lastRule == rule)
        }
    }

    @Test func `an endless line is refused once, and what follows it is read again`() {
        var configuration = SessionConfiguration()
        configuration.limits.messageBytes = 1_000
        var driver = SessionDriver(configuration: configuration)
        driver.shakeHands()
        for _ in 0..<1_000 { driver.bytes([UInt8](repeating: UInt8(ascii: "x"), count: 100), from: .serverToClient) }
        #expect(driver.rules == ["server-misbehaved.oversized-line"])
        driver.bytes(Array("\n\(Line.log)\n".utf8), from: .serverToClient)
        #expect(driver.toClient == [Line.log])
    }

    @Test func `a refused line is recorded with its first bytes made visible`() throws {
        var driver = SessionDriver()
        driver.server("\u{1B}[31mready\u{202E}")
        let record = try #require(driver.records.last)
        #expect(record.subject == .unreadable)
        #expect(record.detail?.contains("\\u{1b}[31mready\\u{202e}") == true, "\(record.detail ?? "")")
        #expect(record.offset == 0)
    }

    @Test func `what a record keeps of a refused line is bounded`() throws {
        var driver = SessionDriver()
        driver.server(String(repeating: "x", count: 1_000_000))
        #expect(try #require(driver.records.last).frame.count == 4_096)
        #expect(try #require(driver.records.last?.detail).utf8.count <= 512)
    }
}
