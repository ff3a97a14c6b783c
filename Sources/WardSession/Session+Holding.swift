// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// Messages begin to wait.
extension Session {
    /// Waits for a person.
    mutating func hold(_ passage: Passage, _ decision: Decision, _ objection: Objection) -> Outcome {
        let token = nextToken()
        held[token] = HeldMessage(since: facts.now, stage: .approval(passage, decision))
        record(decision, passage, rule: objection.rule, objection: objection)
        actions.append(.hold(token, question(.approval(objection.verdict), decision.message, objection)))
        return .consumed
    }

    /// Waits for labels to be kept, before the message that carries them is released.
    mutating func hold(
        _ passage: Passage,
        _ decision: Decision,
        labels: Set<String>,
        approved: Bool
    ) -> Outcome {
        let token = nextToken()
        held[token] = HeldMessage(
            since: facts.now, stage: .commit(passage, decision, labels: labels, approved: approved))
        // Guards count a label from here on; messages that carry it too wait until it is committed.
        facts.supplied.labels.formUnion(labels)
        uncommitted.formUnion(labels)
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
        guard mayHold(arrival) else {
            let refusal = Refusal(.tooManyInFlight, "too many messages wait")
            return .refused(refuse(arrival, refusal.objection(to: arrival.direction)))
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

    /// Whether one more message may wait: their number and their bytes are bounded.
    func mayHold(_ arrival: Arrival) -> Bool {
        guard held.count < configuration.limits.inFlight else { return false }
        let bytes = held.values.reduce(arrival.document.bytes.count) { $0 + $1.arrival.document.bytes.count }
        return bytes <= configuration.limits.retainedBytes
    }

    // MARK: What waits

    /// Whether a request with this id waits.
    func isHeld(_ id: RequestID, travelling direction: Direction) -> Bool {
        isHeld(id, travelling: direction) { $0 == .request }
    }

    /// Whether an answer with this id waits.
    func isAnswerHeld(_ id: RequestID, travelling direction: Direction) -> Bool {
        isHeld(id, travelling: direction) { $0 == .result || $0 == .error }
    }

    private func isHeld(_ id: RequestID, travelling direction: Direction, _ kind: (Envelope.Kind) -> Bool) -> Bool {
        guard !held.isEmpty else { return false }
        return held.values.contains {
            $0.arrival.direction == direction && $0.arrival.envelope.id == id && kind($0.arrival.envelope.kind)
        }
    }
}
