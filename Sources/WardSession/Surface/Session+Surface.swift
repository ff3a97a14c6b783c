// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardText

/// Requests meet what was approved of the server's surface (T7, T22, T24, W13).
extension Session {
    /// Answers a list from what was approved of it.
    ///
    /// - Parameters:
    ///   - decision: The decision on the request, which lets it go.
    ///   - passage: The request on its way.
    ///   - approved: Whether a person approved it.
    ///   - read: The list that it waited for, which serves it however short its time to live is.
    /// - Returns: What became of the request; nil if it asks for no list.
    mutating func answerList(
        _ decision: Decision,
        _ passage: Passage,
        approved: Bool,
        _ read: VerifiedList?
    ) -> Outcome? {
        guard let method = methodUnderPin(decision),
            let kind = PinnedSurface.Kind.allCases.first(where: { $0.listMethod == method })
        else { return nil }
        return answerList(of: kind, decision, passage, approved: approved, read)
    }

    /// Lets a call pass only for what was approved and is still as it was.
    ///
    /// It is asked before a person is, and once more before the call leaves.
    ///
    /// - Parameters:
    ///   - decision: The decision on the request.
    ///   - passage: The request on its way.
    ///   - approved: Whether a person approved it.
    ///   - read: The list that it waited for.
    /// - Returns: What became of the request; nil if nothing stands against it.
    mutating func checkCall(
        _ decision: Decision,
        _ passage: Passage,
        approved: Bool,
        _ read: VerifiedList?
    ) -> Outcome? {
        guard let method = methodUnderPin(decision), let kind = Self.calls[method] else { return nil }
        return checkCall(of: kind, decision, passage, approved: approved, read)
    }

    /// The methods that use a declaration by its name.
    private static let calls: [String: PinnedSurface.Kind] = ["tools/call": .tools, "prompts/get": .prompts]

    /// The method of a client's request, where a surface is pinned.
    private func methodUnderPin(_ decision: Decision) -> String? {
        guard surface != nil, decision.message.direction == .clientToServer,
            decision.message.envelope.kind == .request
        else { return nil }
        return decision.message.envelope.method
    }

    // MARK: Lists

    private mutating func answerList(
        of kind: PinnedSurface.Kind,
        _ decision: Decision,
        _ passage: Passage,
        approved: Bool,
        _ read: VerifiedList?
    ) -> Outcome {
        let message = decision.message
        if let node = message.param("cursor"), let cursor = message.document.string(node) {
            // Only cursors that Ward gave for this method come so far; the list they lead into may be forgotten.
            guard let place = VerifiedList.place(of: cursor), let list = surface?.list(numbered: place.number),
                list.kind == kind
            else {
                let refusal = Refusal(
                    .unknownCursor, at: node, in: message.document, "the list of this cursor is not kept any more")
                return .refused(refuse(passage, decision, refusal.objection(to: message.direction)))
            }
            return answer(decision, passage, from: list, page: place.page)
        }
        let key = listKey(kind, message)
        guard let list = read ?? surface?.list(for: key, at: facts.now) else {
            return wait(for: key, decision, passage, approved: approved)
        }
        return answer(decision, passage, from: list, page: 0)
    }

    private mutating func answer(
        _ decision: Decision,
        _ passage: Passage,
        from list: VerifiedList,
        page: Int
    ) -> Outcome {
        let isModern = passage.revision.era == .modern
        guard let id = passage.arrival.envelope.id,
            let verified = list.page(page, isModern: isModern, at: facts.now)
        else {
            let refusal = Refusal(.unknownCursor, "the list has no such page")
            return .refused(refuse(passage, decision, refusal.objection(to: .clientToServer)))
        }
        if let next = list.cursor(ofPage: page + 1) {
            cursors.insert(
                IssuedCursor(direction: .clientToServer, method: list.kind.listMethod, cursor: next))
        }
        let answer = WardMessage.listing(verified, id: id)
        return reply(
            answer, of: verified.result.count, to: decision, passage, findings: page == 0 ? list.findings : [])
    }

    /// Answers a request that never reaches the server, and records both.
    ///
    /// - Parameters:
    ///   - answer: The answer.
    ///   - size: How many bytes its result or error has; it is the last member.
    ///   - decision: The decision on the request.
    ///   - passage: The request on its way.
    ///   - findings: What was noticed in the answer.
    ///   - rule: What the answer comes from.
    /// - Returns: What became of the request.
    mutating func reply(
        _ answer: WardMessage,
        of size: Int,
        to decision: Decision,
        _ passage: Passage,
        findings: [Finding],
        rule: SurfaceCode = .listed
    ) -> Outcome {
        record(decision, passage, rule: "allowed")
        if let id = passage.arrival.envelope.id { clientRequests.noteUsed(id) }
        let end = answer.frame.count - 1
        actions.append(
            .record(
                DecisionRecord(
                    sequence: nextSequence(), direction: .serverToClient, subject: .response,
                    method: decision.message.method, id: passage.arrival.envelope.id, verdict: .allow,
                    rule: rule.rawValue, findings: findings, frame: answer.frame,
                    payload: end - size..<end,
                    latencyNanoseconds: facts.now.nanoseconds(since: passage.arrival.received))))
        return .answered(answer)
    }

