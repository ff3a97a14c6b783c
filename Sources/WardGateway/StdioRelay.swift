// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import WardAudit
import WardDatabase
import WardLock
import WardPinning
import WardProcess
import WardProtocol
import WardSession
import WardTransport

/// Feeds a session with what happens to two links and a child process, and does what it answers.
///
/// It lives on one event loop: bytes come in, the session judges them, and what may go is written in the same turn.
final class StdioRelay {
    let configuration: GatewayConfiguration
    /// The log; nil where there is none, and then Ward says that and nothing else.
    let audit: AuditWriter?
    let loop: any EventLoop
    var session: Session
    var client: LineLink?
    var server: LineLink?
    var child: ChildProcess?
    var shutdown: ShutdownSequence
    var ending = Ending()
    var memory: SessionMemoryPool
    let swapping = Swapping()
    /// What the server may show, as far as this is known.
    private(set) var pin: PinnedSurface?
    /// What the session wants sent while the audit log is behind.
    var waiting: [SessionAction] = []
    var isWaiting = false
    private let ended: EventLoopPromise<GatewayOutcome>
    private var alarm: Alarm?
    private var ticking: Alarm?

    /// What is known about the end of the run.
    struct Ending {
        /// The first reason to end.
        var outcome: GatewayOutcome?
        var exit: ExitStatus?
        var serverOutputEnded = false
        /// The client's output is being closed.
        var clientClosed = false
        /// The client reads no more.
        var clientIsDeaf = false
        var isOver = false
    }

    init(
        configuration: GatewayConfiguration,
        audit: AuditWriter?,
        loop: any EventLoop,
        ended: EventLoopPromise<GatewayOutcome>
    ) {
        self.configuration = configuration
        self.audit = audit
        self.loop = loop
        self.ended = ended
        session = Session(configuration: configuration.session)
        shutdown = ShutdownSequence()
        pin = configuration.session.surface
        memory = SessionMemoryPool(folders: configuration.folders, database: configuration.database, loop: loop)
    }

    // MARK: The beginning

    func start() {
        alarm = Alarm(on: loop) { [weak self] in self?.shutdownTick() }
        ticking = Alarm(on: loop) { [weak self] in self?.tick() }
        do {
            client = try LineLink.open(configuration.clientEnds, on: loop, delegate: self)
        } catch {
            fail(GatewayFailure(code: error.code.rawValue, detail: error.detail, hint: error.hint))
            return
        }
        perform(session.begin(at: now))
        flush()
    }

    private func startPeer() {
        switch configuration.peer {
        case .process(let launch): startChild(launch)
        case .covered(let coverage): swapping.begin(coverage, of: self)
        }
    }

    func startChild(_ launch: ChildLaunch) {
        let box = NIOLoopBound(self, eventLoop: loop)
        do {
            let child = try ChildProcess.start(launch) { [loop] status in
                loop.execute { box.value.childExited(status) }
            }
            self.child = child
            server = try LineLink.open(
                LinkEnds(input: child.streams.output, output: child.streams.input), on: loop, delegate: self)
            note("process.started", .allow, "process \(child.identifier) runs \(child.executable)")
            receive(.childStarted)
        } catch let error as ProcessError {
            note("process.not-started", .deny, error.detail)
            fail(GatewayFailure(code: error.code.rawValue, detail: error.detail, hint: error.hint))
        } catch let error as TransportError {
            fail(GatewayFailure(code: error.code.rawValue, detail: error.detail, hint: error.hint))
        } catch {
            fail(GatewayFailure(code: "internal.start-failed", detail: "\(error)"))
        }
    }

    /// A person approved what the server may show.
    func approve(_ pin: PinnedSurface) {
        self.pin = pin
        receive(.surfaceApproved(pin))
    }

    // MARK: Events and actions

    var now: Moment { Moment(nanoseconds: NIODeadline.now().uptimeNanoseconds) }

    func receive(_ event: SessionEvent) {
        perform(session.receive(event, at: now))
    }

    func perform(_ actions: [SessionAction]) {
        for action in actions { perform(action) }
        if session.isHolding { ticking?.arm(at: .now() + .seconds(1)) }
    }

