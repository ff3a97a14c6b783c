// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// How a connection comes to speak one era or the other (mcp-spec, section 1.6).
struct EraTests {
    private let discover = SessionDriver.modernRequest("1", "server/discover")

    @Test func `an answered discover makes the connection modern`() {
        var driver = SessionDriver()
        driver.discover()
        #expect(driver.session.facts.era == .modern)
        #expect(driver.session.facts.revision == .v20260728)
        #expect(driver.session.facts.serverCapabilities?.flags.contains(.tools) == true)
    }

    @Test func `a client that is pinned to the modern revision needs no discover`() {
        var driver = SessionDriver()
        let list = SessionDriver.modernRequest("1", "tools/list")
        driver.client(list)
        driver.server(Line.result("1", #"{"resultType":"complete","tools":[],"ttlMs":0,"cacheScope":"private"}"#))
        #expect(driver.toServer == [list])
        #expect(driver.toClient.count == 1)
        #expect(driver.session.facts.era == .modern)
        #expect(driver.session.facts.serverCapabilities == nil)
    }

    @Test(arguments: [-32_601, -32_602, -32_022, 0])
    func `a discover that is answered by an error leaves the era open`(code: Int) {
        var driver = SessionDriver()
        driver.client(discover)
        driver.server(Line.error("1", code))
        #expect(driver.session.facts.era == nil)
        driver.shakeHands(.v20250618, id: 2)
        #expect(driver.session.facts.era == .legacy)
        #expect(driver.session.facts.revision == .v20250618)
    }

    @Test func `a discover that is never answered does not stand in the way of a handshake`() {
        var driver = SessionDriver()
        driver.client(discover)
        driver.advance(by: .seconds(10))
        driver.shakeHands(.v20241105, id: 2)
        driver.client(Line.call("3"))
        driver.server(Line.called("3"))
        #expect(driver.toServer == [Line.call("3")])
        #expect(driver.toClient == [Line.called("3")])
    }

    @Test func `a late answer to discover changes nothing once a handshake began`() {
        var driver = SessionDriver()
        driver.client(discover)
        driver.client(SessionDriver.initialize("2025-06-18", id: 2))
        driver.server(SessionDriver.discovered(id: 1))
        #expect(driver.session.facts.era == nil)
        driver.server(SessionDriver.initialized("2025-06-18", server: #"{"prompts":{}}"#, id: 2))
        driver.client(Line.initialized)
        #expect(driver.session.facts.era == .legacy)
        #expect(driver.session.facts.serverCapabilities?.flags == [.prompts])
        driver.server(Line.roots)
        #expect(driver.lastRule == "allowed")
    }

    @Test func `an answer to discover after the handshake does not widen what the server declared`() {
        var driver = SessionDriver()
        driver.client(discover)
        driver.shakeHands(.v20250618, server: #"{"prompts":{}}"#, id: 2)
        driver.server(SessionDriver.discovered(id: 1))
        #expect(driver.session.facts.serverCapabilities?.flags == [.prompts])
        #expect(driver.session.facts.era == .legacy)
    }

    @Test func `a revision that Ward cannot speak is answered as the protocol says`() throws {
        var driver = SessionDriver()
        driver.client(
            #"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2027-01-01","io.modelcontextprotocol/clientCapabilities":{}}}}"#
        )
        let said = try Said(try #require(driver.toClient.first))
        #expect(try said.text("/error/code") == "-32022")
        #expect(try said.text("/error/data/supported") == #"["2026-07-28"]"#)
        #expect(try said.string("/error/data/requested") == "2027-01-01")
        #expect(try said.string("/error/data/rule") == "client-misbehaved.unknown-revision")
        driver.client(SessionDriver.modernRequest("1", "server/discover"))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `a modern server may log to a request that asked for logs`() {
        var driver = SessionDriver()
        driver.client(
            SessionDriver.modernRequest(
                "1", "tools/call", #""name":"echo""#, metadata: #","io.modelcontextprotocol/logLevel":"info""#))
        driver.server(Line.log)
        driver.server(Line.result("1", #"{"resultType":"complete","content":[]}"#))
        driver.server(Line.log)
        #expect(driver.toClient.count == 2)
        #expect(driver.lastRule == "server-misbehaved.logs-not-requested")
    }

    @Test func `a modern id may be used again once it was answered`() {
        var driver = SessionDriver()
        driver.discover()
        for _ in 1...3 {
            driver.client(SessionDriver.modernRequest("1", "tools/call", #""name":"echo""#))
            driver.server(Line.result("1", #"{"resultType":"complete","content":[]}"#))
        }
        #expect(driver.forwardCount == 6)
    }

    @Test func `a modern result without a type passes as complete, with a finding`() {
        var driver = SessionDriver()
        driver.client(SessionDriver.modernRequest("1", "tools/call", #""name":"echo""#))
        driver.server(Line.result("1", #"{"content":[]}"#))
        #expect(driver.lastRule == "allowed")
        #expect(driver.records.last?.findings.map(\.code) == ["result-type-absent"])
    }

    @Test func `a modern client that never asked for capabilities is not held to them`() {
        var driver = SessionDriver()
        driver.client(SessionDriver.modernRequest("1", "prompts/list"))
        #expect(driver.lastRule == "allowed")
        driver.discover(server: #"{"tools":{}}"#, id: 2)
        driver.client(SessionDriver.modernRequest("3", "prompts/list"))
        #expect(driver.lastRule == "client-misbehaved.undeclared-capability")
    }
}
