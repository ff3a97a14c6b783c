// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// What ties a message to others and to its revision: the session's state was checked against it, so no edit may change
/// it.
struct Correlation: Equatable {
    private let kind: Envelope.Kind
    private let id: RequestID?
    private let method: String?
    private let tokens: [RequestID?]

    init(_ envelope: Envelope, in document: JSONDocument) {
        kind = envelope.kind
        id = envelope.id
        method = envelope.method
        let metadata = ["progressToken", Lifecycle.revisionKey, Lifecycle.subscriptionKey].map {
            envelope.metadata($0, in: document)
        }
        let params = ["progressToken", "requestId"].map { name in
            envelope.params.flatMap { document.value(named: name, in: $0) }
        }
        // The revision that an answer to `initialize` agrees on.
        let agreed = envelope.outcome.flatMap { document.value(named: "protocolVersion", in: $0) }
        tokens = (metadata + params + [agreed]).map { node in node.flatMap { RequestID($0, in: document) } }
    }
}
