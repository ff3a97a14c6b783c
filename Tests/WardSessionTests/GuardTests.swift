// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// Guards judge, and what they say is put together.
struct GuardTests {
    private func started(_ guards: [any Guard]) -> SessionDriver {
        var driver = SessionDriver(guards: guards)
        driver.shakeHands()
        return driver
    }

    @Test func `the strictest verdict wins, whoever gave it and in whatever order`() {
        let verdicts: [Verdict] = [.confirm, .ask, .deny]
        for first in verdicts {
            for second in verdicts {
                var driver = started([
                    ScriptedGuard.objects(first, rule: "policy.first"),
                    ScriptedGuard.objects(second, rule: "policy.second"),
                ])
                driver.client(Line.call("1"))
                #expect(driver.records.map(\.verdict) == [max(first, second)])
                #expect(driver.lastRule == (second > first ? "policy.second" : "policy.first"))
            }
        }
    }

    @Test func `verdicts are ordered from allow to deny`() {
        #expect(Verdict.allCases.shuffled().sorted() == [.allow, .confirm, .ask, .deny])
    }

    @Test func `no guard can allow what breaks the protocol`() {
        let judged = ScriptedGuard { _, _ in Judgement() }
        var driver = started([judged])
        driver.client(Line.request("1", "tools/call", "{}"))
        #expect(driver.lastRule == "client-misbehaved.missing-member")
    }

    @Test func `guards see the facts and the request of an answer`() {
        let supplied = SuppliedFacts(labels: ["reads-private"], grants: ["g"])
        let asserting = ScriptedGuard { message, facts in
            guard message.envelope.kind == .result, message.method == "tools/call" else { return .none }
            let isRight =
                facts.revision == .v20251125 && facts.era == .legacy && facts.supplied == supplied
                && facts.clientCapabilities.flags.contains(.sampling)
                && facts.serverCapabilities?.flags.contains(.tools) == true && message.request?.id == .integer(1)
                && message.definition?.name == "tools/call" && message.revision == .v20251125
            return Judgement(findings: [Finding(code: "seen-\(isRight)", severity: .note, detail: "")])
        }
        var driver = started([asserting])
        driver.feed(.factsChanged(supplied))
        driver.client(Line.call("1"))
        driver.server(Line.called("1"))
        #expect(driver.records.last?.findings.map(\.code) == ["seen-true"])
    }

