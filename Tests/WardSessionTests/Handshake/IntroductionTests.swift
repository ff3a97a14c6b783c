// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardPinning
import WardProtocol
import WardSession
import WardTesting
import WardText

/// A process that is started after the client was answered has to say what the client was told.
struct IntroductionTests {
    /// A client that has shaken hands with Ward and wants the tools; the process runs.
    private func started() throws -> SessionDriver {
        var driver = try KnownServer.driver()
        driver.client(KnownServer.initialize())
        driver.client(Line.initialized)
        driver.client(Line.request("1", "tools/list"))
        #expect(driver.starts == 1)
        driver.feed(.childStarted)
        return driver
    }

    @Test func `the process gets the client's own handshake first, and the rest once it has answered alike`() throws {
        var driver = try started()
        #expect(driver.toServer == [KnownServer.asked(2)])
        driver.server(Line.result("\"ward/2\"", KnownServer.legacy()))
        #expect(driver.toServer.dropFirst() == [Line.initialized, Line.request("\"ward/1\"", "tools/list")])
        driver.server(Line.result("\"ward/1\"", "{\"tools\":[\(KnownServer.tool)]}"))
        #expect(driver.toClient.last == Line.result("1", "{\"tools\":[\(KnownServer.tool)]}"))
        #expect(driver.keptHandshakes.isEmpty)
    }

    @Test func `order, spaces and what is no part of the terms do not matter`() throws {
        var driver = try started()
        driver.server(
            Line.result(
                "\"ward/2\"",
                """
                {"instructions": "Be kind","serverInfo":{"version":"1","name":"s"},"_meta":{"at":"now"},\
                "capabilities":{"resources":{"listChanged":true},"prompts":{"listChanged":true},"tools":{"listChanged":true}},\
                "protocolVersion":"2025-11-25"}
                """))
        #expect(driver.closings.isEmpty)
        #expect(driver.toServer.count == 3)
    }

    @Test func `a process is told that the client is ready when the client has said so`() throws {
        var driver = try KnownServer.driver()
        driver.client(KnownServer.initialize())
        driver.client(Line.request("1", "logging/x"))
        driver.feed(.childStarted)
        driver.server(Line.result("\"ward/1\"", KnownServer.legacy()))
        #expect(!driver.toServer.contains(Line.initialized))
        driver.client(Line.initialized)
        #expect(driver.toServer.last == Line.initialized)
        #expect(driver.toServer.count { $0 == Line.initialized } == 1)
    }

