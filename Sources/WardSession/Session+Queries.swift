// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

extension Session {
    /// Sends a request of Ward's own; its answer is judged like any other and reaches nobody but the asker.
    mutating func ask(_ query: Query) {
        guard closing == nil, childState == .running, lifecycle.phase == .operating || facts.era == .modern else {
            actions.append(.answer(query, .failed("there is no agreed session with the server")))
            return
        }
        if let params = query.params {
            guard let document = try? JSONDocument(reading: params), document.kind(of: document.root) == .object,
                !LineFramer.refuses(params), document.blemishes.isEmpty
            else {
                actions.append(.answer(query, .failed("`params` must be one strict JSON object on one line")))
                return
            }
        }
        let id = nextQueryID()
        queries[id] = query
        let message = WardMessage.request(id: id, method: query.method, params: query.params)
        actions.append(.request(ForwardableMessage(message)))
    }

    /// Hands the server's answer to the asker.
    mutating func answer(_ query: Query, with message: JudgedMessage) {
        guard let outcome = message.envelope.outcome else { return }
        switch query.purpose {
        case .page(let page): take(page, message, outcome)
        case .introduction: introduced(by: message)
        case .embedder:
            let text = Array(message.frame[message.document.span(of: outcome)])
            actions.append(.answer(query, message.envelope.kind == .result ? .result(text) : .error(text)))
        }
    }

    mutating func failQueries(because why: String) {
        surface?.readings = [:]
        for (_, query) in queries.sorted(by: { "\($0.key)" < "\($1.key)" }) where query.purpose == .embedder {
            actions.append(.answer(query, .failed(why)))
        }
        queries = [:]
    }
}
