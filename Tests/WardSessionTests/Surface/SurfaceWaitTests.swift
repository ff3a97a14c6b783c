// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardSession
import WardTesting

/// Whoever waits for a list gets an answer, whatever becomes of the reading (T24, A10, A65).
struct SurfaceWaitTests {
    private static let a = ListingServer.tool("a")

    private func server(_ revision: Revision = .v20251125) throws -> ListingServer {
        var server = ListingServer(revision, pin: try ListingServer.pin(tools: [Self.a]))
        server.list(.tools, [Self.a])
        return server
    }

    @Test(arguments: SurfaceListTests.eras)
    func `requests of one moment share one reading and are answered in their order`(revision: Revision) throws {
        var server = try server(revision)
        for id in 1...5 { server.driver.client(server.request("\(id)", "tools/list")) }
        server.driver.client(server.request("6", "tools/call", "\"name\":\"a\""))
        server.serve()
        #expect(server.readings == 1)
        #expect(try server.driver.toClient.map { try Said($0).text("/id") } == ["1", "2", "3", "4", "5"])
        #expect(server.callsSeen.count == 1)
        #expect(server.driver.toClient.count == 5)
        #expect(!server.driver.session.isHolding)
    }

    @Test func `an error of the server goes to the lists that wait, and denies the calls`() throws {
        var server = try server()
        server.driver.client(server.request("1", "tools/list"))
        server.driver.client(server.request("2", "tools/call", "\"name\":\"a\""))
        let (id, _, _) = try server.query()
        server.driver.server(Line.error("\"\(id)\"", -32_603, "broken"))
        #expect(server.driver.toClient.first == Line.error("1", -32_603, "broken"))
        #expect(try server.rule("2") == "surface.not-pinned")
        server.ask("3")
        #expect(try server.listed("3") == [Self.a])
    }

