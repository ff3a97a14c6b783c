// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardProtocol

/// Ward reads a list of the server, all pages of it, before anything of it reaches the client.
extension Session {
    /// Begins to read a list as the sender of a request sees it.
    mutating func read(_ key: ListKey, for passage: Passage, _ message: JudgedMessage) {
        guard var state = surface else { return }
        let isModern = message.revision.era == .modern
        state.readings[key] = OpenReading(
            number: state.nextNumber(),
            generation: state.generation(of: key.kind),
            began: facts.now,
            revision: message.revision,
            clientCapabilities: isModern ? Capabilities(of: message.envelope, in: message.document) : nil,
            metadata: isModern ? message.clientMetadata : nil,
            list: ListReading(key.kind, limits: configuration.surfaceLimits))
        surface = state
        ask(for: key, cursor: nil)
    }

    private mutating func ask(for key: ListKey, cursor: String?) {
        guard let reading = surface?.readings[key] else { return }
        let page = PageQuery(
            key: key, reading: reading.number, revision: reading.revision,
            clientCapabilities: reading.clientCapabilities)
        let query = Query(
            name: "surface", method: key.kind.listMethod, params: reading.params(cursor: cursor), purpose: .page(page))
        let id = nextQueryID()
        queries[id] = query
        let message = WardMessage.request(id: id, method: query.method, params: query.params)
        toServer(.request(ForwardableMessage(message)), .clientToServer)
    }

    /// Takes the answer that holds a page, or an error of the server.
    mutating func take(_ page: PageQuery, _ message: JudgedMessage, _ outcome: JSONNode) {
        guard surface?.readings[page.key]?.number == page.reading,
            // Taken out, so that what was read so far is not copied with each page.
            var reading = surface?.readings.removeValue(forKey: page.key)
        else { return }
        guard message.envelope.kind == .result else {
            endWaits(for: page.key) { session, decision, passage in
                session.pass(message, to: decision, passage)
            }
            return
        }
        settleEra(message)
        do throws(SurfaceError) {
            let next = try reading.list.take(outcome, in: message.document)
            if page.revision.era == .modern { reading.members.take(outcome, in: message.document) }
            surface?.readings[page.key] = reading
            if let next { ask(for: page.key, cursor: next) } else { finish(reading, page.key) }
        } catch {
            surface?.readings[page.key] = reading
            failReading(
                page, Objection(.deny, ground: .violation, rule: error.code.rawValue, detail: error.detail))
        }
    }

    /// An answered request of 2026-07-28 settles the era, whoever asked.
    private mutating func settleEra(_ message: JudgedMessage) {
        guard message.revision.era == .modern, facts.era == nil, lifecycle.phase == .open else { return }
        facts.era = .modern
        facts.revision = .v20260728
    }

    /// Checks the list that was read to its end, and serves who waits for it.
    private mutating func finish(_ reading: OpenReading, _ key: ListKey) {
        guard var state = surface else { return }
        state.readings[key] = nil
        let list = VerifiedList(reading, number: state.nextNumber(), against: state.pin, at: facts.now)
        // A list that changed while it was read serves those who asked before that, and nobody else.
        if list.generation == state.generation(of: key.kind) { state.keep(list, for: key) }
        state.seen.declarations[key.kind] = reading.list.declarations
        surface = state
        reportSurface()
        for (token, passage, decision, approved) in waiting(for: key, upTo: list.generation) {
            held[token] = nil
            end(token, passage) { session, passage in
                session.conclude(decision, passage, approved: approved, after: list)
            }
        }
        readAgain(key)
    }

    /// Reads the list once more for those who asked after it changed.
    private mutating func readAgain(_ key: ListKey) {
        guard surface?.readings[key] == nil, let next = waiting(for: key, upTo: .max).first else { return }
        read(key, for: next.passage, next.decision.message)
    }

    // MARK: Failures

    /// Gives up a reading: the server's answer was refused, or its list is no surface.
    mutating func failReading(_ page: PageQuery, _ objection: Objection) {
        guard surface?.readings[page.key]?.number == page.reading else { return }
        surface?.readings[page.key] = nil
        endWaits(for: page.key) { session, decision, passage in
            .refused(session.refuse(passage, decision, objection))
        }
    }

    /// Gives up readings that the server leaves unanswered.
    mutating func expireReadings(after longest: UInt64) {
        let now = facts.now
        let over = (surface?.readings ?? [:]).filter { now.nanoseconds(since: $0.value.began) >= longest }
        for (key, reading) in over.sorted(by: { $0.value.number < $1.value.number }) {
            queries = queries.filter { $0.value.page?.reading != reading.number }
            let page = PageQuery(
                key: key, reading: reading.number, revision: reading.revision, clientCapabilities: nil)
            failReading(
                page,
                Objection(
                    .deny, ground: .violation, rule: SurfaceCode.unanswered.rawValue,
                    detail: "the server did not list its \(key.kind.rawValue) in time"))
        }
    }

    /// Hands the server's own error to a list request; a call cannot be checked, so it is denied.
    private mutating func pass(_ message: JudgedMessage, to decision: Decision, _ passage: Passage) -> Outcome {
        guard decision.message.method == message.method, let id = passage.arrival.envelope.id,
            let error = message.envelope.outcome, let answer = WardMessage.passing(errorOf: message, id: id)
        else {
            let objection = Objection(
                .deny, ground: .policy, rule: SurfaceCode.notPinned.rawValue,
                detail: "the server does not list what it has, so the call cannot be checked")
            return .refused(refuse(passage, decision, objection))
        }
        let size = message.document.span(of: error).count
        return reply(answer, of: size, to: decision, passage, findings: [])
    }

    private mutating func endWaits(for key: ListKey, _ conclude: (inout Session, Decision, Passage) -> Outcome) {
        for (token, passage, decision, _) in waiting(for: key, upTo: .max) {
            held[token] = nil
            end(token, passage) { session, passage in conclude(&session, decision, passage) }
        }
    }

    /// The messages that wait for a list, in the order in which they came.
    private func waiting(
        for key: ListKey,
        upTo generation: UInt64
    ) -> [(token: HoldToken, passage: Passage, decision: Decision, approved: Bool)] {
        var waiting: [(token: HoldToken, passage: Passage, decision: Decision, approved: Bool)] = []
        for (token, message) in held {
            guard case .surface(let passage, let decision, let wait, let approved) = message.stage, wait.key == key,
                wait.generation <= generation
            else { continue }
            waiting.append((token, passage, decision, approved))
        }
        return waiting.sorted { $0.token.number < $1.token.number }
    }
}
