// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol
import WardText

extension Session {
    // MARK: Requests of the client

    mutating func admitClientRequest(_ arrival: Arrival) throws(Refusal) -> Admission {
        let envelope = arrival.envelope
        let document = arrival.document
        let standing = try lifecycle.standing(of: envelope, in: document, facts: facts)
        try lifecycle.checkClient(envelope, standing: standing)
        let revision = standing.revision
        var request = try open(arrival, as: revision, among: clientRequests)
        if request.method == "initialize" { try checkHandshake(arrival) }
        if standing == .modern {
            try checkMetadata(arrival)
            if let key = try readRound(&request, arrival) { return .needs(key: key) }
        }
        request.readDeclarations(envelope, in: document)
        return try finish(&request, arrival)
    }

    // MARK: Requests of the server (legacy only)

    mutating func admitServerRequest(_ arrival: Arrival) throws(Refusal) -> Admission {
        try checkIntroducing(arrival)
        try lifecycle.checkServer(arrival.envelope, isModern: isModern)
        var request = try open(arrival, as: facts.revision ?? .v20251125, among: serverRequests)
        request.readDeclarations(arrival.envelope, in: arrival.document)
        return try finish(&request, arrival)
    }

    private func open(
        _ arrival: Arrival,
        as revision: Revision,
        among live: LiveRequests
    ) throws(Refusal) -> LiveRequest {
        guard let id = arrival.envelope.id, let method = arrival.envelope.method else {
            throw Refusal(.missingID, "a request needs an id")
        }
        try checkID(id, in: live, arrival: arrival, era: revision.era)
        let definition = MethodCatalog.catalog(of: revision).method(method, travelling: arrival.direction)
        var request = LiveRequest(
            id: id, method: method, definition: definition, revision: revision, clientCapabilities: nil,
            received: arrival.received)
        try readToken(&request, arrival, among: live)
        return request
    }

    private mutating func finish(_ request: inout LiveRequest, _ arrival: Arrival) throws(Refusal) -> Admission {
        try checkCursor(of: request, arrival)
        try retain(&request, arrival)
        if let key = try readTask(&request, arrival) { return .needs(key: key) }
        return .admitted(
            Passage(
                arrival: arrival, revision: request.revision, definition: request.definition, request: nil,
                effect: .opens(request)))
    }

    // MARK: Checks

    /// An id must be new: among live and held requests always, in the session where the revision says so (A1, R140).
    private func checkID(
        _ id: RequestID,
        in live: LiveRequests,
        arrival: Arrival,
        era: Era
    ) throws(Refusal) {
        if case .string(let text) = id, text.hasPrefix(Self.reservedPrefix) {
            throw Refusal(.reservedID, "ids that begin with `\(Self.reservedPrefix)` are Ward's own")
        }
        if isTaken(id, from: arrival.direction) {
            throw Refusal(.duplicateID, "a request with this id is still waiting")
        }
        if era == .legacy, live.wasUsed(id) {
            throw Refusal(.duplicateID, "this id was used before in this session")
        }
        if live.count >= configuration.limits.inFlight {
            throw Refusal(.tooManyInFlight, "too many requests wait for an answer")
        }
    }

    private func readToken(
        _ request: inout LiveRequest,
        _ arrival: Arrival,
        among live: LiveRequests
    ) throws(Refusal) {
        let document = arrival.document
        guard let token = arrival.envelope.metadata("progressToken", in: document) else { return }
        guard document.span(of: token).count <= Envelope.longestName else {
            throw Refusal(.oversizedMember, at: token, in: document, "the progress token is too long")
        }
        request.progressToken = RequestID(token, in: document)
        if let read = request.progressToken, live.request(withToken: read) != nil {
            throw Refusal(
                .duplicateProgressToken, at: token, in: document, "a waiting request has this progress token")
        }
    }

    private func checkCursor(of request: LiveRequest, _ arrival: Arrival) throws(Refusal) {
        guard request.definition != nil, request.method.hasSuffix("/list"), let params = arrival.envelope.params,
            let node = arrival.document.value(named: "cursor", in: params),
            let cursor = arrival.document.string(node)
        else { return }
        let issued = IssuedCursor(direction: arrival.direction, method: request.method, cursor: cursor)
        guard cursors.contains(issued) else {
            throw Refusal(.unknownCursor, at: node, in: arrival.document, "no answer in this session gave this cursor")
        }
    }

    /// Keeps what the answer will need, and bounds what all waiting requests keep together (A65).
    private func retain(_ request: inout LiveRequest, _ arrival: Arrival) throws(Refusal) {
        if request.mayOutliveItsAnswer {
            request.kept = arrival.document
            request.retainedBytes = arrival.document.bytes.count
        } else if request.subscription != nil || request.clientCapabilities?.extensions.isEmpty == false {
            request.retainedBytes = arrival.document.bytes.count
        }
        let live = arrival.direction == .clientToServer ? clientRequests : serverRequests
        guard live.retainedBytes + request.retainedBytes <= configuration.limits.retainedBytes else {
            throw Refusal(.tooManyInFlight, "the waiting requests are too large together")
        }
    }

    private func checkHandshake(_ arrival: Arrival) throws(Refusal) {
        guard let params = arrival.envelope.params else { return }
        let document = arrival.document
        guard document.span(of: params).count <= configuration.limits.handshakeBytes else {
            throw Refusal(.oversizedMember, at: params, in: document, "the handshake is too large")
        }
        let proposed = document.value(named: "protocolVersion", in: params)
        if let proposed, let revision = document.string(proposed).flatMap(Revision.init(rawValue:)),
            revision < configuration.oldestRevision
        {
            throw Refusal(
                .revisionBelowFloor, at: proposed, in: document, "Ward is set to refuse revisions this old")
        }
    }

