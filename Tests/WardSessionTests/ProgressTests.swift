// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// Progress belongs to a waiting request of the other side (A49, R141).
struct ProgressTests {
    private func started() -> SessionDriver {
        var driver = SessionDriver()
        driver.shakeHands()
        return driver
    }

    @Test(arguments: ["5", "\"grün\u{2603}\"", "\"\""])
    func `progress with the token of a waiting request passes while it increases`(token: String) {
        var driver = started()
        driver.client(Line.call("7", "slow", ",\"_meta\":{\"progressToken\":\(token)}"))
        for value in ["0", "0.5", "1.0", "1e2"] { driver.server(Line.progress(token, value)) }
        #expect(!driver.rules.contains { $0 != "allowed" })
        driver.server(Line.progress(token, "100"))
        #expect(driver.lastRule == "server-misbehaved.progress-not-increasing")
    }

    @Test func `both sides may use the same token at once`() {
        var driver = started()
        driver.client(Line.call("7", "slow", #","_meta":{"progressToken":1}"#))
        driver.server(Line.request("7", "roots/list", #"{"_meta":{"progressToken":1}}"#))
        driver.server(Line.progress("1", "5"))
        driver.client(Line.progress("1", "1"))
        #expect(!driver.rules.contains { $0 != "allowed" })
    }

    @Test func `a token may come again once its request was answered`() {
        var driver = started()
        for id in 1...3 {
            driver.client(Line.call("\(id)", "slow", #","_meta":{"progressToken":1}"#))
            driver.server(Line.progress("1", "1"))
            driver.server(Line.called("\(id)"))
        }
        #expect(!driver.rules.contains { $0 != "allowed" })
    }

    @Test func `progress that crosses a cancellation passes`() {
        var driver = started()
        driver.client(Line.call("7", "slow", #","_meta":{"progressToken":1}"#))
        driver.client(Line.cancelled("7"))
        driver.server(Line.progress("1", "1"))
        #expect(driver.lastRule == "allowed")
    }

    @Test func `the progress token of a task lives on with it`() {
        var driver = started()
        driver.client(Line.call("7", "slow", #","task":{},"_meta":{"progressToken":1}"#))
        driver.server(Line.result("7", #"{"task":\#(TaskTests.task("t"))}"#))
        driver.server(Line.progress("1", "1"))
        #expect(driver.lastRule == "allowed")
        driver.client(Line.progress("1", "1"))
        #expect(driver.lastRule == "client-misbehaved.unknown-progress-token")
    }
}
