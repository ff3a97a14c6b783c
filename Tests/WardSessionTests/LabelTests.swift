// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// A label that is new to the scope is kept before the message that carries it is released.
struct LabelTests {
    private func started(_ labels: Set<String> = ["reads-private"], commits: Bool = false) -> SessionDriver {
        var driver = SessionDriver(guards: [ScriptedGuard.labels(labels)])
        driver.shakeHands()
        driver.commits = commits
        return driver
    }

    private func tokens(_ driver: SessionDriver) -> [HoldToken] {
        driver.others.compactMap { if case .store(_, _, _, let token) = $0 { token } else { nil } }
    }

    @Test func `a result with a new label waits for its commit`() throws {
        var driver = started(["reads-untrusted", "reads-private"])
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        #expect(driver.toClient.isEmpty)
        #expect(driver.holds.map(\.question.reason) == [.commit])
        #expect(driver.memory["labels/server"] == Array(#"["reads-private","reads-untrusted"]"#.utf8))
        driver.feed(.committed(try #require(tokens(driver).first)))
        #expect(driver.toClient == [Line.called("1")])
        #expect(driver.rules == ["allowed", "allowed"])
        #expect(driver.releases == [.forwarded])
    }

    @Test func `a label that is kept already waits for nothing`() {
        var driver = started(commits: true)
        for id in 1...3 {
            driver.client(Line.call("\(id)"))
            driver.server(Line.called("\(id)"))
        }
        #expect(driver.toClient.count == 3)
        #expect(tokens(driver).count == 1)
    }

    @Test func `a second result with the label waits for the commit too`() {
        var driver = started()
        for id in 1...2 {
            driver.client(Line.call("\(id)"))
            driver.server(Line.called("\(id)"))
        }
        #expect(driver.toClient.isEmpty)
        for token in tokens(driver) { driver.feed(.committed(token)) }
        #expect(driver.toClient == [Line.called("1"), Line.called("2")])
    }

    @Test func `guards count a label before it is committed, and new facts do not take it away`() {
        let flow = ScriptedGuard { message, facts in
            guard message.direction == .clientToServer, message.tool == "send",
                facts.supplied.labels.contains("reads-private")
            else { return .none }
            return Judgement(objection: Objection(.deny, ground: .policy, rule: "policy.flow", detail: "x"))
        }
        var driver = SessionDriver(guards: [ScriptedGuard.labels(["reads-private"]), flow])
        driver.shakeHands()
        driver.commits = false
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        driver.feed(.factsChanged(SuppliedFacts()))
        driver.client(Line.call("2", "send"))
        #expect(driver.lastRule == "policy.flow")
    }

    @Test func `a label that the scope has is not kept again`() {
        var driver = started()
        driver.feed(.factsChanged(SuppliedFacts(labels: ["reads-private"])))
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        #expect(driver.toClient == [Line.called("1")])
        #expect(tokens(driver).isEmpty)
    }

    @Test func `a result whose commit never comes is refused in time`() {
        var driver = started()
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        driver.advance(by: .seconds(301))
        driver.feed(.tick)
        #expect(driver.lastRule == "policy.nobody-decided")
        #expect(driver.toClient.count == 1)
        #expect(driver.toClient.first != Line.called("1"))
    }

    @Test func `an approved result still waits for its labels`() throws {
        var driver = SessionDriver(guards: [
            ScriptedGuard.labels(["reads-private"]), ScriptedGuard.objects(.ask, travelling: .serverToClient),
        ])
        driver.shakeHands()
        driver.commits = false
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        #expect(tokens(driver).isEmpty, "nothing is kept for what is not approved")
        driver.feed(.decided(try #require(driver.holds.first?.token), .approve))
        #expect(driver.toClient.isEmpty)
        driver.feed(.committed(try #require(tokens(driver).first)))
        #expect(driver.toClient == [Line.called("1")])
        #expect(driver.lastRule == "approved")
    }
}
