// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// Messages that wait for a person.
struct HoldingTests {
    private func asking(
        _ verdict: Verdict = .ask,
        travelling direction: Direction = .clientToServer,
        more: [any Guard] = [],
        configuration: SessionConfiguration = SessionConfiguration()
    ) -> SessionDriver {
        let guards: [any Guard] = more + [ScriptedGuard.objects(verdict, travelling: direction)]
        var driver = SessionDriver(configuration: configuration, guards: guards)
        driver.shakeHands()
        return driver
    }

    @Test(arguments: [Verdict.confirm, .ask])
    func `a message that was asked about waits, and goes once it is approved`(verdict: Verdict) throws {
        var driver = asking(verdict)
        driver.client(Line.call("1"))
        #expect(driver.toServer.isEmpty)
        #expect(driver.session.isHolding)
        #expect(driver.records.map(\.verdict) == [verdict])
        let hold = try #require(driver.holds.first)
        #expect(hold.question.reason == .approval(verdict))
        #expect(hold.question.rule == "policy.test")
        #expect(hold.question.detail == "the rule says \(verdict)")
        driver.feed(.decided(hold.token, .approve))
        #expect(driver.toServer == [Line.call("1")])
        #expect(driver.rules == ["policy.test", "approved"])
        #expect(driver.releases == [.forwarded])
        #expect(!driver.session.isHolding)
        driver.server(Line.called("1"))
        #expect(driver.toClient == [Line.called("1")])
    }

