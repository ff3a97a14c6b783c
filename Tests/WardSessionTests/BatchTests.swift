// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// Batches of 2025-03-26: each item is judged as if it came alone (A4).
struct BatchTests {
    private func started() -> SessionDriver {
        var driver = SessionDriver()
        driver.shakeHands(.v20250326)
        return driver
    }

    @Test func `a good batch is forwarded byte for byte`() {
        var driver = started()
        let batch =
            "[ \(Line.call("1")) ,\t\(Line.request("2", "ping")),\(Line.notification("notifications/roots/list_changed")) ]"
        driver.client(batch)
        #expect(driver.toServer == [batch])
        #expect(driver.rules == ["allowed", "allowed", "allowed"])
        let answers = "[\(Line.result("2")), \(Line.called("1"))]"
        driver.server(answers)
        #expect(driver.toClient == [answers])
    }

    @Test func `a bad item is refused and the others are forwarded`() throws {
        var driver = started()
        driver.client("[\(Line.call("1")), \(Line.request("2", "tools/call", "{}")),\(Line.call("3"))]")
        #expect(driver.toServer == ["[\(Line.call("1")),\(Line.call("3"))]"])
        #expect(driver.rules == ["allowed", "client-misbehaved.missing-member", "allowed"])
        let said = try Said(try #require(driver.toClient.first))
        #expect(driver.toClient.count == 1)
        #expect(try said.text("/0/id") == "2")
        #expect(try said.text("/1") == nil)
    }

    @Test func `all refusals of a batch come back in one batch`() throws {
        var driver = started()
        driver.client("[\(Line.request("1", "tools/call", "{}")),7,\(Line.request("\"x\"", "nOsuch", "[]"))]")
        #expect(driver.toServer.isEmpty)
        let said = try Said(try #require(driver.toClient.first))
        #expect(try said.text("/0/id") == "1")
        #expect(try said.text("/1/id") == "null")
        #expect(try said.text("/2/id") == "\"x\"")
    }

    @Test func `an id twice in one batch is refused the second time`() {
        var driver = started()
        driver.client("[\(Line.call("1")),\(Line.request("1", "ping"))]")
        #expect(driver.rules == ["allowed", "client-misbehaved.duplicate-id"])
        #expect(driver.toServer == ["[\(Line.call("1"))]"])
    }

    @Test func `answers to nothing are taken out of a batch`() {
        var driver = started()
        driver.client(Line.call("1"))
        driver.clear()
        driver.server("[\(Line.called("9")),\(Line.called("1")),\(Line.called("1"))]")
        #expect(driver.toClient == ["[\(Line.called("1"))]"])
        #expect(driver.toServer.isEmpty)
    }

    @Test func `a bad answer in a batch becomes an error for its request`() throws {
        var driver = started()
        driver.client("[\(Line.call("1")),\(Line.call("2"))]")
        driver.clear()
        driver.server("[\(Line.result("1", "{}")),\(Line.called("2"))]")
        #expect(driver.toClient.count == 2)
        #expect(try Said(driver.toClient[0]).text("/id") == "1")
        #expect(driver.toClient[1] == "[\(Line.called("2"))]")
    }

    @Test func `a raw line separator in one item is escaped there, and the others keep their bytes`() {
        var driver = started()
        driver.client("[\(Line.call("1", "a\u{2028}b")), \(Line.call( "2" ))]")
        #expect(driver.toServer == ["[\(Line.call("1", "a\\u2028b")),\(Line.call("2"))]"])
    }

    @Test func `requests and answers may ride together`() {
        var driver = started()
        driver.server(Line.roots)
        driver.client("[\(Line.result("7", #"{"roots":[]}"#)),\(Line.call("1"))]")
        #expect(driver.toServer.count == 1)
        #expect(driver.rules == ["allowed", "allowed", "allowed"])
    }

    @Test func `a batch at the limit passes`() {
        var driver = started()
        let items = (0..<100).map { Line.notification("notifications/own", "{\"n\":\($0)}") }
        driver.client("[\(items.joined(separator: ","))]")
        #expect(driver.toServer.count == 1)
    }
}
