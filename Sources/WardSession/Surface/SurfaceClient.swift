// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
public import WardPinning
import WardProtocol
import WardText

/// Reads the whole surface of a server as its only client, before a person approves it.
///
/// It is a value: feed it what the server writes, and do what it answers. All messages pass a ``Session``, so a server
/// is held to the protocol here as it will be later. How long the server may take is the caller's to decide.
public struct SurfaceClient: Sendable {
    /// What is to be done.
    public enum Output: Sendable {
        /// Send this message to the server, as a line.
        case send(ForwardableMessage)
        /// All was read; nothing follows.
        case finished(SurfaceSighting)
        /// The surface cannot be read; nothing follows.
        case failed(SurfaceClientError)
    }

    /// What is read, in this order.
    private enum List: Hashable, Sendable {
        case declarations(PinnedSurface.Kind)
        case resources

        var method: String {
            switch self {
            case .declarations(let kind): kind.listMethod
            case .resources: "resources/list"
            }
        }
    }

    private enum Step: Hashable, Sendable {
        case idle
        case initializing
        case discovering
        case listing(List)
        case over
    }

    private let words: SurfaceClientWords
    private var session = Session()
    private var step = Step.idle
    private var lists: [List] = []
    private var lastID: Int64 = 0
    private var reading: SurfaceReading
    private var revision = Revision.v20251125
    private var serverName: String?
    private var serverVersion: String?
    private var resources: [SurfaceSighting.Resource] = []
    private var hasMoreResources = false
    private var resourcePages = 0
    private var findings: [Finding] = []
    private var handshakeError = ""
    private var outputs: [Output] = []
    private var now = Moment(nanoseconds: 0)

    /// The most resources that are read: they are shown to a person and not pinned.
    private static let mostResources = 1_000
    private static let mostResourcePages = 100
    private static let mostFindings = 64

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - clientVersion: Ward's own version, which servers are told.
    ///   - limits: How much of each list is read.
    public init(clientVersion: String, limits: SurfaceLimits = SurfaceLimits()) {
        words = SurfaceClientWords(version: clientVersion)
        reading = SurfaceReading(limits: limits)
    }

    /// Begins the handshake; the server's process runs.
    public mutating func begin(at moment: Moment) -> [Output] {
        guard step == .idle else { return [] }
        now = moment
        step = .initializing
        perform(session.begin(at: now))
        perform(session.receive(.childStarted, at: now))
        lastID += 1
        say(words.initialize(id: lastID))
        return takeOutputs()
    }

    /// Takes bytes of the server.
    public mutating func received(_ bytes: [UInt8], at moment: Moment) -> [Output] {
        now = moment
        guard step != .over else { return [] }
        perform(session.receive(.bytes(.serverToClient, bytes), at: now))
        return takeOutputs()
    }

    /// Takes the end of the server's process; the text says how, for a person.
    public mutating func ended(_ how: String, at moment: Moment) -> [Output] {
        now = moment
        fail(SurfaceClientError(.serverExited, "the server ended before its surface was read: \(how)"))
        return takeOutputs()
    }

    private mutating func takeOutputs() -> [Output] {
        defer { outputs = [] }
        return outputs
    }

    // MARK: The session between

    private mutating func say(_ line: [UInt8]) {
        perform(session.receive(.bytes(.clientToServer, line + [0x0A]), at: now))
    }

    private mutating func perform(_ actions: [SessionAction]) {
        for action in actions where step != .over { perform(action) }
    }

    private mutating func perform(_ action: SessionAction) {
        switch action {
        case .forward(let message, .clientToServer), .reply(let message, .clientToServer), .request(let message):
            outputs.append(.send(message))
        case .forward(let message, .serverToClient), .reply(let message, .serverToClient):
            take(message.frame)
        case .recall(let key): perform(session.receive(.recalled(key: key, value: nil), at: now))
        case .store(_, _, _, let token?): perform(session.receive(.committed(token), at: now))
        case .record(let record) where record.direction == .serverToClient:
            findings += record.findings.prefix(max(0, Self.mostFindings - findings.count))
        case .close(.serverLeft(let how)):
            fail(SurfaceClientError(.serverExited, "the server ended before its surface was read: \(how)"))
        default: break
        }
    }

    // MARK: What the server says

    private mutating func take(_ frame: [UInt8]) {
        // INVARIANT: the session reads what it forwards, and its own words are strict.
        guard let document = try? JSONDocument(reading: frame, tolerating: [.loneSurrogates, .inexactNumbers]) else {
            return
        }
        let isBatch = document.kind(of: document.root) == .array
        for node in isBatch ? Array(document.elements(of: document.root)) : [document.root] {
            guard step != .over, let envelope = try? Envelope(node, in: document) else { continue }
            take(envelope, in: document)
        }
    }