    // MARK: Calls

    private mutating func checkCall(
        of kind: PinnedSurface.Kind,
        _ decision: Decision,
        _ passage: Passage,
        approved: Bool,
        _ read: VerifiedList?
    ) -> Outcome? {
        let message = decision.message
        let name = ExactText(message.param("name").flatMap { message.document.string($0) } ?? "")
        guard surface?.pin.declarations[kind]?[name]?.isEmpty == false else {
            return deny(decision, passage, "was not approved", name)
        }
        let key = listKey(kind, message)
        guard let list = read ?? surface?.callList(for: key, at: facts.now) else {
            return wait(for: key, decision, passage, approved: approved)
        }
        if list.approved.contains(name) { return nil }
        let why = list.heldBack.contains(name) ? "is not now as it was approved" : "is not listed by the server"
        return deny(decision, passage, why, name)
    }

    private mutating func deny(_ decision: Decision, _ passage: Passage, _ why: String, _ name: ExactText) -> Outcome {
        let objection = Objection(
            .deny, ground: .policy, rule: SurfaceCode.notPinned.rawValue,
            detail: "`\(Visible.escaped(name.text, limit: 128))` \(why)")
        return .refused(refuse(passage, decision, objection))
    }

    // MARK: Waiting

    private mutating func wait(
        for key: ListKey,
        _ decision: Decision,
        _ passage: Passage,
        approved: Bool
    ) -> Outcome {
        guard mayHold(passage.arrival), let surface,
            surface.readings[key] != nil || surface.readings.count < SurfaceState.mostReadings
        else { return .refused(refuseToHold(passage, decision)) }
        let token = nextToken()
        let wait = SurfaceWait(key: key, generation: surface.generation(of: key.kind))
        held[token] = HeldMessage(since: facts.now, stage: .surface(passage, decision, wait, approved: approved))
        actions.append(
            .hold(
                token,
                Question(
                    reason: .surface, direction: .clientToServer, method: decision.message.method,
                    rule: SurfaceCode.reading.rawValue,
                    detail: "the server's \(key.kind.rawValue) are read first", frame: decision.message.frame)))
        if surface.readings[key] == nil { read(key, for: passage, decision.message) }
        return .consumed
    }

    /// Which list a request is about: in 2026-07-28 the server may vary it with what the client says of itself.
    private func listKey(_ kind: PinnedSurface.Kind, _ message: JudgedMessage) -> ListKey {
        guard message.revision.era == .modern else { return ListKey(kind: kind, context: nil) }
        return ListKey(kind: kind, context: Digest256(of: message.clientMetadata))
    }

    // MARK: What is learnt

    /// Looks at a message that was released: a handshake, or a change of a list.
    mutating func noteSurface(_ passage: Passage) {
        let envelope = passage.arrival.envelope
        guard surface != nil, passage.arrival.direction == .serverToClient else { return }
        if envelope.kind == .notification {
            for kind in PinnedSurface.Kind.allCases where kind.changeNotification == envelope.method {
                surface?.invalidate(kind)
            }
        } else if envelope.kind == .result, let method = passage.request?.method,
            HandshakeGuard.methods.contains(method), let result = envelope.outcome
        {
            // What the server sent, before anything was taken out of it.
            var reading = SurfaceReading()
            guard (try? reading.take(handshake: result, in: passage.arrival.document)) != nil else { return }
            surface?.seen.instructions = reading.surface.instructions
            surface?.seen.capabilities = reading.surface.capabilities
            reportSurface()
        }
    }

    /// Hands out what was seen, if a person has something to review in it.
    mutating func reportSurface() {
        guard var state = surface else { return }
        let check = SurfaceCheck(state.seen, against: state.pin)
        if state.mustReport(check) { actions.append(.surfaceObserved(state.seen, check)) }
        surface = state
    }
}

extension JudgedMessage {
    /// A member of `params`.
    func param(_ name: String) -> JSONNode? {
        envelope.params.flatMap { document.value(named: name, in: $0) }
    }

    /// What a client says of itself with a request of 2026-07-28, as `_meta` of a request of Ward's own.
    var clientMetadata: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            for key in [Lifecycle.revisionKey, Lifecycle.clientInfoKey, Lifecycle.capabilitiesKey] {
                guard let node = envelope.metadata(key, in: document) else { continue }
                writer.name(key)
                writer.raw(document.bytes[document.span(of: node)])
            }
        }
        return writer.bytes
    }
}
