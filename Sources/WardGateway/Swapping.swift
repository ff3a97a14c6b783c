// SPDX-License-Identifier: Apache-2.0

import NIOCore
import WardLock
import WardProcess
import WardProtocol
import WardSession
import WardTransport

/// Puts on the server's side what may be there: the server once a consent covers it, and Ward's own stand-in until then.
///
/// What may run is asked on a thread of its own, and again whenever a person may have decided something. The session knows
/// how a server joins a client that has shaken hands with somebody else.
final class Swapping {
    /// What stands on the server's side.
    private enum Stage {
        /// The server, or nothing yet.
        case server
        /// Nothing: what may run is being asked.
        case asking
        /// Ward itself.
        case standIn(StatusServer)
    }

    private var stage = Stage.server
    private var polling: RepeatedTask?
    private var version: Int64?
    private var isAsking = false
    private var polls = 0
    private var told: Coverage.Reason?
    /// The answers of the stand-in that are still on their way.
    private var owed = 0

    /// How often the database is looked at.
    private static let interval = TimeAmount.milliseconds(250)
    /// Files can be put back without a word in the database, so now and then it asks anyhow.
    private static let pollsWithoutChange = 8
    /// How long a request may wait for what is asked, where the handshake was answered already: clients are patient then.
    private static let patienceForRequests = Duration.seconds(5)

    // MARK: The beginning

    /// The server is wanted: finds out what may run.
    func begin(_ coverage: Coverage, of relay: StdioRelay) {
        stage = .asking
        ask(coverage, relay)
        let patience = relay.session.facts.era == nil ? coverage.patience : Self.patienceForRequests
        relay.loop.assumeIsolated().scheduleTask(in: .nanoseconds(patience.nanoseconds)) { [weak self, weak relay] in
            guard let self, let relay, case .asking = self.stage, !relay.ending.isOver else { return }
            guard relay.session.closing == nil else { return relay.finishClient() }
            self.standIn(coverage, because: coverage.whileAsking, of: relay)
            relay.flush()
        }
    }

    private func standIn(_ coverage: Coverage, because reason: Coverage.Reason, of relay: StdioRelay) {
        stage = .standIn(coverage.standIn)
        note(reason, coverage, relay)
        relay.receive(.standInStarted)
        watch(of: relay)
    }

    private func note(_ reason: Coverage.Reason, _ coverage: Coverage, _ relay: StdioRelay) {
        guard reason != told else { return }
        told = reason
        relay.note("process.blocked", .deny, reason.detail)
        coverage.tell(reason)
    }

    // MARK: Messages to the server

    /// Sends a message to the server, or to what stands in for it.
    func send(_ message: ForwardableMessage, of relay: StdioRelay) {
        guard case .standIn(let status) = stage else {
            relay.server?.send(message)
            return
        }
        guard let answer = status.answer(to: message.frame) else { return }
        // Not at once: the session's actions for this message are still being performed.
        owed += 1
        relay.loop.assumeIsolated().execute { [weak self, weak relay] in
            guard let self, let relay else { return }
            self.owed -= 1
            relay.receive(.bytes(.serverToClient, answer + [0x0A]))
            relay.flush()
        }
    }

    /// The client left, and no process runs.
    func clientLeft(_ relay: StdioRelay) {
        // Whoever tries a server by hand hears why it may not run.
        if case .asking = stage { return }
        // The answers of the stand-in are already on their way through the loop.
        relay.loop.assumeIsolated().execute { [weak relay] in relay?.finishClient() }
    }

    // MARK: Waiting

    /// Looks at the database until the session ends.
    func watch(of relay: StdioRelay) {
        guard polling == nil, relay.audit != nil, case .covered(let coverage) = relay.configuration.peer else { return }
        let box = NIOLoopBound(self, eventLoop: relay.loop)
        let other = NIOLoopBound(relay, eventLoop: relay.loop)
        polling = relay.loop.scheduleRepeatedTask(initialDelay: Self.interval, delay: Self.interval) { _ in
            box.value.poll(coverage, other.value)
        }
    }

    /// Looks no more.
    func stop() { polling?.cancel() }

    private func poll(_ coverage: Coverage, _ relay: StdioRelay) {
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
            self.ask(coverage, relay)
        }
    }

    private func ask(_ coverage: Coverage, _ relay: StdioRelay) {
        isAsking = true
        relay.memory.perform(coverage.standing) { [weak self, weak relay] result in
            guard let self, let relay else { return }
            self.isAsking = false
            guard case .success(let standing) = result, !relay.ending.isOver else { return }
            self.take(standing, coverage, relay)
            relay.flush()
        }
    }

    private func take(_ standing: Coverage.Standing, _ coverage: Coverage, _ relay: StdioRelay) {
        guard relay.session.closing == nil else {
            if case .asking = stage {
                if case .blocked(let reason) = standing { note(reason, coverage, relay) }
                relay.finishClient()
            }
            return
        }
        switch (standing, stage) {
        case (.ready(let launch, let pin), .asking):
            guard relay.pin != nil else {
                // Something may wait that was judged without a pin: it is for the stand-in.
                stage = .standIn(coverage.standIn)
                relay.receive(.standInStarted)
                return join(launch, pin, relay)
            }
            start(launch, pin, relay)
        case (.ready(let launch, let pin), .standIn): join(launch, pin, relay)
        case (.ready(_, let pin), .server): relay.approve(pin)
        case (.blocked(let reason), .asking): standIn(coverage, because: reason, of: relay)
        case (.blocked(let reason), .standIn): note(reason, coverage, relay)
        case (.blocked, .server): break
        }
    }

    // MARK: The server

    /// The server takes the stand-in's place, once nothing is on its way from or to that.
    private func join(_ launch: ChildLaunch, _ pin: PinnedSurface, _ relay: StdioRelay) {
        guard relay.session.closing == nil, case .standIn = stage else { return }
        guard owed == 0, !relay.isBehind else {
            _ = relay.loop.assumeIsolated().scheduleTask(in: .milliseconds(5)) { [weak self, weak relay] in
                guard let self, let relay, !relay.ending.isOver else { return }
                self.join(launch, pin, relay)
                relay.flush()
            }
            return
        }
        relay.note("process.approved", .allow, "the server may run now; it takes its place")
        start(launch, pin, relay)
    }

    private func start(_ launch: ChildLaunch, _ pin: PinnedSurface, _ relay: StdioRelay) {
        stage = .server
        relay.approve(pin)
        relay.startChild(launch)
    }
}
