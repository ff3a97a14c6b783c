// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol
import WardText

extension Session {
    /// A response must answer a live request of the other side, once (A1).
    func admitResponse(_ arrival: Arrival) throws(Refusal) -> Passage {
        try checkIntroducing(arrival)
        let isFromServer = arrival.direction == .serverToClient
        guard let id = arrival.envelope.id else {
            throw Refusal(.unsolicitedResponse, "an error without an id answers no request")
        }
        guard !isAnswerHeld(id, travelling: arrival.direction) else {
            throw Refusal(.unsolicitedResponse, "the request with this id was answered")
        }
        if isFromServer, let query = queries[id] { return answer(to: query, id: id, arrival) }
        let others = isFromServer ? clientRequests : serverRequests
        guard let request = others[id] else {
            throw Refusal(
                .unsolicitedResponse,
                others.wasUsed(id) ? "the request with this id was answered" : "no request has this id")
        }
        var revision = request.revision
        if request.method == "initialize", arrival.envelope.kind == .result {
            revision = try agreedRevision(arrival)
        }
        let definition =
            revision == request.revision
            ? request.definition
            : MethodCatalog.catalog(of: revision).method(request.method, travelling: arrival.direction.reversed)
        return Passage(
            arrival: arrival, revision: revision, definition: definition, request: request, effect: .answers)
    }

    private func answer(to query: Query, id: RequestID, _ arrival: Arrival) -> Passage {
        let revision = query.page?.revision ?? facts.revision ?? .v20251125
        let definition = MethodCatalog.catalog(of: revision).method(query.method, travelling: .clientToServer)
        let request = LiveRequest(
            id: id, method: query.method, definition: definition, revision: revision,
            clientCapabilities: query.page?.clientCapabilities, received: arrival.received)
        return Passage(
            arrival: arrival, revision: revision, definition: definition, request: request,
            effect: .answersQuery(query))
    }

    /// The revision that the server's answer to `initialize` agrees on (A5, T64).
    func agreedRevision(_ arrival: Arrival) throws(Refusal) -> Revision {
        let document = arrival.document
        guard let result = arrival.envelope.outcome,
            let node = document.value(named: "protocolVersion", in: result), let text = document.string(node)
        else {
            throw Refusal(.unknownRevision, "the answer to `initialize` names no revision")
        }
        guard document.span(of: result).count <= configuration.limits.handshakeBytes else {
            throw Refusal(.oversizedMember, at: result, in: document, "the handshake is too large")
        }
        guard let revision = Revision(rawValue: text), revision.era == .legacy else {
            throw Refusal(.unknownRevision, at: node, in: document, "Ward does not know this revision")
        }
        guard revision >= configuration.oldestRevision else {
            throw Refusal(
                .revisionBelowFloor, at: node, in: document, "Ward is set to refuse revisions this old")
        }
        return revision
    }

    // MARK: What a forwarded message changes

    mutating func apply(_ effect: Passage.Effect, _ message: JudgedMessage, isEdited: Bool) {
        switch effect {
        case .none: break
        case .opens(var request):
            if isEdited { request.readDeclarations(message.envelope, in: message.document) }
            open(request, message)
        case .answers: finish(message)
        case .answersQuery: if let id = message.envelope.id { queries[id] = nil }
        case .ready: lifecycle.clientIsReady()
        case .progresses(let id, let value):
            if message.direction == .serverToClient {
                clientRequests.noteProgress(value, for: id)
            } else {
                serverRequests.noteProgress(value, for: id)
            }
        case .cancels(let id):
            if message.direction == .clientToServer { clientRequests.cancel(id) } else { serverRequests.cancel(id) }
        // A final result may still follow.
        case .endsSubscription(let id): clientRequests.cancel(id)
        case .acknowledges(let id): clientRequests.update(id) { $0.subscription?.isAcknowledged = true }
        }
    }

    mutating func open(_ request: LiveRequest, _ message: JudgedMessage) {
        if request.method == "initialize" { lifecycle.sentInitialize() }
        if HandshakeGuard.methods.contains(request.method), hello?.known == nil { note(hello: request, message) }
        if message.direction == .clientToServer {
            clientRequests.insert(request)
        } else {
            serverRequests.insert(request)
        }
    }

