// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

extension Session {
    /// Takes a batch: only 2025-03-26 has them, and each item is judged as if it came alone (A4).
    mutating func takeBatch(_ batch: JSONDocument, from direction: Direction) {
        do {
            try checkBatch(batch)
        } catch {
            let answer = refuse(unreadable: batch.bytes, error, from: direction)
            if direction == .clientToServer { send(back: answer, from: direction) }
            failAnswered(by: batch, error, from: direction)
            return
        }
        var forwarded: [DecidedMessage] = []
        var answers: [WardMessage] = []
        for item in batch.elements(of: batch.root) {
            switch take(item, of: batch, from: direction) {
            case .forward(let message): forwarded.append(message)
            case .refused(let answer?), .answered(let answer): answers.append(answer)
            case .refused(nil), .consumed: break
            }
        }
        guard isOpen(direction) else { return }
        if !forwarded.isEmpty {
            let isWhole = forwarded.count == batch.count(of: batch.root)
            forward(ForwardableMessage(batch: forwarded, of: batch.bytes, isWhole: isWhole), direction)
        }
        if !answers.isEmpty { send(back: .batch(answers), from: direction) }
    }

    private func checkBatch(_ batch: JSONDocument) throws(Refusal) {
        guard facts.revision == .v20250326 else {
            throw Refusal(.batchNotAllowed, "only 2025-03-26 has batches, after the handshake")
        }
        let count = batch.count(of: batch.root)
        guard count > 0 else { throw Refusal(.emptyBatch, "the batch is empty") }
        guard count <= configuration.limits.batch else {
            throw Refusal(.oversizedBatch, "the batch has \(count) items; \(configuration.limits.batch) are allowed")
        }
    }

    /// Whoever waits for an answer in a refused batch gets an error in its place.
    private mutating func failAnswered(by batch: JSONDocument, _ refusal: Refusal, from direction: Direction) {
        for item in batch.elements(of: batch.root) {
            guard document(batch, hasOutcome: item), let node = batch.value(named: "id", in: item),
                let id = RequestID(node, in: batch)
            else { continue }
            fail(id, answeredBy: direction, refusal.objection(to: direction))
        }
    }

    private func document(_ batch: JSONDocument, hasOutcome item: JSONNode) -> Bool {
        guard batch.value(named: "method", in: item) == nil else { return false }
        return batch.value(named: "result", in: item) != nil || batch.value(named: "error", in: item) != nil
    }

    private mutating func take(_ item: JSONNode, of batch: JSONDocument, from direction: Direction) -> Outcome {
        let text = Array(batch.bytes[batch.span(of: item)])
        let document: JSONDocument
        do {
            document = try read(text)
        } catch {
            return .refused(refuse(unreadable: text, Refusal(error), from: direction))
        }
        if let method = document.value(named: "method", in: document.root), document.equals(method, "initialize") {
            let refusal = Refusal(.notBatchable, "`initialize` stands alone")
            return .refused(refuse(unreadable: text, refusal, from: direction))
        }
        return take(document, from: direction)
    }
}
