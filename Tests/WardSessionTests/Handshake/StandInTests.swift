// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardProtocol
import WardSession
import WardTesting

/// Something of Ward's own stands in for a server that may not run, and the server takes its place later.
struct StandInTests {
    private let status = StatusServer(version: "1.2.3")

    /// Has the stand-in answer what came since.
    private func serve(_ driver: inout SessionDriver, since start: Int = 0) {
        for line in driver.toServer[start...] {
            if let answer = status.answer(to: Array(line.utf8)) {
                driver.server(String(decoding: answer, as: UTF8.self))
            }
        }
    }

    /// A legacy client that stood before the stand-in, and the server that took its place.
    private func swapped(_ capabilities: String = KnownServer.capabilities) throws -> SessionDriver {
        var configuration = SessionConfiguration()
        configuration.start = .onFirstNeed
        var driver = SessionDriver(configuration: configuration)
        driver.client(KnownServer.initialize())
        driver.feed(.standInStarted)
        serve(&driver)
        driver.client(Line.initialized)
        driver.clear()
        driver.feed(.surfaceApproved(try ListingServer.pin(tools: [KnownServer.tool], capabilities: capabilities)))
        driver.feed(.childStarted)
        return driver
    }

    private func answer(_ capabilities: String = KnownServer.capabilities, _ revision: String = "2025-11-25") -> String
    {
        Line.result(
            "\"ward/1\"",
            "{\"protocolVersion\":\"\(revision)\",\"capabilities\":\(capabilities),\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}"
        )
    }

    @Test func `the server gets the client's handshake, and the client hears that all lists changed`() throws {
        var driver = try swapped()
        #expect(driver.toServer == [KnownServer.asked(1)])
        #expect(driver.toClient.isEmpty)
        driver.server(answer())
        #expect(driver.toServer.dropFirst() == [Line.initialized])
        #expect(
            driver.toClient
                == ["tools", "prompts", "resources"].map { Line.notification("notifications/\($0)/list_changed") })
    }

    @Test func `the client uses all that the server has, also what it was not promised`() throws {
        let capabilities = #"{"prompts":{},"resources":{},"completions":{},"logging":{}}"#
        var driver = try swapped(capabilities)
        driver.server(answer(capabilities))
        let complete = Line.request(
            "5", "completion/complete",
            #"{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"a","value":"b"}}"#)
        for line in [Line.request("4", "resources/list"), complete] {
            driver.client(line)
            #expect(driver.toServer.last == line)
        }
        driver.client(Line.request("6", "prompts/list"))
        #expect(driver.toServer.last == Line.request("\"ward/2\"", "prompts/list"))
        driver.server(Line.log)
        #expect(driver.toClient.last == Line.log)
    }

    @Test func `a server of another revision than the client agreed on with the stand-in is stopped`() throws {
        var driver = try swapped()
        driver.server(answer(KnownServer.capabilities, "2024-11-05"))
        #expect(driver.rules.contains("surface.handshake-changed"))
        #expect(driver.closings.count == 1)
        #expect(driver.keptHandshakes.isEmpty)
    }

    @Test func `what the client asks while the server shakes hands follows in order`() throws {
        var driver = try swapped()
        driver.client(Line.request("1", "custom/one"))
        driver.client(Line.request("2", "custom/two"))
        #expect(driver.toServer.count == 1)
        driver.server(answer())
        #expect(
            driver.toServer.dropFirst()
                == [Line.initialized, Line.request("1", "custom/one"), Line.request("2", "custom/two")])
    }

    @Test func `a client that was told of the server finds the stand-in where the server may not run after all`() throws
    {
        var driver = try KnownServer.driver()
        driver.client(KnownServer.initialize())
        driver.client(Line.initialized)
        driver.client(Line.request("1", "tools/list"))
        driver.client(Line.call("2"))
        driver.feed(.standInStarted)
        #expect(driver.toServer == [Line.request("1", "tools/list"), Line.call("2")])
        serve(&driver)
        try #require(driver.toClient.count == 3)
        #expect(try Said(driver.toClient[1]).string("/result/tools/0/name") == "ward_status")
        #expect(try Said(driver.toClient[2]).text("/result/isError") == "true")
        let before = driver.toServer.count
        driver.feed(.surfaceApproved(try KnownServer.pin()))
        driver.feed(.childStarted)
        #expect(driver.toServer.count == before + 1)
        driver.server(Line.result("\"ward/2\"", KnownServer.legacy()))
        #expect(driver.toServer.last == Line.initialized)
        #expect(driver.toClient.contains(Line.notification("notifications/tools/list_changed")))
        driver.client(Line.request("7", "tools/list"))
        driver.server(Line.result("\"ward/3\"", "{\"tools\":[\(KnownServer.tool)]}"))
        #expect(driver.toClient.last == Line.result("7", "{\"tools\":[\(KnownServer.tool)]}"))
    }

    @Test func `in 2026-07-28 a listening client is told, listens anew, and may use all that the server has`() throws {
        var configuration = SessionConfiguration()
        configuration.start = .onFirstNeed
        var driver = SessionDriver(configuration: configuration)
        driver.client(SessionDriver.modernRequest("0", "server/discover"))
        driver.client(
            SessionDriver.modernRequest(
                "1", "subscriptions/listen", #""notifications":{"toolsListChanged":true,"promptsListChanged":false}"#))
        driver.feed(.standInStarted)
        serve(&driver)
        #expect(driver.rules.allSatisfy { $0 == "allowed" }, "\(driver.rules)")
        #expect(
            try Said(try #require(driver.toClient.last)).text("/params/notifications") == #"{"toolsListChanged":true}"#)
        driver.clear()
        driver.feed(.surfaceApproved(try KnownServer.pin()))
        driver.feed(.childStarted)
        #expect(driver.toServer.isEmpty)
        try #require(driver.toClient.count == 2)
        #expect(try Said(driver.toClient[0]).string("/method") == "notifications/tools/list_changed")
        #expect(try Said(driver.toClient[1]).text("/id") == "1")
        #expect(try Said(driver.toClient[1]).text("/result/_meta/io.modelcontextprotocol~1subscriptionId") == "1")
        let complete = SessionDriver.modernRequest(
            "5", "completion/complete",
            #""ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"a","value":"b"}"#)
        driver.client(complete)
        #expect(driver.toServer == [complete])
    }
}
