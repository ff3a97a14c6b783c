// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// One hostile message: where the session stands, who sends what, and what must come of it.
struct Hostile: Sendable {
    /// How far the session is when the message comes.
    enum Standing: Sendable {
        /// Nothing was said yet.
        case fresh
        /// `initialize` (id 0) waits for its answer.
        case initializing
        /// `initialize` was answered; `notifications/initialized` is due.
        case initialized
        /// A handshake is done, with these capabilities.
        case legacy(
            Revision = .v20251125, client: String = SessionDriver.allClientCapabilities,
            server: String = SessionDriver.allServerCapabilities)
        /// `server/discover` (id 0) was answered.
        case modern
    }

    /// What the sender, or whoever waits for the refused answer, is told.
    enum Reply: Sendable, Equatable {
        case nothing
        /// An error of Ward's for this id, in JSON.
        case error(_ id: String, _ code: Int = -31_001)
        /// −32700 without an id: no id was found, or not one that may be answered.
        case parseError
        /// Errors for the items of a batch, in one batch.
        case batch([Reply])
        /// The message was an answer; the request with this id, which the other side sent, gets an error of Ward's.
        case fails(_ id: String)
    }

    let name: String
    var standing: Standing
    /// Honest messages before it.
    var before: [(Direction, String)] = []
    /// Honest messages behind it that make room for more.
    var after: [(Direction, String)] = []
    let from: Direction
    let bytes: [UInt8]
    /// The rule's code, without who misbehaved.
    let rule: String
    let reply: Reply
    var configuration = SessionConfiguration()

    /// A hostile line of the client.
    static func client(
        _ name: String,
        in standing: Standing = .legacy(),
        before: [(Direction, String)] = [],
        after: [(Direction, String)] = [],
        _ line: String,
        _ rule: String,
        _ reply: Reply,
        _ configure: (inout SessionConfiguration) -> Void = { _ in }
    ) -> Hostile {
        .bytes(
            name, in: standing, before: before, after: after, .clientToServer, Array(line.utf8) + [0x0A], rule, reply,
            configure)
    }

    /// A hostile line of the server.
    static func server(
        _ name: String,
        in standing: Standing = .legacy(),
        before: [(Direction, String)] = [],
        after: [(Direction, String)] = [],
        _ line: String,
        _ rule: String,
        _ reply: Reply,
        _ configure: (inout SessionConfiguration) -> Void = { _ in }
    ) -> Hostile {
        .bytes(
            name, in: standing, before: before, after: after, .serverToClient, Array(line.utf8) + [0x0A], rule, reply,
            configure)
    }

    /// Hostile bytes.
    static func bytes(
        _ name: String,
        in standing: Standing = .legacy(),
        before: [(Direction, String)] = [],
        after: [(Direction, String)] = [],
        _ from: Direction,
        _ bytes: [UInt8],
        _ rule: String,
        _ reply: Reply,
        _ configure: (inout SessionConfiguration) -> Void = { _ in }
    ) -> Hostile {
        var row = Hostile(
            name: name, standing: standing, before: before, after: after, from: from, bytes: bytes, rule: rule,
            reply: reply)
        configure(&row.configuration)
        return row
    }

    /// The rule as replies and records name it.
    var fullRule: String {
        "\(from == .clientToServer ? "client" : "server")-misbehaved.\(rule)"
    }

    /// An answered request of the client before it: the ids of later rows begin at 7.
    static let call = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"}}"
    /// A request of the server.
    static let roots = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"roots/list\"}"
}

extension Hostile: CustomTestStringConvertible {
    var testDescription: String { "\(from == .clientToServer ? "client" : "server"): \(name)" }
}

extension Hostile {
    /// A driver that stands where the message comes.
    func makeDriver() -> SessionDriver {
        var driver = SessionDriver(configuration: configuration)
        switch standing {
        case .fresh: break
        case .initializing: driver.client(SessionDriver.initialize("2025-11-25"))
        case .initialized:
            driver.client(SessionDriver.initialize("2025-11-25"))
            driver.server(SessionDriver.initialized("2025-11-25"))
        case .legacy(let revision, let client, let server):
            driver.shakeHands(revision, client: client, server: server)
        case .modern: driver.discover()
        }
        for (direction, line) in before { driver.bytes(Array(line.utf8) + [0x0A], from: direction) }
        return driver
    }

    /// Says something honest after the hostile message; answers whether it arrived, and its answer too.
    func livesOn(_ driver: inout SessionDriver) -> Bool {
        driver.advance(by: .seconds(3_600))
        for (direction, line) in after { driver.bytes(Array(line.utf8) + [0x0A], from: direction) }
        var isModern = false
        switch standing {
        case .fresh: driver.shakeHands(id: 1_000)
        case .initializing:
            if case .fails = reply {
                driver.shakeHands(id: 1_000)
            } else {
                driver.server(SessionDriver.initialized("2025-11-25"))
                driver.client("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
            }
        case .initialized: driver.client("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
        case .legacy: break
        case .modern: isModern = true
        }
        driver.clear()
        let call = isModern ? SessionDriver.modernRequest("1001", "server/discover") : Self.ping
        let answer = isModern ? SessionDriver.discovered(id: 1_001) : "{\"jsonrpc\":\"2.0\",\"id\":1001,\"result\":{}}"
        driver.client(call)
        driver.server(answer)
        return driver.toServer == [call] && driver.toClient == [answer]
    }

    private static let ping = "{\"jsonrpc\":\"2.0\",\"id\":1001,\"method\":\"ping\"}"
}

extension Hostile.Reply {
    /// Reads a line that Ward said.
    init(_ line: String) throws {
        let document = try JSONDocument(reading: Array(line.utf8))
        self = try Self(document.root, in: document)
    }

    private init(_ node: JSONNode, in document: JSONDocument) throws {
        if document.kind(of: node) == .array {
            self = .batch(try document.elements(of: node).map { try Self($0, in: document) })
            return
        }
        let id = try #require(document.value(named: "id", in: node))
        let error = try #require(document.value(named: "error", in: node))
        let code = try #require(document.value(named: "code", in: error).flatMap { document.integer($0) })
        if document.kind(of: id) == .null {
            #expect(code == -32_700)
            self = .parseError
        } else {
            self = .error(document.text(of: id), Int(code))
        }
    }

    /// The rules that a line of Ward's names.
    static func rules(in line: String) throws -> [String] {
        let document = try JSONDocument(reading: Array(line.utf8))
        let isBatch = document.kind(of: document.root) == .array
        let messages = isBatch ? Array(document.elements(of: document.root)) : [document.root]
        return messages.map { message in
            let data = document.value(named: "error", in: message).flatMap { document.value(named: "data", in: $0) }
            return data.flatMap { document.value(named: "rule", in: $0) }.flatMap { document.string($0) } ?? ""
        }
    }
}