    private func perform(_ action: SessionAction) {
        switch action {
        case .record(let record): append(record)
        case .forward, .reply, .request:
            if isWaiting { waiting.append(action) } else { send(action) }
        case .startChild: startPeer()
        case .store(let key, let value, let lifetime, let token):
            memory.put(value, for: key, lifetime: lifetime) { [weak self] result in self?.stored(result, token) }
        case .recall(let key):
            memory.get(key) { [weak self] result in self?.recalled(key, result) }
        case .hold(let token, let question):
            if case .approval = question.reason {
                // No approver exists yet; what only a person could allow is denied, and the answer says so.
                receive(.decided(token, .deny("\(question.detail); nobody can be asked")))
            }
        case .surfaceObserved(let surface, let check):
            guard let server = configuration.reviewed else { break }
            if !check.varying.isEmpty {
                memory.keep(check.varying, of: server) { [weak self] result in self?.stored(result, nil) }
            }
            guard !check.isCovered else { break }
            swapping.watch(of: self)
            memory.hold(surface.value, of: server) { [weak self] result in self?.stored(result, nil) }
        case .keepHandshake(let key, let answer):
            guard let server = configuration.reviewed, let pin else { break }
            memory.keep(answer, for: key, of: server, under: pin) { [weak self] result in self?.stored(result, nil) }
        case .release, .answer: break
        case .close(let closing): close(closing)
        }
    }

    /// Sends to the peer that the message travels to.
    func send(_ action: SessionAction) {
        switch action {
        case .forward(let message, let direction), .reply(let message, let direction):
            if direction == .clientToServer { swapping.send(message, of: self) } else { client?.send(message) }
        case .request(let message): swapping.send(message, of: self)
        default: break
        }
    }

    /// Whether messages that were judged already wait for the log.
    var isBehind: Bool { isWaiting || !waiting.isEmpty }

    func flush() {
        client?.flush()
        server?.flush()
        applyBackPressure()
    }

    func applyBackPressure() {
        if isWaiting {
            client?.pause()
            server?.pause()
        } else if let client, let server {
            BackPressure.apply(client: client, server: server)
        }
    }

    private func tick() {
        receive(.tick)
        flush()
    }

    // MARK: The audit log

    private func append(_ record: DecisionRecord) {
        guard let audit, !ending.isOver else { return }
        switch audit.append(record, at: AuditWriter.now()) {
        case .ready: break
        case .full: isWaiting = true
        case .failed(let reason): auditFailed(reason)
        }
    }

    func auditStands(_ standing: AuditWriter.Standing) {
        switch standing {
        case .ready:
            isWaiting = false
            let ready = waiting
            waiting = []
            for action in ready { send(action) }
            flush()
        case .full: isWaiting = true
        case .failed(let reason): auditFailed(reason)
        }
    }

    /// Nothing is forwarded any more; who waits is told.
    private func auditFailed(_ reason: String) {
        fail(
            GatewayFailure(
                code: "environment.audit-unavailable",
                detail: "the audit log cannot be written: \(reason)",
                hint: "free space or mend the file, then start the server again; Ward forwards nothing unlogged"
            ))
    }

    /// Logs something about the server's process.
    func note(_ rule: String, _ verdict: Verdict, _ detail: String) {
        append(
            DecisionRecord(
                sequence: 0, direction: .serverToClient, subject: .process, verdict: verdict, rule: rule,
                detail: detail))
    }

    // MARK: The end

    func fail(_ failure: GatewayFailure) {
        guard !ending.isOver else { return }
        // What waits was judged but not logged: it is dropped, and its senders hear that the server is gone.
        waiting = []
        isWaiting = false
        if case .failed = ending.outcome {} else { ending.outcome = .failed(failure) }
        guard session.closing.map({ if case .serverLeft = $0 { false } else { true } }) ?? true else { return }
        for action in session.receive(.childExited(failure.detail), at: now) {
            if case .reply = action { send(action) }
        }
        stopChild()
        ending.serverOutputEnded = true
        finishClient()
    }

    func setAlarm() {
        alarm?.arm(at: shutdown.deadline.map { .uptimeNanoseconds(UInt64(max(0, $0.nanoseconds))) })
    }

    /// Ends the run: every answer was written, the child is gone.
    func end() {
        guard !ending.isOver, !memory.isWriting(then: { [weak self] in self?.end() }) else { return }
        ending.isOver = true
        alarm?.cancel()
        ticking?.cancel()
        swapping.stop()
        client?.close()
        server?.close()
        memory.close()
        ended.succeed(ending.outcome ?? .clientLeft)
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
