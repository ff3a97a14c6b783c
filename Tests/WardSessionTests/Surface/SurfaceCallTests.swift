// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardSession
import WardTesting

/// Calls pass only for what was approved and is still as it was (T22, T24).
struct SurfaceCallTests {
    private static let a = ListingServer.tool("a")
    private static let b = ListingServer.tool("b")

    private func server(_ revision: Revision = .v20251125) throws -> ListingServer {
        var server = ListingServer(revision, pin: try ListingServer.pin(tools: [Self.a, Self.b]))
        server.list(.tools, [Self.a, Self.b])
        return server
    }

    @Test(arguments: SurfaceListTests.eras)
    func `T22: a call of a tool that was not approved is denied as a failed call`(revision: Revision) throws {
        var server = try server(revision)
        server.list(.tools, [Self.a, Self.b, ListingServer.tool("c")])
        server.call("1", "c")
        #expect(try server.rule("1") == "surface.not-pinned")
        #expect(try server.answer("1")?.text("/result/isError") == "true")
        #expect(server.callsSeen.isEmpty)
        #expect(server.readings == 0)
    }

    @Test(arguments: SurfaceListTests.eras)
    func `T24: the first call waits until the list was checked`(revision: Revision) throws {
        var server = try server(revision)
        server.driver.client(server.request("1", "tools/call", "\"name\":\"a\""))
        #expect(server.callsSeen.isEmpty)
        #expect(server.driver.holds.map(\.question.reason) == [.surface])
        server.serve()
        #expect(server.callsSeen.count == 1)
        #expect(server.driver.releases == [.forwarded])
        server.call("2", "b")
        #expect(server.callsSeen.count == 2)
        #expect(server.readings == 1)
    }

    @Test(arguments: SurfaceListTests.eras)
    func `T22: a call of a tool that is not as it was is denied, and of the others not`(revision: Revision) throws {
        var server = try server(revision)
        server.list(.tools, [Self.a, ListingServer.tool("b", "evil")])
        server.call("1", "b")
        #expect(try server.rule("1") == "surface.not-pinned")
        server.call("2", "a")
        #expect(server.callsSeen.count == 1)
    }

    @Test func `T24: a tool that the server hides cannot be called`() throws {
        var server = try server()
        server.list(.tools, [Self.a])
        server.call("1", "b")
        #expect(try server.rule("1") == "surface.not-pinned")
    }

    @Test func `T22: a prompt that was not approved is denied as an error`() throws {
        let prompt = #"{"name":"p"}"#
        var server = ListingServer(pin: try ListingServer.pin(prompts: [prompt]))
        server.list(.prompts, [prompt])
        server.ask("1", "prompts/get", #""name":"q""#)
        #expect(try server.answer("1")?.text("/error/code") == "-31001")
        #expect(try server.rule("1") == "surface.not-pinned")
        server.ask("2", "prompts/get", #""name":"p""#)
        #expect(server.callsSeen.count == 1)
    }

    @Test func `names are compared exactly`() throws {
        let composed = ListingServer.tool("\u{E9}")
        var server = ListingServer(pin: try ListingServer.pin(tools: [composed]))
        server.list(.tools, [composed])
        server.call("1", "e\u{301}")
        #expect(try server.rule("1") == "surface.not-pinned")
        server.call("2", "\u{E9}")
        #expect(server.callsSeen.count == 1)
    }

    @Test(arguments: SurfaceListTests.eras)
    func `T24: after a change the next call is checked against a fresh list`(revision: Revision) throws {
        var server = try server(revision)
        server.ask("1")
        server.list(.tools, [ListingServer.tool("a", "evil"), Self.b])
        if revision.era == .modern {
            server.driver.advance(by: .seconds(61))
        } else {
            server.driver.server(Line.notification("notifications/tools/list_changed"))
            #expect(server.driver.toClient.last?.contains("list_changed") == true)
        }
        server.call("2", "a")
        #expect(try server.rule("2") == "surface.not-pinned")
        #expect(server.readings == 2)
    }

    @Test func `a call that asks a person asks only for what was approved`() throws {
        var configuration = SessionConfiguration()
        configuration.surface = try ListingServer.pin(tools: [Self.a])
        var driver = SessionDriver(configuration: configuration, guards: [ScriptedGuard.objects(.ask, to: "x")])
        driver.shakeHands(server: ListingServer.capabilities)
        driver.client(Line.call("1", "x"))
        #expect(driver.holds.isEmpty)
        #expect(driver.lastRule == "surface.not-pinned")
    }

    @Test func `T24: a list that changes while a person decides is read once more`() throws {
        var configuration = SessionConfiguration()
        configuration.surface = try ListingServer.pin(tools: [Self.a])
        var driver = SessionDriver(configuration: configuration, guards: [ScriptedGuard.objects(.ask, to: "a")])
        driver.shakeHands(server: ListingServer.capabilities)
        driver.client(Line.call("1", "a"))
        driver.server(Line.result("\"ward/1\"", "{\"tools\":[\(Self.a)]}"))
        let token = try #require(driver.holds.last { $0.question.reason == .approval(.ask) }).token
        driver.server(Line.notification("notifications/tools/list_changed"))
        driver.feed(.decided(token, .approve))
        driver.server(Line.result("\"ward/2\"", "{\"tools\":[]}"))
        #expect(driver.lastRule == "surface.not-pinned")
        #expect(!driver.toServer.contains { $0.contains("tools/call") })
    }

    @Test func `a call that was approved by a person passes once its list is checked`() throws {
        var configuration = SessionConfiguration()
        configuration.surface = try ListingServer.pin(tools: [Self.a])
        var driver = SessionDriver(configuration: configuration, guards: [ScriptedGuard.objects(.ask, to: "a")])
        driver.shakeHands(server: ListingServer.capabilities)
        driver.client(Line.call("1", "a"))
        driver.server(Line.result("\"ward/1\"", "{\"tools\":[\(Self.a)]}"))
        let token = try #require(driver.holds.last { $0.question.reason == .approval(.ask) }).token
        driver.feed(.decided(token, .approve))
        #expect(driver.toServer.last == Line.call("1", "a"))
        #expect(driver.holds.count == 2)
        #expect(driver.releases.count == 2)
    }
}
