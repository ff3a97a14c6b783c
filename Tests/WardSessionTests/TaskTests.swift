// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// Requests that are answered by a task stay what they were (mcp-spec, section 1.7).
struct TaskTests {
    static func task(_ id: String, _ status: String = "working") -> String {
        """
        {"taskId":"\(id)","status":"\(status)","createdAt":"2025-12-01T00:00:00Z",\
        "lastUpdatedAt":"2025-12-01T00:00:00Z","ttl":60000}
        """
    }

    private static let extended = #"{"extensions":{"io.modelcontextprotocol/tasks":{}},"roots":{}}"#

    private static func modernTask(_ type: String, _ status: String, _ more: String = "") -> String {
        """
        {"resultType":"\(type)","taskId":"t","status":"\(status)","createdAt":"2026-08-01T00:00:00Z",\
        "lastUpdatedAt":"2026-08-01T00:00:00Z","ttlMs":null\(more)}
        """
    }

    private func withTask() -> SessionDriver {
        var driver = SessionDriver()
        driver.shakeHands()
        driver.client(Line.call("1", "slow", #","task":{"ttl":60000}"#))
        driver.server(Line.result("1", "{\"task\":\(Self.task("t"))}"))
        return driver
    }

    private func withModernTask(_ driver: SessionDriver = SessionDriver()) -> SessionDriver {
        var driver = driver
        driver.client(SessionDriver.modernRequest("1", "tools/call", #""name":"slow""#, capabilities: Self.extended))
        driver.server(Line.result("1", Self.modernTask("task", "working")))
        return driver
    }

    @Test func `a task that was asked for passes, and so do questions about it`() {
        var driver = withTask()
        driver.client(Line.request("2", "tasks/get", #"{"taskId":"t"}"#))
        driver.server(Line.result("2", Self.task("t", "completed")))
        driver.client(Line.request("3", "tasks/result", #"{"taskId":"t"}"#))
        driver.server(Line.called("3"))
        #expect(!driver.rules.contains { $0 != "allowed" })
        #expect(driver.rules.count == 6)
    }

    @Test func `the result of a task is judged as its call's`() {
        var driver = withTask()
        driver.client(Line.request("3", "tasks/result", #"{"taskId":"t"}"#))
        driver.server(Line.result("3", #"{"content":[{"type":"text"}]}"#))
        #expect(driver.lastRule == "server-misbehaved.missing-member")
    }

    @Test func `a server that answers at once, though a task was asked for, may`() {
        var driver = SessionDriver()
        driver.shakeHands()
        driver.client(Line.call("1", "slow", #","task":{}"#))
        driver.server(Line.called("1"))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `a client hosts tasks of the server likewise`() {
        var driver = SessionDriver()
        driver.shakeHands()
        driver.server(
            Line.request("7", "sampling/createMessage", #"{"messages":[],"maxTokens":1,"task":{}}"#))
        driver.client(Line.result("7", "{\"task\":\(Self.task("t"))}"))
        driver.server(Line.request("8", "tasks/result", #"{"taskId":"t"}"#))
        driver.client(Line.result("8", #"{"role":"assistant","content":{"type":"text","text":"x"},"model":"m"}"#))
        #expect(!driver.rules.contains { $0 != "allowed" })
        driver.client(Line.request("9", "tasks/get", #"{"taskId":"t"}"#))
        #expect(driver.lastRule == "client-misbehaved.unknown-task", "it is not the client's to ask about")
    }

    @Test(arguments: ["", "null", "7", #"{"method":7}"#])
    func `a task whose call was kept and cannot be read is refused as unreadable`(kept: String) {
        var second = SessionDriver()
        second.memory = withTask().memory.mapValues { _ in Array(kept.utf8) }
        second.shakeHands()
        second.client(Line.request("9", "tasks/result", #"{"taskId":"t"}"#))
        #expect(second.rules == ["environment.memory-unreadable"])
        #expect(second.toServer.isEmpty && second.toClient.count == 1)
    }

    @Test(arguments: [true, false])
    func `a task is known in another process from what was kept`(isModern: Bool) {
        let first = isModern ? withModernTask() : withTask()
        var second = SessionDriver()
        second.memory = first.memory
        if isModern {
            second.client(SessionDriver.modernRequest("9", "tasks/get", #""taskId":"t""#, capabilities: Self.extended))
            second.server(Line.result("9", Self.modernTask("complete", "completed", #","result":{"content":7}"#)))
        } else {
            second.shakeHands()
            second.client(Line.request("9", "tasks/result", #"{"taskId":"t"}"#))
            second.server(Line.result("9", #"{"content":7}"#))
        }
        #expect(second.rules == ["allowed", "server-misbehaved.wrong-type"])
        #expect(second.releases == [.forwarded])
    }

    @Test func `a modern task passes with its result, its questions and its end`() {
        var driver = withModernTask()
        driver.client(SessionDriver.modernRequest("2", "tasks/get", #""taskId":"t""#, capabilities: Self.extended))
        driver.server(
            Line.result(
                "2",
                Self.modernTask("complete", "input_required", #","inputRequests":{"r":{"method":"roots/list"}}"#)))
        driver.client(
            SessionDriver.modernRequest(
                "3", "tasks/update", #""taskId":"t","inputResponses":{"r":{"roots":[]}}"#, capabilities: Self.extended))
        driver.server(Line.result("3", #"{"resultType":"complete"}"#))
        driver.client(SessionDriver.modernRequest("4", "tasks/get", #""taskId":"t""#, capabilities: Self.extended))
        driver.server(Line.result("4", Self.modernTask("complete", "completed", #","result":{"content":[]}"#)))
        driver.client(SessionDriver.modernRequest("5", "tasks/cancel", #""taskId":"t""#, capabilities: Self.extended))
        driver.server(Line.result("5", #"{"resultType":"complete"}"#))
        #expect(!driver.rules.contains { $0 != "allowed" }, "\(driver.records.compactMap(\.detail))")
    }

    @Test func `a task that is subscribed to is judged as its call too`() {
        var driver = withModernTask()
        driver.client(
            SessionDriver.modernRequest(
                "\"l\"", "subscriptions/listen", #""notifications":{"taskIds":["t"]}"#, capabilities: Self.extended))
        let metadata = #""_meta":{"io.modelcontextprotocol/subscriptionId":"l"}"#
        driver.server(
            Line.notification("notifications/subscriptions/acknowledged", "{\"notifications\":{},\(metadata)}"))
        let completed = Self.modernTask("complete", "completed", ",\"result\":{\"content\":[]},\(metadata)")
        driver.server(Line.notification("notifications/tasks", completed))
        #expect(!driver.rules.contains { $0 != "allowed" }, "\(driver.records.compactMap(\.detail))")
        let wrong = Self.modernTask("complete", "completed", ",\"result\":{\"content\":7},\(metadata)")
        driver.server(Line.notification("notifications/tasks", wrong))
        #expect(driver.lastRule == "server-misbehaved.wrong-type")
        let sampling = #"{"s":{"method":"sampling/createMessage","params":{"messages":[],"maxTokens":1}}}"#
        let asking = Self.modernTask("complete", "input_required", ",\"inputRequests\":\(sampling),\(metadata)")
        driver.server(Line.notification("notifications/tasks", asking))
        #expect(driver.lastRule == "server-misbehaved.undeclared-input-request")
    }

    @Test func `a task that exists and was not subscribed to is refused`() {
        var driver = withModernTask()
        driver.client(
            SessionDriver.modernRequest(
                "\"l\"", "subscriptions/listen", #""notifications":{"taskIds":["other"]}"#,
                capabilities: Self.extended))
        let metadata = #""_meta":{"io.modelcontextprotocol/subscriptionId":"l"}"#
        driver.server(
            Line.notification("notifications/subscriptions/acknowledged", "{\"notifications\":{},\(metadata)}"))
        driver.server(Line.notification("notifications/tasks", Self.modernTask("complete", "working", ",\(metadata)")))
        #expect(driver.lastRule == "server-misbehaved.unknown-subscription")
    }

    @Test func `very many tasks are remembered only as far as the limit`() {
        var configuration = SessionConfiguration()
        configuration.limits.memory = 8
        var driver = SessionDriver(configuration: configuration)
        driver.shakeHands()
        driver.answersRecalls = true
        for id in 1...20 {
            driver.client(Line.call("\(id)", "slow", #","task":{}"#))
            driver.server(Line.result("\(id)", "{\"task\":\(Self.task("t\(id)"))}"))
        }
        driver.memory = [:]
        driver.client(Line.request("30", "tasks/get", #"{"taskId":"t20"}"#))
        #expect(driver.lastRule == "allowed")
        driver.client(Line.request("31", "tasks/get", #"{"taskId":"t1"}"#))
        #expect(driver.lastRule == "client-misbehaved.unknown-task")
    }
}
