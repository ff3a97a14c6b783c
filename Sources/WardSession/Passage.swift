// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// A message that was read, on its way through the session.
struct Arrival: Sendable {
    let document: JSONDocument
    let envelope: Envelope
    let direction: Direction
    let received: Moment
    /// What was looked up for it, so that it is looked up once.
    var recalled: Recalled?

    struct Recalled: Sendable {
        let key: String
        let value: [UInt8]?
    }
}

/// An arrival that fits the session's state: what it will change if it is forwarded.
struct Passage: Sendable {
    let arrival: Arrival
    let revision: Revision
    let definition: MethodDefinition?
    /// For a response, the request that it answers; for a change that was subscribed to, the subscription.
    let request: LiveRequest?
    let effect: Effect

    /// What the session's state becomes when the message is forwarded.
    enum Effect: Sendable {
        /// Nothing to remember.
        case none
        /// A request that will wait for its answer.
        case opens(LiveRequest)
        /// The answer to a request of the other side.
        case answers
        /// The answer to a request of Ward's own.
        case answersQuery(Query)
        /// `notifications/initialized`.
        case ready
        /// Progress of a request of the other side.
        case progresses(RequestID, Double)
        /// The sender gives up one of its own requests.
        case cancels(RequestID)
        /// The server ends a subscription of the client (2026-07-28).
        case endsSubscription(RequestID)
        /// The server acknowledges a subscription of the client (2026-07-28).
        case acknowledges(RequestID)
    }
}

/// Why an arrival does not pass yet.
enum Admission: Sendable {
    /// It may be judged.
    case admitted(Passage)
    /// What is kept under the key must be known first.
    case needs(key: String)
}

/// What became of one message.
enum Outcome: Sendable {
    /// It may go.
    case forward(DecidedMessage)
    /// It was refused; the answer, if any, goes back to its sender.
    case refused(WardMessage?)
    /// Ward answered it itself, from what was approved of the server's list.
    case answered(WardMessage)
    /// It waits, or was used by Ward itself.
    case consumed
}

/// A message that waits.
struct HeldMessage: Sendable {
    let since: Moment
    let stage: Stage

    enum Stage: Sendable {
        /// For a person.
        case approval(Passage, Decision)
        /// For its labels to be kept.
        case commit(Passage, Decision, labels: Set<String>, approved: Bool)
        /// For what is kept under a key.
        case recall(Arrival, key: String)
        /// For a list of the server to be read, in this generation or a later one.
        case surface(Passage, Decision, SurfaceWait, approved: Bool)
    }

    var arrival: Arrival {
        switch stage {
        case .approval(let passage, _), .commit(let passage, _, _, _), .surface(let passage, _, _, _): passage.arrival
        case .recall(let arrival, _): arrival
        }
    }
}
