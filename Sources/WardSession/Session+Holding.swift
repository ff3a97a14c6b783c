// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

extension Session {
    // MARK: Beginning to wait

    /// Waits for a person.
    mutating func hold(_ passage: Passage, _ decision: Decision, _ objection: Objection) -> Outcome {
        let token = nextToken()
        held[token] = HeldMessage(since: facts.now, stage: .approval(passage, decision))
        record(decision, passage, rule: objection.rule, objection: objection)
        actions.append(.hold(token, question(.approval(objection.verdict), decision.message, objection)))
        return .consumed
    }

    /// Waits for labels to be kept, before the result that carries them is released.
    mutating func hold(
        _ passage: Passage,
        _ decision: Decision,
        labels: Set<String>,
        approved: Bool
    ) -> Outcome {
        let token = nextToken()
        held[token] = HeldMessage(since: facts.now, stage: .commit(passage, decision, approved: approved))
        facts.supplied.labels.formUnion(labels)
        let all = JSONValue.array(facts.supplied.labels.sorted().map { .string($0) }).encoded()
        actions.append(
            .store(
                key: "labels/\(configuration.server)", value: all, lifetime: configuration.limits.remembering,
                token: token))
        actions.append(.hold(token, question(.commit, decision.message, nil)))
        return .consumed
    }

    /// Waits for what is kept under a key.
    mutating func hold(_ arrival: Arrival, until key: String) -> Outcome {
        guard held.count < configuration.limits.inFlight else {
            return .refused(
                refuse(
                    arrival,
                    Refusal(.tooManyInFlight, "too many messages wait").objection(to: arrival.direction)))
        }
        let token = nextToken()
        held[token] = HeldMessage(since: facts.now, stage: .recall(arrival, key: key))
        actions.append(.recall(key: key))
        actions.append(
            .hold(
                token,
                Question(
                    reason: .recall, direction: arrival.direction, method: arrival.envelope.method, rule: "recall",
                    detail: "an earlier message is looked up", frame: arrival.document.bytes)))
        return .consumed
    }

    private func question(_ reason: Question.Reason, _ message: JudgedMessage, _ objection: Objection?) -> Question {
        Question(
            reason: reason,
            direction: message.direction,
            method: message.method,
            rule: objection?.rule ?? "labels",
            detail: objection?.detail ?? "the labels of the message are kept first",
            frame: message.frame
        )
    }

    // MARK: The wait's end

    mutating func decided(_ token: HoldToken, _ approval: Approval) {
        guard case .approval(let passage, let decision) = held[token]?.stage else { return }
        held[token] = nil
        switch approval {
        case .approve:
            send(conclude(decision, passage, approved: true), token, from: passage.arrival.direction)
        case .deny(let why):
            let objection = Objection(
                .deny, ground: .policy, rule: decision.objection?.rule ?? "policy.approval-denied", detail: why)
            let answer = refuse(passage, decision, objection)
            send(.refused(answer), token, from: passage.arrival.direction)
        }
    }

    mutating func committed(_ token: HoldToken) {
        guard case .commit(let passage, let decision, let approved) = held[token]?.stage else { return }
        held[token] = nil
        send(release(decision, passage, approved: approved), token, from: passage.arrival.direction)
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

    /// Refuses what waited too long.
    mutating func expireHeld() {
        guard !held.isEmpty else { return }
        let seconds = configuration.limits.holding.components
        let longest = UInt64(max(0, seconds.seconds)) * 1_000_000_000
        let expired = held.filter { facts.now.nanoseconds(since: $0.value.since) >= longest }
        for (token, message) in expired.sorted(by: { $0.key.number < $1.key.number }) {
            held[token] = nil
            let objection = Objection(
                .deny, ground: .policy, rule: "policy.nobody-decided", detail: "nobody decided in time")
            let answer = refuse(message.arrival, objection)
            send(.refused(answer), token, from: message.arrival.direction)
        }
    }

    /// Gives up what waits, because its sender or its receiver left.
    mutating func abandonHeld(travelling direction: Direction?) {
        for (token, message) in held where direction == nil || message.arrival.direction == direction {
            held[token] = nil
            actions.append(.release(token, .abandoned))
            if direction == nil, message.arrival.direction == .clientToServer, message.arrival.envelope.id != nil {
                let objection = Objection(
                    .deny, ground: .violation, rule: "environment.server-exited", detail: "the server ended")
                send(back: refuse(message.arrival, objection), from: .clientToServer)
            }
        }
    }

    /// Gives up a held request that its sender cancelled; answers whether there was one.
    mutating func abandonHeld(_ id: RequestID, travelling direction: Direction) -> Bool {
        let found = held.first { $0.value.arrival.direction == direction && $0.value.arrival.envelope.id == id }
        guard let token = found?.key, found?.value.arrival.envelope.kind == .request else { return false }
        held[token] = nil
        actions.append(.release(token, .abandoned))
        return true
    }

    func isHeld(_ id: RequestID, travelling direction: Direction) -> Bool {
        guard !held.isEmpty else { return false }
        return held.values.contains {
            $0.arrival.direction == direction && $0.arrival.envelope.kind == .request && $0.arrival.envelope.id == id
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
        case .consumed:
            actions.append(.release(token, .abandoned))
        }
    }
}