    @Test func `the question shows and binds the edited bytes`() throws {
        var driver = asking(more: [ScriptedGuard.sets("/params/arguments/path", to: #""/safe""#)])
        driver.client(Line.call("1", "echo", #","arguments":{"path":"/etc"}"#))
        let question = try #require(driver.holds.first?.question)
        let edited = Line.call("1", "echo", #","arguments":{"path":"/safe"}"#)
        #expect(String(decoding: question.frame, as: UTF8.self) == edited)
        driver.feed(.decided(try #require(driver.holds.first?.token), .approve))
        #expect(driver.toServer == [edited])
        #expect(driver.records.last?.edits == 1)
    }

    @Test func `a denied call is told to the model as a failed call that a person can change`() throws {
        var driver = asking()
        driver.client(Line.call("1"))
        driver.feed(.decided(try #require(driver.holds.first?.token), .deny("not today")))
        #expect(driver.toServer.isEmpty)
        #expect(driver.releases == [.refused])
        let said = try Said(try #require(driver.toClient.first))
        #expect(try said.text("/result/isError") == "true")
        #expect(try said.string("/result/content/0/text")?.contains("not today") == true)
        #expect(driver.records.map(\.verdict) == [.ask, .deny])
    }

    @Test func `what nobody decides about is denied in time`() throws {
        var driver = asking()
        driver.client(Line.call("1"))
        driver.advance(by: .seconds(299))
        driver.feed(.tick)
        #expect(driver.session.isHolding)
        driver.advance(by: .seconds(1))
        driver.feed(.tick)
        #expect(driver.lastRule == "policy.nobody-decided")
        #expect(driver.toClient.count == 1)
        driver.feed(.decided(try #require(driver.holds.first?.token), .approve))
        #expect(driver.toServer.isEmpty, "too late")
    }

    @Test func `a time shorter than a second is kept too`() {
        var configuration = SessionConfiguration()
        configuration.limits.holding = .milliseconds(500)
        var driver = asking(configuration: configuration)
        driver.client(Line.call("1"))
        driver.feed(.tick)
        #expect(driver.session.isHolding)
        driver.advance(by: .milliseconds(500))
        driver.feed(.tick)
        #expect(!driver.session.isHolding)
    }

    @Test func `a request that its sender cancels waits no more, and the server never hears of it`() throws {
        var driver = asking()
        driver.client(Line.call("1"))
        let token = try #require(driver.holds.first?.token)
        driver.client(Line.cancelled("1"))
        #expect(driver.releases == [.abandoned])
        driver.feed(.decided(token, .approve))
        #expect(driver.toServer.isEmpty)
        #expect(driver.toClient.isEmpty)
    }

    @Test func `an approval counts once`() throws {
        var driver = asking()
        driver.client(Line.call("1"))
        let token = try #require(driver.holds.first?.token)
        driver.feed(.decided(token, .approve))
        driver.feed(.decided(token, .approve))
        driver.feed(.decided(token, .deny("x")))
        #expect(driver.toServer.count == 1)
        #expect(driver.rules == ["policy.test", "approved"])
    }

    @Test func `an id that waits cannot be used again`() {
        var driver = asking()
        driver.client(Line.call("1"))
        driver.client(Line.request("1", "ping"))
        #expect(driver.lastRule == "client-misbehaved.duplicate-id")
        #expect(driver.toServer.isEmpty)
    }

    @Test func `others pass while one waits`() throws {
        var driver = asking()
        driver.client(Line.call("1"))
        driver.client(Line.request("2", "ping"))
        driver.server(Line.result("2"))
        #expect(driver.toServer == [Line.request("2", "ping")])
        #expect(driver.toClient == [Line.result("2")])
        driver.feed(.decided(try #require(driver.holds.first?.token), .approve))
        #expect(driver.toServer.count == 2)
    }

    @Test func `a second answer does not pass while the first waits, nor after it`() throws {
        var driver = asking(travelling: .serverToClient)
        driver.client(Line.call("1"))
        driver.server(Line.called("1", "first"))
        driver.server(Line.called("1", "second"))
        #expect(driver.lastRule == "server-misbehaved.unsolicited-response")
        #expect(driver.toClient.isEmpty)
        driver.feed(.decided(try #require(driver.holds.first?.token), .approve))
        #expect(driver.toClient == [Line.called("1", "first")])
        driver.server(Line.called("1", "second"))
        #expect(driver.toClient.count == 1)
    }

    @Test func `an unreadable second answer does not end a request whose answer waits`() throws {
        var driver = asking(travelling: .serverToClient)
        driver.client(Line.call("1"))
        driver.server(Line.called("1", "first"))
        driver.server(#"{"jsonrpc":"2.0","id":1,"result":{},"result":{}}"#)
        #expect(driver.toClient.isEmpty)
        driver.feed(.decided(try #require(driver.holds.first?.token), .approve))
        #expect(driver.toClient == [Line.called("1", "first")])
    }

    @Test func `a denied result is a failed call for the client`() throws {
        var driver = asking(travelling: .serverToClient)
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        driver.feed(.decided(try #require(driver.holds.first?.token), .deny("no")))
        let said = try Said(try #require(driver.toClient.first))
        #expect(try said.text("/id") == "1")
        #expect(try said.text("/result/isError") == "true")
        #expect(driver.session.requestsInFlight == 0)
    }

    @Test func `an approved message must still fit the session`() throws {
        var driver = asking()
        driver.client(Line.call("1", "echo", #","_meta":{"progressToken":5}"#))
        driver.client(Line.request("2", "ping", #"{"_meta":{"progressToken":5}}"#))
        #expect(driver.toServer.count == 1)
        driver.feed(.decided(try #require(driver.holds.first?.token), .approve))
        #expect(driver.lastRule == "client-misbehaved.duplicate-progress-token")
        #expect(driver.toServer.count == 1)
        #expect(driver.releases == [.refused])
    }

    @Test func `waiting requests are answered when the server dies`() throws {
        var driver = asking()
        driver.client(Line.call("1"))
        driver.feed(.childExited("gone"))
        #expect(driver.releases == [.abandoned])
        #expect(try Said(try #require(driver.toClient.first)).text("/id") == "1")
        #expect(driver.lastRule == "environment.server-exited")
    }

    @Test func `an answer that waits when the server dies becomes an error, once`() throws {
        var driver = asking(travelling: .serverToClient)
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        driver.feed(.childExited("gone"))
        #expect(driver.toClient.count == 1)
        #expect(try Said(driver.toClient[0]).text("/error/code") == "-31001")
    }

    @Test func `what a person was asked about is refused when the client ends its input`() throws {
        var driver = asking()
        driver.client(Line.call("1"))
        driver.feed(.endOfInput(.clientToServer))
        #expect(driver.lastRule == "policy.nobody-decided")
        #expect(driver.releases == [.refused])
        #expect(driver.closings == [.clientLeft])
    }

    @Test func `only so many messages may wait, and only so many bytes`() {
        var configuration = SessionConfiguration()
        configuration.limits.inFlight = 3
        var driver = asking(configuration: configuration)
        for id in 1...4 { driver.client(Line.call("\(id)")) }
        #expect(driver.records.map(\.verdict) == [.ask, .ask, .ask, .deny])
        #expect(driver.lastRule == "client-misbehaved.too-many-in-flight")
        configuration.limits.inFlight = 100
        configuration.limits.retainedBytes = 3 * Line.call("1").utf8.count
        driver = asking(configuration: configuration)
        for id in 1...4 { driver.client(Line.call("\(id)")) }
        #expect(driver.records.map(\.verdict) == [.ask, .ask, .ask, .deny])
    }

    @Test func `a denied notification gets no answer`() {
        let denying = ScriptedGuard { message, _ in
            guard message.envelope.kind == .notification, message.method == "notifications/roots/list_changed" else {
                return .none
            }
            return Judgement(objection: Objection(.ask, ground: .policy, rule: "policy.test", detail: "x"))
        }
        var driver = SessionDriver(guards: [denying])
        driver.shakeHands()
        driver.client(Line.notification("notifications/roots/list_changed"))
        for hold in driver.holds { driver.feed(.decided(hold.token, .deny("no"))) }
        #expect(driver.toServer.isEmpty)
        #expect(driver.toClient.isEmpty)
    }
}
