// SPDX-License-Identifier: Apache-2.0

import NIOCore
import WardJSON
import WardLock
import WardProcess
import WardProtocol
import WardSession
import WardTransport

/// Waits for a person's approval while a client stays, and then puts the real server where Ward stood in.
///
/// The client shook hands with Ward's own stand-in. The server is given the client's own handshake, byte for byte as it was
/// judged; its answer reaches nobody, and what the client had then sent follows. Then the client is told that the tools changed.
final class Swapping {
    /// What stands on the server's side.
    enum Stage {
        /// The server, or nothing yet.
        case server
        /// Ward itself.
        case standIn(StatusServer)
        /// The server, which has not answered the handshake yet.
        case joining
    }

    var stage = Stage.server
    var isJoining: Bool { if case .joining = stage { true } else { false } }

    private var handshake: [ForwardableMessage] = []
    private var queue: [ForwardableMessage] = []
    private var received: [UInt8] = []
    private var polling: RepeatedTask?
    private var version: Int64?
    private var isAsking = false
    private var polls = 0

    /// How often the database is looked at.
    private static let interval = TimeAmount.milliseconds(250)
    /// The most that a server may say before its answer to the handshake.
    private static let longestHandshake = 1 << 20

    // MARK: Messages to the server

    /// Takes a message for the server; answers the stand-in that has to answer it, if there is one.
    func take(_ message: ForwardableMessage, for relay: StdioRelay) -> StatusServer? {
        switch stage {
        case .server:
            relay.server?.send(message)
            return nil
        case .joining:
            queue.append(message)
            return nil
        case .standIn(let status):
            if let method = Self.envelope(of: message.frame)?.envelope.method,
                ["initialize", "notifications/initialized"].contains(method)
            {
                handshake.append(message)
            }
            return status
        }
    }

    // MARK: Waiting

    /// Looks at the database until the session ends.
    func watch(of relay: StdioRelay) {
        guard polling == nil, relay.configuration.reconsider != nil else { return }
        let box = NIOLoopBound(self, eventLoop: relay.loop)
        let other = NIOLoopBound(relay, eventLoop: relay.loop)
        polling = relay.loop.scheduleRepeatedTask(initialDelay: Self.interval, delay: Self.interval) { _ in
            box.value.poll(other.value)
        }
    }

    /// Looks no more.
    func stop() { polling?.cancel() }

    /// Files can be put back without a word in the database, so now and then it asks anyhow.
    private static let pollsWithoutChange = 8

    private func poll(_ relay: StdioRelay) {
        guard !isAsking else { return }
        isAsking = true
        polls += 1
        relay.memory.dataVersion { [weak self, weak relay] result in
            guard let self, let relay else { return }
            self.isAsking = false
            // What cannot be read now is looked at again; nothing runs meanwhile.
            guard case .success(let version) = result else { return }
            guard version != self.version || self.polls % Self.pollsWithoutChange == 0 else { return }
            self.version = version
            self.ask(relay)
        }
    }

    private func ask(_ relay: StdioRelay) {
        guard let reconsider = relay.configuration.reconsider else { return }
        isAsking = true
        relay.memory.perform(reconsider) { [weak self, weak relay] result in
            guard let self, let relay else { return }
            self.isAsking = false
            guard case .success(let found) = result, !relay.ending.isOver else { return }
            switch (found, self.stage) {
            case (.surface(let pin), .server), (.process(_, let pin), .server): relay.receive(.surfaceApproved(pin))
            case (.process(let launch, let pin), .standIn): self.join(relay, launch, pin)
            default: break
            }
            relay.flush()
        }
    }

    // MARK: Joining

    private func join(_ relay: StdioRelay, _ launch: ChildLaunch, _ pin: PinnedSurface) {
        relay.note("process.approved", .allow, "a person approved the server; it takes its place")
        stage = .joining
        relay.startChild(launch)
        guard relay.server != nil else { return }
        relay.receive(.surfaceApproved(pin))
        guard let first = handshake.first else { return finish(relay) }
        relay.server?.send(first)
        relay.server?.flush()
    }

    /// Takes what the server says before it answered the handshake.
    func received(_ bytes: [UInt8], for relay: StdioRelay) {
        received += bytes
        guard received.count <= Self.longestHandshake else {
            return relay.fail(
                GatewayFailure(
                    code: "environment.server-exited", detail: "the server said too much before its handshake"))
        }
        while let end = received.firstIndex(of: 0x0A) {
            let line = Array(received[..<end])
            received.removeFirst(end + 1)
            guard let said = Self.envelope(of: line), said.envelope.method == nil,
                said.envelope.id == handshake.first.flatMap({ Self.envelope(of: $0.frame)?.envelope.id })
            else { continue }
            guard said.envelope.kind == .result else {
                return relay.fail(
                    GatewayFailure(
                        code: "environment.server-exited", detail: "the server refused the client's handshake"))
            }
            for message in handshake.dropFirst() { relay.server?.send(message) }
            return finish(relay)
        }
    }

    private func finish(_ relay: StdioRelay) {
        stage = .server
        for message in queue { relay.server?.send(message) }
        queue = []
        let rest = received
        received = []
        if !rest.isEmpty { relay.receive(.bytes(.serverToClient, rest)) }
        relay.flush()
    }

    private static func envelope(of frame: [UInt8]) -> (envelope: Envelope, document: JSONDocument)? {
        // What cannot be read is no handshake, and goes nowhere.
        guard let document = try? JSONDocument(reading: frame, tolerating: [.loneSurrogates, .inexactNumbers]),
            let envelope = try? Envelope(document.root, in: document)
        else { return nil }
        return (envelope, document)
    }
}
