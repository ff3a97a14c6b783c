// SPDX-License-Identifier: Apache-2.0

public import WardProtocol
public import WardSession

/// Drives a session without a process, a descriptor or a clock: feed lines, read what each side would see.
///
/// Time stands still unless ``advance(by:)`` moves it.
public struct SessionDriver: Sendable {
    /// The session that is driven.
    public private(set) var session: Session
    /// What the server would have read, line by line.
    public private(set) var toServer: [String] = []
    /// What the client would have read, line by line.
    public private(set) var toClient: [String] = []
    /// How many messages of a peer were sent on; Ward's own words do not count.
    public private(set) var forwardCount = 0
    /// All decisions, in order.
    public private(set) var records: [DecisionRecord] = []
    /// Every other action, in order.
    public private(set) var others: [SessionAction] = []
    /// What `store` kept; `recall` is answered from it where ``answersRecalls`` says so.
    public var memory: [String: [UInt8]] = [:]
    /// Whether a `recall` is answered at once.
    public var answersRecalls = true
    /// Whether a `store` with a token is committed at once.
    public var commits = true

    private var now: UInt64 = 1_000_000_000
    /// What the actions of the last event lead to; it is fed once they are all performed, as from a real outside.
    private var followUps: [SessionEvent] = []

    /// Sets up a session; its child runs, unless it is started on first need.
    public init(configuration: SessionConfiguration = SessionConfiguration(), guards: [any Guard] = []) {
        session = Session(configuration: configuration, guards: guards)
        perform(session.begin(at: moment))
        if configuration.start == .immediately { feed(.childStarted) }
    }

    /// The moment that events are fed at.
    public var moment: Moment { Moment(nanoseconds: now) }

    /// Lets time pass.
    public mutating func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        now += UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
    }

    /// Feeds an event and performs what it leads to.
    public mutating func feed(_ event: SessionEvent) {
        perform(session.receive(event, at: moment))
        while !followUps.isEmpty {
            let next = followUps.removeFirst()
            perform(session.receive(next, at: moment))
        }
    }

    /// Feeds one line from the client.
    public mutating func client(_ line: String) { feed(.bytes(.clientToServer, Array(line.utf8) + [0x0A])) }

    /// Feeds one line from the server.
    public mutating func server(_ line: String) { feed(.bytes(.serverToClient, Array(line.utf8) + [0x0A])) }

    /// Feeds bytes as they are.
    public mutating func bytes(_ bytes: [UInt8], from direction: Direction) { feed(.bytes(direction, bytes)) }

    /// Forgets what was collected so far, so that a test sees only what follows.
    public mutating func clear() {
        toServer = []
        toClient = []
        forwardCount = 0
        records = []
        others = []
    }

    /// The rule of the last decision.
    public var lastRule: String? { records.last?.rule }

    /// The rules of all decisions, in order.
    public var rules: [String] { records.map(\.rule) }

    /// The messages that began to wait, with their questions.
    public var holds: [(token: HoldToken, question: Question)] {
        others.compactMap { if case .hold(let token, let question) = $0 { (token, question) } else { nil } }
    }

    /// How the waits that ended did.
    public var releases: [Release] {
        others.compactMap { if case .release(_, let release) = $0 { release } else { nil } }
    }

    /// The answers to queries of Ward's own.
    public var answers: [QueryAnswer] {
        others.compactMap { if case .answer(_, let answer) = $0 { answer } else { nil } }
    }

    /// Why the session ended, as often as it said so.
    public var closings: [Closing] {
        others.compactMap { if case .close(let closing) = $0 { closing } else { nil } }
    }

    private mutating func perform(_ actions: [SessionAction]) {
        for action in actions { perform(action) }
    }

    private mutating func perform(_ action: SessionAction) {
        switch action {
        case .forward(let message, let direction):
            forwardCount += 1
            deliver(message, direction)
        case .reply(let message, let direction): deliver(message, direction)
        case .request(let message): deliver(message, .clientToServer)
        case .record(let record): records.append(record)
        case .store(let key, let value, _, let token):
            memory[key] = value
            others.append(action)
            if let token, commits { followUps.append(.committed(token)) }
        case .recall(let key):
            others.append(action)
            if answersRecalls { followUps.append(.recalled(key: key, value: memory[key])) }
        default: others.append(action)
        }
    }

    private mutating func deliver(_ message: ForwardableMessage, _ direction: Direction) {
        let line = String(decoding: message.frame, as: UTF8.self)
        if direction == .clientToServer { toServer.append(line) } else { toClient.append(line) }
    }
}
