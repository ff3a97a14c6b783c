// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// Ids, and what belongs to what (A1, R140).
struct CorrelationTests {
    private func started(_ revision: Revision = .v20251125) -> SessionDriver {
        var driver = SessionDriver()
        driver.shakeHands(revision)
        return driver
    }

    @Test func `both sides may use the same ids at once`() {
        var driver = started()
        driver.client(Line.call("7"))
        driver.server(Line.roots)
        driver.client(Line.result("7", #"{"roots":[]}"#))
        driver.server(Line.called("7"))
        #expect(driver.rules == ["allowed", "allowed", "allowed", "allowed"])
        #expect(driver.records.map(\.method) == ["tools/call", "roots/list", "roots/list", "tools/call"])
    }

    @Test func `a cancellation that crosses its answer is nobody's fault`() {
        var driver = started()
        driver.client(Line.call("7"))
        driver.server(Line.called("7"))
        driver.server(Line.roots)
        driver.client(Line.result("7", #"{"roots":[]}"#))
        driver.clear()
        driver.client(Line.cancelled("7"))
        driver.server(Line.cancelled("7"))
        #expect(driver.rules == ["allowed", "allowed"])
        #expect(driver.toServer == [Line.cancelled("7")])
        #expect(driver.toClient == [Line.cancelled("7")])
        driver.client(Line.cancelled("8"))
        driver.client(Line.cancelled("\"7\""))
        #expect(driver.rules.suffix(2).allSatisfy { $0 == "client-misbehaved.unknown-cancellation" })
    }

    @Test func `a number and a string are two ids`() {
        var driver = started()
        driver.client(Line.call("7"))
        driver.client(Line.call("\"7\""))
        driver.server(Line.called("\"7\"", "text"))
        driver.server(Line.called("7", "number"))
        #expect(driver.rules == ["allowed", "allowed", "allowed", "allowed"])
        #expect(driver.records.map(\.id) == [.integer(7), .string("7"), .string("7"), .integer(7)])
    }

    @Test func `two spellings of a text are two ids`() {
        var driver = started()
        driver.client(Line.call("\"\u{E9}\""))
        driver.client(Line.call("\"e\u{301}\""))
        #expect(driver.rules == ["allowed", "allowed"])
        driver.client(Line.call("\"\\u00e9\""))
        #expect(driver.lastRule == "client-misbehaved.duplicate-id")
    }

    @Test(arguments: ["0", "-5", "9007199254740991", "\"\"", "\"ü\u{1F600}\"", "\"listen-1\""])
    func `an id of any honest form is kept`(id: String) {
        var driver = SessionDriver()
        driver.shakeHands(id: 99)
        driver.client(Line.call(id))
        driver.server(Line.called(id))
        #expect(driver.toServer == [Line.call(id)])
        #expect(driver.toClient == [Line.called(id)])
    }

    @Test func `answers may come in any order`() {
        var driver = started()
        for id in 1...20 { driver.client(Line.call("\(id)")) }
        #expect(driver.session.requestsInFlight == 20)
        for id in (1...20).reversed() { driver.server(Line.called("\(id)")) }
        #expect(driver.session.requestsInFlight == 0)
        #expect(driver.toClient.count == 20)
    }

    @Test func `an error is an answer too`() {
        var driver = started()
        driver.client(Line.call("7"))
        driver.server(#"{"jsonrpc":"2.0","id":7,"error":{"code":0,"message":"","data":""}}"#)
        driver.server(Line.called("7"))
        #expect(driver.rules == ["allowed", "allowed", "server-misbehaved.unsolicited-response"])
    }

    @Test func `the answer to a cancelled request still reaches its sender`() {
        var driver = started()
        for (id, answer) in [("1", Line.error("1", 0, "Request cancelled")), ("2", Line.called("2"))] {
            driver.client(Line.call(id))
            driver.client(Line.cancelled(id))
            #expect(driver.session.requestsInFlight == 0)
            driver.server(answer)
            #expect(driver.lastRule == "allowed")
            driver.server(answer)
            #expect(driver.lastRule == "server-misbehaved.unsolicited-response")
        }
    }

    @Test func `cancelled requests that are never answered do not fill the session`() {
        var configuration = SessionConfiguration()
        configuration.limits.inFlight = 2
        configuration.limits.memory = 16
        var driver = SessionDriver(configuration: configuration)
        driver.shakeHands()
        for id in 1...100 {
            driver.client(Line.call("\(id)"))
            driver.client(Line.cancelled("\(id)"))
        }
        #expect(!driver.rules.contains { $0 != "allowed" })
        driver.server(Line.called("1"))
        #expect(driver.lastRule == "server-misbehaved.unsolicited-response")
        driver.server(Line.called("100"))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `cancelled calls of 2026-07-28 keep no bytes`() {
        var configuration = SessionConfiguration()
        configuration.limits.retainedBytes = 2_000
        var driver = SessionDriver(configuration: configuration)
        driver.discover()
        for id in 1...50 {
            driver.client(SessionDriver.modernRequest("\(id)", "tools/call", #""name":"echo""#))
            driver.client(Line.cancelled("\(id)"))
        }
        #expect(!driver.rules.contains { $0 != "allowed" })
    }

    @Test func `a server may cancel its own request`() {
        var driver = started()
        driver.server(Line.roots)
        driver.server(Line.cancelled("7"))
        #expect(driver.toClient == [Line.roots, Line.cancelled("7")])
    }

    @Test func `ids that were forgotten after very many may come again, waiting ones never`() {
        var configuration = SessionConfiguration()
        configuration.limits.memory = 4
        var driver = SessionDriver(configuration: configuration)
        driver.shakeHands()
        driver.client(Line.call("\"waits\""))
        for id in 1...10 {
            driver.client(Line.call("\"\(id)\""))
            driver.server(Line.called("\"\(id)\""))
        }
        driver.clear()
        driver.client(Line.call("\"1\""))
        #expect(driver.lastRule == "allowed")
        driver.client(Line.call("\"waits\""))
        #expect(driver.lastRule == "client-misbehaved.duplicate-id")
    }

    @Test func `a cursor of this session and this list passes, again and again`() {
        var driver = started()
        driver.client(Line.request("1", "tools/list"))
        driver.server(Line.result("1", #"{"tools":[],"nextCursor":"c"}"#))
        for id in 2...3 { driver.client(Line.request("\(id)", "tools/list", #"{"cursor":"c"}"#)) }
        #expect(!driver.rules.contains { $0 != "allowed" })
    }

    @Test func `a record of an answer says how long it took`() {
        var driver = started()
        driver.client(Line.call("7"))
        driver.advance(by: .milliseconds(5))
        driver.server(Line.called("7"))
        #expect(driver.records.map(\.latencyNanoseconds) == [nil, 5_000_000])
    }
}
