// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

extension Session {
    // MARK: Messages that could be read

    /// Refuses an arrival; answers what its sender is told.
    mutating func refuse(_ arrival: Arrival, _ objection: Objection) -> WardMessage? {
        let method = arrival.envelope.method ?? waiting(for: arrival)?.method
        record(
            objection: objection,
            subject: arrival.envelope.kind.subject,
            direction: arrival.direction,
            method: method,
            id: arrival.envelope.id,
            frame: arrival.document.bytes,
            payload: arrival.payload
        )
        return answer(refused: arrival, objection)
    }

    /// Refuses a message after guards judged it.
    mutating func refuse(_ passage: Passage, _ decision: Decision) -> WardMessage? {
        guard let objection = decision.objection else { return nil }
        return refuse(passage, decision, objection)
    }

    /// Refuses a message for an objection that came after the guards: a person, or time.
    mutating func refuse(_ passage: Passage, _ decision: Decision, _ objection: Objection) -> WardMessage? {
        record(decision, passage, rule: objection.rule, objection: objection)
        return answer(refused: passage.arrival, objection)
    }

    /// What the sender of a refused message is told, and what else its refusal ends.
    private mutating func answer(refused arrival: Arrival, _ objection: Objection) -> WardMessage? {
        switch arrival.envelope.kind {
        case .notification:
            return nil
        case .request:
            let isModern = arrival.envelope.metadata(Lifecycle.revisionKey, in: arrival.document) != nil
            let isToolCall = arrival.envelope.method == "tools/call"
            return .refusal(
                of: objection, id: free(arrival.envelope.id, from: arrival.direction), isToolCall: isToolCall,
                isModern: isModern)
        case .result, .error:
            guard let id = arrival.envelope.id else { return nil }
            fail(id, answeredBy: arrival.direction, objection)
            return nil
        }
    }

    /// The id under which a refused request can be answered: not one that a waiting request has, for that request's
    /// sender would take the refusal for its answer.
    private func free(_ id: RequestID?, from direction: Direction) -> RequestID? {
        id.flatMap { isTaken($0, from: direction) ? nil : $0 }
    }

    /// Whether a peer has a request with this id that waits: for its answer, or in Ward.
    func isTaken(_ id: RequestID, from direction: Direction) -> Bool {
        let own = direction == .clientToServer ? clientRequests : serverRequests
        return own[id] != nil || isHeld(id, travelling: direction) || isPostponed(id, from: direction)
    }

    private func waiting(for arrival: Arrival) -> LiveRequest? {
        guard let id = arrival.envelope.id else { return nil }
        return arrival.direction == .serverToClient ? clientRequests[id] : serverRequests[id]
    }

    /// Ends a live request whose answer was refused: its sender gets an error of Ward's in its place.
    mutating func fail(_ id: RequestID, answeredBy direction: Direction, _ objection: Objection) {
        // Another answer waits for the request; this one was one too many.
        if isAnswerHeld(id, travelling: direction) { return }
        // What it did not get yet, it cannot end.
        if direction == .serverToClient, isIntroducing, queries[id]?.purpose != .introduction { return }
        if direction == .serverToClient, let query = queries.removeValue(forKey: id) {
            switch query.purpose {
            case .page(let page): failReading(page, objection)
            case .introduction: failIntroduction(objection)
            case .embedder: actions.append(.answer(query, .failed(objection.detail)))
            }
            return
        }
        let request = direction == .serverToClient ? clientRequests.remove(id) : serverRequests.remove(id)
        guard let request else { return }
        if request.method == "initialize" { lifecycle.initializeFailed() }
        let answer = WardMessage.refusal(
            of: objection, id: id, isToolCall: request.method == "tools/call",
            isModern: request.revision.era == .modern)
        toServer(.reply(ForwardableMessage(answer), direction), direction)
    }

    // MARK: Bytes that could not be read

    /// Refuses a line that is no message; answers what its sender is told, as far as a bounded look can tell.
    mutating func refuse(unreadable line: [UInt8], _ refusal: Refusal, from direction: Direction) -> WardMessage? {
        let objection = refusal.objection(to: direction)
        let kept = Array(line.prefix(4_096))
        let scan = EnvelopeScan(of: line)
        record(
            objection: objection, subject: .unreadable, direction: direction, method: nil, id: scan.id, frame: kept,
            payload: kept.isEmpty ? nil : 0..<kept.count)
        if !scan.hasMethod, scan.hasOutcome || isAwaited(scan.id, from: direction) {
            if let id = scan.id { fail(id, answeredBy: direction, objection) }
            return nil
        }
        if scan.hasMethod, !scan.hasID { return nil }
        if direction == .serverToClient, scan.id == nil || !scan.hasMethod { return nil }
        if refusal.code == FramingRefusal.Code.emptyLine.rawValue { return nil }
        return .refusal(of: objection, id: free(scan.id, from: direction))
    }

    /// Whether the other side waits for an answer with this id: then a message without a method is taken for it.
    private func isAwaited(_ id: RequestID?, from direction: Direction) -> Bool {
        guard let id else { return false }
        return direction == .serverToClient
            ? clientRequests[id] != nil || queries[id] != nil : serverRequests[id] != nil
    }

    // MARK: The end

    /// Answers every waiting request of the client: the server is gone (A10).
    mutating func failRequests(because objection: Objection) {
        for request in clientRequests.removeAll() where !request.isCancelled {
            record(
                objection: objection, subject: .request, direction: .clientToServer, method: request.method,
                id: request.id, frame: [], payload: nil)
            let answer = WardMessage.refusal(of: objection, id: request.id)
            actions.append(.reply(ForwardableMessage(answer), .serverToClient))
        }
        _ = serverRequests.removeAll()
    }
}

extension Envelope.Kind {
    var subject: DecisionRecord.Subject {
        switch self {
        case .request: .request
        case .notification: .notification
        case .result, .error: .response
        }
    }
}

extension Arrival {
    /// Where the bytes stand that the audit log digests.
    var payload: Range<Int>? { (envelope.params ?? envelope.outcome).map { document.span(of: $0) } }
}
