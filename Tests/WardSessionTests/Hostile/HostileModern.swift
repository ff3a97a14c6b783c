// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession
import WardTesting

extension Hostile {
    private static func metadata(_ text: String) -> String {
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\",\"params\":{\"_meta\":\(text)}}"
    }

    private static let modernCall = SessionDriver.modernRequest("7", "tools/call", "\"name\":\"echo\"")
    private static let listing = SessionDriver.modernRequest("7", "tools/list")

    private static func answer(_ name: String, to request: String = modernCall, _ result: String, _ rule: String)
        -> Hostile
    {
        .server(
            name, in: .modern, before: [(.clientToServer, request)],
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\(result)}", rule, .fails("7"))
    }

    /// What 2026-07-28 forbids (R100, R106, R133).
    static let modern: [Hostile] = [
        .client(
            "a request without metadata", in: .modern, #"{"jsonrpc":"2.0","id":7,"method":"tools/list"}"#,
            "missing-metadata", .error("7")),
        .client(
            "`ping` without metadata", in: .modern, #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#, "missing-metadata",
            .error("7")),
        .client("metadata without a revision", in: .modern, metadata("{}"), "missing-metadata", .error("7")),
        .client(
            "metadata without capabilities", in: .modern,
            metadata(#"{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#), "missing-member", .error("7")),
        .client(
            "a revision of the future in the metadata", in: .modern,
            metadata(
                #"{"io.modelcontextprotocol/protocolVersion":"2099-01-01","io.modelcontextprotocol/clientCapabilities":{}}"#
            ),
            "unknown-revision", .error("7", -32_022)),
        .client(
            "a revision of the future in the first message", in: .fresh,
            metadata(
                #"{"io.modelcontextprotocol/protocolVersion":"2099-01-01","io.modelcontextprotocol/clientCapabilities":{}}"#
            ),
            "unknown-revision", .error("7", -32_022)),
        .client(
            "a legacy revision in the metadata", in: .modern,
            metadata(
                #"{"io.modelcontextprotocol/protocolVersion":"2025-11-25","io.modelcontextprotocol/clientCapabilities":{}}"#
            ),
            "unknown-revision", .error("7", -32_022)),
        .client(
            "a revision that is a number", in: .modern,
            metadata(
                #"{"io.modelcontextprotocol/protocolVersion":20260728,"io.modelcontextprotocol/clientCapabilities":{}}"#
            ),
            "invalid-metadata", .error("7")),
        .client(
            "two revisions that read alike", in: .modern,
            metadata(
                #"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/protocolversion":"2025-11-25","io.modelcontextprotocol/clientCapabilities":{}}"#
            ),
            "folded-name", .error("7")),
        .server(
            "a request", in: .modern, #"{"jsonrpc":"2.0","id":7,"method":"roots/list"}"#, "wrong-direction", .error("7")
        ),
        .server("a ping", in: .modern, #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#, "wrong-direction", .error("7")),
        .client(
            "a response", in: .modern, #"{"jsonrpc":"2.0","id":7,"result":{"roots":[]}}"#, "unsolicited-response",
            .nothing),
        .client(
            "progress", in: .modern,
            #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}"#,
            "wrong-direction", .nothing),
        .client(
            "`initialized`", in: .modern, #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            "method-not-in-revision", .nothing),
        .server(
            "logs that nobody asked for", in: .modern,
            #"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}"#,
            "logs-not-requested", .nothing),
        answer("an unknown result type", #"{"resultType":"later","content":[]}"#, "unknown-result-type"),
        answer("a result type in capitals", #"{"resultType":"COMPLETE","content":[]}"#, "unknown-result-type"),
        answer("a result type that is a number", #"{"resultType":1,"content":[]}"#, "unknown-result-type"),
        answer(
            "two result types that read alike",
            #"{"resultType":"complete","ResultType":"input_required","content":[]}"#,
            "folded-name"),
        answer("a result without a type and without content", "{}", "missing-member"),
        answer(
            "a list without its time to live", to: listing, #"{"resultType":"complete","tools":[]}"#, "missing-member"),
    ]

    private static let everything = SessionDriver.allClientCapabilities
    private static let capableCall = SessionDriver.modernRequest(
        "7", "tools/call", "\"name\":\"echo\"", capabilities: everything)
    private static let sampling =
        #"{"s":{"method":"sampling/createMessage","params":{"messages":[],"maxTokens":1}}}"#
    private static let asked: [(Direction, String)] = [
        (
            .clientToServer,
            SessionDriver.modernRequest("5", "tools/call", "\"name\":\"echo\"", capabilities: everything)
        ),
        (
            .serverToClient,
            #"{"jsonrpc":"2.0","id":5,"result":{"resultType":"input_required","inputRequests":{"r":{"method":"roots/list"}},"requestState":"s1"}}"#
        ),
    ]

    private static func retry(_ name: String, _ params: String, _ rule: String = "unknown-request-state") -> Hostile {
        .client(
            name, in: .modern, before: asked,
            SessionDriver.modernRequest("7", "tools/call", params, capabilities: everything), rule, .error("7"))
    }

    /// Results that ask for input, and retries (R101–R105).
    static let inputRequired: [Hostile] = [
        answer(
            "input for a list", to: listing, #"{"resultType":"input_required","requestState":"s"}"#,
            "input-required-not-allowed"),
        answer("input of nothing", #"{"resultType":"input_required"}"#, "empty-input-required"),
        answer(
            "input of an empty list", #"{"resultType":"input_required","inputRequests":{}}"#, "empty-input-required"),
        answer(
            "sampling that was not declared", #"{"resultType":"input_required","inputRequests":\#(sampling)}"#,
            "undeclared-input-request"),
        answer(
            "roots that were not declared",
            #"{"resultType":"input_required","inputRequests":{"r":{"method":"roots/list"}}}"#,
            "undeclared-input-request"),
        answer(
            "a request that cannot be asked for", to: capableCall,
            #"{"resultType":"input_required","inputRequests":{"t":{"method":"tools/call","params":{"name":"x"}}}}"#,
            "no-variant"),
        answer(
            "a state that is no text", to: capableCall, #"{"resultType":"input_required","requestState":{"a":1}}"#,
            "wrong-type"),
        .client(
            "an invented state", in: .modern,
            SessionDriver.modernRequest("7", "tools/call", #""name":"echo","requestState":"s""#),
            "unknown-request-state", .error("7")),
        .client(
            "invented answers", in: .modern,
            SessionDriver.modernRequest("7", "tools/call", #""name":"echo","inputResponses":{"r":{"roots":[]}}"#),
            "unknown-request-state", .error("7")),
        retry("another state", #""name":"echo","requestState":"s2","inputResponses":{"r":{"roots":[]}}"#),
        retry("a state in other letters", #""name":"echo","requestState":"S1","inputResponses":{"r":{"roots":[]}}"#),
        retry("no state", #""name":"echo","inputResponses":{"r":{"roots":[]}}"#),
        retry(
            "other arguments",
            #""name":"echo","arguments":{"path":"/etc"},"requestState":"s1","inputResponses":{"r":{"roots":[]}}"#),
        retry("another tool", #""name":"delete","requestState":"s1","inputResponses":{"r":{"roots":[]}}"#),
        retry(
            "an answer to what was not asked", #""name":"echo","requestState":"s1","inputResponses":{"x":{"roots":[]}}"#
        ),
        .client(
            "one round too many", in: .modern, before: asked,
            SessionDriver.modernRequest(
                "7", "tools/call", #""name":"echo","requestState":"s1""#, capabilities: everything),
            "too-many-rounds", .error("7")
        ) { $0.limits.rounds = 1 },
        .client(
            "a round that is over", in: .modern,
            before: asked + [
                (
                    .clientToServer,
                    SessionDriver.modernRequest(
                        "6", "tools/call", #""name":"echo","requestState":"s1""#, capabilities: everything)
                ),
                (.serverToClient, #"{"jsonrpc":"2.0","id":6,"result":{"resultType":"complete","content":[]}}"#),
            ],
            SessionDriver.modernRequest(
                "7", "tools/call", #""name":"echo","requestState":"s1""#, capabilities: everything),
            "unknown-request-state", .error("7")),
    ]
}
