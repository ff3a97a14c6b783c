// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// What the client began with: a process that comes later has to be told.
struct Hello: Sendable {
    let method: String
    /// The text of the client's own `params`.
    let params: [UInt8]
    let key: HandshakeKey?
    /// What Ward answered in the server's name; nil if somebody else answered.
    var known: HandshakeAnswer?
}

/// A process joins a client that has shaken hands already, with Ward or with its stand-in.
///
/// It is given the client's own handshake under an id of Ward's, and nothing else before it has answered as the client was
/// told. One that negotiates otherwise is stopped: the client cannot be told that its handshake was another one.
extension Session {
    var isIntroducing: Bool { childState == .introducing }

    /// The process runs.
    mutating func childStarted() {
        guard childState != .introducing, childState != .running || standsIn else { return }
        let tookOver = standsIn
        standsIn = false
        guard closing == nil, let hello, hello.known != nil || tookOver && facts.era == .legacy else {
            if tookOver, facts.era == .modern {
                // What the stand-in declared holds nobody any more; each request says anew what its client can do.
                facts.serverCapabilities = nil
            }
            return serve(afterStandIn: tookOver)
        }
        self.tookOver = tookOver
        childState = .introducing
        let id = nextQueryID()
        queries[id] = Query(name: "handshake", method: hello.method, params: hello.params, purpose: .introduction)
        actions.append(.request(ForwardableMessage(.request(id: id, method: hello.method, params: hello.params))))
    }

    /// Something of Ward's own takes the place of a process that may not run: nothing is pinned of it.
    mutating func standInStarted() {
        guard closing == nil, childState == .absent || childState == .wanted else { return }
        standsIn = true
        childState = .running
        surface = nil
        guards.removeAll { $0 is HandshakeGuard }
        // Ward asked for lists to check them; now who waits for them asks the stand-in itself.
        queries = [:]
        actions += takeOutbox().filter { if case .request = $0 { false } else { true } }
        let waiting = held.sorted { $0.key.number < $1.key.number }
        for case (let token, let message) in waiting {
            guard case .surface(let passage, let decision, _, let approved) = message.stage else { continue }
            held[token] = nil
            end(token, passage) { session, passage in session.conclude(decision, passage, approved: approved) }
        }
    }

    /// Lets go what waited for the process.
    private mutating func serve(afterStandIn: Bool) {
        childState = .running
        guard closing == nil else { return }
        actions += takeOutbox()
        guard afterStandIn else { return }
        tellOfAllChanges()
        endSubscriptions()
    }

    /// The server knows nothing of what a client subscribed to with the stand-in: the client has to listen anew.
    private mutating func endSubscriptions() {
        for request in clientRequests.all.filter({ $0.subscription != nil }).sorted(by: { $0.place < $1.place }) {
            clientRequests.remove(request.id)
            guard !request.isCancelled else { continue }
            send(back: .endOfSubscription(id: request.id), from: .clientToServer)
        }
    }

    // MARK: The answer

    /// Refuses what a process says before it has answered the handshake; it may say what it logs.
    func checkIntroducing(_ arrival: Arrival) throws(Refusal) {
        guard isIntroducing, arrival.direction == .serverToClient else { return }
        switch arrival.envelope.kind {
        case .result, .error:
            if let id = arrival.envelope.id, queries[id]?.purpose == .introduction { return }
            throw Refusal(.unsolicitedResponse, "the server did not get this request yet")
        case .notification where arrival.envelope.method == "notifications/message" && facts.era == .legacy: return
        case .notification, .request:
            throw Refusal(.beforeInitialize, "the server did not answer the handshake yet")
        }
    }

    /// Holds a process to what its client was told; nil if it says the same, or the message is no such answer.
    mutating func checkIntroduction(_ decision: Decision, _ passage: Passage) -> Outcome? {
        guard case .answersQuery(let query) = passage.effect, query.purpose == .introduction, let hello else {
            return nil
        }
        let arrival = passage.arrival
        if arrival.envelope.kind == .result, let result = arrival.envelope.outcome {
            if agrees(result, in: arrival.document, with: hello) { return nil }
            noteSurface(passage)
        }
        let objection = Objection(
            .deny, ground: .violation, rule: SurfaceCode.handshakeChanged.rawValue,
            detail: "the server did not shake hands as the client was told it would, so it was stopped; connect again")
        return .refused(refuse(passage, decision, objection))
    }

    private func agrees(_ result: JSONNode, in document: JSONDocument, with hello: Hello) -> Bool {
        if let known = hello.known { return known.agrees(with: result, in: document) }
        // The stand-in agreed on a revision with the client; all else it said is its own.
        let revision = document.value(named: "protocolVersion", in: result).flatMap { document.string($0) }
        return revision == facts.revision?.rawValue
    }

    /// The process has shaken hands as the client was told.
    mutating func introduced(by message: JudgedMessage) {
        if tookOver, facts.era == .legacy, let result = message.envelope.outcome,
            let node = message.document.value(named: "capabilities", in: result)
        {
            let declared = Capabilities(node, in: message.document)
            facts.serverCapabilities?.flags.formUnion(declared.flags)
            facts.serverCapabilities?.extensions.formUnion(declared.extensions)
        }
        if lifecycle.phase == .operating, closing == nil {
            actions.append(
                .request(ForwardableMessage(.notification("notifications/initialized", params: nil))))
        }
        serve(afterStandIn: tookOver)
    }

    /// The process negotiates otherwise: who waits for it is told, and nothing of it is heard any more.
    mutating func failIntroduction(_ objection: Objection) {
        if let key = hello?.key, hello?.known != nil { actions.append(.keepHandshake(key, .varying)) }
        close(.serverLeft(objection.detail), objection)
    }
}
