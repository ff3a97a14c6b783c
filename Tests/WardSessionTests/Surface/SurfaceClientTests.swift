// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardSession
import WardTesting
import WardText

/// Ward reads the whole surface of a server before anybody approves it.
struct SurfaceClientTests {
    /// A server of one era whose answers a test writes down, and the client that reads it.
    private struct Play {
        var client: SurfaceClient
        /// Results by method; a list has one for each page.
        var results: [String: [String]]
        var errors: [String: Int] = [:]
        var sent: [String] = []
        var sighting: SurfaceSighting?
        var error: SurfaceClientError?
        private var counts: [String: Int] = [:]

        init(_ results: [String: [String]], limits: SurfaceLimits = SurfaceLimits()) {
            client = SurfaceClient(clientVersion: "1.2.3", limits: limits)
            self.results = results
        }

        mutating func run() throws {
            var pending = take(client.begin(at: Moment(nanoseconds: 1)))
            var next = 0
            while next < pending.count {
                let line = pending[next]
                next += 1
                guard let answer = try answer(to: line) else { continue }
                pending += take(client.received(Array((answer + "\n").utf8), at: Moment(nanoseconds: 2)))
            }
        }

        /// Performs outputs; answers the lines for the server.
        mutating func take(_ outputs: [SurfaceClient.Output]) -> [String] {
            var lines: [String] = []
            for output in outputs {
                switch output {
                case .send(let message): lines.append(String(decoding: message.frame, as: UTF8.self))
                case .finished(let sighting): self.sighting = sighting
                case .failed(let error): self.error = error
                }
            }
            sent += lines
            return lines
        }

        private mutating func answer(to line: String) throws -> String? {
            let said = try Said(line)
            guard let method = try said.string("/method"), let id = try said.text("/id") else { return nil }
            if let code = errors[method] { return Line.error(id, code) }
            let count = counts[method, default: 0]
            counts[method] = count + 1
            guard let pages = results[method], count < pages.count else { return Line.error(id, -32_601) }
            return Line.result(id, pages[count])
        }
    }

    private static let a = ListingServer.tool("a")

