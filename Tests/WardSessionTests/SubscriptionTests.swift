// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// Changes of 2026-07-28 come where they were asked for (R134).
struct SubscriptionTests {
    private static let metadata = #""_meta":{"io.modelcontextprotocol/subscriptionId":"listen-1"}"#

    private func listening(_ wanted: String) -> SessionDriver {
        var driver = SessionDriver()
        driver.discover()
        driver.client(
            SessionDriver.modernRequest("\"listen-1\"", "subscriptions/listen", "\"notifications\":\(wanted)"))
        driver.server(
            Line.notification(
                "notifications/subscriptions/acknowledged", "{\"notifications\":\(wanted),\(Self.metadata)}"))
        return driver
    }

    @Test(arguments: [
        ("toolsListChanged", "notifications/tools/list_changed"),
        ("promptsListChanged", "notifications/prompts/list_changed"),
        ("resourcesListChanged", "notifications/resources/list_changed"),
    ])
    func `a change that was asked for passes`(wanted: String, method: String) {
        var driver = listening("{\"\(wanted)\":true}")
        driver.server(Line.notification(method, "{\(Self.metadata)}"))
        #expect(driver.rules == ["allowed", "allowed", "allowed"])
        var deaf = listening("{\"\(wanted)\":false}")
        deaf.server(Line.notification(method, "{\(Self.metadata)}"))
        #expect(deaf.lastRule == "server-misbehaved.unknown-subscription")
    }

    @Test func `a resource that was subscribed to, or what lies below it, may be updated`() {
        var driver = listening(#"{"resourceSubscriptions":["file:///a"]}"#)
        driver.server(
            Line.notification("notifications/resources/updated", "{\"uri\":\"file:///a/b\",\(Self.metadata)}"))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `a subscription ends by the client's cancellation`() {
        var driver = listening(#"{"toolsListChanged":true}"#)
        driver.client(Line.cancelled("\"listen-1\""))
        #expect(driver.lastRule == "allowed")
        #expect(driver.session.requestsInFlight == 0)
    }

    @Test func `a server may end a subscription by a cancellation, by a result, or by both`() {
        let result = Line.result("\"listen-1\"", "{\"resultType\":\"complete\",\(Self.metadata)}")
        for ending in [[Line.cancelled("\"listen-1\"")], [result], [Line.cancelled("\"listen-1\""), result]] {
            var driver = listening(#"{"toolsListChanged":true}"#)
            for line in ending { driver.server(line) }
            #expect(!driver.rules.contains { $0 != "allowed" })
            #expect(driver.session.requestsInFlight == 0)
        }
    }
}
