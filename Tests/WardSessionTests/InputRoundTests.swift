// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// Calls of 2026-07-28 that take several rounds (R101–R105).
struct InputRoundTests {
    private static let all = SessionDriver.allClientCapabilities

    private func call(_ id: Int, _ params: String = "") -> String {
        SessionDriver.modernRequest("\(id)", "tools/call", #""name":"ask""# + params, capabilities: Self.all)
    }

    private func asks(_ id: Int, state: String? = "\"s\"", _ keys: String...) -> String {
        let requests = keys.map { "\"\($0)\":{\"method\":\"roots/list\"}" }.joined(separator: ",")
        let members =
            (keys.isEmpty ? "" : ",\"inputRequests\":{\(requests)}") + (state.map { ",\"requestState\":\($0)" } ?? "")
        return Line.result("\(id)", "{\"resultType\":\"input_required\"\(members)}")
    }

    private func complete(_ id: Int) -> String { Line.result("\(id)", #"{"resultType":"complete","content":[]}"#) }

    private let answers = #","inputResponses":{"r":{"roots":[]}}"#

    @Test func `a retry with the exact state and the answers that were asked for passes`() {
        var driver = SessionDriver()
        driver.client(call(1))
        driver.server(asks(1, "r"))
        driver.client(call(2, answers + #","requestState":"s""#))
        driver.server(complete(2))
        #expect(driver.rules == ["allowed", "allowed", "allowed", "allowed"])
    }

    @Test func `a state may be spelled with other escapes`() {
        var driver = SessionDriver()
        driver.client(call(1))
        driver.server(asks(1, state: "\"ü\u{2028} = +/\"", "r"))
        #expect(driver.toClient.last?.contains("\\u2028") == true)
        driver.client(call(2, answers + #","requestState":"\u00fc\u2028 = +/""#))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `rounds without a state, and states without a question, pass`() {
        var driver = SessionDriver()
        driver.client(call(1))
        driver.server(asks(1, state: nil, "r"))
        driver.client(call(2, answers))
        driver.server(asks(2, state: "\"1\""))
        driver.client(call(3, #","requestState":"1""#))
        driver.server(asks(3, state: "\"2\""))
        driver.client(call(4, #","requestState":"2""#))
        driver.server(complete(4))
        #expect(!driver.rules.contains { $0 != "allowed" })
    }

    @Test func `not all that was asked for needs an answer`() {
        var driver = SessionDriver()
        driver.client(call(1))
        driver.server(asks(1, "r", "x"))
        driver.client(call(2, answers + #","requestState":"s""#))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `other metadata does not make it another call`() {
        var driver = SessionDriver()
        driver.client(call(1))
        driver.server(asks(1, "r"))
        driver.client(
            SessionDriver.modernRequest(
                "2", "tools/call", #""requestState":"s","name":"ask""#, capabilities: Self.all,
                metadata: #","progressToken":9,"traceparent":"00""#))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `two equal calls may be under way at once`() {
        var driver = SessionDriver()
        driver.client(call(1))
        driver.client(call(2))
        driver.server(asks(1, state: "\"a\"", "r"))
        driver.server(asks(2, state: "\"b\"", "r"))
        driver.client(call(3, answers + #","requestState":"a""#))
        driver.client(call(4, answers + #","requestState":"b""#))
        #expect(!driver.rules.contains { $0 != "allowed" })
    }

    @Test func `a call has so many rounds and no more, a new call starts anew`() {
        var configuration = SessionConfiguration()
        configuration.limits.rounds = 3
        var driver = SessionDriver(configuration: configuration)
        driver.client(call(1))
        for round in 1...3 {
            driver.server(asks(round, state: "\"\(round)\""))
            driver.client(call(round + 1, ",\"requestState\":\"\(round)\""))
        }
        #expect(driver.lastRule == "client-misbehaved.too-many-rounds")
        driver.client(call(10))
        driver.server(asks(10, state: "\"again\""))
        driver.client(call(11, #","requestState":"again""#))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `another process knows the round from what was kept`() {
        var first = SessionDriver()
        first.client(call(1))
        first.server(asks(1, "r"))
        var second = SessionDriver()
        second.memory = first.memory
        second.client(call(1, answers + #","requestState":"s""#))
        #expect(second.rules == ["allowed"])
        #expect(second.holds.map(\.question.reason) == [.recall])
        #expect(second.releases == [.forwarded])
        second.client(call(2, #","inputResponses":{"x":{"roots":[]}},"requestState":"s""#))
        #expect(second.lastRule == "client-misbehaved.unknown-request-state")
    }

    @Test func `rounds go on counting in another process`() {
        var configuration = SessionConfiguration()
        configuration.limits.rounds = 2
        var memory: [String: [UInt8]] = [:]
        var rules: [String] = []
        for round in 0...2 {
            var driver = SessionDriver(configuration: configuration)
            driver.memory = memory
            driver.client(call(1, round == 0 ? "" : ",\"requestState\":\"\(round)\""))
            rules += driver.rules
            driver.server(asks(1, state: "\"\(round + 1)\""))
            memory = driver.memory
        }
        #expect(rules == ["allowed", "allowed", "client-misbehaved.too-many-rounds"])
    }

    @Test func `a round that is over is over in every process`() {
        var first = SessionDriver()
        first.client(call(1))
        first.server(asks(1, "r"))
        first.client(call(2, #","requestState":"s""#))
        first.server(complete(2))
        var second = SessionDriver()
        second.memory = first.memory
        for driver in [first, second] {
            var driver = driver
            driver.client(call(3, #","requestState":"s""#))
            #expect(driver.lastRule == "client-misbehaved.unknown-request-state")
        }
    }

    @Test func `a retry that ends in an error may be tried again`() {
        var driver = SessionDriver()
        driver.client(call(1))
        driver.server(asks(1, "r"))
        driver.client(call(2, #","requestState":"s""#))
        driver.server(Line.error("2", -32_603))
        driver.client(call(3, #","requestState":"s""#))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `what was kept for another server is not found`() {
        var first = SessionDriver()
        first.client(call(1))
        first.server(asks(1, "r"))
        var configuration = SessionConfiguration()
        configuration.server = "other"
        var second = SessionDriver(configuration: configuration)
        second.memory = first.memory
        second.client(call(1, #","requestState":"s""#))
        #expect(second.lastRule == "client-misbehaved.unknown-request-state")
    }

    @Test(arguments: ["", "7", "{}", #"{"number":"1","keys":[]}"#, #"{"number":0,"keys":[]}"#, "\u{1}"])
    func `what was kept and cannot be read is refused as unreadable, not taken for absent`(kept: String) {
        var first = SessionDriver()
        first.client(call(1))
        first.server(asks(1, "r"))
        var second = SessionDriver()
        second.memory = first.memory.mapValues { _ in Array(kept.utf8) }
        second.client(call(1, #","requestState":"s""#))
        #expect(second.lastRule == "environment.memory-unreadable")
        #expect(second.toServer.isEmpty)
    }

    @Test func `resources and prompts take rounds too`() {
        for (method, params, result) in [
            ("resources/read", #""uri":"file:///a""#, #""contents":[],"ttlMs":0,"cacheScope":"private""#),
            ("prompts/get", #""name":"p""#, #""messages":[]"#),
        ] {
            var driver = SessionDriver()
            driver.client(SessionDriver.modernRequest("1", method, params, capabilities: Self.all))
            driver.server(asks(1, "r"))
            driver.client(
                SessionDriver.modernRequest("2", method, params + #","requestState":"s""#, capabilities: Self.all))
            driver.server(Line.result("2", "{\"resultType\":\"complete\",\(result)}"))
            #expect(!driver.rules.contains { $0 != "allowed" }, "\(method)")
        }
    }
}