    @Test(arguments: [#"{"tools":7}"#, #"{"tools":[{"name":7}]}"#, #"{"tools":[],"tools":[]}"#])
    func `T7: a page that breaks the protocol fails those who wait`(result: String) throws {
        var server = try server()
        server.driver.client(server.request("1", "tools/list"))
        server.driver.client(server.request("2", "tools/call", "\"name\":\"a\""))
        let (id, _, _) = try server.query()
        server.driver.server(Line.result("\"\(id)\"", result))
        for id in ["1", "2"] { #expect(try server.rule(id)?.hasPrefix("server-misbehaved.") == true) }
        #expect(!server.driver.session.isHolding)
        #expect(!server.driver.toClient.joined().contains("\"tools\""))
    }

    @Test(arguments: SurfaceListTests.eras)
    func `A10: a server that dies while its list is read answers all who wait`(revision: Revision) throws {
        var server = try server(revision)
        server.driver.client(server.request("1", "tools/list"))
        server.driver.client(server.request("2", "tools/call", "\"name\":\"a\""))
        server.driver.feed(.childExited("killed"))
        for id in ["1", "2"] { #expect(try server.rule(id) == "environment.server-exited") }
        #expect(server.driver.toClient.count == 2)
        #expect(server.driver.answers.isEmpty)
        #expect(!server.driver.session.isHolding)
    }

    @Test func `a client that leaves still gets what it asked for`() throws {
        var server = try server()
        server.driver.client(server.request("1", "tools/list"))
        server.driver.feed(.endOfInput(.clientToServer))
        #expect(server.driver.closings.isEmpty)
        server.serve()
        #expect(try server.listed("1") == [Self.a])
        #expect(server.driver.closings == [.clientLeft])
    }

    @Test func `a server that never lists is given up, and a late answer counts for nothing`() throws {
        var server = try server()
        server.driver.client(server.request("1", "tools/list"))
        server.driver.advance(by: .seconds(300))
        server.driver.feed(.tick)
        #expect(try server.rule("1") == "server-misbehaved.list-unanswered")
        #expect(!server.driver.session.isHolding)
        server.serve()
        #expect(server.driver.lastRule == "server-misbehaved.unsolicited-response")
        server.ask("2")
        #expect(try server.listed("2") == [Self.a])
    }

    @Test func `a request that waits can be cancelled, and the server never hears of it`() throws {
        var server = try server()
        server.driver.client(server.request("1", "tools/list"))
        server.driver.client(Line.cancelled("1"))
        server.serve()
        #expect(server.driver.toClient.isEmpty)
        #expect(server.driver.releases == [.abandoned])
        #expect(!server.driver.toServer.contains { $0.contains("cancelled") })
    }

    @Test func `T7: the server cannot answer a request that it never saw`() throws {
        var server = try server()
        server.driver.client(server.request("1", "tools/list", #""_meta":{"progressToken":"t"}"#))
        server.driver.server(Line.result("1", "{\"tools\":[\(ListingServer.tool("evil"))]}"))
        #expect(server.driver.lastRule == "server-misbehaved.unsolicited-response")
        server.driver.server(Line.progress("\"t\"", "1"))
        #expect(server.driver.lastRule == "server-misbehaved.unknown-progress-token")
        server.serve()
        #expect(try server.listed("1") == [Self.a])
        #expect(server.driver.toClient.count == 1)
    }

    @Test func `T7: a page that waits for its labels cannot be answered a second time`() throws {
        var configuration = SessionConfiguration()
        configuration.surface = try ListingServer.pin(tools: [Self.a])
        let labelling = ScriptedGuard { message, _ in
            message.direction == .serverToClient && message.method == "tools/list" ? Judgement(labels: ["l"]) : .none
        }
        var driver = SessionDriver(configuration: configuration, guards: [labelling])
        driver.commits = false
        driver.shakeHands(server: ListingServer.capabilities)
        driver.client(Line.request("1", "tools/list"))
        driver.server(Line.result("\"ward/1\"", "{\"tools\":[\(Self.a)]}"))
        driver.server(Line.result("\"ward/1\"", "{\"tools\":[]}"))
        #expect(driver.lastRule == "server-misbehaved.unsolicited-response")
        #expect(driver.toClient.isEmpty)
        let token = try #require(driver.holds.last { $0.question.reason == .commit }).token
        driver.feed(.committed(token))
        #expect(driver.toClient == [Line.result("1", "{\"tools\":[\(Self.a)]}")])
    }

    @Test func `an id counts as used although the server never saw it`() throws {
        var server = try server()
        server.ask("1")
        server.ask("1")
        #expect(server.driver.lastRule == "client-misbehaved.duplicate-id")
        server.driver.client(server.request("2", "prompts/list"))
        server.driver.client(server.request("2", "prompts/list"))
        #expect(server.driver.lastRule == "client-misbehaved.duplicate-id")
    }

    @Test func `A65: what waits is bounded`() throws {
        var configuration = SessionConfiguration()
        configuration.surface = try ListingServer.pin(tools: [Self.a])
        configuration.limits.inFlight = 3
        var driver = SessionDriver(configuration: configuration)
        driver.shakeHands(server: ListingServer.capabilities)
        for id in 1...4 { driver.client(Line.request("\(id)", "tools/list")) }
        #expect(driver.toServer.count == 1)
        #expect(driver.lastRule == "client-misbehaved.too-many-in-flight")
    }

    @Test func `A65: lists that are read at the same time are bounded`() throws {
        var server = try server(.v20260728)
        for id in 1...12 {
            server.driver.client(
                server.request("\(id)", "tools/list", capabilities: "{\"experimental\":{\"x\(id)\":{}}}"))
        }
        #expect(server.driver.toServer.count == 8)
        #expect(server.driver.lastRule == "client-misbehaved.too-many-in-flight")
        server.serve()
        #expect(server.driver.toClient.count == 12)
    }

    // MARK: Changes

    @Test func `T24: a storm of changes reads the list once for each request, and loses nobody`() throws {
        var server = try server()
        server.driver.client(server.request("1", "tools/list"))
        for _ in 0..<500 { server.driver.server(Line.notification("notifications/tools/list_changed")) }
        server.serve()
        #expect(try server.listed("1") == [Self.a])
        #expect(server.readings == 1)
        server.ask("2")
        #expect(server.readings == 2)
        server.ask("3")
        #expect(server.readings == 2)
    }

    @Test func `T24: who asks after a change is not served from a reading that began before it`() throws {
        var server = try server()
        server.driver.client(server.request("1", "tools/list"))
        server.driver.server(Line.notification("notifications/tools/list_changed"))
        server.driver.client(server.request("2", "tools/call", "\"name\":\"a\""))
        let (first, _, _) = try server.query()
        server.driver.server(Line.result("\"\(first)\"", "{\"tools\":[\(Self.a)]}"))
        #expect(try server.listed("1") == [Self.a])
        #expect(server.callsSeen.isEmpty)
        server.list(.tools, [ListingServer.tool("a", "evil")])
        server.serve()
        #expect(try server.rule("2") == "surface.not-pinned")
        #expect(server.callsSeen.isEmpty)
    }

    @Test func `a change of one list leaves the others alone`() throws {
        var server = try server()
        server.ask("1")
        server.driver.server(Line.notification("notifications/prompts/list_changed"))
        server.ask("2")
        #expect(server.readings == 1)
    }

    // MARK: Approval

    @Test func `what a person approves meanwhile is told and served`() throws {
        var server = try server()
        let b = ListingServer.tool("b")
        server.list(.tools, [Self.a, b])
        server.ask("1")
        #expect(try server.listed("1") == [Self.a])
        server.forget()
        let seen = Surface(declarations: [.tools: try [Self.a, b].map { try declaration($0) }])
        server.driver.feed(.surfaceApproved(try ListingServer.pin().adding(variantsOf: seen)))
        #expect(server.driver.toClient == [Line.notification("notifications/tools/list_changed")])
        server.ask("2")
        #expect(try server.listed("2") == [Self.a, b])
    }

    private func declaration(_ text: String) throws -> Declaration {
        let document = try JSONDocument(reading: Array(text.utf8))
        return try Declaration(document.root, in: document, kind: .tools)
    }
}
