// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardProtocol
import WardSession
import WardTesting

/// A handshake that was answered before is answered by Ward, and starts nothing.
struct KnownHandshakeTests {
    @Test func `a known handshake is answered byte for byte, and nothing is started`() throws {
        var driver = try KnownServer.driver()
        driver.client(KnownServer.initialize())
        driver.client(Line.initialized)
        #expect(driver.toClient == [Line.result("0", KnownServer.legacy())])
        #expect(driver.starts == 0 && driver.toServer.isEmpty)
        #expect(driver.rules == ["allowed", "surface.answered", "allowed"])
        driver.feed(.endOfInput(.clientToServer))
        #expect(driver.closings == [.clientLeft])
        #expect(driver.starts == 0)
    }

    @Test func `a known discovery is answered byte for byte, as often as it is asked`() throws {
        var driver = try KnownServer.driver()
        for id in ["1", "2"] { driver.client(SessionDriver.modernRequest(id, "server/discover")) }
        #expect(driver.toClient == ["1", "2"].map { Line.result($0, KnownServer.modern()) })
        #expect(driver.starts == 0)
    }

    @Test(arguments: [
        SessionDriver.initialize("2025-06-18", client: "{}"),
        SessionDriver.initialize("2025-11-25", client: #"{"roots":{}}"#),
        SessionDriver.modernRequest("1", "server/discover", capabilities: #"{"roots":{}}"#),
    ])
    func `another pair waits for the server`(line: String) throws {
        var driver = try KnownServer.driver()
        driver.client(line)
        #expect(driver.toClient.isEmpty)
        #expect(driver.starts == 1)
        driver.feed(.childStarted)
        #expect(driver.toServer == [line])
    }

    /// T22, W13: what was kept is held to what is approved now, as if the server had said it.
    @Test(arguments: [
        KnownServer.legacy(instructions: "Be cruel"),
        KnownServer.legacy().replacing(#""prompts":"#, with: #""logging":{},"prompts":"#),
        KnownServer.legacy("2026-07-28"), KnownServer.legacy().replacing("\"serverInfo\"", with: "\"other\""),
        KnownServer.legacy().replacing(",\"serverInfo\"", with: ",\n\"serverInfo\""), "{}", "nonsense",
    ])
    func `T22: an answer that would not pass from the server is not given`(answer: String) throws {
        var driver = try KnownServer.driver([KnownServer.key(): answer])
        driver.client(KnownServer.initialize())
        #expect(driver.toClient.isEmpty)
        #expect(driver.starts == 1)
    }

    @Test func `ping is answered, and notifications start nothing`() throws {
        var driver = try KnownServer.driver()
        driver.client(KnownServer.initialize())
        driver.client(Line.initialized)
        driver.client(Line.request("1", "ping"))
        driver.client(Line.cancelled("0"))
        #expect(driver.toClient.last == Line.result("1"))
        #expect(driver.lastRule != "surface.answered")
        #expect(driver.starts == 0)
        driver.client(Line.call("2"))
        driver.client(Line.request("3", "ping"))
        #expect(driver.starts == 1)
        #expect(driver.toClient.count == 2)
    }

    @Test func `a batch before the start is answered item by item`() throws {
        var driver = try KnownServer.driver([
            KnownServer.key("initialize", "2025-03-26"): KnownServer.legacy("2025-03-26")
        ])
        driver.client(KnownServer.initialize("2025-03-26"))
        driver.client("[\(Line.initialized),\(Line.request("1", "ping")),\(Line.request("2", "ping"))]")
        #expect(driver.toClient.last == "[\(Line.result("1")),\(Line.result("2"))]")
        #expect(driver.starts == 0)
    }

    // MARK: What is learnt

    private func learn(_ result: String, isModern: Bool = false) throws -> [(HandshakeKey, HandshakeAnswer)] {
        var driver = try KnownServer.driver([:])
        driver.client(isModern ? SessionDriver.modernRequest("0", "server/discover") : KnownServer.initialize())
        driver.feed(.childStarted)
        driver.server(Line.result("0", result))
        #expect(driver.toClient.count == 1)
        return driver.keptHandshakes
    }

    @Test func `what is approved of a server's answer is handed out, and good for the next session`() throws {
        let legacy = try #require(try learn(KnownServer.legacy()).first)
        #expect(legacy.0 == KnownServer.key())
        #expect(legacy.1.result == Array(KnownServer.legacy().utf8))
        let modern = try #require(try learn(KnownServer.modern(), isModern: true).first)
        #expect(modern.0 == KnownServer.key("server/discover", "2026-07-28"))
        #expect(modern.1.result == Array(KnownServer.modern().utf8))
    }

    @Test(arguments: [
        KnownServer.legacy(instructions: "Be cruel"),
        KnownServer.legacy().replacing(
            "{\"protocolVersion\"", with: "{\"_meta\":{\"session\":\"1\"},\"protocolVersion\""),
        KnownServer.legacy().replacing("{\"protocolVersion\"", with: "{\"token\":1,\"protocolVersion\""),
    ])
    func `an answer that is held back in part, or may be for one session alone, is not kept`(result: String) throws {
        #expect(try learn(result).isEmpty)
    }

    @Test func `a server that is known to answer otherwise each time is always asked, and nothing is learnt again`()
        throws
    {
        var driver = try KnownServer.driver([KnownServer.key(): ""])
        driver.client(KnownServer.initialize())
        #expect(driver.starts == 1)
        driver.feed(.childStarted)
        driver.server(Line.result("0", KnownServer.legacy()))
        #expect(driver.toClient.count == 1)
        #expect(driver.keptHandshakes.isEmpty)
    }

    @Test func `without an approved surface nothing is kept`() throws {
        var driver = SessionDriver()
        driver.client(KnownServer.initialize())
        driver.server(Line.result("0", KnownServer.legacy()))
        #expect(driver.keptHandshakes.isEmpty)
    }

    /// Whatever a script makes of a known handshake, no promise of a session is broken.
    @Test func `random lives of a session that knows a handshake break no invariant`() {
        var random = SplitMix64(seed: 7)
        let answer =
            "\"result\":"
            + #"{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true},"logging":{}},"serverInfo":{"name":"s","version":"1"}}"#
        let steps = [
            "i", "i", "r", "r", "b", "x", "e", "h4", "I1" + answer, "I2" + answer, "I3" + answer, "I1\"result\":{}",
            "I2\"error\":{\"code\":1,\"message\":\"no\"}", "I1\"result\":{\"tools\":[]}", "c" + Line.initialized,
            #"q"method":"tools/list""#, #"q"method":"ping""#,
            #"q"method":"logging/setLevel","params":{"level":"info"}"#,
            #"q"method":"tools/call","params":{"name":"x"}"#, "a\"result\":{}", "s" + Line.log, "s" + Line.roots,
            #"Q"method":"ping""#, "t9", "mserver/discover", "c" + Line.cancelled("2"), "wtools/list",
        ]
        for _ in 0..<1_500 {
            var script = ["@2", "P3", "B1", "R7"][random.below(4)]
            for _ in 0..<random.below(14) { script += "\u{1E}" + steps[random.below(steps.count)] }
            let broken = SessionInvariants.firstBroken(by: Array(script.utf8))
            #expect(broken == nil, "\(script)")
        }
    }
}
