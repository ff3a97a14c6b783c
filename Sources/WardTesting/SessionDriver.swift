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

    /// Sets up a session whose child runs.
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
        records = []
        others = []
    }

    /// The rule of the last decision.
    public var lastRule: String? { records.last?.rule }

    private mutating func perform(_ actions: [SessionAction]) {
        for action in actions { perform(action) }
    }

    private mutating func perform(_ action: SessionAction) {
        switch action {
        case .forward(let message, let direction), .reply(let message, let direction):
            let line = String(decoding: message.frame, as: UTF8.self)
            if direction == .clientToServer { toServer.append(line) } else { toClient.append(line) }
        case .request(let message): toServer.append(String(decoding: message.frame, as: UTF8.self))
        case .record(let record): records.append(record)
        case .store(let key, let value, _, let token):
            memory[key] = value
            others.append(action)
            if let token, commits { feed(.committed(token)) }
        case .recall(let key):
            others.append(action)
            pendingRecalls.append(key)
        case .hold:
            others.append(action)
            answerRecalls()
        default: others.append(action)
        }
    }

    private var pendingRecalls: [String] = []

    private mutating func answerRecalls() {
        guard answersRecalls else { return }
        while !pendingRecalls.isEmpty {
            let key = pendingRecalls.removeFirst()
            feed(.recalled(key: key, value: memory[key]))
        }
    }
}

extension ForwardableMessage {
    /// A message that a session decided to forward: the line must be one that may travel before a handshake, such as a
    /// `ping` request of the client.
    ///
    /// - Returns: `nil` if the session refused it.
    public static func minted(_ line: String) -> ForwardableMessage? {
        var session = Session()
        let start = Moment(nanoseconds: 1)
        _ = session.begin(at: start)
        _ = session.receive(.childStarted, at: start)
        for action in session.receive(.bytes(.clientToServer, Array(line.utf8) + [0x0A]), at: start) {
            if case .forward(let message, _) = action { return message }
        }
        return nil
    }
}
