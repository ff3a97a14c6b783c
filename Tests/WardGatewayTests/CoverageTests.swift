// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing
import WardAudit
import WardGateway

/// A server starts only once it is known that it may, and the client never waits for that.
@Suite(.serialized)
struct CoverageTests {
    /// Something that takes as long as the test wants.
    private final class Gate: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        private let isOpen = Mutex(false)
        let asked = Mutex(0)

        func open() {
            isOpen.withLock { $0 = true }
            semaphore.signal()
        }

        func pass() {
            asked.withLock { $0 += 1 }
            guard !isOpen.withLock({ $0 }) else { return }
            semaphore.wait()
        }
    }

    @Test func `a slow check of files leaves the client with a stand-in, and the server follows`() throws {
        let ward = CoveredGateway()
        let gate = Gate()
        let launch = ward.launch
        let pin = try CoveredGateway.pin()
        try ward.run {
            gate.pass()
            return .ready(launch, pin)
        }
        ward.send(CoveredGateway.initialize)
        #expect(ward.readLine()?.contains("ward_status") == true)
        ward.send(CoveredGateway.initialized)
        #expect(ward.list(1)?.contains("ward_status") == true)
        #expect(!ward.wasStarted)
        #expect(ward.told.reasons == ["being checked"])
        gate.open()
        #expect(ward.readLine { $0.contains("notifications/tools/list_changed") } != nil)
        #expect(ward.list(2)?.contains("greet") == true)
        #expect(try ward.leave() == .clientLeft)
        let rules = try #require(ward.home).events().map(\.rule)
        #expect(
            rules.filter { $0.hasPrefix("process.") }.prefix(3) == [
                "process.blocked", "process.approved", "process.started",
            ])
    }

    @Test func `a slow check that ends badly never starts the server, and says why`() throws {
        let ward = CoveredGateway()
        let gate = Gate()
        try ward.run {
            gate.pass()
            return CoveredGateway.blocked
        }
        ward.send(CoveredGateway.initialize)
        #expect(ward.readLine()?.contains("ward_status") == true)
        gate.open()
        while ward.told.reasons.count < 2 { usleep(5_000) }
        #expect(ward.told.reasons == ["being checked", "files changed"])
        ward.send(CoveredGateway.initialized)
        #expect(ward.list(1)?.contains("ward_status") == true)
        #expect(try ward.leave() == .clientLeft)
        #expect(!ward.wasStarted)
    }

    @Test func `a known handshake is answered before anything is checked, and the check precedes the start`() throws {
        let ward = CoveredGateway()
        let gate = Gate()
        let launch = ward.launch
        let pin = try CoveredGateway.pin()
        try ward.run(isKnown: true) {
            gate.pass()
            return .ready(launch, pin)
        }
        ward.send(CoveredGateway.initialize)
        #expect(ward.readLine()?.contains(CoveredGateway.result) == true)
        ward.send(CoveredGateway.initialized)
        #expect(gate.asked.withLock { $0 } == 0)
        ward.send(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
        while gate.asked.withLock({ $0 }) == 0 { usleep(5_000) }
        #expect(!ward.wasStarted)
        gate.open()
        #expect(ward.readLine()?.contains("greet") == true)
        #expect(try ward.leave() == .clientLeft)
    }

    @Test func `a client that connects and leaves has nothing started and nothing checked`() throws {
        let ward = CoveredGateway()
        let gate = Gate()
        try ward.run(isKnown: true) {
            gate.pass()
            return CoveredGateway.blocked
        }
        ward.send(CoveredGateway.initialize)
        ward.send(CoveredGateway.initialized)
        #expect(ward.readLine() != nil)
        #expect(try ward.leave() == .clientLeft)
        #expect(gate.asked.withLock { $0 } == 0)
        #expect(!ward.wasStarted)
        #expect(try #require(ward.home).events().contains { $0.rule == "surface.answered" })
    }

    @Test func `a client that leaves while files are checked has nothing started afterwards`() throws {
        let ward = CoveredGateway()
        let gate = Gate()
        let launch = ward.launch
        let pin = try CoveredGateway.pin()
        try ward.run {
            gate.pass()
            return .ready(launch, pin)
        }
        ward.send(CoveredGateway.initialize)
        #expect(ward.readLine() != nil)
        #expect(try ward.leave() == .clientLeft)
        gate.open()
        // Whatever still follows has time to.
        usleep(300_000)
        #expect(!ward.wasStarted)
    }

    @Test func `a client that was told of the server meets the stand-in where its files changed since`() throws {
        let ward = CoveredGateway()
        try ward.run(isKnown: true) { CoveredGateway.blocked }
        ward.send(CoveredGateway.initialize)
        ward.send(CoveredGateway.initialized)
        #expect(ward.list(1)?.contains("ward_status") == true)
        #expect(try ward.leave() == .clientLeft)
        #expect(!ward.wasStarted)
        #expect(ward.told.reasons == ["files changed"])
    }

    @Test func `where no log can be written the client has a stand-in, and nothing is asked or started`() throws {
        let ward = CoveredGateway()
        let home = try #require(ward.home)
        try FileManager.default.createDirectory(
            atPath: home.path + "/state", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try "not a database".write(toFile: home.database, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: home.database)
        let gate = Gate()
        let launch = ward.launch
        let pin = try CoveredGateway.pin()
        try ward.run(isKnown: true) {
            gate.pass()
            return .ready(launch, pin)
        }
        ward.send(CoveredGateway.initialize)
        ward.send(CoveredGateway.initialized)
        #expect(ward.list(1)?.contains("ward_status") == true)
        #expect(try ward.leave() == .clientLeft)
        #expect(gate.asked.withLock { $0 } == 0 && !ward.wasStarted)
        #expect(ward.told.reasons.first?.contains("environment.database") == true, "\(ward.told.reasons)")
    }
}
