// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// Messages wait no more.
extension Session {
    // MARK: As they waited for

    mutating func decided(_ token: HoldToken, _ approval: Approval) {
        guard case .approval(let passage, let decision) = held[token]?.stage else { return }
        held[token] = nil
        switch approval {
        case .approve:
            end(token, passage) { session, passage in session.conclude(decision, passage, approved: true) }
        case .deny(let why):
            let objection = Objection(
                .deny, ground: .policy, rule: decision.objection?.rule ?? "policy.approval-denied", detail: why)
            let answer = refuse(passage, decision, objection)
            send(.refused(answer), token, from: passage.arrival.direction)
        }
    }

    mutating func committed(_ token: HoldToken) {
        guard case .commit(let passage, let decision, let labels, let approved) = held[token]?.stage else { return }
        held[token] = nil
        uncommitted.subtract(labels)
        end(token, passage) { session, passage in session.release(decision, passage, approved: approved) }
    }

    mutating func recalled(_ key: String, _ value: [UInt8]?) {
        let waiting = held.filter {
            if case .recall(_, key) = $0.value.stage { true } else { false }
        }
        for token in waiting.keys.sorted(by: { $0.number < $1.number }) {
            guard case .recall(var arrival, _) = held.removeValue(forKey: token)?.stage else { continue }
            arrival.recalled = Arrival.Recalled(key: key, value: value)
            send(take(arrival), token, from: arrival.direction)
        }
    }

    /// Ends a wait with a message that was judged before it.
    ///
    /// The session went on meanwhile, so the message must fit its state once more: its request may have been answered,
    /// its id or token taken.
    mutating func end(
        _ token: HoldToken,
        _ passage: Passage,
        _ conclude: (inout Session, Passage) -> Outcome
    ) {
        let direction = passage.arrival.direction
        do {
            switch try admit(passage.arrival) {
            case .admitted(let fresh): send(conclude(&self, fresh), token, from: direction)
            case .needs: send(conclude(&self, passage), token, from: direction)
            }
        } catch {
            send(.refused(refuse(passage.arrival, error.objection(to: direction))), token, from: direction)
        }
    }

    private mutating func send(_ outcome: Outcome, _ token: HoldToken, from direction: Direction) {
        switch outcome {
        case .forward(let message):
            actions.append(.release(token, .forwarded))
            forward(ForwardableMessage(message), direction)
        case .refused(let answer):
            actions.append(.release(token, .refused))
            send(back: answer, from: direction)
        case .answered(let answer):
            actions.append(.release(token, .answered))
            send(back: answer, from: direction)
        case .consumed:
            actions.append(.release(token, .abandoned))
        }
    }

    // MARK: Otherwise

    /// Refuses what waited too long, and what a client that is gone left waiting.
    mutating func expireWaiting() {
        guard isHolding else { return }
        let now = facts.now
        let longest = configuration.limits.holding.nanoseconds
        expireReadings(after: longest)
        refuseHeld("nobody decided in time") { now.nanoseconds(since: $0.since) >= longest }
        expirePostponed(after: longest)
        guard let ended = clientEnded, closing == nil,
            now.nanoseconds(since: ended) >= configuration.limits.lingering.nanoseconds
        else { return }
        refuseHeld("the client left before it was decided") { $0.arrival.direction == .clientToServer }
        expirePostponed(after: 0)
        guard !serverOutbox.isEmpty else { return }
        takeOutbox()
        failRequests(because: .serverExited("it did not start in time"))
    }

    /// Refuses what waits for a person when the client closed its side: nobody will send the approved message on.
    mutating func refuseUndecided() {
        refuseHeld("the client left before anybody decided") {
            if case .approval = $0.stage { $0.arrival.direction == .clientToServer } else { false }
        }
    }

    mutating func refuseHeld(_ why: String, where isOver: (HeldMessage) -> Bool) {
        let over = held.filter { isOver($0.value) }.sorted { $0.key.number < $1.key.number }
        for (token, message) in over {
            held[token] = nil
            let objection = Objection(.deny, ground: .policy, rule: "policy.nobody-decided", detail: why)
            let answer = refuse(message.arrival, objection)
            send(.refused(answer), token, from: message.arrival.direction)
        }
    }

    /// Gives up all that waits, because the server left; its client's requests are answered.
    mutating func abandonHeld(because objection: Objection) {
        let waiting = held.sorted { $0.key.number < $1.key.number }
        held = [:]
        for (token, message) in waiting {
            actions.append(.release(token, .abandoned))
            guard message.arrival.direction == .clientToServer, message.arrival.envelope.kind == .request else {
                continue
            }
            send(back: refuse(message.arrival, objection), from: .clientToServer)
        }
    }

    /// Gives up a request that waits and was cancelled by its sender; answers whether there was one.
    mutating func abandon(_ id: RequestID, travelling direction: Direction) -> Bool {
        if direction == .clientToServer, let index = postponed.firstIndex(where: { $0.envelope.id == id }) {
            postponed.remove(at: index)
            return true
        }
        let found = held.first {
            let arrival = $0.value.arrival
            return arrival.direction == direction && arrival.envelope.kind == .request && arrival.envelope.id == id
        }
        guard let token = found?.key else { return false }
        held[token] = nil
        actions.append(.release(token, .abandoned))
        return true
    }
}

extension Objection {
    /// The server is gone before it answered.
    static func serverExited(_ how: String) -> Objection {
        Objection(
            .deny, ground: .violation, rule: "environment.server-exited",
            detail: "the server ended before it answered: \(how)")
    }
}

extension Duration {
    /// Whole nanoseconds; 0 if negative.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(seconds) &* 1_000_000_000 &+ UInt64(attoseconds) / 1_000_000_000
    }
}
