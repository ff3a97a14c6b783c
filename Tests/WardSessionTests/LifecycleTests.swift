// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// The handshake of the legacy revisions (A5, A7).
struct LifecycleTests {
    @Test(arguments: Revision.allCases.filter { $0.era == .legacy })
    func `a handshake agrees on the revision that the server answers`(revision: Revision) {
        var driver = SessionDriver()
        driver.shakeHands(revision)
        #expect(driver.session.facts.era == .legacy)
        #expect(driver.session.facts.revision == revision)
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        #expect(driver.toServer.count == 1)
        #expect(driver.toClient.count == 1)
    }

    @Test(arguments: ["2025-11-25", "2030-01-01", "2026-07-28", "latest"])
    func `a server may offer an older revision than the client proposed`(proposed: String) {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize(proposed))
        driver.server(SessionDriver.initialized("2024-11-05"))
        driver.client(Line.initialized)
        #expect(driver.session.facts.revision == .v20241105)
        #expect(driver.rules == ["allowed", "allowed", "allowed"])
    }

    @Test func `a revision at the floor is agreed on`() {
        var configuration = SessionConfiguration()
        configuration.oldestRevision = .v20250618
        var driver = SessionDriver(configuration: configuration)
        driver.shakeHands(.v20250618)
        #expect(driver.session.facts.revision == .v20250618)
    }

    @Test func `both sides may ping at any time`() {
        var driver = SessionDriver()
        driver.client(Line.request("\"a\"", "ping"))
        driver.server(Line.request("\"a\"", "ping"))
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.client(Line.request("1", "ping"))
        driver.server(Line.request("1", "ping"))
        driver.server(SessionDriver.initialized("2025-11-25"))
        driver.client(Line.request("2", "ping"))
        driver.server(Line.request("2", "ping"))
        #expect(!driver.rules.contains { $0 != "allowed" })
        #expect(driver.forwardCount == 8)
    }

    @Test func `a server may log before the handshake is done`() {
        var driver = SessionDriver()
        driver.server(Line.log)
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.server(Line.log)
        #expect(driver.toClient == [Line.log, Line.log])
    }

    @Test func `what a client sends ahead of the answer to initialize waits for it, in order`() {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.clear()
        driver.client(Line.initialized)
        driver.client(Line.call("1"))
        #expect(driver.toServer.isEmpty)
        driver.server(SessionDriver.initialized("2025-11-25"))
        #expect(driver.toServer == [Line.initialized, Line.call("1")])
    }

    @Test func `what a client sent ahead is refused if initialize fails`() throws {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.client(Line.call("1"))
        driver.clear()
        driver.server(Line.error("0"))
        #expect(driver.toServer.isEmpty)
        #expect(driver.toClient.count == 2)
        #expect(driver.lastRule == "client-misbehaved.before-initialize")
        #expect(try Said(driver.toClient[1]).text("/id") == "1")
    }

    @Test func `what a client sent ahead and cancelled is never sent`() {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.client(Line.call("1"))
        driver.client(Line.cancelled("1"))
        driver.clear()
        driver.server(SessionDriver.initialized("2025-11-25"))
        #expect(driver.toServer.isEmpty)
        #expect(driver.lastRule == "allowed")
    }

    @Test func `an id that was sent ahead is taken`() throws {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.client(Line.call("1"))
        driver.clear()
        driver.client(Line.request("1", "ping"))
        #expect(driver.lastRule == "client-misbehaved.duplicate-id")
        driver.client(#"{"jsonrpc":"2.0","id":1,"method":"ping","method":"ping"}"#)
        #expect(try driver.toClient.allSatisfy { try Said($0).text("/id") == "null" })
        driver.server(SessionDriver.initialized("2025-11-25"))
        #expect(driver.toServer == [Line.call("1")])
    }

    @Test func `what is sent ahead does not wait for ever`() throws {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.client(Line.call("1"))
        driver.advance(by: .seconds(300))
        driver.feed(.tick)
        #expect(driver.lastRule == "client-misbehaved.before-initialize")
        #expect(try Said(try #require(driver.toClient.last)).text("/id") == "1")
    }

    @Test func `what is sent ahead is bounded`() {
        var configuration = SessionConfiguration()
        configuration.limits.inFlight = 2
        var driver = SessionDriver(configuration: configuration)
        driver.client(SessionDriver.initialize("2025-11-25"))
        for id in 1...3 { driver.client(Line.call("\(id)")) }
        #expect(driver.lastRule == "client-misbehaved.too-many-in-flight")
        #expect(driver.toClient.count == 1)
    }

    @Test func `after an error a client may initialize again`() {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.server(Line.error("0"))
        driver.client(SessionDriver.initialize("2024-11-05", id: 1))
        driver.server(SessionDriver.initialized("2024-11-05", id: 1))
        #expect(driver.session.facts.revision == .v20241105)
    }

    @Test func `a client may call before it says that it is initialized`() {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.server(SessionDriver.initialized("2025-11-25"))
        driver.client(Line.call("1"))
        #expect(driver.toServer.last == Line.call("1"))
    }

    @Test func `what the client declared limits what the server may ask`() {
        var driver = SessionDriver()
        driver.shakeHands(client: #"{"roots":{}}"#)
        driver.server(Line.roots)
        driver.server(Line.request("8", "sampling/createMessage", #"{"messages":[],"maxTokens":1}"#))
        #expect(driver.rules == ["allowed", "server-misbehaved.undeclared-capability"])
    }

    @Test func `a handshake with unknown capabilities and members passes`() {
        var driver = SessionDriver()
        driver.shakeHands(
            client: #"{"experimental":{"example":{"on":true}},"own":{"x":1},"elicitation":{}}"#,
            server: #"{"experimental":{},"extensions":{"io.modelcontextprotocol/ui":{}},"tools":{}}"#)
        #expect(driver.session.facts.revision == .v20251125)
        #expect(driver.session.facts.clientCapabilities.flags == [.elicitationForm])
        #expect(driver.session.facts.serverCapabilities?.flags == [.tools])
    }
}
