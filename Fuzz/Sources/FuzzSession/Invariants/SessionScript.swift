// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardSession

/// A session's life, read from bytes: what a fuzzer changes at random and a person can still read.
///
/// The first two characters choose the configuration and the pieces in which bytes come. Then comes one step after the
/// other, with U+001E (record separator) between them: a letter for what happens, and text for what comes with it.
struct SessionScript {
    /// One thing that happens.
    enum Step {
        /// Bytes of a peer, as they are.
        case bytes(Direction, [UInt8])
        /// A request of the client or the server, with the next free id; the text is the rest after the id.
        case request(Direction, [UInt8])
        /// An answer to the oldest request that waits; the text is `result` or `error` and what follows.
        case answer(Direction, [UInt8])
        /// The handshake of a revision before 2026-07-28, with all capabilities.
        case handshake(Revision)
        /// A request of 2026-07-28; the text is the method and, after a space, members of `params`.
        case modern([UInt8])
        case end(Direction)
        case seconds(Int)
        case childStarted
        case childExited
        case standInStarted
        /// The client's part of a handshake that is known, where the configuration knows one.
        case hello
        /// An answer to a request of Ward's own; the text is a digit, and `result` or `error` and what follows.
        case introduced([UInt8])
        case committed
        case decided(Approval)
        case recalled([UInt8]?)
        case query([UInt8])
    }

    let configuration: SessionConfiguration
    let guards: [any Guard]
    /// Chooses the pieces of the second session.
    let seed: UInt64
    let steps: [Step]

    /// Reads any bytes; what is no step is left out.
    init(_ input: [UInt8]) {
        var configuration = SessionConfiguration()
        let flags = input.first.map { $0 &- 0x30 } ?? 0
        if flags & 1 != 0 { configuration.start = .onFirstNeed }
        if flags & 2 != 0 { configuration.limits = Self.tightLimits }
        if flags & 4 != 0 { configuration.unknownMethods = .refuse }
        if flags & 16 != 0 { configuration = Self.knowing(configuration) }
        self.configuration = configuration
        guards = flags & 8 != 0 ? [FuzzGuard()] : []
        seed = input.count > 1 ? UInt64(input[1]) + 1 : 1
        let records = input.dropFirst(2).split(separator: 0x1E, maxSplits: 200)
        steps = records.compactMap { Self.step(Array($0)) }
    }

    /// The client's part of a handshake.
    static let hello =
        #""method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"#
        + #""clientInfo":{"name":"c","version":"1"}}"#

    /// A session that answers ``hello`` itself, and starts its child on first need.
    private static func knowing(_ configuration: SessionConfiguration) -> SessionConfiguration {
        let answer =
            #"{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true},"logging":{}},"#
            + #""serverInfo":{"name":"s","version":"1"}}"#
        let capabilities = #"{"tools":{"listChanged":true},"logging":{}}"#
        let surface = Surface(capabilities: Array(capabilities.utf8))
        var configuration = configuration
        configuration.start = .onFirstNeed
        configuration.surface = PinnedSurface(approving: surface)
        let key = HandshakeKey(method: "initialize", revision: "2025-11-25", client: Digest256(of: Array("{}".utf8)))
        configuration.handshakes = [key: HandshakeAnswer(result: Array(answer.utf8))]
        return configuration
    }

    /// Limits that a short script reaches.
    private static var tightLimits: SessionLimits {
        var limits = SessionLimits()
        limits.messageBytes = 600
        limits.inFlight = 3
        limits.retainedBytes = 1_200
        limits.batch = 3
        limits.handshakeBytes = 200
        limits.messages = Rate(burst: 12, perSecond: 2)
        limits.notifications = Rate(burst: 4, perSecond: 1)
        limits.pings = Rate(burst: 2, perSecond: 1)
        limits.rounds = 2
        limits.memory = 2
        limits.holding = .seconds(5)
        return limits
    }

    private static func step(_ record: [UInt8]) -> Step? {
        guard let letter = record.first else { return nil }
        let text = Array(record.dropFirst())
        switch letter {
        case UInt8(ascii: "c"): return .bytes(.clientToServer, text + [0x0A])
        case UInt8(ascii: "s"): return .bytes(.serverToClient, text + [0x0A])
        case UInt8(ascii: "C"): return .bytes(.clientToServer, text)
        case UInt8(ascii: "S"): return .bytes(.serverToClient, text)
        case UInt8(ascii: "q"): return .request(.clientToServer, text)
        case UInt8(ascii: "Q"): return .request(.serverToClient, text)
        case UInt8(ascii: "a"): return .answer(.serverToClient, text)
        case UInt8(ascii: "A"): return .answer(.clientToServer, text)
        case UInt8(ascii: "h"): return .handshake(revision(text.first))
        case UInt8(ascii: "m"): return .modern(text)
        case UInt8(ascii: "e"): return .end(.clientToServer)
        case UInt8(ascii: "E"): return .end(.serverToClient)
        case UInt8(ascii: "t"): return .seconds(Int(text.first ?? 1))
        case UInt8(ascii: "r"): return .childStarted
        case UInt8(ascii: "x"): return .childExited
        case UInt8(ascii: "b"): return .standInStarted
        case UInt8(ascii: "i"): return .hello
        case UInt8(ascii: "I"): return .introduced(text)
        case UInt8(ascii: "k"): return .committed
        case UInt8(ascii: "y"): return .decided(.approve)
        case UInt8(ascii: "n"): return .decided(.deny("no"))
        case UInt8(ascii: "l"): return .recalled(text.isEmpty ? nil : text)
        case UInt8(ascii: "w"): return .query(text)
        default: return nil
        }
    }

    private static func revision(_ digit: UInt8?) -> Revision {
        switch digit {
        case UInt8(ascii: "1"): .v20241105
        case UInt8(ascii: "2"): .v20250326
        case UInt8(ascii: "3"): .v20250618
        default: .v20251125
        }
    }
}

/// A guard that asks about some calls, labels some results, and edits some of both: all that a guard can do.
struct FuzzGuard: Guard {
    func judge(_ message: JudgedMessage, _ facts: SessionFacts) -> Judgement {
        var judgement = Judgement()
        let document = message.document
        let inner = message.envelope.params ?? message.envelope.outcome
        guard let inner else { return judgement }
        if document.value(named: "ask", in: inner) != nil {
            judgement.objection = Objection(
                .ask, ground: .policy, rule: "script.ask", detail: "it asks to be asked about")
        }
        if let label = document.value(named: "label", in: inner).flatMap({ document.string($0) }) {
            judgement.labels = [label]
        }
        if let secret = document.value(named: "secret", in: inner), document.kind(of: secret) != .null {
            judgement.edits = [JSONEdit(span: document.span(of: secret), bytes: Array("null".utf8))]
        }
        if let endless = document.value(named: "endless", in: inner) {
            judgement.edits.append(JSONEdit(span: document.span(of: endless), bytes: Array("[1]".utf8)))
        }
        return judgement
    }
}
