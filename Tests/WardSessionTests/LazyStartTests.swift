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

    @Test func `a server that does not run says nothing`() {
        var driver = lazy()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.server(SessionDriver.initialized("2025-11-25"))
        #expect(driver.toClient.isEmpty)
        driver.feed(.childStarted)
        #expect(driver.toServer == [SessionDriver.initialize("2025-11-25")])
        driver.server(SessionDriver.initialized("2025-11-25"))
        #expect(driver.toClient == [SessionDriver.initialized("2025-11-25")])
    }

    @Test(arguments: [1, 3, 6])
    func `what waits for the server's process is bounded in number`(most: Int) {
        expectRoom(for: most) { limits, _ in limits.inFlight = most }
    }

    @Test(arguments: [1, 3, 6])
    func `what waits for the server's process is bounded in bytes`(most: Int) {
        expectRoom(for: most) { limits, size in limits.retainedBytes = most * size + size / 2 }
    }

    /// Six requests come before the process runs; as many as there is room for reach it, and the rest is refused.
    private func expectRoom(for most: Int, _ limit: (inout SessionLimits, Int) -> Void) {
        let requests = (1...6).map { SessionDriver.modernRequest("\($0)", "server/discover") }
        var configuration = SessionConfiguration()
        configuration.start = .onFirstNeed
        limit(&configuration.limits, requests[0].utf8.count)
        var driver = SessionDriver(configuration: configuration)
        for request in requests { driver.client(request) }
        #expect(driver.toServer.isEmpty)
        #expect(driver.toClient.count == 6 - most)
        #expect(driver.rules.count { $0 == "client-misbehaved.too-many-in-flight" } == 6 - most)
        driver.feed(.childStarted)
        #expect(driver.toServer == Array(requests.prefix(most)))
    }

    @Test func `a refused message starts nothing`() {
        var driver = lazy()
        driver.client(Line.call("7"))
        driver.client("nonsense")
        #expect(starts(driver) == 0)
        #expect(driver.toClient.count == 2)
    }
}
