// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol
import WardText

extension Session {
    // MARK: One message

    /// Takes one message, alone or of a batch.
    mutating func take(_ document: JSONDocument, from direction: Direction) -> Outcome {
        let envelope: Envelope
        do {
            envelope = try readEnvelope(of: document)
        } catch {
            return .refused(refuse(unreadable: document.bytes, error, from: direction))
        }
        let arrival = Arrival(document: document, envelope: envelope, direction: direction, received: facts.now)
        do {
            try takeRate(of: envelope, from: direction)
        } catch {
            return .refused(refuse(arrival, error.objection(to: direction)))
        }
        return take(arrival)
    }

    /// Admits, judges and concludes.
    mutating func take(_ arrival: Arrival) -> Outcome {
        if mustWaitForHandshake(arrival) { return postpone(arrival) }
        do {
            try checkOutbox(arrival)
            switch try admit(arrival) {
            case .admitted(let passage): return conclude(judge(passage), passage, approved: false)
            case .needs(let key): return hold(arrival, until: key)
            }
        } catch {
            return .refused(refuse(arrival, error.objection(to: arrival.direction)))
        }
    }

    private mutating func takeRate(of envelope: Envelope, from direction: Direction) throws(Refusal) {
        // Answers are bounded by the requests that they answer.
        guard envelope.method != nil else { return }
        guard rates[direction].messages.take(at: facts.now) else {
            throw Refusal(.tooManyMessages, "messages come faster than the limit")
        }
        if envelope.kind == .notification, !rates[direction].notifications.take(at: facts.now) {
            throw Refusal(.tooManyMessages, "notifications come faster than the limit")
        }
        if envelope.method == "ping", !rates[direction].pings.take(at: facts.now) {
            throw Refusal(.tooManyMessages, "`ping` comes faster than the limit")
        }
    }

    /// Reads the envelope, and refuses what readers could take differently.
    ///
    /// That is tolerated only where honest data is opaque to the protocol: in results, in what an error says, and in what
    /// a server logs.
    private func readEnvelope(of document: JSONDocument) throws(Refusal) -> Envelope {
        let envelope: Envelope
        do {
            envelope = try Envelope(document.root, in: document)
        } catch {
            throw Refusal(error)
        }
        let opaque = (envelope.outcome ?? envelope.loggedData(in: document)).map { document.span(of: $0) }
        for blemish in document.blemishes where blemish.kind != .lineSeparator {
            if let opaque, opaque.contains(blemish.span.lowerBound) { continue }
            let isNumber = blemish.kind == .inexactNumber
            throw Refusal(
                code: (isNumber ? JSONError.Code.numberNotInteroperable : .loneSurrogate).rawValue,
                detail: isNumber ? "readers disagree on this number" : "a surrogate stands alone",
                offset: blemish.span.lowerBound
            )
        }
        return envelope
    }

    mutating func admit(_ arrival: Arrival) throws(Refusal) -> Admission {
        switch (arrival.envelope.kind, arrival.direction) {
        case (.request, .clientToServer): try admitClientRequest(arrival)
        case (.request, .serverToClient): try admitServerRequest(arrival)
        case (.notification, _): try admitNotification(arrival)
        case (.result, _), (.error, _): .admitted(try admitResponse(arrival))
        }
    }

    // MARK: Guards

    /// Asks all guards, applies their edits, and has the edited message judged again, twice at the most.
    func judge(_ passage: Passage) -> Decision {
        var pipeline = Pipeline(passage: passage, guards: guards, facts: facts)
        // The closure takes the limits alone: a whole session would be copied into it.
        return pipeline.run { [jsonLimits] bytes throws(JSONError) in try Session.read(bytes, jsonLimits) }
    }

    /// Carries out a decision; `read` is the list of the server that the message waited for.
    mutating func conclude(
        _ decision: Decision,
        _ passage: Passage,
        approved: Bool,
        after read: VerifiedList? = nil
    ) -> Outcome {
        if decision.verdict == .deny { return .refused(refuse(passage, decision)) }
        if let outcome = checkCall(decision, passage, approved: approved, read) { return outcome }
        if let objection = decision.objection, !approved {
            guard mayHold(passage.arrival) else { return .refused(refuseToHold(passage, decision)) }
            return hold(passage, decision, objection)
        }
        let fresh = decision.labels.filter { !facts.supplied.labels.contains($0) || uncommitted.contains($0) }
        if !fresh.isEmpty {
            guard mayHold(passage.arrival) else { return .refused(refuseToHold(passage, decision)) }
            return hold(passage, decision, labels: fresh, approved: approved)
        }
        return release(decision, passage, approved: approved, after: read)
    }

    /// Lets a message go, with nothing left to wait for.
    ///
    /// - Parameters:
    ///   - decision: What was decided.
    ///   - passage: The message on its way.
    ///   - approved: Whether a person approved it.
    ///   - read: The list of the server that it waited for.
    /// - Returns: What became of it.
    mutating func release(
        _ decision: Decision,
        _ passage: Passage,
        approved: Bool,
        after read: VerifiedList? = nil
    ) -> Outcome {
        guard let message = decision.decided(approved: approved) else { return .refused(refuse(passage, decision)) }
        let checked =
            checkCall(decision, passage, approved: approved, read)
            ?? answerList(decision, passage, approved: approved, read)
            ?? answerHandshake(decision, passage)
            ?? answerAsleep(decision, passage)
            ?? checkIntroduction(decision, passage)
        if let checked { return checked }
        record(decision, passage, rule: approved ? "approved" : "allowed")
        if case .cancels(let id) = passage.effect, abandon(id, travelling: passage.arrival.direction) {
            // The other side never saw the request.
            return .consumed
        }
        apply(passage.effect, decision.message, isEdited: decision.editCount > 0)
        noteSurface(passage)
        learnHandshake(decision, passage)
        if isMissedByNobody(passage) { return .consumed }
        if case .answersQuery(let query) = passage.effect {
            answer(query, with: decision.message)
            return .consumed
        }
        return .forward(message)
    }