    /// The `_meta` of 2026-07-28 is a small handshake in each request (A8).
    private func checkMetadata(_ arrival: Arrival) throws(Refusal) {
        let document = arrival.document
        guard let node = arrival.envelope.params.flatMap({ document.value(named: "_meta", in: $0) }) else { return }
        guard document.span(of: node).count <= configuration.limits.handshakeBytes else {
            throw Refusal(.oversizedMember, at: node, in: document, "the metadata is too large")
        }
    }

    /// Holds the retry of a call to what its last result asked for (R102–R104); answers a key to look up first.
    private mutating func readRound(_ request: inout LiveRequest, _ arrival: Arrival) throws(Refusal) -> String? {
        let document = arrival.document
        guard request.definition?.mayRequireInput == true, let params = arrival.envelope.params else { return nil }
        let responses = document.value(named: "inputResponses", in: params)
        let state = document.value(named: "requestState", in: params)
        guard let place = state ?? responses else { return nil }
        let call: CallIdentity
        do {
            call = try CallIdentity(method: request.method, params: params, in: document)
        } catch {
            throw Refusal(error)
        }
        let open = OpenRound.Key(call, state: state, in: document)
        let key = storageKey(open)
        if rounds[open] == nil {
            guard let recalled = arrival.recalled, recalled.key == key else { return key }
            if let value = recalled.value { rounds[open] = try OpenRound(decoding: value) }
        }
        guard let round = rounds[open] else {
            throw Refusal(.unknownRequestState, at: place, in: document, "no answer asked for this input")
        }
        guard round.number < configuration.limits.rounds else {
            throw Refusal(.tooManyRounds, at: place, in: document, "the server asked for input \(round.number) times")
        }
        for member in responses.map({ document.members(of: $0) }).map(Array.init) ?? [] {
            guard let name = document.string(member.name), round.keys.contains(ExactText(name)) else {
                throw Refusal(.unknownRequestState, at: member.name, in: document, "the server did not ask for this")
            }
        }
        request.call = call
        request.openRound = open
        request.roundNumber = round.number
        return nil
    }

    /// For a method about a task, finds the call that made it; answers a key to look up first.
    private mutating func readTask(_ request: inout LiveRequest, _ arrival: Arrival) throws(Refusal) -> String? {
        guard request.definition != nil, TaskMethods.needsTask.contains(request.method) else { return nil }
        let document = arrival.document
        guard let params = arrival.envelope.params, let node = document.value(named: "taskId", in: params),
            let id = document.string(node)
        else { return nil }
        return try find(TaskKey(direction: arrival.direction, id: id), at: node, for: &request, arrival)
    }

    /// Finds the call that a task was made by; answers a key to look up first.
    mutating func find(
        _ task: TaskKey,
        at node: JSONNode,
        for request: inout LiveRequest,
        _ arrival: Arrival
    ) throws(Refusal) -> String? {
        let key = storageKey(task)
        if tasks[task] == nil {
            guard let recalled = arrival.recalled, recalled.key == key else { return key }
            if let value = recalled.value { tasks[task] = try TaskOrigin(decoding: value) }
        }
        guard let origin = tasks[task] else {
            throw Refusal(.unknownTask, at: node, in: arrival.document, "no answer made a task with this id")
        }
        request.task = origin
        return nil
    }

    // MARK: Keys of what outlives the process

    func storageKey(_ round: OpenRound.Key) -> String {
        "round/\(configuration.server)/\(round.call)/\(round.state?.description ?? "none")"
    }

    func storageKey(_ task: TaskKey) -> String {
        "task/\(configuration.server)/\(task.direction.rawValue)/\(task.id)"
    }
}

/// The methods that ask about a task by its id.
enum TaskMethods {
    static let needsTask: Set<String> = ["tasks/get", "tasks/result", "tasks/cancel", "tasks/update"]
}

extension Lifecycle.Standing {
    var revision: Revision {
        switch self {
        case .legacy(let revision): revision
        case .modern: .v20260728
        }
    }
}

extension LiveRequest {
    /// Whether its answer may leave the call open, so that its params are needed once more.
    var mayOutliveItsAnswer: Bool { definition?.mayRequireInput == true || asksForTask }

    /// Reads what the sender will be held to, or may hold the receiver to.
    ///
    /// It is read again if guards edited the request: what counts is what the receiver was told.
    mutating func readDeclarations(_ envelope: Envelope, in document: JSONDocument) {
        switch revision {
        case .v20260728:
            clientCapabilities = Capabilities(of: envelope, in: document)
            wantsLogs = envelope.metadata(Lifecycle.logLevelKey, in: document) != nil
            if method == "subscriptions/listen" {
                subscription = Subscription(params: envelope.params, in: document)
            }
        case .v20251125:
            let task = envelope.params.flatMap { document.value(named: "task", in: $0) }
            asksForTask = task.map { document.kind(of: $0) == .object } ?? false
        default: break
        }
        handshake = HandshakeKey(of: envelope, in: document)
        if method == "initialize" {
            capabilitiesProposed = envelope.params.flatMap { document.value(named: "capabilities", in: $0) }
                .map { Capabilities($0, in: document) }
        }
    }

    /// The params of the request, where they were kept.
    var keptParams: (document: JSONDocument, params: JSONNode)? {
        guard let kept, let params = kept.value(named: "params", in: kept.root) else { return nil }
        return (kept, params)
    }

    /// What a task that this request made is judged as.
    var origin: TaskOrigin {
        let name = keptParams.flatMap { kept in
            kept.document.value(named: "name", in: kept.params).flatMap { kept.document.string($0) }
        }
        return TaskOrigin(method: method, name: name)
    }
}
