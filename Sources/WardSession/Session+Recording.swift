// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol
import WardText

extension Session {
    /// Records what was decided about a message that guards judged.
    mutating func record(_ decision: Decision, _ passage: Passage, rule: String, objection: Objection? = nil) {
        let message = decision.message
        let envelope = message.envelope
        let payload = (envelope.params ?? envelope.outcome).map { message.document.span(of: $0) }
        var record = DecisionRecord(
            sequence: nextSequence(),
            direction: message.direction,
            subject: envelope.kind.subject,
            method: message.method,
            id: envelope.id,
            verdict: objection?.verdict ?? .allow,
            rule: rule,
            detail: objection.map { shortened($0.detail) },
            offset: objection?.offset,
            findings: decision.findings,
            edits: decision.editCount,
            frame: message.frame,
            payload: payload
        )
        if envelope.method == nil, let request = passage.request {
            record.latencyNanoseconds = passage.arrival.received.nanoseconds(since: request.received)
        }
        actions.append(.record(record))
    }

    /// Records a refusal of something that guards did not see.
    mutating func record(
        objection: Objection,
        subject: DecisionRecord.Subject,
        direction: Direction,
        method: String?,
        id: RequestID?,
        frame: [UInt8],
        payload: Range<Int>?
    ) {
        var detail = objection.detail
        if subject == .unreadable, !frame.isEmpty {
            detail += "; it begins `\(Visible.escaped(bytes: frame.prefix(64), limit: 96))`"
        }
        actions.append(
            .record(
                DecisionRecord(
                    sequence: nextSequence(),
                    direction: direction,
                    subject: subject,
                    method: method,
                    id: id,
                    verdict: objection.verdict,
                    rule: objection.rule,
                    detail: shortened(detail),
                    offset: objection.offset,
                    frame: frame,
                    payload: payload
                )))
    }

    private func shortened(_ detail: String) -> String {
        guard detail.utf8.count > 512 else { return detail }
        // Cut by scalars: one character can be of any length.
        var short = ""
        for scalar in detail.unicodeScalars {
            guard short.utf8.count + scalar.utf8.count <= 509 else { break }
            short.unicodeScalars.append(scalar)
        }
        return short + "…"
    }
}
