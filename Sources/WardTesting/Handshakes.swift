// SPDX-License-Identifier: Apache-2.0

public import WardProtocol

extension SessionDriver {
    /// Plays the handshake of a legacy revision, with every capability declared on both sides.
    public mutating func shakeHands(
        _ revision: Revision = .v20251125,
        client: String = Self.allClientCapabilities,
        server: String = Self.allServerCapabilities
    ) {
        let version = revision.rawValue
        self.client(
            """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\(version)",\
            "capabilities":\(client),"clientInfo":{"name":"driver","version":"1"}}}
            """)
        self.server(
            """
            {"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"\(version)","capabilities":\(server),\
            "serverInfo":{"name":"scripted","version":"1"}}}
            """)
        self.client("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
        clear()
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

    /// The `_meta` of a 2026-07-28 request.
    public static func modernMetadata(capabilities: String = "{}", more: String = "") -> String {
        """
        {"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
        "io.modelcontextprotocol/clientInfo":{"name":"driver","version":"1"},\
        "io.modelcontextprotocol/clientCapabilities":\(capabilities)\(more)}
        """
    }
}
