// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

extension Session {
    // MARK: Requests of the client

    mutating func admitClientRequest(_ arrival: Arrival) throws(Refusal) -> Admission {
        let envelope = arrival.envelope
        let document = arrival.document
        let standing = try lifecycle.standing(
            of: envelope, in: document, facts: facts, floor: configuration.oldestRevision)
        try lifecycle.checkClient(envelope, standing: standing)
        let revision = standing.revision
        guard let id = envelope.id, let method = envelope.method else {
            throw Refusal(.missingID, "a request needs an id")
        }
        try checkID(id, in: clientRequests, arrival: arrival, era: revision.era)
        let definition = MethodCatalog.catalog(of: revision).method(method, travelling: .clientToServer)
        var request = LiveRequest(
            id: id,
            method: method,
            definition: definition,
            revision: revision,
            clientCapabilities: standing == .modern ? Capabilities(of: envelope, in: document) : nil,
            received: arrival.received
        )
        try readCommon(&request, arrival, among: clientRequests)
        if method == "initialize" { try readHandshake(&request, arrival) }
        if standing == .modern {
            request.wantsLogs = envelope.metadata(Lifecycle.logLevelKey, in: document) != nil
            if method == "subscriptions/listen" {
                request.subscription = Subscription(params: envelope.params, in: document)
            }
            if let key = try readRound(&request, arrival) { return .needs(key: key) }
        }
        if let key = try readTask(&request, arrival) { return .needs(key: key) }
        return .admitted(
            Passage(
                arrival: arrival, revision: revision, definition: definition, request: nil, effect: .opens(request)))
    }

    // MARK: Requests of the server (legacy only)

    mutating func admitServerRequest(_ arrival: Arrival) throws(Refusal) -> Admission {
        let envelope = arrival.envelope
        try lifecycle.checkServer(envelope, isModern: isModern)
        guard let id = envelope.id, let method = envelope.method else {
            throw Refusal(.missingID, "a request needs an id")
        }
        try checkID(id, in: serverRequests, arrival: arrival, era: .legacy)
        let revision = facts.revision ?? .v20251125
        let definition = MethodCatalog.catalog(of: revision).method(method, travelling: .serverToClient)
        var request = LiveRequest(
            id: id, method: method, definition: definition, revision: revision, clientCapabilities: nil,
            received: arrival.received)
        try readCommon(&request, arrival, among: serverRequests)
        if let key = try readTask(&request, arrival) { return .needs(key: key) }
        return .admitted(
            Passage(
                arrival: arrival, revision: revision, definition: definition, request: nil, effect: .opens(request)))
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
        if live[id] != nil || isHeld(id, travelling: arrival.direction) {
            throw Refusal(.duplicateID, "a request with this id is still waiting")
        }
        if era == .legacy, live.wasUsed(id) {
            throw Refusal(.duplicateID, "this id was used before in this session")
        }
        if live.count >= configuration.limits.inFlight {
            throw Refusal(.tooManyInFlight, "too many requests wait for an answer")
        }
    }

    /// The progress token and whether a task is wanted.
    private func readCommon(
        _ request: inout LiveRequest,
        _ arrival: Arrival,
        among live: LiveRequests
    ) throws(Refusal) {
        let document = arrival.document
        if let token = arrival.envelope.metadata("progressToken", in: document) {
            request.progressToken = RequestID(token, in: document)
            if let read = request.progressToken, live.request(withToken: read) != nil {
                throw Refusal(
                    .duplicateProgressToken, at: token, in: document, "a waiting request has this progress token")
            }
        }
        guard let params = arrival.envelope.params else { return }
        request.asksForTask =
            request.revision == .v20251125
            && document.value(named: "task", in: params).map { document.kind(of: $0) == .object } ?? false
        try checkCursor(params, of: request, arrival)
        if request.mayOutliveItsAnswer {
            guard live.retainedBytes + document.bytes.count <= configuration.limits.retainedBytes else {
                throw Refusal(.tooManyInFlight, "the waiting requests are too large together")
            }
            request.retain(arrival)
        }
    }