    @Test func `an edit changes its span and no other byte`() {
        var driver = started([ScriptedGuard.sets("/params/arguments/path", to: #""/safe""#)])
        driver.client(
            #"{ "jsonrpc":"2.0", "params" : {"arguments":{"b":1.0,"path" : "/etc" ,"a":1e2},"name":"echo"},"id":1,"method":"tools/call"}"#
        )
        #expect(
            driver.toServer == [
                #"{ "jsonrpc":"2.0", "params" : {"arguments":{"b":1.0,"path" : "/safe" ,"a":1e2},"name":"echo"},"id":1,"method":"tools/call"}"#
            ])
        #expect(driver.records.map(\.edits) == [1])
        #expect(driver.records.last.map { String(decoding: $0.frame, as: UTF8.self) } == driver.toServer.last)
    }

    @Test func `the record's payload is where the forwarded params stand`() throws {
        var driver = started([ScriptedGuard.sets("/params/name", to: #""a longer name""#)])
        driver.client(Line.call("1"))
        let record = try #require(driver.records.last)
        let payload = try #require(record.payload)
        #expect(String(decoding: record.frame[payload], as: UTF8.self) == #"{"name":"a longer name"}"#)
    }

    @Test func `an edited message is judged again by all guards`() {
        var driver = started([
            ScriptedGuard.sets("/params/name", to: #""delete""#), ScriptedGuard.objects(.deny, to: "delete"),
        ])
        driver.client(Line.call("1"))
        #expect(driver.lastRule == "policy.test")
        #expect(driver.toServer.isEmpty)
        #expect(driver.records.map(\.edits) == [1])
    }

    @Test func `an edit that breaks the protocol is refused like a message that does`() {
        var driver = started([ScriptedGuard.sets("/params/name", to: "7")])
        driver.client(Line.call("1"))
        #expect(driver.lastRule == "client-misbehaved.wrong-type")
        #expect(driver.toServer.isEmpty)
    }

    @Test func `an edit may settle what another guard objects to`() {
        var driver = started([
            ScriptedGuard.sets("/params/name", to: #""echo2""#), ScriptedGuard.objects(.ask, to: "echo"),
        ])
        driver.client(Line.call("1"))
        #expect(driver.rules == ["allowed"])
        #expect(driver.toServer == [Line.call("1", "echo2")])
    }

    @Test func `edits of several guards are applied together`() {
        var driver = started([
            ScriptedGuard.sets("/params/name", to: #""a""#), ScriptedGuard.sets("/params/arguments", to: "{}"),
        ])
        driver.client(Line.call("1", "echo", #","arguments":{"x":1}"#))
        #expect(driver.toServer == [Line.call("1", "a", #","arguments":{}"#)])
        #expect(driver.records.map(\.edits) == [2])
    }

    @Test func `two edits of one place are denied`() {
        var driver = started([
            ScriptedGuard.sets("/params/arguments", to: "{}"), ScriptedGuard.sets("/params/arguments/a", to: "2"),
        ])
        driver.client(Line.call("1", "echo", #","arguments":{"a":1}"#))
        #expect(driver.lastRule == "internal.edits-not-applicable")
        #expect(driver.toServer.isEmpty)
    }

    @Test func `edits that never settle are denied`() {
        let counting = ScriptedGuard { message, _ in
            guard message.tool != nil, let path = try? JSONPointer("/params/name") else { return .none }
            return Judgement(edits: [JSONEdit(pointer: path, bytes: Array("\"\(message.tool ?? "")x\"".utf8))])
        }
        var driver = started([counting])
        driver.client(Line.call("1"))
        #expect(driver.lastRule == "internal.edits-not-applicable")
        #expect(driver.toServer.isEmpty)
        #expect(driver.records.map(\.edits) == [2])
    }

    @Test func `edits that settle at the second try are forwarded`() {
        let steps = ScriptedGuard { message, _ in
            let next = ["echo": "one", "one": "two"]
            guard let tool = message.tool, let text = next[tool], let path = try? JSONPointer("/params/name") else {
                return .none
            }
            return Judgement(edits: [JSONEdit(pointer: path, bytes: Array("\"\(text)\"".utf8))])
        }
        var driver = started([steps])
        driver.client(Line.call("1"))
        #expect(driver.toServer == [Line.call("1", "two")])
        #expect(driver.records.map(\.edits) == [2])
    }

    @Test(arguments: [
        ("/id", "2"), ("/id", #""1""#), ("/method", #""tools/list""#), ("/jsonrpc", #""1.0""#), ("/params", "[]"),
        ("/params/_meta/progressToken", "8"), ("/nowhere", "1"), ("/params/name", "nonsense"),
        ("/params/name", "\"a\",\"name\":\"b\""), ("/params/arguments", "{\"a\":\n1}"),
    ])
    func `an edit that makes it another message, or none, is denied`(pointer: String, text: String) {
        let blind = ScriptedGuard { message, _ in
            guard message.tool == "echo", let path = try? JSONPointer(pointer) else { return .none }
            return Judgement(edits: [JSONEdit(pointer: path, bytes: Array(text.utf8))])
        }
        var driver = started([blind])
        driver.client(Line.call("1", "echo", #","arguments":{},"_meta":{"progressToken":7}"#))
        #expect(driver.lastRule == "internal.edits-not-applicable", "\(driver.records.last?.detail ?? "")")
        #expect(driver.toServer.isEmpty)
        #expect(driver.records.map(\.edits) == [0])
    }

    @Test func `what a guard edits out of a declaration is what the other side is held to`() {
        var driver = SessionDriver(guards: [ScriptedGuard.sets("/params/capabilities", to: #"{"roots":{}}"#)])
        driver.shakeHands()
        driver.server(Line.request("7", "sampling/createMessage", #"{"messages":[],"maxTokens":1}"#))
        driver.server(Line.request("8", "roots/list"))
        #expect(driver.rules == ["server-misbehaved.undeclared-capability", "allowed"])
    }

    @Test func `what a guard edits out of a modern declaration is what the result is held to`() {
        let path = "/params/_meta/io.modelcontextprotocol~1clientCapabilities"
        var driver = SessionDriver(guards: [ScriptedGuard.sets(path, to: "{}")])
        driver.client(SessionDriver.modernRequest("1", "tools/call", #""name":"a""#, capabilities: #"{"roots":{}}"#))
        driver.server(
            Line.result("1", #"{"resultType":"input_required","inputRequests":{"r":{"method":"roots/list"}}}"#))
        #expect(driver.rules == ["allowed", "server-misbehaved.undeclared-input-request"])
    }

    @Test func `a finding that stands before and after an edit is noted once`() {
        let noting = ScriptedGuard { message, _ in
            Judgement(findings: message.tool == nil ? [] : [Finding(code: "own", severity: .note, detail: "x")])
        }
        var driver = started([noting, ScriptedGuard.sets("/params/name", to: #""b""#)])
        driver.client(Line.call("1"))
        #expect(driver.records.last?.findings.map(\.code) == ["own"])
    }
}
