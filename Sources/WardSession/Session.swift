// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// One connection between a client and a server, as a value: events in, actions out.
///
/// It touches no descriptor, clock or task. Feed it what happens in the order in which it happens, and perform the
/// actions in the order in which they are answered. Every message gets one verdict; only ``ForwardableMessage`` leaves.
public struct Session: Sendable {
    /// How it was set up.
    public let configuration: SessionConfiguration
    /// What guards are told.
    public internal(set) var facts = SessionFacts()
    /// Why it is over, once it is.
    public internal(set) var closing: Closing?

    var guards: [any Guard]
    let jsonLimits: JSONLimits
    var framers: PerDirection<LineFramer>
    var lifecycle = Lifecycle()
    var clientRequests: LiveRequests
    var serverRequests: LiveRequests
    var queries: [RequestID: Query] = [:]
    var cursors: RecentSet<IssuedCursor>
    var tasks: RecentMap<TaskKey, TaskOrigin>
    var rounds: RecentMap<OpenRound.Key, OpenRound>
    var taskTokens: RecentMap<TaskToken, TaskKey>
    var held: [HoldToken: HeldMessage] = [:]
    /// What was read of the server's surface; `nil` where no surface is pinned.
    var surface: SurfaceState?
    /// Labels that guards count already, and whose commit is still awaited.
    var uncommitted: Set<String> = []
    var postponed: [Arrival] = []
    /// When the client closed its side.
    var clientEnded: Moment?
    var rates: PerDirection<PeerRates>
    var actions: [SessionAction] = []
    /// What goes to the server once its process runs, and how many bytes that is.
    var serverOutbox: [SessionAction] = []
    var serverOutboxBytes = 0
    var childState = ChildState.absent
    /// What the client's handshake was, once it has shaken hands or tried to.
    var hello: Hello?
    /// Whether something of Ward's own stands where the process would.
    var standsIn = false
    /// Whether the process that shakes hands came in the place of a stand-in.
    var tookOver = false
    private var sequence: UInt64 = 0
    private var lastToken: UInt64 = 0
    private var lastQuery: UInt64 = 0

    enum ChildState: Sendable {
        case absent
        case wanted
        /// It runs, and is told of a handshake that it did not answer itself.
        case introducing
        case running
    }

    /// Sets up a session with guards behind the protocol guard, which is always the first.
    public init(configuration: SessionConfiguration = SessionConfiguration(), guards: [any Guard] = []) {
        self.configuration = configuration
        let handshake = configuration.surface.map { HandshakeGuard(pin: $0) }
        self.guards = [ProtocolGuard(unknownMethods: configuration.unknownMethods)]
        if let handshake { self.guards.append(handshake) }
        self.guards += guards
        surface = configuration.surface.map { SurfaceState(pin: $0) }
        let limits = configuration.limits
        var jsonLimits = limits.json
        jsonLimits.bytes = limits.messageBytes
        self.jsonLimits = jsonLimits
        let framer = LineFramer(limit: limits.messageBytes)
        framers = PerDirection(framer)
        clientRequests = LiveRequests(memory: limits.memory)
        serverRequests = LiveRequests(memory: limits.memory)
        cursors = RecentSet(limit: limits.memory)
        tasks = RecentMap(limit: limits.memory)
        rounds = RecentMap(limit: limits.memory)
        taskTokens = RecentMap(limit: limits.memory)
        rates = PerDirection(PeerRates(limits))
    }

    /// Begins: asks for the child if it is wanted at once.
    public mutating func begin(at now: Moment) -> [SessionAction] {
        facts.now = now
        if configuration.start == .immediately { wantChild() }
        return takeActions()
    }

    /// Takes an event and answers what is to be done.
    public mutating func receive(_ event: SessionEvent, at now: Moment) -> [SessionAction] {
        facts.now = now
        switch event {
        case .bytes(let direction, let bytes): take(bytes, from: direction)
        case .endOfInput(let direction): end(direction, because: "it closed its output")
        case .tick: expireWaiting()
        case .childStarted: childStarted()
        case .standInStarted: standInStarted()
        case .childExited(let how): end(.serverToClient, because: how)
        case .committed(let token): committed(token)
        case .recalled(let key, let value): recalled(key, value)
        case .decided(let token, let approval): decided(token, approval)
        case .factsChanged(let supplied):
            facts.supplied = supplied
            facts.supplied.labels.formUnion(uncommitted)
        case .query(let query): ask(query)
        case .surfaceApproved(let pin): approve(pin)
        }
        takePostponed()
        closeIfClientIsDone()
        return takeActions()
    }

    /// How many requests of the client wait for an answer.
    public var requestsInFlight: Int { clientRequests.count }

