// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession

extension Hostile {
    private static func request(_ name: String, _ method: String, _ params: String, _ rule: String) -> Hostile {
        .client(
            name, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\(method)\",\"params\":\(params)}", rule, .error("7"))
    }

    private static func asked(_ name: String, _ method: String, _ params: String, _ rule: String) -> Hostile {
        .server(
            name, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\(method)\",\"params\":\(params)}", rule, .error("7"))
    }

    private static func result(_ name: String, _ result: String, _ rule: String) -> Hostile {
        .server(
            name, before: [(.clientToServer, call)], "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\(result)}", rule,
            .fails("7"))
    }

    /// Values that are not what the protocol says they are.
    static let shapes: [Hostile] = [
        request("a tool's name as a number", "tools/call", #"{"name":7}"#, "wrong-type"),
        request("a call without a name", "tools/call", "{}", "missing-member"),
        request("arguments as a list", "tools/call", #"{"name":"echo","arguments":[1]}"#, "wrong-type"),
        request("arguments as a text", "tools/call", #"{"name":"echo","arguments":"{}"}"#, "wrong-type"),
        request("metadata as a list", "tools/call", #"{"name":"echo","_meta":[]}"#, "wrong-type"),
        request("an unknown level", "logging/setLevel", #"{"level":"loud"}"#, "not-in-enum"),
        request(
            "an unknown reference", "completion/complete",
            #"{"ref":{"type":"ref/tool","name":"x"},"argument":{"name":"a","value":"b"}}"#, "no-variant"),
        .client(
            "a call without params", #"{"jsonrpc":"2.0","id":7,"method":"tools/call"}"#, "missing-member", .error("7")),
        asked("sampling without a bound", "sampling/createMessage", #"{"messages":[]}"#, "missing-member"),
        asked(
            "sampling with a priority beyond 1", "sampling/createMessage",
            #"{"messages":[],"maxTokens":1,"modelPreferences":{"costPriority":2}}"#, "out-of-range"),
        asked(
            "sampling by an unknown role", "sampling/createMessage",
            #"{"messages":[{"role":"system","content":{"type":"text","text":"x"}}],"maxTokens":1}"#, "not-in-enum"),
        asked(
            "a form with a nested object", "elicitation/create",
            #"{"message":"x","requestedSchema":{"type":"object","properties":{"a":{"type":"object"}}}}"#, "no-variant"),
        result("a result without content", "{}", "missing-member"),
        result("content as a text", #"{"content":"x"}"#, "wrong-type"),
        result("content of no kind", #"{"content":[{"type":"program","data":"x"}]}"#, "no-variant"),
        result("an isError that is a text", #"{"content":[],"isError":"false"}"#, "wrong-type"),
        result("structured content as a list", #"{"content":[],"structuredContent":[1]}"#, "wrong-type"),
        result(
            "content with its type spelled with an escape", #"{"content":[{"typ\u0065":"text","text":"x"}]}"#,
            "escaped-name"),
        .client(
            "a root that is a number", before: [(.serverToClient, roots)],
            #"{"jsonrpc":"2.0","id":7,"result":{"roots":[1]}}"#, "wrong-type", .fails("7")),
        .server(
            "a log of no level", #"{"jsonrpc":"2.0","method":"notifications/message","params":{"data":1}}"#,
            "missing-member", .nothing),
    ]
}
