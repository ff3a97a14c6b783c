// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardSession
import WardTesting
import WardText

/// A handshake is never denied; what was not approved of it is taken out (T22, W13).
struct SurfaceHandshakeTests {
    private func driver(_ pin: PinnedSurface) -> SessionDriver {
        var configuration = SessionConfiguration()
        configuration.surface = pin
        return SessionDriver(configuration: configuration)
    }

    /// The result that reaches the client when the server answers with these members.
    private func shake(_ pin: PinnedSurface, _ members: String, isModern: Bool) throws -> (String?, SessionDriver) {
        var driver = driver(pin)
        if isModern {
            driver.client(SessionDriver.modernRequest("0", "server/discover"))
            driver.server(
                Line.result(
                    "0",
                    "{\(members),\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                        + "\"ttlMs\":0,\"cacheScope\":\"private\"}"))
        } else {
            driver.client(SessionDriver.initialize("2025-11-25"))
            driver.server(
                Line.result(
                    "0",
                    "{\(members),\"protocolVersion\":\"2025-11-25\",\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}")
            )
        }
        return (driver.toClient.first, driver)
    }

    @Test(arguments: [true, false])
    func `what was approved passes as it is`(isModern: Bool) throws {
        let pin = try ListingServer.pin(instructions: "Be kind")
        let members = "\"capabilities\": \(ListingServer.capabilities),\"instructions\":\"Be kind\""
        let (line, driver) = try shake(pin, members, isModern: isModern)
        #expect(line?.contains(members) == true)
        #expect(driver.records.allSatisfy { $0.findings.isEmpty && $0.edits == 0 })
        #expect(driver.others.allSatisfy { if case .surfaceObserved = $0 { false } else { true } })
    }

    @Test(arguments: [true, false], ["Be cruel", "Be kind ", ""])
    func `T22: instructions that were not approved are taken out and kept for review`(
        isModern: Bool,
        instructions: String
    ) throws {
        let pin = try ListingServer.pin(instructions: "Be kind")
        for members in [
            "\"instructions\": \"\(instructions)\" ,\"capabilities\":\(ListingServer.capabilities)",
            "\"capabilities\":\(ListingServer.capabilities) , \"instructions\":\"\(instructions)\"",
        ] {
            let (line, driver) = try shake(pin, members, isModern: isModern)
            let said = try Said(try #require(line))
            #expect(try said.text("/result/instructions") == nil)
            #expect(try said.text("/result/capabilities") == ListingServer.capabilities)
            #expect(driver.records.flatMap(\.findings).map(\.code) == ["surface.instructions-held"])
            #expect(driver.lastRule == "allowed")
            guard case .surfaceObserved(let surface, let check)? = driver.others.last else {
                Issue.record("nothing was handed out")
                return
            }
            #expect(surface.instructions?.text == instructions)
            #expect(check.heldBack.map(\.place) == [.instructions])
        }
    }

    @Test(arguments: [true, false])
    func `W13: capabilities that grew are taken out, and their methods with them`(isModern: Bool) throws {
        let pin = try ListingServer.pin(capabilities: #"{"tools":{"listChanged":true},"logging":{}}"#)
        let grown = #"{"tools":{"listChanged":true,"x":{}}, "prompts":{},"logging":{},"experimental":{"e":{}}}"#
        var (line, driver) = try shake(pin, "\"capabilities\":\(grown)", isModern: isModern)
        let said = try Said(try #require(line))
        #expect(try said.text("/result/capabilities") == #"{"tools":{"listChanged":true},"logging":{}}"#)
        let findings = driver.records.flatMap(\.findings)
        #expect(findings.map(\.code) == ["surface.capabilities-held"])
        #expect(findings.first?.detail.contains("/prompts") == true)
        driver.client(isModern ? SessionDriver.modernRequest("5", "prompts/list") : Line.initialized)
        if !isModern { driver.client(Line.request("5", "prompts/list")) }
        #expect(driver.lastRule == "client-misbehaved.undeclared-capability")
    }

    @Test func `fewer capabilities pass`() throws {
        let pin = try ListingServer.pin(instructions: "Be kind")
        let (line, driver) = try shake(pin, #""capabilities":{"tools":{}}"#, isModern: false)
        #expect(try Said(try #require(line)).text("/result/capabilities") == #"{"tools":{}}"#)
        #expect(driver.records.allSatisfy { $0.edits == 0 })
    }

    @Test func `a session without a pin changes nothing, until it gets one`() throws {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        let answer = SessionDriver.initialized("2025-11-25")
        driver.server(answer)
        #expect(driver.toClient == [answer])
        driver.client(Line.initialized)
        driver.client(Line.request("1", "tools/list"))
        #expect(driver.toServer.last == Line.request("1", "tools/list"))
        // As where something of Ward's own stood in for a server that may run now.
        driver.feed(.surfaceApproved(PinnedSurface()))
        driver.client(Line.request("2", "tools/list"))
        #expect(try Said(try #require(driver.toServer.last)).string("/id") == "ward/1")
    }
}
