// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardSession
import WardTesting

/// A server whose answers to handshakes are known, behind a session that starts it when something needs it.
enum KnownServer {
    static let capabilities = ListingServer.capabilities
    static let instructions = "Be kind"

    /// The text of `result` of `initialize`.
    static func legacy(_ revision: String = "2025-11-25", instructions: String = instructions) -> String {
        """
        {"protocolVersion":"\(revision)","capabilities":\(capabilities),\
        "serverInfo":{"name":"s","version":"1"},"instructions":"\(instructions)"}
        """
    }

    /// The text of `result` of `server/discover`.
    static func modern(instructions: String = instructions) -> String {
        """
        {"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":\(capabilities),\
        "instructions":"\(instructions)","ttlMs":5000,"cacheScope":"public"}
        """
    }

    static func key(_ method: String = "initialize", _ revision: String = "2025-11-25") -> HandshakeKey {
        HandshakeKey(method: method, revision: revision, client: Digest256(of: Array("{}".utf8)))
    }

    static let tool = ListingServer.tool("echo")

    static func pin() throws -> PinnedSurface { try ListingServer.pin(tools: [tool], instructions: instructions) }

    /// A session that knows what the server answers to a client without capabilities, in some revisions.
    static func driver(_ handshakes: [HandshakeKey: String]? = nil) throws -> SessionDriver {
        var configuration = SessionConfiguration()
        configuration.start = .onFirstNeed
        configuration.surface = try pin()
        let known = handshakes ?? [key(): legacy(), key("server/discover", "2026-07-28"): modern()]
        configuration.handshakes = known.mapValues { HandshakeAnswer(result: Array($0.utf8)) }
        return SessionDriver(configuration: configuration)
    }

    static func initialize(_ revision: String = "2025-11-25") -> String {
        SessionDriver.initialize(revision, client: "{}")
    }

    /// Ward's own handshake with the process, under a number of Ward's.
    static func asked(_ number: Int) -> String {
        initialize().replacing("\"id\":0,", with: "\"id\":\"ward/\(number)\",")
    }
}

extension SessionDriver {
    /// How often the process was wanted.
    var starts: Int { others.count { if case .startChild = $0 { true } else { false } } }

    /// What was handed out to be kept, or forgotten.
    var keptHandshakes: [(HandshakeKey, HandshakeAnswer)] {
        others.compactMap { if case .keepHandshake(let key, let answer) = $0 { (key, answer) } else { nil } }
    }
}
