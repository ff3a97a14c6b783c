// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession

extension Hostile {
    private static let long = String(repeating: "x", count: 600)

    /// Envelopes that JSON-RPC or MCP forbid (A1, A2, R140).
    static let envelopes: [Hostile] = [
        .client("no jsonrpc", #"{"id":7,"method":"ping"}"#, "wrong-version", .error("7")),
        .client("jsonrpc 1.0", #"{"jsonrpc":"1.0","id":7,"method":"ping"}"#, "wrong-version", .error("7")),
        .client("jsonrpc as a number", #"{"jsonrpc":2.0,"id":7,"method":"ping"}"#, "wrong-version", .error("7")),
        .client("jsonrpc null", #"{"jsonrpc":null,"id":7,"method":"ping"}"#, "wrong-version", .error("7")),
        .client("id null", #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, "invalid-id", .parseError),
        .client("id with a fraction", #"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, "invalid-id", .parseError),
        .client("id as a float", #"{"jsonrpc":"2.0","id":7.0,"method":"ping"}"#, "invalid-id", .parseError),
        .client("id with an exponent", #"{"jsonrpc":"2.0","id":7e0,"method":"ping"}"#, "invalid-id", .parseError),
        .client("id true", #"{"jsonrpc":"2.0","id":true,"method":"ping"}"#, "invalid-id", .parseError),
        .client("id as an object", #"{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}"#, "invalid-id", .parseError),
        .client("id as an array", #"{"jsonrpc":"2.0","id":[7],"method":"ping"}"#, "invalid-id", .parseError),
        .client(
            "id beyond 2^53", #"{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}"#, "invalid-id", .parseError),
        .client(
            "id of 600 bytes", #"{"jsonrpc":"2.0","id":"\#(long)","method":"ping"}"#, "oversized-member", .parseError),
        .client(
            "id of 200 digits", #"{"jsonrpc":"2.0","id":1\#(String(repeating: "0", count: 200)),"method":"ping"}"#,
            "invalid-id", .parseError),
        .client(
            "params as an array", #"{"jsonrpc":"2.0","id":7,"method":"ping","params":[]}"#, "invalid-params",
            .error("7")),
        .client(
            "params as a string", #"{"jsonrpc":"2.0","id":7,"method":"ping","params":"x"}"#, "invalid-params",
            .error("7")),
        .client(
            "params null", #"{"jsonrpc":"2.0","id":7,"method":"ping","params":null}"#, "invalid-params", .error("7")),
        .client("an empty object", "{}", "wrong-version", .parseError),
        .client("an id alone", #"{"jsonrpc":"2.0","id":7}"#, "not-a-message", .error("7")),
        .client("a number", "42", "not-a-message", .parseError),
        .client("a string", "\"ping\"", "not-a-message", .parseError),
        .client("null", "null", "not-a-message", .parseError),
        .server("true", "true", "not-a-message", .nothing),
        .client("method as a number", #"{"jsonrpc":"2.0","id":7,"method":1}"#, "invalid-method", .error("7")),
        .client("method empty", #"{"jsonrpc":"2.0","id":7,"method":""}"#, "invalid-method", .error("7")),
        .client(
            "method of 600 bytes", #"{"jsonrpc":"2.0","id":7,"method":"\#(long)"}"#, "oversized-member", .error("7")),
        .client(
            "a request with a result", #"{"jsonrpc":"2.0","id":7,"method":"ping","result":{}}"#, "mixed-envelope",
            .error("7")),
        .client(
            "a notification with an error",
            #"{"jsonrpc":"2.0","method":"notifications/roots/list_changed","error":{"code":1,"message":"x"}}"#,
            "mixed-envelope", .nothing),
        .server(
            "an answer that is a request too", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"method":"roots/list","result":{"content":[]}}"#, "mixed-envelope", .error("7")),
        .server(
            "an answer with params", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"params":{},"result":{"content":[]}}"#, "mixed-envelope", .fails("7")),
        .server(
            "an answer with result and error", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"result":{"content":[]},"error":{"code":1,"message":"x"}}"#, "result-and-error",
            .fails("7")),
        .client(
            "an answer with result and error", before: [(.serverToClient, roots)],
            #"{"jsonrpc":"2.0","id":7,"result":{"roots":[]},"error":{"code":1,"message":"x"}}"#, "result-and-error",
            .fails("7")),
        .server("a result without an id", #"{"jsonrpc":"2.0","result":{}}"#, "missing-id", .nothing),
        .server("a result with id null", #"{"jsonrpc":"2.0","id":null,"result":{}}"#, "invalid-id", .nothing),
        .server(
            "an error without a code", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"error":{"message":"x"}}"#, "invalid-error", .fails("7")),
        .server(
            "an error with a text for a code", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"error":{"code":"-32600","message":"x"}}"#, "invalid-error", .fails("7")),
        .server(
            "an error without a message", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"error":{"code":1}}"#, "invalid-error", .fails("7")),
        .server(
            "an error that is a text", before: [(.clientToServer, call)], #"{"jsonrpc":"2.0","id":7,"error":"no"}"#,
            "invalid-error", .fails("7")),
        .server(
            "a result that is a list", before: [(.clientToServer, call)], #"{"jsonrpc":"2.0","id":7,"result":[]}"#,
            "not-a-message", .fails("7")),
        .client(
            "a request's method without an id", #"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}"#,
            "wrong-kind", .nothing),
        .client(
            "a notification's method with an id",
            #"{"jsonrpc":"2.0","id":7,"method":"notifications/roots/list_changed"}"#, "wrong-kind", .error("7")),
        .client(
            "`initialize` without an id", in: .fresh,
            #"{"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}"#,
            "wrong-kind", .nothing),
    ]
}
