// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// A client may write on without waiting for the answer to `initialize`, as `ward run <requests` does. What it sent ahead
/// waits here, in order, so that the server never sees anything but `ping` before its answer (A7).
extension Session {
    func mustWaitForHandshake(_ arrival: Arrival) -> Bool {
        guard lifecycle.phase == .initializing, arrival.direction == .clientToServer else { return false }
        guard let method = arrival.envelope.method else { return false }
        return !["initialize", "ping", "notifications/cancelled"].contains(method)
    }

    func isPostponed(_ id: RequestID, from direction: Direction) -> Bool {
        direction == .clientToServer && postponed.contains { $0.envelope.kind == .request && $0.envelope.id == id }
    }

    mutating func postpone(_ arrival: Arrival) -> Outcome {
        let bytes = postponed.reduce(arrival.document.bytes.count) { $0 + $1.document.bytes.count }
        guard postponed.count < configuration.limits.inFlight, bytes <= configuration.limits.retainedBytes else {
            let refusal = Refusal(.tooManyInFlight, "too many messages wait for the handshake")
            return .refused(refuse(arrival, refusal.objection(to: arrival.direction)))
        }
        postponed.append(arrival)
        return .consumed
    }

    /// Judges what waited, once `initialize` was answered; if it failed, each message is refused as one before it.
    mutating func takePostponed() {
        guard !postponed.isEmpty, lifecycle.phase != .initializing else { return }
        let waiting = postponed
        postponed = []
        for arrival in waiting {
            switch take(arrival) {
            case .forward(let message): forward(ForwardableMessage(message), arrival.direction)
            case .refused(let answer): send(back: answer, from: arrival.direction)
            case .answered(let answer): send(back: answer, from: arrival.direction)
            case .consumed: break
            }
        }
    }

    /// Refuses what waited for the answer to `initialize` too long.
    mutating func expirePostponed(after longest: UInt64) {
        let now = facts.now
        let over = postponed.filter { now.nanoseconds(since: $0.received) >= longest }
        guard !over.isEmpty else { return }
        postponed.removeAll { now.nanoseconds(since: $0.received) >= longest }
        for arrival in over {
            let refusal = Refusal(.beforeInitialize, "`initialize` was not answered in time")
            send(back: refuse(arrival, refusal.objection(to: arrival.direction)), from: arrival.direction)
        }
    }

    /// Answers what waited when the server ended.
    mutating func failPostponed(because objection: Objection) {
        let waiting = postponed
        postponed = []
        for arrival in waiting {
            send(back: refuse(arrival, objection), from: arrival.direction)
        }
    }
}