    private static let legacy: [String: [String]] = [
        "initialize": [
            """
            {"protocolVersion":"2025-06-18","capabilities":{"tools":{},"prompts":{},"resources":{}},\
            "serverInfo":{"name":"s\\u202e","version":"9"},"instructions":"Be kind"}
            """
        ],
        "tools/list": ["{\"tools\":[\(a)],\"nextCursor\":\"n\"}", "{\"tools\":[\(ListingServer.tool("b"))]}"],
        "prompts/list": [#"{"prompts":[{"name":"p"}]}"#],
        "resources/templates/list": [#"{"resourceTemplates":[{"name":"t","uriTemplate":"x://{y}"}]}"#],
        "resources/list": [#"{"resources":[{"uri":"x://1","name":"one"}]}"#],
    ]

    private static let modernTail = #""resultType":"complete","ttlMs":0,"cacheScope":"private""#

    @Test func `all that a server declares is read`() throws {
        var play = Play(Self.legacy)
        try play.run()
        let sighting = try #require(play.sighting)
        #expect(sighting.revision == .v20250618)
        #expect(sighting.serverName == "s\u{202E}")
        #expect(sighting.serverVersion == "9")
        #expect(sighting.surface.instructions == "Be kind")
        #expect(sighting.surface.declarations[.tools]?.map(\.name) == ["a", "b"])
        #expect(sighting.surface.declarations[.prompts]?.map(\.name) == ["p"])
        #expect(sighting.surface.declarations[.templates]?.map(\.name) == ["x://{y}"])
        #expect(sighting.resources.map { [$0.uri, $0.name] } == [["x://1", "one"]])
        #expect(play.error == nil)
        #expect(play.sent[0].contains(#""clientInfo":{"name":"ward","version":"1.2.3"}"#))
        #expect(play.sent[1] == Line.initialized)
        #expect(play.sent.count == 7)
    }

    @Test func `what is read there is what the gateway lets through`() throws {
        var play = Play(Self.legacy)
        try play.run()
        let sighting = try #require(play.sighting)
        var configuration = SessionConfiguration()
        configuration.surface = PinnedSurface(approving: sighting.surface)
        var driver = SessionDriver(configuration: configuration)
        driver.client(SessionDriver.initialize("2025-06-18"))
        driver.server(Line.result("0", try #require(Self.legacy["initialize"]?.first)))
        #expect(driver.records.allSatisfy { $0.edits == 0 })
        driver.client(Line.initialized)
        driver.client(Line.request("1", "tools/list"))
        for (id, page) in zip(["ward/1", "ward/2"], Self.legacy["tools/list"] ?? []) {
            driver.server(Line.result("\"\(id)\"", page))
        }
        #expect(driver.toClient.last == Line.result("1", "{\"tools\":[\(Self.a),\(ListingServer.tool("b"))]}"))
    }

    @Test(arguments: [-32_601, -32_022, -32_600, -31_001])
    func `a server that has no initialize is asked as 2026-07-28 has it`(code: Int) throws {
        var play = Play([
            "server/discover": [
                """
                {"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"instructions":"Hi",\
                "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"m","version":"2"}},\(Self.modernTail)}
                """
            ],
            "tools/list": ["{\"tools\":[\(Self.a)],\(Self.modernTail)}"],
        ])
        play.errors["initialize"] = code
        try play.run()
        let sighting = try #require(play.sighting)
        #expect(sighting.revision == .v20260728)
        #expect(sighting.serverName == "m")
        #expect(sighting.surface.instructions == "Hi")
        #expect(sighting.surface.declarations[.tools]?.map(\.name) == ["a"])
        // What it does not declare, it has none of.
        #expect(sighting.surface.declarations[.prompts] == [])
        #expect(play.sent.dropFirst().allSatisfy { $0.contains("io.modelcontextprotocol/protocolVersion") })
    }

    @Test func `a server that speaks no MCP is said to`() throws {
        var play = Play([:])
        play.errors = ["initialize": -32_600, "server/discover": -32_601]
        try play.run()
        #expect(play.error?.code == "server-misbehaved.no-handshake")
        #expect(play.error?.detail.contains("-32600") == true)
    }

    @Test func `a list that a server declares and does not have is empty`() throws {
        var play = Play(Self.legacy)
        play.results["resources/templates/list"] = nil
        play.results["resources/list"] = nil
        try play.run()
        #expect(play.sighting?.surface.declarations[.templates] == [])
        #expect(play.sighting?.resources == [])
    }

    @Test func `a list that a server fails to give is no empty list`() throws {
        var play = Play(Self.legacy)
        play.errors["tools/list"] = -32_603
        try play.run()
        #expect(play.error?.code == "server-misbehaved.list-failed")
        #expect(play.sighting == nil)
    }

    @Test(arguments: [
        ("{\"tools\":[\(a),\(a)]}", "server-misbehaved.duplicate-declaration"),
        ("{\"tools\":[\(ListingServer.tool("ward_status"))]}", "server-misbehaved.reserved-declaration"),
        (#"{"tools":7}"#, "server-misbehaved.list-failed"),
    ])
    func `T7: a list that is none is refused`(page: String, code: String) throws {
        var play = Play(Self.legacy)
        play.results["tools/list"] = [page]
        try play.run()
        #expect(play.error?.code == code)
    }

    @Test func `what a server asks of a client gets a proper answer`() throws {
        var play = Play(Self.legacy)
        let moment = Moment(nanoseconds: 3)
        _ = play.take(play.client.begin(at: moment))
        let handshake = Line.result("1", try #require(Self.legacy["initialize"]?.first))
        _ = play.take(play.client.received(Array((handshake + "\n").utf8), at: moment))
        play.sent = []
        for line in [
            Line.request("\"p\"", "ping"), Line.roots,
            Line.request("8", "sampling/createMessage", #"{"messages":[],"maxTokens":1}"#),
            Line.notification("notifications/tools/list_changed"),
        ] {
            _ = play.take(play.client.received(Array((line + "\n").utf8), at: moment))
        }
        #expect(play.sent.count == 3)
        #expect(play.sent.first == Line.result("\"p\""))
        for line in play.sent.dropFirst() { #expect(try Said(line).text("/error/code") == "-32601") }
        #expect(play.error == nil)
    }

    @Test func `a server that ends too early is said to, once`() throws {
        var play = Play(Self.legacy)
        let moment = Moment(nanoseconds: 3)
        _ = play.take(play.client.begin(at: moment))
        _ = play.take(play.client.ended("exited with 1", at: moment))
        #expect(play.error?.code == "environment.server-exited")
        #expect(play.client.ended("again", at: moment).isEmpty)
        #expect(play.client.received(Array("{}\n".utf8), at: moment).isEmpty)
    }

    @Test func `resources are shown up to a number`() throws {
        var play = Play(Self.legacy)
        let many = (0..<1_200).map { "{\"uri\":\"x://\($0)\",\"name\":\"n\"}" }.joined(separator: ",")
        play.results["resources/list"] = ["{\"resources\":[\(many)],\"nextCursor\":\"2\"}"]
        try play.run()
        #expect(play.sighting?.resources.count == 1_000)
        #expect(play.sighting?.hasMoreResources == true)
    }

    @Test(arguments: [UInt64](1...60))
    func `a server that says anything at all ends in one sighting or one error at most`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var play = Play(Self.legacy)
        for (method, pages) in play.results {
            play.results[method] = pages.map { page in
                var text = Array(page.utf8)
                if random.below(4) == 0 { text[random.below(text.count)] = UInt8(0x20 + random.below(95)) }
                return String(decoding: text, as: UTF8.self)
            }
        }
        try play.run()
        #expect(play.sighting == nil || play.error == nil)
        let isOver = play.sighting != nil || play.error != nil
        #expect(play.client.ended("end", at: Moment(nanoseconds: 9)).isEmpty == isOver)
    }
}
