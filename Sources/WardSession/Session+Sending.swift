// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// Messages leave, and wait for the server's process where they must.
extension Session {
    mutating func forward(_ message: ForwardableMessage, _ direction: Direction) {
        toServer(.forward(message, direction), direction)
    }

    /// Answers the sender of a refused message.
    mutating func send(back answer: WardMessage?, from direction: Direction) {
        guard let answer else { return }
        toServer(.reply(ForwardableMessage(answer), direction.reversed), direction.reversed)
    }

    /// Performs an action, or keeps it until the server's process runs.
    mutating func toServer(_ action: SessionAction, _ direction: Direction) {
        guard direction == .clientToServer, childState != .running, !mayInterrupt(action) else {
            actions.append(action)
            return
        }
        serverOutbox.append(action)
        serverOutboxBytes += action.byteCount
        wantChild()
    }

    /// Whether a message may reach a process that shakes hands: only the answer to what it said itself.
    private func mayInterrupt(_ action: SessionAction) -> Bool {
        guard isIntroducing, case .reply = action else { return false }
        return true
    }

    /// What waits for the server's process is bounded like what waits for its answers.
    func checkOutbox(_ arrival: Arrival) throws(Refusal) {
        guard childState != .running, arrival.direction == .clientToServer else { return }
        let limits = configuration.limits
        guard serverOutbox.count < limits.inFlight,
            serverOutboxBytes + arrival.document.bytes.count <= limits.retainedBytes
        else { throw Refusal(.tooManyInFlight, "too many messages wait for the server to start") }
    }

    mutating func wantChild() {
        guard childState == .absent else { return }
        childState = .wanted
        actions.append(.startChild)
    }

    /// Empties what waits for the server's process.
    @discardableResult
    mutating func takeOutbox() -> [SessionAction] {
        defer { (serverOutbox, serverOutboxBytes) = ([], 0) }
        return serverOutbox
    }
}