    /// Whether any message waits in the session; then it needs a ``SessionEvent/tick`` every second.
    public var isHolding: Bool {
        !held.isEmpty || !postponed.isEmpty || (clientEnded != nil && closing == nil && !serverOutbox.isEmpty)
    }

    private mutating func takeActions() -> [SessionAction] {
        var taken: [SessionAction] = []
        swap(&taken, &actions)
        return taken
    }

    // MARK: Bytes

    private mutating func take(_ bytes: [UInt8], from direction: Direction) {
        let isHeard = direction == .clientToServer || childState == .running || childState == .introducing
        guard isOpen(direction), isHeard else { return }
        framers[direction].append(bytes)
        while isOpen(direction), let frame = framers[direction].next() {
            take(frame, from: direction)
        }
    }

    private mutating func take(_ frame: LineFramer.Frame, from direction: Direction) {
        switch frame {
        case .line(let line): take(line: line, from: direction)
        case .refused(let refusal):
            send(back: refuse(unreadable: refusal.prefix, Refusal(refusal), from: direction), from: direction)
        }
    }

    private mutating func take(line: [UInt8], from direction: Direction) {
        let document: JSONDocument
        do {
            document = try read(line)
        } catch {
            send(back: refuse(unreadable: line, Refusal(error), from: direction), from: direction)
            return
        }
        if document.kind(of: document.root) == .array {
            takeBatch(document, from: direction)
            return
        }
        switch take(document, from: direction) {
        case .forward(let message): forward(ForwardableMessage(message), direction)
        case .refused(let answer): send(back: answer, from: direction)
        case .answered(let answer): send(back: answer, from: direction)
        case .consumed: break
        }
    }

    func read(_ bytes: [UInt8]) throws(JSONError) -> JSONDocument {
        try Self.read(bytes, jsonLimits)
    }

    static func read(_ bytes: [UInt8], _ limits: JSONLimits) throws(JSONError) -> JSONDocument {
        try JSONDocument(reading: bytes, limits: limits, tolerating: [.loneSurrogates, .inexactNumbers])
    }

    // MARK: Ends

    private mutating func end(_ direction: Direction, because reason: String) {
        guard isOpen(direction) else { return }
        if let frame = framers[direction].finish() { take(frame, from: direction) }
        if direction == .clientToServer {
            clientEnded = clientEnded ?? facts.now
            refuseUndecided()
            closeIfClientIsDone()
        } else {
            close(.serverLeft(reason))
        }
    }

    /// The client's side is closed once nothing that it sent waits any more: what waits for the server to start, for the
    /// handshake's answer or for the store goes on by itself, and `ward run <requests` ends its input at once.
    private mutating func closeIfClientIsDone() {
        guard clientEnded != nil, closing == nil, postponed.isEmpty, serverOutbox.isEmpty else { return }
        guard !held.values.contains(where: { $0.arrival.direction == .clientToServer }) else { return }
        close(.clientLeft)
    }

    /// Whether a peer's bytes still count; what the server answers after the client left is judged as before.
    func isOpen(_ direction: Direction) -> Bool {
        switch closing {
        case nil: true
        case .clientLeft: direction == .serverToClient
        case .serverLeft: false
        }
    }

    mutating func close(_ reason: Closing, _ objection: Objection? = nil) {
        closing = reason
        switch reason {
        case .clientLeft: failQueries(because: "the client left")
        case .serverLeft(let how):
            let objection = objection ?? .serverExited(how)
            takeOutbox()
            abandonHeld(because: objection)
            failQueries(because: how)
            failPostponed(because: objection)
            failRequests(because: objection)
        }
        actions.append(.close(reason))
    }

    // MARK: Numbers

    mutating func nextSequence() -> UInt64 {
        sequence += 1
        return sequence
    }

    mutating func nextToken() -> HoldToken {
        lastToken += 1
        return HoldToken(number: lastToken)
    }

    mutating func nextQueryID() -> RequestID {
        lastQuery += 1
        return .string("\(Self.reservedPrefix)\(lastQuery)")
    }

    /// What the ids of Ward's own requests begin with; peers may not use it.
    static let reservedPrefix = "ward/"
}

/// How fast one peer may talk.
struct PeerRates: Sendable {
    var messages: TokenBucket
    var notifications: TokenBucket
    var pings: TokenBucket

    init(_ limits: SessionLimits) {
        messages = TokenBucket(limits.messages)
        notifications = TokenBucket(limits.notifications)
        pings = TokenBucket(limits.pings)
    }
}

/// A value for each direction.
struct PerDirection<Value: Sendable>: Sendable {
    private var fromClient: Value
    private var fromServer: Value

    init(_ value: Value) {
        fromClient = value
        fromServer = value
    }

    subscript(direction: Direction) -> Value {
        get { direction == .clientToServer ? fromClient : fromServer }
        _modify {
            if direction == .clientToServer { yield &fromClient } else { yield &fromServer }
        }
    }
}
