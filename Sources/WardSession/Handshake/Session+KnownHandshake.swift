// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// Ward answers a handshake itself, as the server answered it before; the process is started when something needs it.
extension Session {
    /// Answers a handshake that is known, while no process is wanted.
    ///
    /// - Parameters:
    ///   - decision: The decision on the request, which lets it go.
    ///   - passage: The request on its way.
    /// - Returns: What became of the request; nil if the server has to answer it.
    mutating func answerHandshake(_ decision: Decision, _ passage: Passage) -> Outcome? {
        guard childState == .absent, case .opens(var request) = passage.effect,
            decision.message.direction == .clientToServer, let id = passage.arrival.envelope.id
        else { return nil }
        if decision.editCount > 0 { request.readDeclarations(decision.message.envelope, in: decision.message.document) }
        // A process is told of one handshake, so another one needs it.
        guard let key = request.handshake, hello?.known == nil || hello?.key == key,
            let known = configuration.handshakes[key], known != .varying
        else { return nil }
        let answer = WardMessage.handshake(known, id: id)
        guard let judged = judge(own: answer, to: request) else { return nil }
        let outcome = reply(
            answer, of: known.result.count, to: decision, passage, findings: judged.findings, rule: .answered)
        open(request, decision.message)
        finish(judged.message)
        hello?.known = known
        return outcome
    }

    /// Holds an answer that was kept to all that the server's own would be held to; nil unless it passes as it is (T22).
    private func judge(own answer: WardMessage, to request: LiveRequest) -> Decision? {
        guard !LineFramer.refuses(answer.frame), let document = try? read(answer.frame),
            let envelope = try? Envelope(document.root, in: document)
        else { return nil }
        let arrival = Arrival(
            document: document, envelope: envelope, direction: .serverToClient, received: facts.now)
        var revision = Revision.v20260728
        if request.method == "initialize" {
            guard let agreed = try? agreedRevision(arrival) else { return nil }
            revision = agreed
        }
        let definition = MethodCatalog.catalog(of: revision).method(request.method, travelling: .clientToServer)
        let decision = judge(
            Passage(
                arrival: arrival, revision: revision, definition: definition, request: request, effect: .answers))
        guard decision.objection == nil, decision.editCount == 0, decision.labels.isEmpty else { return nil }
        return decision
    }

    /// Whether the client was answered in the name of a process that nothing needed yet.
    private var isAsleep: Bool { childState == .absent && hello?.known != nil }

    /// Answers what is only asked to see that somebody is there.
    mutating func answerAsleep(_ decision: Decision, _ passage: Passage) -> Outcome? {
        guard isAsleep, decision.message.direction == .clientToServer, decision.message.envelope.kind == .request,
            decision.message.method == "ping", let id = passage.arrival.envelope.id
        else { return nil }
        return reply(.pong(id: id), of: 2, to: decision, passage, findings: [], rule: .answered)
    }

    /// Whether the server misses nothing if a notification does not reach it: it did not run, so it asked for nothing and
    /// did nothing that could be cancelled; that the client is ready it is told once it has shaken hands.
    func isMissedByNobody(_ passage: Passage) -> Bool {
        guard passage.arrival.direction == .clientToServer, passage.arrival.envelope.kind == .notification,
            passage.definition != nil
        else { return false }
        if case .ready = passage.effect { return childState != .running && hello?.known != nil || isIntroducing }
        return isAsleep
    }

    /// Hands out what the server answered to a handshake, if all of it was approved and it is not known yet.
    mutating func learnHandshake(_ decision: Decision, _ passage: Passage) {
        guard surface != nil, decision.editCount == 0, case .answers = passage.effect,
            passage.arrival.direction == .serverToClient, passage.arrival.envelope.kind == .result,
            let key = passage.request?.handshake, let result = passage.arrival.envelope.outcome,
            let answer = HandshakeAnswer(result, in: passage.arrival.document),
            configuration.handshakes[key] != answer, configuration.handshakes[key] != .varying
        else { return }
        actions.append(.keepHandshake(key, answer))
    }
}
