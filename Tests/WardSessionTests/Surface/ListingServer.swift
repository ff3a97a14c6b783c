// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardSession
import WardTesting
import WardText

/// A server whose lists a test writes down, behind a session with a pinned surface.
struct ListingServer {
    var driver: SessionDriver
    /// The pages of each list, by method.
    var pages: [String: [[String]]] = [:]
    /// More members of each result, each with a comma before it.
    var more = ""
    /// How many requests for the first page of a list came.
    private(set) var readings = 0
    private var answered = 0
    private let isModern: Bool

    /// Starts a session and plays its handshake.
    init(_ revision: Revision = .v20251125, pin: PinnedSurface, limits: SurfaceLimits = SurfaceLimits()) {
        var configuration = SessionConfiguration()
        configuration.surface = pin
        configuration.surfaceLimits = limits
        driver = SessionDriver(configuration: configuration)
        isModern = revision.era == .modern
        if isModern {
            more = ",\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\""
            driver.discover(server: Self.capabilities)
        } else {
            driver.shakeHands(revision, server: Self.capabilities)
        }
    }

    /// What the server declares, and what the pins of these tests cover.
    static let capabilities = """
        {"tools":{"listChanged":true},"prompts":{"listChanged":true},"resources":{"listChanged":true}}
        """

    static func tool(_ name: String, _ description: String = "does") -> String {
        "{\"name\": \"\(name)\",\"description\":\"\(description)\",\"inputSchema\":{\"type\":\"object\"}}"
    }

    /// The pin of a surface with these tools and prompts.
    static func pin(
        tools: [String] = [],
        prompts: [String] = [],
        templates: [String] = [],
        instructions: String? = nil,
        capabilities: String = capabilities,
        varying: Set<JSONPointer> = []
    ) throws -> PinnedSurface {
        var reading = SurfaceReading()
        let spoken = instructions.map { ",\"instructions\":\"\($0)\"" } ?? ""
        let handshake = try JSONDocument(reading: Array("{\"capabilities\":\(capabilities)\(spoken)}".utf8))
        try reading.take(handshake: handshake.root, in: handshake)
        for (kind, list) in [(PinnedSurface.Kind.tools, tools), (.prompts, prompts), (.templates, templates)] {
            let text = "{\"\(kind.listMember)\":[\(list.joined(separator: ","))]}"
            let page = try JSONDocument(reading: Array(text.utf8))
            _ = try reading.take(pageOf: kind, page.root, in: page)
        }
        return PinnedSurface(approving: reading.surface, varying: varying)
    }

    mutating func list(_ kind: PinnedSurface.Kind = .tools, _ texts: [String]) { pages[kind.listMethod] = [texts] }

    // MARK: The server

    /// Answers the requests of Ward's own that were not answered yet, and those that follow from it.
    mutating func serve() {
        while let (id, method, cursor) = nextQuery() {
            if cursor == nil { readings += 1 }
            let pages = pages[method] ?? [[]]
            let number = cursor.flatMap { Int($0) } ?? 0
            let next = number + 1 < pages.count ? ",\"nextCursor\":\"\(number + 1)\"" : ""
            let member = PinnedSurface.Kind.allCases.first { $0.listMethod == method }?.listMember ?? ""
            let list = pages[number].joined(separator: ",")
            driver.server(Line.result("\"\(id)\"", "{\"\(member)\":[\(list)]\(next)\(more)}"))
        }
    }

    /// The next request of Ward's own that has no answer.
    mutating func nextQuery() -> (id: String, method: String, cursor: String?)? {
        while answered < driver.toServer.count {
            let line = driver.toServer[answered]
            answered += 1
            guard let said = try? Said(line), let id = try? said.string("/id"), id.hasPrefix("ward/"),
                let method = try? said.string("/method")
            else { continue }
            return (id, method, try? said.string("/params/cursor"))
        }
        return nil
    }

    /// The next request of Ward's own; there must be one.
    mutating func query() throws -> (id: String, method: String, cursor: String?) {
        let next = nextQuery()
        return try #require(next)
    }

    /// Forgets all that was said so far.
    mutating func forget() {
        driver.clear()
        answered = 0
    }

    // MARK: The client

    func request(_ id: String, _ method: String, _ params: String = "", capabilities: String = "{}") -> String {
        if isModern { return SessionDriver.modernRequest(id, method, params, capabilities: capabilities) }
        return Line.request(id, method, params.isEmpty ? nil : "{\(params)}")
    }

    /// Asks for a list and lets the server answer what Ward asks.
    mutating func ask(_ id: String, _ method: String = "tools/list", _ params: String = "") {
        driver.client(request(id, method, params))
        serve()
    }

    /// Calls a tool and lets the server answer what Ward asks.
    mutating func call(_ id: String, _ tool: String) { ask(id, "tools/call", "\"name\":\"\(tool)\"") }

    /// The answer to a request of the client, if there is one.
    func answer(_ id: String) throws -> Said? {
        for line in driver.toClient {
            let said = try Said(line)
            if try said.text("/id") == id { return said }
        }
        return nil
    }

    /// The texts of what an answer lists.
    func listed(_ id: String, _ kind: PinnedSurface.Kind = .tools) throws -> [String]? {
        guard let said = try answer(id),
            let list = said.document.node(at: JSONPointer(tokens: ["result", kind.listMember]))
        else { return nil }
        return said.document.elements(of: list).map { said.document.text(of: $0) }
    }

    /// The rule of an answer that is Ward's refusal.
    func rule(_ id: String) throws -> String? {
        guard let said = try answer(id) else { return nil }
        if let rule = try said.string("/error/data/rule") { return rule }
        guard try said.text("/result/isError") == "true", let text = try said.string("/result/content/0/text"),
            let start = text.range(of: "(rule ")
        else { return nil }
        return String(text[start.upperBound...].prefix { $0 != ")" })
    }

    /// The calls of the client that reached the server.
    var callsSeen: [String] { driver.toServer.filter { $0.contains("tools/call") || $0.contains("prompts/get") } }

    /// What was handed out for review.
    var observed: [(surface: Surface, check: SurfaceCheck)] {
        driver.others.compactMap {
            if case .surfaceObserved(let surface, let check) = $0 { (surface, check) } else { nil }
        }
    }

    var findings: [String] { driver.records.flatMap(\.findings).map(\.code) }
}

extension String {
    /// Where another text stands in this one, without Foundation.
    fileprivate func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}