    private mutating func note(hello request: LiveRequest, _ message: JudgedMessage) {
        guard let params = message.envelope.params else { return }
        hello = Hello(
            method: request.method, params: Array(message.frame[message.document.span(of: params)]),
            key: request.handshake, known: nil)
    }

    mutating func finish(_ message: JudgedMessage) {
        guard let id = message.envelope.id else { return }
        let request =
            message.direction == .serverToClient ? clientRequests.remove(id) : serverRequests.remove(id)
        guard let request else { return }
        guard message.envelope.kind == .result, let result = message.envelope.outcome else {
            if request.method == "initialize" { lifecycle.initializeFailed() }
            return
        }
        if request.method == "initialize" {
            agree(on: message, result, request)
        } else if message.revision.era == .modern, facts.era == nil, lifecycle.phase == .open {
            facts.era = .modern
            facts.revision = .v20260728
        }
        remember(result, message, request)
    }

    private mutating func agree(on message: JudgedMessage, _ result: JSONNode, _ request: LiveRequest) {
        lifecycle.initializeAnswered()
        facts.era = .legacy
        facts.revision = message.revision
        facts.clientCapabilities = request.capabilitiesProposed ?? Capabilities()
        facts.serverCapabilities =
            message.document.value(named: "capabilities", in: result)
            .map { Capabilities($0, in: message.document) } ?? Capabilities()
    }

    /// Keeps what later messages will refer to: cursors, tasks, rounds, the server's declaration.
    private mutating func remember(_ result: JSONNode, _ message: JudgedMessage, _ request: LiveRequest) {
        let document = message.document
        let asked = message.direction.reversed
        if request.method.hasSuffix("/list"), let next = document.value(named: "nextCursor", in: result),
            let cursor = document.string(next)
        {
            cursors.insert(IssuedCursor(direction: asked, method: request.method, cursor: cursor))
        }
        if request.method == "server/discover", facts.era == .modern,
            let node = document.value(named: "capabilities", in: result)
        {
            facts.serverCapabilities = Capabilities(node, in: document)
        }
        let type = document.value(named: "resultType", in: result)
        if message.revision.era == .modern, let type, document.equals(type, "input_required") {
            rememberRound(result, document, request)
        } else if let round = request.openRound {
            rounds[round] = nil
            keep(OpenRound.over, under: storageKey(round))
        }
        if let id = createdTask(in: result, document, request, type) { rememberTask(id, asked, request) }
    }

    private func createdTask(
        in result: JSONNode,
        _ document: JSONDocument,
        _ request: LiveRequest,
        _ type: JSONNode?
    ) -> String? {
        if request.asksForTask, let task = document.value(named: "task", in: result) {
            return document.value(named: "taskId", in: task).flatMap { document.string($0) }
        }
        guard let type, document.equals(type, "task") else { return nil }
        return document.value(named: "taskId", in: result).flatMap { document.string($0) }
    }

    private mutating func rememberTask(_ id: String, _ direction: Direction, _ request: LiveRequest) {
        let task = TaskKey(direction: direction, id: id)
        let origin = request.origin
        tasks[task] = origin
        if let token = request.progressToken { taskTokens[TaskToken(direction: direction, token: token)] = task }
        keep(origin.encoded(), under: storageKey(task))
    }

    private mutating func rememberRound(_ result: JSONNode, _ document: JSONDocument, _ request: LiveRequest) {
        guard let kept = request.keptParams else { return }
        let call: CallIdentity
        if let known = request.call {
            call = known
        } else {
            // INVARIANT: numbers of a request's params were checked to be exact when it was read.
            guard
                let made = try? CallIdentity(method: request.method, params: kept.params, in: kept.document)
            else { return }
            call = made
        }
        let requests = document.value(named: "inputRequests", in: result)
        let keys = requests.map { document.members(of: $0).compactMap { document.string($0.name) } } ?? []
        let round = OpenRound(number: request.roundNumber + 1, keys: Set(keys.map { ExactText($0) }))
        let open = OpenRound.Key(call, state: document.value(named: "requestState", in: result), in: document)
        rounds[open] = round
        keep(round.encoded(), under: storageKey(open))
    }

    private mutating func keep(_ value: [UInt8], under key: String) {
        actions.append(
            .store(key: key, value: value, lifetime: configuration.limits.remembering, token: nil))
    }
}
