// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// Where a connection stands: its era, its handshake, its revision (A5, A7).
///
/// The era is settled by the first success: an answered `initialize` makes it legacy, any other answered request of
/// 2026-07-28 makes it modern. Until then a client may try the one and fall back to the other.
struct Lifecycle: Sendable {
    enum Phase: Hashable, Sendable {
        /// No handshake yet; in the modern era, for ever.
        case open
        /// `initialize` waits for its answer.
        case initializing
        /// `initialize` was answered; `notifications/initialized` is due.
        case initialized
        /// The handshake is done.
        case operating
    }

    private(set) var phase = Phase.open

    /// The revision and kind of rules that a client's message falls under.
    enum Standing: Hashable, Sendable {
        case legacy(Revision)
        case modern
    }

    /// The `_meta` member that names a modern request's revision.
    static let revisionKey = "io.modelcontextprotocol/protocolVersion"
    static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
    static let clientInfoKey = "io.modelcontextprotocol/clientInfo"
    static let subscriptionKey = "io.modelcontextprotocol/subscriptionId"
    static let logLevelKey = "io.modelcontextprotocol/logLevel"

    /// Which revision a client's request is judged by.
    func standing(
        of envelope: Envelope,
        in document: JSONDocument,
        facts: SessionFacts
    ) throws(Refusal) -> Standing {
        let named = envelope.metadata(Self.revisionKey, in: document)
        if envelope.method == "initialize" {
            return try initializing(envelope, in: document, facts: facts, named: named)
        }
        if facts.era == .legacy || phase != .open {
            if let named {
                throw Refusal(.wrongEra, at: named, in: document, "this connection was opened by `initialize`")
            }
            return .legacy(facts.revision ?? .v20251125)
        }
        guard let named else {
            if facts.era == nil {
                if envelope.method == "ping" { return .legacy(.v20251125) }
                throw Refusal(.beforeInitialize, "the first request is `initialize`, or names its revision in `_meta`")
            }
            throw Refusal(.missingMetadata, "a request of 2026-07-28 names its revision in `_meta`")
        }
        return try modern(named, in: document)
    }

    /// Whether a client's request or notification may be sent now.
    func checkClient(_ envelope: Envelope, standing: Standing) throws(Refusal) {
        guard case .legacy = standing else { return }
        switch (phase, envelope.method) {
        case (.operating, "notifications/initialized"):
            throw Refusal(.initializeTwice, "the handshake is done")
        case (_, "initialize"), (_, "ping"), (.operating, _), (_, "notifications/cancelled"),
            (.initialized, _):
            return
        default:
            throw Refusal(.beforeInitialize, "`initialize` was not answered yet")
        }
    }

    /// Whether a server's request or notification may be sent now.
    func checkServer(_ envelope: Envelope, isModern: Bool) throws(Refusal) {
        if isModern {
            guard envelope.kind == .request else { return }
            throw Refusal(.wrongDirection, "a server sends no requests in 2026-07-28")
        }
        switch (phase, envelope.method) {
        case (.operating, _), (_, "ping"), (_, "notifications/message"), (_, "notifications/cancelled"),
            (_, "notifications/progress"):
            return
        case (.initialized, _) where envelope.kind == .notification:
            return
        default:
            throw Refusal(.beforeInitialize, "the client did not finish the handshake yet")
        }
    }

    /// Whether messages that name no revision are judged by 2026-07-28.
    ///
    /// A `server/discover` may stay unanswered for ever, so what is live says so only until a handshake begins.
    func isModern(era: Era?, hasModernRequests: Bool) -> Bool {
        era == .modern || (era == nil && phase == .open && hasModernRequests)
    }

    mutating func sentInitialize() { phase = .initializing }
    mutating func initializeFailed() { phase = .open }
    mutating func initializeAnswered() { phase = .initialized }
    mutating func clientIsReady() { if phase == .initialized { phase = .operating } }

    private func initializing(
        _ envelope: Envelope,
        in document: JSONDocument,
        facts: SessionFacts,
        named: JSONNode?
    ) throws(Refusal) -> Standing {
        if facts.era == .modern {
            throw Refusal(.wrongEra, "this connection speaks 2026-07-28, which has no `initialize`")
        }
        guard phase == .open else { throw Refusal(.initializeTwice, "`initialize` comes once") }
        if let named {
            throw Refusal(.wrongEra, at: named, in: document, "`initialize` carries no revision in `_meta`")
        }
        let proposed = envelope.params.flatMap { document.value(named: "protocolVersion", in: $0) }
        let revision = proposed.flatMap { document.string($0) }.flatMap(Revision.init(rawValue:))
        guard let revision, revision.era == .legacy else { return .legacy(.v20251125) }
        return .legacy(revision)
    }

    private func modern(_ named: JSONNode, in document: JSONDocument) throws(Refusal) -> Standing {
        guard let text = document.string(named) else {
            throw Refusal(.invalidMetadata, at: named, in: document, "the revision must be a string")
        }
        guard Revision(rawValue: text)?.era == .modern else {
            throw Refusal(
                .unknownRevision, at: named, in: document, "Ward does not speak this revision without a handshake",
                demanded: .unsupportedProtocolVersion(requested: String(text.prefix(64))))
        }
        return .modern
    }
}

extension Envelope {
    /// What a log message of a server carries: any data at all, such as times in nanoseconds.
    func loggedData(in document: JSONDocument) -> JSONNode? {
        guard method == "notifications/message", let params else { return nil }
        return document.value(named: "data", in: params)
    }

    /// The value of a member of `params._meta`.
    func metadata(_ key: String, in document: JSONDocument) -> JSONNode? {
        guard let params, let metadata = document.value(named: "_meta", in: params) else { return nil }
        return document.value(named: key, in: metadata)
    }
}