    private func checkCursor(_ params: JSONNode, of request: LiveRequest, _ arrival: Arrival) throws(Refusal) {
        guard request.definition != nil, request.method.hasSuffix("/list") else { return }
        guard let node = arrival.document.value(named: "cursor", in: params),
            let cursor = arrival.document.string(node)
        else { return }
        let issued = IssuedCursor(direction: arrival.direction, method: request.method, cursor: cursor)
        guard cursors.contains(issued) else {
            throw Refusal(.unknownCursor, at: node, in: arrival.document, "no answer in this session gave this cursor")
        }
    }

    private func readHandshake(_ request: inout LiveRequest, _ arrival: Arrival) throws(Refusal) {
        guard let params = arrival.envelope.params else { return }
        let document = arrival.document
        guard document.span(of: params).count <= configuration.limits.handshakeBytes else {
            throw Refusal(.oversizedMember, at: params, in: document, "the handshake is too large")
        }
        request.revisionProposed = document.value(named: "protocolVersion", in: params).flatMap { document.string($0) }
        if let proposed = request.revisionProposed.flatMap(Revision.init(rawValue:)),
            proposed < configuration.oldestRevision
        {
            throw Refusal(.revisionBelowFloor, "Ward is set to refuse revisions this old")
        }
        request.capabilitiesProposed = document.value(named: "capabilities", in: params)
            .map { Capabilities($0, in: document) }
    }

    /// Holds the retry of a call to what its last result asked for (R102–R104); answers a key to look up first.
    private mutating func readRound(_ request: inout LiveRequest, _ arrival: Arrival) throws(Refusal) -> String? {
        let document = arrival.document
        guard request.definition?.mayRequireInput == true, let params = arrival.envelope.params else { return nil }
        let responses = document.value(named: "inputResponses", in: params)
        let state = document.value(named: "requestState", in: params)
        guard let place = responses ?? state else { return nil }
        let call: CallIdentity
        do {
            call = try CallIdentity(method: request.method, params: params, in: document)
        } catch {
            throw Refusal(error)
        }
        let key = roundKey(call)
        if rounds[call.digest] == nil {
            guard let recalled = arrival.recalled, recalled.key == key else { return key }
            rounds[call.digest] = recalled.value.flatMap(OpenRound.init(decoding:))
        }
        guard let round = rounds[call.digest] else {
            throw Refusal(.unknownRequestState, at: place, in: document, "no answer asked for this input")
        }
        guard round.number < configuration.limits.rounds else {
            throw Refusal(.tooManyRounds, at: place, in: document, "the server asked for input \(round.number) times")
        }
        let digest = state.flatMap { OpenRound.digest(ofState: $0, in: document) }
        guard digest == round.state else {
            throw Refusal(
                .unknownRequestState, at: state ?? place, in: document, "`requestState` is not what the server sent")
        }
        for member in responses.map({ document.members(of: $0) }).map(Array.init) ?? [] {
            guard let name = document.string(member.name), round.keys.contains(name) else {
                throw Refusal(.unknownRequestState, at: member.name, in: document, "the server did not ask for this")
            }
        }
        request.call = call
        return nil
    }

    /// For a method about a task, finds the call that made it; answers a key to look up first.
    private mutating func readTask(_ request: inout LiveRequest, _ arrival: Arrival) throws(Refusal) -> String? {
        guard request.definition != nil, TaskMethods.needsTask.contains(request.method) else { return nil }
        let document = arrival.document
        guard let params = arrival.envelope.params, let node = document.value(named: "taskId", in: params),
            let id = document.string(node)
        else { return nil }
        let task = TaskKey(direction: arrival.direction, id: id)
        let key = taskKey(task)
        if tasks[task] == nil {
            guard let recalled = arrival.recalled, recalled.key == key else { return key }
            tasks[task] = recalled.value.flatMap(TaskOrigin.init(decoding:))
        }
        guard let origin = tasks[task] else {
            throw Refusal(.unknownTask, at: node, in: document, "no answer made a task with this id")
        }
        request.task = origin
        return nil
    }

    // MARK: Keys of what outlives the process

    func roundKey(_ call: CallIdentity) -> String { "round/\(configuration.server)/\(call.digest)" }

    func taskKey(_ task: TaskKey) -> String {
        "task/\(configuration.server)/\(task.direction.rawValue)/\(Digest256(of: Array(task.id.utf8)))"
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

    mutating func retain(_ arrival: Arrival) {
        kept = arrival.document
        retainedBytes = arrival.document.bytes.count
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