    /// W13: the client was told otherwise, and a silent change is what a rug pull looks like.
    @Test(arguments: [
        KnownServer.legacy(instructions: "Be cruel"), KnownServer.legacy("2025-06-18"),
        KnownServer.legacy().replacing("\"version\":\"1\"", with: "\"version\":\"2\""),
        KnownServer.legacy().replacing(#""prompts":{"listChanged":true},"#, with: ""),
        KnownServer.legacy().replacing(#""prompts":"#, with: #""completions":{},"prompts":"#),
        KnownServer.legacy().replacing(#","instructions":"Be kind""#, with: ""), "{}",
    ])
    func `W13: a process that negotiates otherwise is stopped, and who waits is told`(result: String) throws {
        var driver = try started()
        driver.server(Line.result("\"ward/2\"", result))
        guard case .serverLeft? = driver.closings.first else {
            Issue.record("\(driver.closings)")
            return
        }
        #expect(driver.toServer.count == 1)
        let told = try Said(try #require(driver.toClient.last))
        #expect(try told.text("/id") == "1")
        #expect(try told.text("/error/code") == "-31001")
        #expect(driver.keptHandshakes.first?.0 == KnownServer.key() && driver.keptHandshakes.first?.1 == .varying)
        driver.server(Line.result("1", "{\"tools\":[]}"))
        driver.client(Line.request("9", "ping"))
        #expect(driver.toServer.count == 1 && driver.toClient.count == 2)
    }

    @Test func `drift is in the log under its own rule, and what was not approved is kept for a review`() throws {
        var driver = try started()
        driver.server(Line.result("\"ward/2\"", KnownServer.legacy(instructions: "Be cruel")))
        #expect(driver.rules.contains("surface.handshake-changed"))
        let observed = driver.others.compactMap {
            if case .surfaceObserved(let surface, _) = $0 { surface } else { nil }
        }
        #expect(observed.first?.instructions?.text == "Be cruel")
        #expect(try Said(try #require(driver.toClient.last)).string("/error/data/rule") == "surface.handshake-changed")
    }

    @Test func `an error in answer to the handshake is drift too`() throws {
        var driver = try started()
        driver.server(Line.error("\"ward/2\""))
        #expect(driver.rules.contains("surface.handshake-changed"))
        #expect(driver.closings.count == 1)
    }

    @Test(arguments: [
        Line.result("1", "{\"tools\":[]}"), Line.result("\"ward/1\"", "{\"tools\":[]}"), Line.roots,
        Line.request("8", "ping"), Line.notification("notifications/tools/list_changed"),
    ])
    func `before its handshake a process says nothing to the client`(line: String) throws {
        var driver = try started()
        driver.server(line)
        #expect(driver.toClient.count == 1)
        #expect(driver.records.last?.verdict == .deny)
        driver.server(Line.result("\"ward/2\"", KnownServer.legacy()))
        driver.server(Line.result("\"ward/1\"", "{\"tools\":[\(KnownServer.tool)]}"))
        #expect(driver.toClient.last == Line.result("1", "{\"tools\":[\(KnownServer.tool)]}"))
    }

    @Test func `what it logs meanwhile passes`() throws {
        var configuration = SessionConfiguration()
        configuration.start = .onFirstNeed
        let capabilities = #"{"tools":{},"logging":{}}"#
        configuration.surface = try ListingServer.pin(capabilities: capabilities)
        let answer =
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":\(capabilities),\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}"
        configuration.handshakes = [KnownServer.key(): HandshakeAnswer(result: Array(answer.utf8))]
        var driver = SessionDriver(configuration: configuration)
        driver.client(KnownServer.initialize())
        driver.client(Line.request("1", "tools/list"))
        driver.feed(.childStarted)
        driver.server(Line.log)
        #expect(driver.toClient.last == Line.log)
    }

    @Test func `a process that dies, or cannot be started, ends with an answer for everybody who waits`() throws {
        for hasStarted in [true, false] {
            var driver = try KnownServer.driver()
            driver.client(KnownServer.initialize())
            driver.client(Line.initialized)
            driver.client(Line.request("1", "tools/list"))
            driver.client(Line.request("2", "custom/method"))
            if hasStarted { driver.feed(.childStarted) }
            driver.feed(.childExited("it cannot be found"))
            let told = driver.toClient.dropFirst()
            #expect(told.count == 2)
            #expect(told.allSatisfy { $0.contains("it cannot be found") })
        }
    }

    @Test func `a client that leaves meanwhile still gets what it asked for`() throws {
        var driver = try started()
        driver.feed(.endOfInput(.clientToServer))
        #expect(driver.closings.isEmpty)
        driver.server(Line.result("\"ward/2\"", KnownServer.legacy()))
        driver.server(Line.result("\"ward/1\"", "{\"tools\":[\(KnownServer.tool)]}"))
        #expect(driver.toClient.last == Line.result("1", "{\"tools\":[\(KnownServer.tool)]}"))
        #expect(driver.closings == [.clientLeft])
    }

    @Test func `in 2026-07-28 the process is asked to discover itself, as the client asked`() throws {
        var driver = try KnownServer.driver()
        driver.client(SessionDriver.modernRequest("0", "server/discover"))
        driver.client(SessionDriver.modernRequest("1", "tools/call", #""name":"echo""#))
        driver.feed(.childStarted)
        #expect(
            driver.toServer == [
                SessionDriver.modernRequest("\"ward/2\"", "server/discover")
            ])
        driver.server(Line.result("\"ward/2\"", KnownServer.modern().replacing("5000", with: "1")))
        #expect(driver.toServer.count == 2)
        var other = try KnownServer.driver()
        other.client(SessionDriver.modernRequest("0", "server/discover"))
        other.client(SessionDriver.modernRequest("1", "tools/call", #""name":"echo""#))
        other.feed(.childStarted)
        other.server(Line.result("\"ward/2\"", KnownServer.modern(instructions: "Be cruel")))
        #expect(other.rules.contains("surface.handshake-changed"))
    }
}
