// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardSession
import WardTesting

/// What real servers list is read, pinned and handed on without loss: honest servers are not held back.
struct RecordedSurfaceTests {
    @Test(arguments: Recording.all)
    func `a real server whose surface was approved is served whole`(name: String) throws {
        var play = try RecordedPlay(Recording(named: name))
        for frame in play.recording.honestFrames { try play.take(frame) }
        #expect(play.held.isEmpty, "\(play.held)")
        #expect(play.callsThatArrived == play.callsThatCame)
        for (method, pages) in play.texts {
            let listed = try pages.flatMap { try play.elements(method, $0) }
            #expect(play.delivered[method]?.isEmpty == false)
            for delivered in play.delivered[method] ?? [] { #expect(delivered == listed) }
        }
    }

    @Test(arguments: Recording.all)
    func `T7: a real server of which nothing was approved shows nothing`(name: String) throws {
        var play = try RecordedPlay(Recording(named: name), pin: PinnedSurface())
        for frame in play.recording.honestFrames { try play.take(frame) }
        #expect(play.callsThatArrived == 0)
        #expect(play.delivered.values.allSatisfy { $0.allSatisfy(\.isEmpty) })
        for frame in play.driver.toClient { #expect(!frame.contains("\"instructions\"")) }
    }
}

/// Plays a recorded session with a pinned surface: Ward's own requests are answered with the recorded pages.
private struct RecordedPlay {
    let recording: Recording
    var driver: SessionDriver
    /// The recorded pages of each list, as far as the recorded client read them.
    var texts: [String: [String]] = [:]
    /// The declarations that reached the client, one list for each time that it asked.
    var delivered: [String: [[String]]] = [:]
    var callsThatCame = 0
    private var methods: [RequestID: String] = [:]
    private var pages: [String: Int] = [:]
    private var served = 0
    private var heard = 0

    init(_ recording: Recording, pin: PinnedSurface? = nil) throws {
        self.recording = recording
        var configuration = SessionConfiguration()
        let (texts, approved) = try Self.approve(recording)
        self.texts = texts
        configuration.surface = pin ?? approved
        driver = SessionDriver(configuration: configuration)
    }

    private static func kind(_ method: String?) -> PinnedSurface.Kind? {
        PinnedSurface.Kind.allCases.first { $0.listMethod == method }
    }

    /// Collects all lists of a recording, and approves each of them and each handshake.
    private static func approve(_ recording: Recording) throws -> ([String: [String]], PinnedSurface) {
        var texts: [String: [String]] = [:]
        var pin = PinnedSurface()
        var asked: [RequestID: (method: String, isFirst: Bool)] = [:]
        for frame in recording.honestFrames {
            let document = try JSONDocument(
                reading: Array(frame.line.utf8), tolerating: [.loneSurrogates, .inexactNumbers])
            guard let envelope = try? Envelope(document.root, in: document), let id = envelope.id else { continue }
            if frame.direction == .clientToServer {
                guard let method = envelope.method else { continue }
                let cursor = envelope.params.flatMap { document.value(named: "cursor", in: $0) }
                asked[id] = (method, cursor == nil)
                continue
            }
            guard envelope.kind == .result, let result = envelope.outcome, let request = asked[id] else { continue }
            var reading = SurfaceReading()
            if let kind = kind(request.method) {
                if request.isFirst { texts[request.method] = [] }
                texts[request.method, default: []].append(document.text(of: result))
                _ = try reading.take(pageOf: kind, result, in: document)
                pin = pin.adding(variantsOf: Surface(declarations: reading.surface.declarations))
            } else if ["initialize", "server/discover"].contains(request.method) {
                try reading.take(handshake: result, in: document)
                pin = pin.adding(variantsOf: reading.surface)
            }
        }
        return (texts, pin)
    }

    mutating func take(_ frame: Recording.Frame) throws {
        let document = try JSONDocument(
            reading: Array(frame.line.utf8), tolerating: [.loneSurrogates, .inexactNumbers])
        let envelope = try? Envelope(document.root, in: document)
        if frame.direction == .clientToServer {
            let method = envelope?.method
            if let id = envelope?.id, let method { methods[id] = method }
            if Self.kind(method) != nil {
                let cursor = envelope?.params.flatMap { document.value(named: "cursor", in: $0) }
                // The cursors of the recording are the server's; Ward has its own.
                if cursor != nil { return }
            }
            if try isCallOfListed(envelope, in: document) { callsThatCame += 1 }
        } else if let id = envelope?.id, envelope?.method == nil, Self.kind(methods[id]) != nil {
            return
        }
        driver.bytes(Array(frame.line.utf8) + [0x0A], from: frame.direction)
        try serve()
        try listen()
    }

    /// Whether a request uses what the server lists; the recorded clients also try what is not there.
    private func isCallOfListed(_ envelope: Envelope?, in document: JSONDocument) throws -> Bool {
        let kinds: [String: PinnedSurface.Kind] = ["tools/call": .tools, "prompts/get": .prompts]
        guard let kind = envelope?.method.flatMap({ kinds[$0] }), let params = envelope?.params,
            let name = document.value(named: "name", in: params).map({ document.text(of: $0) })
        else { return false }
        let listed = try (texts[kind.listMethod] ?? []).flatMap { try elements(kind.listMethod, $0) }
        return try listed.contains { text in
            let declared = try JSONDocument(
                reading: Array(text.utf8), tolerating: [.loneSurrogates, .inexactNumbers])
            return declared.value(named: "name", in: declared.root).map { declared.text(of: $0) } == name
        }
    }

    /// The texts of what a page lists.
    func elements(_ method: String, _ text: String) throws -> [String] {
        let document = try JSONDocument(reading: Array(text.utf8), tolerating: [.loneSurrogates, .inexactNumbers])
        guard let list = Self.kind(method).flatMap({ document.value(named: $0.listMember, in: document.root) })
        else { return [] }
        return document.elements(of: list).map { document.text(of: $0) }
    }

    private mutating func serve() throws {
        while served < driver.toServer.count {
            let said = try Said(driver.toServer[served])
            served += 1
            guard let id = try said.string("/id"), id.hasPrefix("ward/"), let method = try said.string("/method") else {
                continue
            }
            let page = try said.text("/params/cursor") == nil ? 0 : pages[method, default: 0] + 1
            pages[method] = page
            let recorded = texts[method] ?? []
            let member = Self.kind(method)?.listMember ?? ""
            // Some recorded clients did not read to the end.
            let rest = "{\"\(member)\":[],\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\"}"
            driver.server(Line.result("\"\(id)\"", page < recorded.count ? recorded[page] : rest))
        }
    }

    private mutating func listen() throws {
        while heard < driver.toClient.count {
            let line = driver.toClient[heard]
            heard += 1
            let document = try JSONDocument(
                reading: Array(line.utf8), tolerating: [.loneSurrogates, .inexactNumbers])
            guard let id = document.value(named: "id", in: document.root).flatMap({ RequestID($0, in: document) }),
                document.value(named: "method", in: document.root) == nil,
                let kind = Self.kind(methods[id]),
                let result = document.value(named: "result", in: document.root)
            else { continue }
            delivered[kind.listMethod, default: []].append(try elements(kind.listMethod, document.text(of: result)))
        }
    }

    /// What Ward held back.
    var held: [String] {
        driver.records.flatMap(\.findings).map(\.code).filter { $0.hasPrefix("surface.") && $0 != "surface.removed" }
    }

    var callsThatArrived: Int {
        driver.toServer.count { $0.contains("\"method\":\"tools/call\"") || $0.contains("\"method\":\"prompts/get\"") }
    }
}