    mutating func refuseToHold(_ passage: Passage, _ decision: Decision) -> WardMessage? {
        let refusal = Refusal(.tooManyInFlight, "too many messages wait")
        return refuse(passage, decision, refusal.objection(to: passage.arrival.direction))
    }
}

/// Runs guards over a message until no edit is left.
private struct Pipeline {
    var message: JudgedMessage
    let guards: [any Guard]
    let facts: SessionFacts
    var findings: [Finding] = []
    var labels: Set<String> = []
    var editCount = 0

    /// How often an edited message is judged again before it is denied.
    static let rejudgements = 2

    init(passage: Passage, guards: [any Guard], facts: SessionFacts) {
        message = JudgedMessage(
            document: passage.arrival.document,
            envelope: passage.arrival.envelope,
            direction: passage.arrival.direction,
            revision: passage.revision,
            definition: passage.definition,
            request: passage.request
        )
        self.guards = guards
        self.facts = facts
    }

    mutating func run(reading read: ([UInt8]) throws(JSONError) -> JSONDocument) -> Decision {
        if let failed = normalise(reading: read) { return decision(failed) }
        for round in 0...Self.rejudgements {
            var objection: Objection?
            var edits: [JSONEdit] = []
            var noticed: [Finding] = []
            for judge in guards {
                let judgement = judge.judge(message, facts)
                noticed.append(contentsOf: judgement.findings)
                labels.formUnion(judgement.labels)
                edits.append(contentsOf: judgement.edits)
                if let new = judgement.objection, new.verdict > (objection?.verdict ?? .allow) { objection = new }
            }
            // What was noticed before an edit and still stands is one finding, not two.
            findings.append(contentsOf: noticed.filter { new in !findings.contains { $0.says(the: new) } })
            if edits.isEmpty || objection?.verdict == .deny { return decision(objection) }
            if round < Self.rejudgements, let failed = apply(edits, reading: read) { return decision(failed) }
        }
        return decision(Self.unsettled("guards edit this message again and again"))
    }

    private func decision(_ objection: Objection?) -> Decision {
        Decision(message: message, objection: objection, findings: findings, labels: labels, editCount: editCount)
    }

    private static func unsettled(_ detail: String) -> Objection {
        Objection(.deny, ground: .policy, rule: "internal.edits-not-applicable", detail: detail)
    }

    /// Escapes raw line separators, and puts U+FFFD for lone surrogates in opaque results: what reaches the other
    /// side is one line for every reader and the same text for every reader.
    private mutating func normalise(reading read: ([UInt8]) throws(JSONError) -> JSONDocument) -> Objection? {
        let blemishes = message.document.blemishes
        guard !blemishes.isEmpty else { return nil }
        var edits: [JSONEdit] = []
        for blemish in blemishes {
            switch blemish.kind {
            case .lineSeparator:
                edits.append(JSONEdit(.span(blemish.span), bytes: escape(blemish.span)))
            case .loneSurrogate:
                edits.append(JSONEdit(.span(blemish.span), bytes: Array("\\ufffd".utf8)))
                note(code: "surrogate-replaced", blemish, "a lone surrogate became U+FFFD")
            case .inexactNumber:
                note(code: "number-kept-as-text", blemish, "readers disagree on this number; its text is kept")
            }
        }
        return edits.isEmpty ? nil : apply(edits, reading: read)
    }

    private mutating func note(code: String, _ blemish: JSONBlemish, _ detail: String) {
        guard findings.count < 16 else { return }
        findings.append(Finding(code: code, severity: .note, place: blemish.span, detail: detail))
    }

    private func escape(_ span: Range<Int>) -> [UInt8] {
        switch message.document.bytes[span.lowerBound..<span.upperBound] {
        case [0xC2, 0x85]: Array("\\u0085".utf8)
        case [0xE2, 0x80, 0xA8]: Array("\\u2028".utf8)
        default: Array("\\u2029".utf8)
        }
    }

    /// Applies edits; the result must be the same message to the same end.
    private mutating func apply(
        _ edits: [JSONEdit],
        reading read: ([UInt8]) throws(JSONError) -> JSONDocument
    ) -> Objection? {
        do {
            let document = try read(try message.document.replacing(edits))
            let envelope = try Envelope(document.root, in: document)
            guard Correlation(envelope, in: document) == Correlation(message.envelope, in: message.document) else {
                return Self.unsettled("an edit changes the kind, id, method or a token of the message")
            }
            if LineFramer.refuses(document.bytes) { return Self.unsettled("an edit puts a line end into the message") }
            message = JudgedMessage(
                document: document, envelope: envelope, direction: message.direction, revision: message.revision,
                definition: message.definition, request: message.request)
            editCount += edits.count
            return nil
        } catch {
            return Self.unsettled("an edit does not fit: \(Visible.escaped("\(error)", limit: 200))")
        }
    }
}
