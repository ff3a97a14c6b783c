// SPDX-License-Identifier: Apache-2.0

public import WardProtocol

extension SessionDriver {
    /// Plays the handshake of a legacy revision, by default with every capability declared on both sides.
    public mutating func shakeHands(
        _ revision: Revision = .v20251125,
        client: String = Self.allClientCapabilities,
        server: String = Self.allServerCapabilities,
        id: Int = 0
    ) {
        self.client(Self.initialize(revision.rawValue, client: client, id: id))
        self.server(Self.initialized(revision.rawValue, server: server, id: id))
        self.client("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
        clear()
    }

    /// Plays a `server/discover` of 2026-07-28, by default of a server that declares everything.
    public mutating func discover(server: String = Self.allServerCapabilities, id: Int = 0) {
        self.client(Self.modernRequest("\(id)", "server/discover"))
        self.server(Self.discovered(server: server, id: id))
        clear()
    }

    /// A request to open a legacy session.
    public static func initialize(
        _ revision: String,
        client: String = Self.allClientCapabilities,
        id: Int = 0
    ) -> String {
        """
        {"jsonrpc":"2.0","id":\(id),"method":"initialize","params":{"protocolVersion":"\(revision)",\
        "capabilities":\(client),"clientInfo":{"name":"driver","version":"1"}}}
        """
    }

    /// The answer to ``initialize(_:client:id:)``.
    public static func initialized(
        _ revision: String,
        server: String = Self.allServerCapabilities,
        id: Int = 0
    ) -> String {
        """
        {"jsonrpc":"2.0","id":\(id),"result":{"protocolVersion":"\(revision)","capabilities":\(server),\
        "serverInfo":{"name":"scripted","version":"1"}}}
        """
    }

    /// The answer to a `server/discover`.
    public static func discovered(server: String = Self.allServerCapabilities, id: Int = 0) -> String {
        """
        {"jsonrpc":"2.0","id":\(id),"result":{"resultType":"complete","supportedVersions":["2026-07-28"],\
        "capabilities":\(server),"ttlMs":0,"cacheScope":"private"}}
        """
    }

    /// A request of 2026-07-28.
    ///
    /// - Parameters:
    ///   - id: The text of the id, with its quotes if it is a string.
    ///   - method: The method.
    ///   - params: More members of `params`, such as `"name":"echo"`; none if empty.
    ///   - capabilities: The text of what the client declares.
    ///   - metadata: More members of `_meta`, each with a comma before it.
    /// - Returns: The line.
    public static func modernRequest(
        _ id: String,
        _ method: String,
        _ params: String = "",
        capabilities: String = "{}",
        metadata: String = ""
    ) -> String {
        """
        {"jsonrpc":"2.0","id":\(id),"method":"\(method)","params":{\(params)\(params.isEmpty ? "" : ",")\
        "_meta":\(modernMetadata(capabilities: capabilities, more: metadata))}}
        """
    }

    /// The `_meta` of a 2026-07-28 request.
    public static func modernMetadata(capabilities: String = "{}", more: String = "") -> String {
        """
        {"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
        "io.modelcontextprotocol/clientInfo":{"name":"driver","version":"1"},\
        "io.modelcontextprotocol/clientCapabilities":\(capabilities)\(more)}
        """
    }

    /// All that a client can declare.
    public static let allClientCapabilities = """
        {"roots":{"listChanged":true},"sampling":{"tools":{},"context":{}},"elicitation":{"form":{},"url":{}},\
        "tasks":{"list":{},"cancel":{},"requests":{"sampling":{"createMessage":{}},"elicitation":{"create":{}}}}}
        """

    /// All that a server can declare.
    public static let allServerCapabilities = """
        {"tools":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true},\
        "prompts":{"listChanged":true},"logging":{},"completions":{},\
        "tasks":{"list":{},"cancel":{},"requests":{"tools":{"call":{}}}}}
        """
}
