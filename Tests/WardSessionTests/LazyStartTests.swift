// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// The server's process is started when it is wanted, and not before.
struct LazyStartTests {
    private func lazy() -> SessionDriver {
        var configuration = SessionConfiguration()
        configuration.start = .onFirstNeed
        return SessionDriver(configuration: configuration)
    }

    private func starts(_ driver: SessionDriver) -> Int {
        driver.others.count { if case .startChild = $0 { true } else { false } }
    }

    @Test func `by default the child is wanted at once`() {
        var session = Session()
        let actions = session.begin(at: Moment(nanoseconds: 1))
        #expect(actions.count == 1)
        guard case .startChild = actions.first else {
            Issue.record("\(actions)")
            return
        }
    }

    @Test func `a lazy session starts its child for the first message to it, once, and keeps the order`() {
        var driver = lazy()
        #expect(starts(driver) == 0)
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.client(Line.request("1", "ping"))
        #expect(starts(driver) == 1)
        #expect(driver.toServer.isEmpty)
        driver.feed(.childStarted)
        #expect(driver.toServer == [SessionDriver.initialize("2025-11-25"), Line.request("1", "ping")])
        driver.client(Line.request("2", "ping"))
        #expect(driver.toServer.count == 3)
        #expect(starts(driver) == 1)
    }

    @Test func `a refused message starts nothing`() {
        var driver = lazy()
        driver.client(Line.call("7"))
        driver.client("nonsense")
        #expect(starts(driver) == 0)
        #expect(driver.toClient.count == 2)
    }
}
