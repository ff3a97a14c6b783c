// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession
import WardTesting

extension Hostile {
    private static let padding = String(repeating: "x", count: 5_000_000)
    private static let hugeCapabilities = "{\"experimental\":{\"x\":{\"y\":\"\(padding)\"}}}"

    /// Messages out of order, in another era, of another revision (A5, A7, A8, T64).
    static let order: [Hostile] = [
        .client("a call before the handshake", in: .fresh, call, "before-initialize", .error("7")),
        .client(
            "an unknown request before the handshake", in: .fresh, #"{"jsonrpc":"2.0","id":7,"method":"x/own"}"#,
            "before-initialize", .error("7")),
        .client(
            "`initialized` before the handshake", in: .fresh,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            "before-initialize", .nothing),
        .client(
            "`initialized` twice", #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, "initialize-twice",
            .nothing),
        .client(
            "`initialize` twice", SessionDriver.initialize("2025-11-25", id: 7), "initialize-twice", .error("7")),
        .client(
            "`initialize` again while the first waits", in: .initializing,
            SessionDriver.initialize("2025-11-25", id: 7),
            "initialize-twice", .error("7")),
        .client(
            "`initialize` again before `initialized`", in: .initialized, SessionDriver.initialize("2025-11-25", id: 7),
            "initialize-twice", .error("7")),
        .server("a request before the handshake", in: .fresh, roots, "before-initialize", .error("7")),
        .server("a request while `initialize` waits", in: .initializing, roots, "before-initialize", .error("7")),
        .server("a request before `initialized`", in: .initialized, roots, "before-initialize", .error("7")),
        .server(
            "a change before the handshake", in: .fresh,
            #"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#, "before-initialize", .nothing),
        .client(
            "a modern request after a handshake", SessionDriver.modernRequest("7", "tools/list"), "wrong-era",
            .error("7")),
        .client(
            "a modern request while `initialize` waits", in: .initializing,
            SessionDriver.modernRequest("7", "ping"), "wrong-era", .error("7")),
        .client(
            "`initialize` after a modern request", in: .modern, SessionDriver.initialize("2025-11-25", id: 7),
            "wrong-era", .error("7")),
        .client(
            "`initialize` with a revision in its metadata", in: .fresh,
            #"{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#,
            "wrong-era", .error("7")),
        .client(
            "a revision below the floor", in: .fresh, SessionDriver.initialize("2024-11-05", id: 7),
            "revision-below-floor", .error("7")
        ) {
            $0.oldestRevision = .v20250618
        },
        .server(
            "a downgrade below the floor", in: .initializing, SessionDriver.initialized("2024-11-05"),
            "revision-below-floor", .fails("0")
        ) { $0.oldestRevision = .v20250618 },
        .server(
            "a revision of the future", in: .initializing, SessionDriver.initialized("2099-01-01"), "unknown-revision",
            .fails("0")),
        .server(
            "a modern revision as the answer to `initialize`", in: .initializing,
            SessionDriver.initialized("2026-07-28"),
            "unknown-revision", .fails("0")),
        .server(
            "an answer to `initialize` without a revision", in: .initializing,
            #"{"jsonrpc":"2.0","id":0,"result":{"capabilities":{},"serverInfo":{"name":"x","version":"1"}}}"#,
            "unknown-revision", .fails("0")),
        .server(
            "an answer to `initialize` without capabilities", in: .initializing,
            #"{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-11-25","serverInfo":{"name":"x","version":"1"}}}"#,
            "missing-member", .fails("0")),
        .client(
            "5 MB of capabilities", in: .fresh, SessionDriver.initialize("2025-11-25", client: hugeCapabilities, id: 7),
            "oversized-member", .error("7")),
        .server(
            "5 MB of capabilities", in: .initializing,
            SessionDriver.initialized("2025-11-25", server: hugeCapabilities),
            "oversized-member", .fails("0")),
        .client(
            "5 MB of capabilities in each request", in: .modern,
            SessionDriver.modernRequest("7", "tools/list", capabilities: hugeCapabilities), "oversized-member",
            .error("7")),
    ]

    /// Methods of the other side, of another revision, or of none.
    static let methods: [Hostile] = [
        .client(
            "a request that only servers send",
            #"{"jsonrpc":"2.0","id":7,"method":"sampling/createMessage","params":{"messages":[],"maxTokens":1}}"#,
            "wrong-direction", .error("7")),
        .server(
            "a request that only clients send",
            #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"x"}}"#,
            "wrong-direction", .error("7")),
        .server(
            "a notification that only clients send", #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            "wrong-direction", .nothing),
        .client(
            "a notification that only servers send",
            #"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1}}"#,
            "wrong-direction", .nothing),
        .client(
            "a method of a later revision", in: .legacy(.v20250618),
            #"{"jsonrpc":"2.0","id":7,"method":"tasks/get","params":{"taskId":"t"}}"#, "method-not-in-revision",
            .error("7")),
        .server(
            "elicitation before it was invented", in: .legacy(.v20250326),
            #"{"jsonrpc":"2.0","id":7,"method":"elicitation/create","params":{"message":"x","requestedSchema":{"type":"object","properties":{}}}}"#,
            "method-not-in-revision", .error("7")),
        .client(
            "`server/discover` after a handshake", #"{"jsonrpc":"2.0","id":7,"method":"server/discover"}"#,
            "method-not-in-revision", .error("7")),
        .client(
            "`ping` in 2026-07-28", in: .modern, SessionDriver.modernRequest("7", "ping"), "method-not-in-revision",
            .error("7")),
        .client(
            "an unknown method where those are refused", #"{"jsonrpc":"2.0","id":7,"method":"x/own"}"#,
            "method-not-in-revision", .error("7")
        ) { $0.unknownMethods = .refuse },
        .server(
            "an unknown notification where those are refused", #"{"jsonrpc":"2.0","method":"notifications/own"}"#,
            "method-not-in-revision", .nothing
        ) { $0.unknownMethods = .refuse },
    ]
}
