// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

extension Session {
    mutating func admitNotification(_ arrival: Arrival) throws(Refusal) -> Admission {
        let revision = try revision(ofNotification: arrival)
        let method = arrival.envelope.method ?? ""
        let definition = MethodCatalog.catalog(of: revision).method(method, travelling: arrival.direction)
        var effect = Passage.Effect.none
        var subscription: LiveRequest?
        if definition != nil {
            switch method {
            case "notifications/initialized": effect = .ready
            case "notifications/cancelled": effect = try cancellation(arrival, era: revision.era)
            case "notifications/progress": effect = try progress(arrival)
            case "notifications/message" where revision.era == .modern:
                guard clientRequests.wantingLogs > 0 else {
                    throw Refusal(.notRequestedLogs, "no waiting request asked for log messages")
                }
            default: break
            }
            if revision.era == .modern, arrival.direction == .serverToClient, Subscription.tagged.contains(method) {
                var request = try subscriber(to: method, of: arrival)
                if method == "notifications/subscriptions/acknowledged" { effect = .acknowledges(request.id) }
                if method == "notifications/tasks", let key = try readTask(&request, arrival) {
                    return .needs(key: key)
                }
                subscription = request
            }
        }
        return .admitted(
            Passage(arrival: arrival, revision: revision, definition: definition, request: subscription, effect: effect)
        )
    }

    /// Whether a message that names no revision is judged by 2026-07-28.
    var isModern: Bool {
        let hasModernRequests = clientRequests.modernCount > 0 || surface?.readsModern == true
        return lifecycle.isModern(era: facts.era, hasModernRequests: hasModernRequests)
    }

    private func revision(ofNotification arrival: Arrival) throws(Refusal) -> Revision {
        if arrival.direction == .clientToServer {
            let standing: Lifecycle.Standing = isModern ? .modern : .legacy(facts.revision ?? .v20251125)
            try lifecycle.checkClient(arrival.envelope, standing: standing)
        } else {
            try checkIntroducing(arrival)
            try lifecycle.checkServer(arrival.envelope, isModern: isModern)
        }
        return isModern ? .v20260728 : facts.revision ?? .v20251125
    }

    /// A peer may give up only a live request of its own (A49).
    private func cancellation(_ arrival: Arrival, era: Era) throws(Refusal) -> Passage.Effect {
        let document = arrival.document
        let node = arrival.envelope.params.flatMap { document.value(named: "requestId", in: $0) }
        guard let node, let id = RequestID(node, in: document) else {
            // 2025-11-25 lets the id be absent when a task is meant; then `tasks/cancel` is the way.
            throw Refusal(.unknownCancellation, "it names no request")
        }
        if era == .modern, arrival.direction == .serverToClient {
            guard let listening = clientRequests[id], listening.subscription != nil else {
                throw Refusal(
                    .unknownCancellation, at: node, in: document, "a server may end only a subscription this way")
            }
            return .endsSubscription(id)
        }
        let own = arrival.direction == .clientToServer ? clientRequests : serverRequests
        guard let request = own[id] else {
            if isHeld(id, travelling: arrival.direction) || isPostponed(id, from: arrival.direction) {
                return .cancels(id)
            }
            // It crossed the answer on its way: nobody is at fault, and the receiver ignores it as it would without Ward.
            if own.wasUsed(id) { return .none }
            throw Refusal(.unknownCancellation, at: node, in: document, "no request has this id")
        }
        if request.method == "initialize" {
            throw Refusal(.notCancellable, at: node, in: document, "`initialize` cannot be cancelled")
        }
        return .cancels(id)
    }

    /// Progress is for a live request of the other side, or for a task that one made, and it increases (A49, R141).
    private func progress(_ arrival: Arrival) throws(Refusal) -> Passage.Effect {
        let document = arrival.document
        let params = arrival.envelope.params
        let node = params.flatMap { document.value(named: "progressToken", in: $0) }
        guard let node, let token = RequestID(node, in: document) else { return .none }
        let others = arrival.direction == .serverToClient ? clientRequests : serverRequests
        guard let request = others.request(withToken: token) else {
            let task = TaskToken(direction: arrival.direction.reversed, token: token)
            if taskTokens[task] != nil { return .none }
            throw Refusal(
                .unknownProgressToken, at: node, in: document, "no waiting request has this progress token")
        }
        let value = params.flatMap { document.value(named: "progress", in: $0) }
        guard let value, let number = document.double(value) else { return .none }
        if let last = request.lastProgress, number <= last {
            throw Refusal(.progressNotIncreasing, at: value, in: document, "progress must increase")
        }
        return .progresses(request.id, number)
    }

    /// The subscription that a change belongs to: changes come only where they were asked for, and after that was
    /// acknowledged (R134).
    private func subscriber(to method: String, of arrival: Arrival) throws(Refusal) -> LiveRequest {
        let document = arrival.document
        let node = arrival.envelope.metadata(Lifecycle.subscriptionKey, in: document)
        guard let node, let id = RequestID(node, in: document), let request = clientRequests[id],
            let subscription = request.subscription
        else {
            throw Refusal(.unknownSubscription, "it belongs to no waiting `subscriptions/listen`")
        }
        guard subscription.methods.contains(method) else {
            throw Refusal(.unknownSubscription, at: node, in: document, "the subscription did not ask for this")
        }
        if method == "notifications/subscriptions/acknowledged" { return request }
        guard subscription.isAcknowledged else {
            throw Refusal(.unknownSubscription, at: node, in: document, "the subscription was not acknowledged yet")
        }
        return request
    }

    /// Finds the call that made the task, so that its result is judged as that call's; answers a key to look up first.
    private mutating func readTask(_ request: inout LiveRequest, _ arrival: Arrival) throws(Refusal) -> String? {
        let document = arrival.document
        guard let node = arrival.envelope.params.flatMap({ document.value(named: "taskId", in: $0) }),
            let id = document.string(node)
        else { return nil }
        let task = TaskKey(direction: arrival.direction.reversed, id: id)
        guard request.subscription?.tasks.contains(task) == true else {
            throw Refusal(.unknownSubscription, at: node, in: document, "the subscription did not ask for this task")
        }
        return try find(task, at: node, for: &request, arrival)
    }
}
