// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardJSON
import WardProtocol
import WardSession

/// What the two peers see of a session, kept apart from the session itself to hold it to its promises.
struct SessionModel {
    /// The requests that a peer got and has not answered, oldest first, by the way they travelled.
    private(set) var waiting: [Direction: [RequestID]] = [:]
    private var cancelled: [Direction: Set<RequestID>] = [:]
    /// The messages that wait, oldest first.
    private(set) var held: [(token: HoldToken, reason: Question.Reason)] = []
    /// The keys that were asked for and not answered.
    private(set) var recalls: [String] = []
    /// Whether a line was refused for its length: how much of it was seen then depends on the pieces.
    private(set) var sawOversizedLine = false
    private var sequence: UInt64 = 0
    private var allowed = 0
    private var forwarded = 0
    private var closing: Closing?

    /// Takes what a session did; says which promise it broke, if any.
    mutating func take(_ action: SessionAction) -> String? {
        switch action {
        case .forward(let message, let direction):
            return brokenForward(message.frame, direction)
        case .reply(let message, let direction):
            return brokenReply(message.frame, direction)
        case .request(let message):
            guard closing == nil else { return "a request of Ward's own after the end" }
            return brokenText(message.frame, mayBeInexact: false)
        case .record(let record):
            return brokenRecord(record)
        case .hold(let token, let question):
            held.append((token, question.reason))
            return brokenText(question.frame, mayBeInexact: true, isForwarded: question.reason != .recall)
        case .release(let token, _):
            guard held.contains(where: { $0.token == token }) else { return "a release of nothing" }
            held.removeAll { $0.token == token }
        case .recall(let key):
            recalls.append(key)
        case .close(let reason):
            closing = reason
            // INVARIANT: when the server is gone, nobody waits for it any longer (A10).
            if case .serverLeft = reason, let left = waiting[.clientToServer], !left.isEmpty {
                return "requests without an answer after the server left: \(left)"
            }
        case .keepHandshake(_, let answer):
            return answer == .varying ? nil : brokenText(answer.result, mayBeInexact: true)
        case .answer, .store, .startChild, .surfaceObserved:
            break
        }
        return nil
    }

    /// Takes the oldest key that was asked for.
    mutating func takeRecall() -> String? { recalls.isEmpty ? nil : recalls.removeFirst() }

    // MARK: Peers' messages

    private mutating func brokenForward(_ frame: [UInt8], _ direction: Direction) -> String? {
        if case .serverLeft = closing { return "a message forwarded after the server left" }
        if closing == .clientLeft, direction == .clientToServer { return "a message forwarded after the client left" }
        if let broken = brokenText(frame, mayBeInexact: direction == .serverToClient || isAnswer(frame)) {
            return broken
        }
        for (document, envelope) in messages(in: frame) {
            forwarded += 1
            guard forwarded <= allowed else { return "a message forwarded without a record that allows it" }
            if let broken = brokenCorrelation(of: envelope, in: document, direction) { return broken }
        }
        return nil
    }

    private mutating func brokenCorrelation(
        of envelope: Envelope,
        in document: JSONDocument,
        _ direction: Direction
    ) -> String? {
        switch envelope.kind {
        case .request:
            guard let id = envelope.id else { return "a request without an id" }
            guard !waiting[direction, default: []].contains(id) else { return "two waiting requests with id \(id)" }
            waiting[direction, default: []].append(id)
            cancelled[direction]?.remove(id)
        case .result, .error:
            guard let id = envelope.id, end(id, direction.reversed) else {
                return "an answer to no waiting request: \(envelope.id.map(\.description) ?? "null")"
            }
        case .notification:
            guard envelope.method == "notifications/cancelled", let params = envelope.params,
                let id = document.value(named: "requestId", in: params).flatMap({ RequestID($0, in: document) })
            else { break }
            // A server of 2026-07-28 ends a subscription of the client this way; everybody else a request of its own.
            for way in [direction, direction.reversed] where waiting[way, default: []].contains(id) {
                waiting[way]?.removeAll { $0 == id }
                cancelled[way, default: []].insert(id)
            }
        }
        return nil
    }

    private mutating func brokenReply(_ frame: [UInt8], _ direction: Direction) -> String? {
        if case .serverLeft = closing, direction == .clientToServer { return "an answer to a server that left" }
        if let broken = brokenText(frame, mayBeInexact: false) { return broken }
        let messages = messages(in: frame)
        guard !messages.isEmpty else { return "an answer of Ward's own that is no message" }
        for (_, envelope) in messages {
            // The client hears of changes that only Ward knows of.
            let isNews = envelope.kind == .notification && direction == .serverToClient
            guard isNews || envelope.kind == .result || envelope.kind == .error else { return "an answer that is none" }
            if let id = envelope.id { _ = end(id, direction.reversed) }
        }
        return nil
    }

    /// Ends a waiting request; `false` if there is none.
    private mutating func end(_ id: RequestID, _ direction: Direction) -> Bool {
        if let index = waiting[direction]?.firstIndex(of: id) {
            waiting[direction]?.remove(at: index)
            return true
        }
        return cancelled[direction]?.remove(id) != nil
    }

    // MARK: Texts and records

    private func brokenText(_ frame: [UInt8], mayBeInexact: Bool, isForwarded: Bool = true) -> String? {
        let tolerance: JSONTolerance =
            isForwarded ? (mayBeInexact ? .inexactNumbers : []) : [.inexactNumbers, .loneSurrogates]
        guard let document = try? JSONDocument(reading: frame, tolerating: tolerance) else {
            return "a message that strict readers refuse: \(String(decoding: frame, as: UTF8.self))"
        }
        if isForwarded, document.blemishes.contains(where: { $0.kind == .lineSeparator }) {
            return "a message that some readers split at a line separator"
        }
        guard !frame.contains(where: { $0 < 0x20 && $0 != 0x09 }) else { return "a message with a control byte" }
        return nil
    }

    private mutating func brokenRecord(_ record: DecisionRecord) -> String? {
        sequence += 1
        guard record.sequence == sequence else { return "a gap in the records" }
        if record.verdict == .allow { allowed += 1 }
        if record.rule.hasSuffix("oversized-line") { sawOversizedLine = true }
        guard (record.detail ?? "").utf8.count <= 512 else { return "a record with a long detail" }
        if let payload = record.payload {
            guard payload.lowerBound >= 0, payload.upperBound <= record.frame.count else {
                return "a record whose payload is outside its frame"
            }
        }
        return nil
    }

    private func isAnswer(_ frame: [UInt8]) -> Bool {
        messages(in: frame).allSatisfy { $0.1.kind == .result }
    }

    /// The messages of a frame: one, or those of a batch.
    private func messages(in frame: [UInt8]) -> [(JSONDocument, Envelope)] {
        guard let document = read(frame) else { return [] }
        let items = document.kind(of: document.root) == .array ? Array(document.elements(of: document.root)) : []
        let texts = items.isEmpty ? [frame] : items.map { Array(document.bytes[document.span(of: $0)]) }
        return texts.compactMap { text in
            guard let document = read(text), let envelope = try? Envelope(document.root, in: document) else {
                return nil
            }
            return (document, envelope)
        }
    }

    private func read(_ text: [UInt8]) -> JSONDocument? {
        try? JSONDocument(reading: text, tolerating: .inexactNumbers)
    }
}
