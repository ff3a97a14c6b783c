// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// What Ward says when it refuses or denies: nobody takes it for the server's words (R022).
struct ReplyTests {
    private func denying(_ method: String) -> ScriptedGuard {
        ScriptedGuard { message, _ in
            guard message.direction == .clientToServer, message.method == method else { return .none }
            return Judgement(
                objection: Objection(.deny, ground: .policy, rule: "policy.no-\u{202E}\"echo\"", detail: "say \"no\"\n")
            )
        }
    }

    @Test func `a call that the user's rules deny is a failed call`() throws {
        var driver = SessionDriver(guards: [denying("tools/call")])
        driver.shakeHands()
        driver.client(Line.call("\"x\""))
        let said = try Said(try #require(driver.toClient.first))
        #expect(try said.text("/id") == "\"x\"")
        #expect(try said.text("/result/isError") == "true")
        #expect(try said.text("/result/resultType") == nil)
        let text = try #require(try said.string("/result/content/0/text"))
        #expect(text.hasPrefix("Ward denied this call: "))
        #expect(text.contains("policy.no-"))
        #expect(text.contains("A person can change that rule"))
    }

    @Test func `a modern denied call says that it is complete`() throws {
        var driver = SessionDriver(guards: [denying("tools/call")])
        driver.client(SessionDriver.modernRequest("1", "tools/call", #""name":"echo""#))
        let said = try Said(try #require(driver.toClient.first))
        #expect(try said.string("/result/resultType") == "complete")
        #expect(try said.text("/result/isError") == "true")
    }

    @Test func `another method that the user's rules deny is an error of Ward's own code`() throws {
        var driver = SessionDriver(guards: [denying("resources/read")])
        driver.shakeHands()
        driver.client(Line.request("1", "resources/read", #"{"uri":"file:///a"}"#))
        let said = try Said(try #require(driver.toClient.first))
        #expect(try said.text("/error/code") == "-31001")
        #expect(try said.string("/error/message")?.hasPrefix("denied by Ward: ") == true)
        #expect(try said.string("/error/data/rule")?.hasPrefix("policy.no-") == true)
    }

    @Test func `a call that breaks the protocol is an error, not a failed call`() throws {
        var driver = SessionDriver()
        driver.shakeHands()
        driver.client(Line.call("1", "echo", #","arguments":7"#))
        let said = try Said(try #require(driver.toClient.first))
        #expect(try said.text("/error/code") == "-31001")
        #expect(try said.string("/error/message")?.hasPrefix("refused by Ward: ") == true)
        #expect(try said.string("/error/data/rule") == "client-misbehaved.wrong-type")
        #expect(try said.text("/error/data/offset") == "82")
    }

    @Test func `replies are one strict line whatever they hold`() throws {
        var driver = SessionDriver(guards: [denying("tools/call")])
        driver.shakeHands()
        driver.client(Line.call("\"\\u2028\\n\\u0000\""))
        let reply = try #require(driver.toClient.first)
        #expect(!LineFramer.refuses(Array(reply.utf8)))
        #expect(try JSONDocument(reading: Array(reply.utf8)).blemishes.isEmpty)
    }

    @Test func `a refused answer to a call is an error of Ward's own code for the call`() throws {
        var driver = SessionDriver()
        driver.shakeHands()
        driver.client(Line.call("7"))
        driver.server(Line.result("7", "{}"))
        let said = try Said(try #require(driver.toClient.first))
        #expect(try said.text("/id") == "7")
        #expect(try said.text("/error/code") == "-31001")
        #expect(try said.string("/error/data/rule") == "server-misbehaved.missing-member")
        driver.server(Line.called("7"))
        #expect(driver.lastRule == "server-misbehaved.unsolicited-response")
    }

    @Test func `a refused answer of the client becomes an error for the server`() throws {
        var driver = SessionDriver()
        driver.shakeHands()
        driver.server(Line.roots)
        driver.client(Line.result("7", #"{"roots":7}"#))
        #expect(driver.toClient == [Line.roots])
        #expect(try Said(try #require(driver.toServer.first)).text("/id") == "7")
    }

    @Test func `a refused request is never answered under an id that waits`() throws {
        var driver = SessionDriver()
        driver.shakeHands()
        driver.client(Line.call("7"))
        driver.client(#"{"jsonrpc":"2.0","id":7,"method":"ping","method":"ping"}"#)
        #expect(try Said(try #require(driver.toClient.first)).text("/id") == "null")
        driver.server(Line.called("7"))
        #expect(driver.toClient.last == Line.called("7"))
    }

    @Test func `a record's detail is bounded even for one endless character`() throws {
        var driver = SessionDriver(guards: [ScriptedGuard.objects(.ask)])
        driver.shakeHands()
        driver.client(Line.call("1"))
        let endless = "e" + String(repeating: "\u{301}", count: 5_000)
        driver.feed(.decided(try #require(driver.holds.first?.token), .deny(endless)))
        #expect(try #require(driver.records.last?.detail).utf8.count <= 512)
    }
}
