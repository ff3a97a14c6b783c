// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardJSON
import WardProtocol
import WardSession

/// What must hold whatever happens to a session.
enum SessionInvariants {
    /// Says which invariant these bytes break, read as a ``SessionScript``; `nil` if they break none.
    static func firstBroken(by input: [UInt8]) -> String? {
        let script = SessionScript(input)
        var whole = SessionPlayer(script, pieces: nil)
        var pieces = SessionPlayer(script, pieces: script.seed)
        for step in script.steps {
            let expected = whole.play(step)
            let actual = pieces.play(step)
            if let broken = whole.broken ?? pieces.broken { return broken }
            guard expected == actual || whole.model.sawOversizedLine else {
                return "pieces matter: \(expected) in one, \(actual) in several"
            }
        }
        return nil
    }
}

/// Plays a script to a session and holds what it does against the model.
struct SessionPlayer {
    private(set) var model = SessionModel()
    /// The promise that was broken first.
    private(set) var broken: String?

    private var session: Session
    private var random: UInt64?
    private var now: UInt64 = 1_000_000_000
    private var lastID = 0
    private var seen: [String] = []
    private let inFlight: Int

    /// Starts a session; bytes come in pieces if there is a seed for them.
    init(_ script: SessionScript, pieces seed: UInt64?) {
        session = Session(configuration: script.configuration, guards: script.guards)
        random = seed
        inFlight = script.configuration.limits.inFlight
        perform(session.begin(at: moment))
    }

    /// What a step made the session do, one line each.
    mutating func play(_ step: SessionScript.Step) -> [String] {
        seen = []
        now += 1_000_000
        switch step {
        case .bytes(let direction, let bytes):
            feed(direction, bytes)
        case .request(let direction, let text):
            lastID += 1
            feed(direction, line("\"id\":\(lastID),", text))
        case .answer(let direction, let text):
            guard let id = model.waiting[direction.reversed]?.first else { break }
            feed(direction, line("\"id\":\(spelled(id)),", text))
        case .handshake(let revision):
            shakeHands(revision)
        case .modern(let text):
            feed(.clientToServer, modern(text))
        case .end(let direction):
            receive(.endOfInput(direction))
        case .seconds(let count):
            now += UInt64(count) * 1_000_000_000
            receive(.tick)
        case .childStarted:
            receive(.childStarted)
        case .standInStarted:
            receive(.standInStarted)
        case .hello:
            lastID += 1
            feed(.clientToServer, line("\"id\":\(lastID),", Array(SessionScript.hello.utf8)))
        case .introduced(let text):
            // Ward's requests are counted, and this is one of the first.
            let number = text.first.map { Int($0) - 0x30 } ?? 1
            feed(.serverToClient, line("\"id\":\"ward/\(number)\",", Array(text.dropFirst())))
        case .childExited:
            receive(.childExited("exit status 1"))
        case .committed:
            if let held = model.held.first(where: { $0.reason == .commit }) { receive(.committed(held.token)) }
        case .decided(let approval):
            let asked = model.held.first { if case .approval = $0.reason { true } else { false } }
            if let asked { receive(.decided(asked.token, approval)) }
        case .recalled(let value):
            if let key = model.takeRecall() { receive(.recalled(key: key, value: value)) }
        case .query(let text):
            receive(.query(Query(name: "script", method: String(decoding: text.prefix(40), as: UTF8.self))))
        }
        return seen
    }

    // MARK: Texts

    private func line(_ head: String, _ text: [UInt8]) -> [UInt8] {
        Array(#"{"jsonrpc":"2.0",\#(head)"#.utf8) + text + Array("}\n".utf8)
    }

    private func spelled(_ id: RequestID) -> String {
        let value: JSONValue =
            switch id {
            case .integer(let number): .integer(number)
            case .string(let text): .string(text)
            }
        return String(decoding: value.encoded(), as: UTF8.self)
    }

    private mutating func modern(_ text: [UInt8]) -> [UInt8] {
        lastID += 1
        let parts = text.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
        let method = String(decoding: parts.first ?? [], as: UTF8.self)
        let rest = parts.count > 1 ? "," + String(decoding: parts[1], as: UTF8.self) : ""
        let metadata =
            #""io.modelcontextprotocol/protocolVersion":"2026-07-28","#
            + #""io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"},"#
            + #""io.modelcontextprotocol/clientCapabilities":{"sampling":{},"elicitation":{"form":{}},"roots":{}}"#
        return line(
            "\"id\":\(lastID),", Array(#""method":"\#(method)","params":{"_meta":{\#(metadata)}\#(rest)}"#.utf8))
    }

    private mutating func shakeHands(_ revision: Revision) {
        lastID += 1
        let id = lastID
        let version = #""protocolVersion":"\#(revision.rawValue)""#
        let client = #""capabilities":{"sampling":{},"elicitation":{},"roots":{"listChanged":true}}"#
        let server =
            #""capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true},"#
            + #""prompts":{"listChanged":true},"logging":{},"completions":{}}"#
        receive(.childStarted)
        let hello = #""method":"initialize","params":{\#(version),\#(client),"clientInfo":{"name":"c","version":"1"}}"#
        feed(.clientToServer, line("\"id\":\(id),", Array(hello.utf8)))
        let answer = #""result":{\#(version),\#(server),"serverInfo":{"name":"s","version":"1"}}"#
        feed(.serverToClient, line("\"id\":\(id),", Array(answer.utf8)))
        feed(.clientToServer, line("", Array(#""method":"notifications/initialized""#.utf8)))
    }

    // MARK: Events and actions

    private var moment: Moment { Moment(nanoseconds: now) }

    private mutating func feed(_ direction: Direction, _ bytes: [UInt8]) {
        guard random != nil else {
            receive(.bytes(direction, bytes))
            return
        }
        var start = 0
        while start < bytes.count {
            let end = min(start + nextCount(), bytes.count)
            receive(.bytes(direction, Array(bytes[start..<end])))
            start = end
        }
    }

    private mutating func nextCount() -> Int {
        let state = (random ?? 0) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        random = state
        return Int(state >> 59) + 1
    }

    private mutating func receive(_ event: SessionEvent) {
        perform(session.receive(event, at: moment))
    }

    private mutating func perform(_ actions: [SessionAction]) {
        for action in actions {
            seen.append(shown(action))
            if broken == nil { broken = model.take(action) }
        }
        if broken == nil, session.requestsInFlight > inFlight { broken = "more requests in flight than the limit" }
    }

    private func shown(_ action: SessionAction) -> String {
        switch action {
        case .forward(let message, let direction): "forward \(direction) \(text(message.frame))"
        case .reply(let message, let direction): "reply \(direction) \(text(message.frame))"
        case .request(let message): "request \(text(message.frame))"
        case .answer(let query, let answer): "answer \(query.name) \(answer)"
        case .hold(let token, let question): "hold \(token.number) \(question.rule) \(text(question.frame))"
        case .release(let token, let release): "release \(token.number) \(release)"
        case .store(let key, let value, _, _): "store \(key) \(text(value))"
        case .recall(let key): "recall \(key)"
        case .record(let record):
            "record \(record.sequence) \(record.direction) \(record.subject) \(record.verdict) \(record.rule) "
                + "\(record.offset ?? -1) \(record.edits)"
        case .surfaceObserved(_, let check): "surface \(check)"
        case .keepHandshake(let key, let answer):
            "keep \(key.method) \(key.revision) \(text(answer.result))"
        case .startChild: "start"
        case .close(let reason): "close \(reason)"
        }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