    private mutating func take(_ envelope: Envelope, in document: JSONDocument) {
        switch envelope.kind {
        case .notification: break
        case .request:
            guard let id = envelope.id else { return }
            say(envelope.method == "ping" ? words.pong(id) : words.notOffered(id))
        case .result:
            guard envelope.id == .integer(lastID), let result = envelope.outcome else { return }
            take(result: result, in: document)
        case .error:
            guard envelope.id == .integer(lastID), let error = envelope.outcome else { return }
            take(error: error, in: document)
        }
    }

    private mutating func take(result: JSONNode, in document: JSONDocument) {
        do throws(SurfaceError) {
            switch step {
            case .initializing, .discovering: try shakeHands(result, in: document)
            case .listing(.declarations(let kind)):
                next(after: try reading.take(pageOf: kind, result, in: document))
            case .listing(.resources): next(after: takeResources(result, in: document))
            case .idle, .over: break
            }
        } catch {
            fail(SurfaceClientError(error))
        }
    }

    private mutating func take(error: JSONNode, in document: JSONDocument) {
        let code = document.value(named: "code", in: error).flatMap { document.integer($0) }
        let text = document.value(named: "message", in: error).flatMap { document.string($0) } ?? ""
        let shown = "\(code.map(String.init) ?? "no code") \(Visible.escaped(text, limit: 256))"
        switch step {
        case .initializing:
            handshakeError = shown
            step = .discovering
            revision = .v20260728
            lastID += 1
            say(words.request(id: lastID, "server/discover", isModern: true))
        case .discovering:
            fail(
                SurfaceClientError(
                    .noHandshake, "`initialize` was answered \(handshakeError), `server/discover` \(shown)"))
        case .listing(.resources): next(after: nil)
        case .listing(.declarations(let kind)) where code == SurfaceClientWords.methodNotFound:
            // Servers declare resources and have no templates.
            reading.take(noneOf: kind)
            next(after: nil)
        case .listing(let list):
            fail(SurfaceClientError(.listFailed, "`\(list.method)` was answered \(shown)"))
        case .idle, .over: break
        }
    }

    // MARK: Steps

    private mutating func shakeHands(_ result: JSONNode, in document: JSONDocument) throws(SurfaceError) {
        try reading.take(handshake: result, in: document)
        var info = document.value(named: "serverInfo", in: result)
        if step == .discovering {
            info = document.value(named: "_meta", in: result)
                .flatMap { document.value(named: ListMembers.serverInfoKey, in: $0) }
        } else {
            revision = session.facts.revision ?? revision
            say(words.initialized)
        }
        serverName = text("name", of: info, in: document)
        serverVersion = text("version", of: info, in: document)
        let capabilities = document.value(named: "capabilities", in: result)
        for kind in PinnedSurface.Kind.allCases {
            if let capabilities, document.value(named: kind.capability, in: capabilities) != nil {
                lists.append(.declarations(kind))
            } else {
                reading.take(noneOf: kind)
            }
        }
        if lists.contains(.declarations(.templates)) { lists.append(.resources) }
        next(after: nil)
    }

    private func text(_ name: String, of object: JSONNode?, in document: JSONDocument) -> String? {
        object.flatMap { document.value(named: name, in: $0) }.flatMap { document.string($0) }
    }

    /// Asks for the next page of the list that is read, or else for the first one of the next list.
    private mutating func next(after cursor: String?) {
        if cursor == nil {
            guard !lists.isEmpty else { return finish() }
            step = .listing(lists.removeFirst())
        }
        guard case .listing(let list) = step else { return }
        lastID += 1
        say(words.request(id: lastID, list.method, cursor: cursor, isModern: revision.era == .modern))
    }

    private mutating func takeResources(_ result: JSONNode, in document: JSONDocument) -> String? {
        let listed = document.value(named: "resources", in: result).map { Array(document.elements(of: $0)) } ?? []
        for element in listed {
            guard resources.count < Self.mostResources else {
                hasMoreResources = true
                return nil
            }
            resources.append(
                SurfaceSighting.Resource(
                    uri: text("uri", of: element, in: document) ?? "",
                    name: text("name", of: element, in: document) ?? ""))
        }
        resourcePages += 1
        let cursor = text("nextCursor", of: result, in: document)
        guard cursor == nil || resourcePages < Self.mostResourcePages else {
            hasMoreResources = true
            return nil
        }
        return cursor
    }

    private mutating func finish() {
        step = .over
        outputs.append(
            .finished(
                SurfaceSighting(
                    surface: reading.surface, revision: revision, serverName: serverName,
                    serverVersion: serverVersion, resources: resources, hasMoreResources: hasMoreResources,
                    findings: findings)))
    }

    private mutating func fail(_ error: SurfaceClientError) {
        guard step != .over else { return }
        step = .over
        outputs.append(.failed(error))
    }
}
