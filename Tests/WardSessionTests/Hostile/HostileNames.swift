// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession

extension Hostile {
    /// A request with one more member in its envelope.
    private static func extra(_ name: String, _ member: String, _ folding: String = "folded-name") -> Hostile {
        .client(name, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\(member)}", folding, .error("7"))
    }

    private static func method(_ name: String, _ method: String) -> Hostile {
        .client(
            name, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\(method)\",\"params\":{\"name\":\"echo\"}}",
            "folded-method", .error("7"))
    }

    /// Names that lenient readers take for others (X2, CVE-2026-27896).
    static let names: [Hostile] = [
        extra("Method", "\"Method\":\"tools/call\""),
        extra("METHOD", "\"METHOD\":\"tools/call\""),
        extra("ID", "\"ID\":8"),
        extra("Params", "\"Params\":{\"a\":1}"),
        extra("RESULT", "\"RESULT\":{}"),
        extra("Error", "\"Error\":{}"),
        extra("JsonRpc", "\"JsonRpc\":\"1.0\""),
        extra("params with a long s", "\"param\u{17F}\":{}"),
        extra("result with a long s, escaped", "\"re\\u017fult\":{}"),
        extra("method in full width", "\"\u{FF4D}\u{FF45}\u{FF54}\u{FF48}\u{FF4F}\u{FF44}\":\"x\""),
        extra("id with a zero-width space", "\"id\u{200B}\":8"),
        extra("method with a soft hyphen", "\"met\u{AD}hod\":\"x\""),
        .client(
            "id spelled with an escape", #"{"jsonrpc":"2.0","\u0069d":7,"method":"ping"}"#, "escaped-name", .nothing),
        .client(
            "method spelled with an escape", #"{"jsonrpc":"2.0","id":7,"me\u0074hod":"ping"}"#, "escaped-name",
            .error("7")),
        .client(
            "a method's text spelled with an escape", #"{"jsonrpc":"2.0","id":7,"method":"p\u0069ng"}"#,
            "escaped-name", .error("7")),
        .server(
            "result spelled with an escape", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"r\u0065sult":{"content":[]}}"#, "escaped-name", .fails("7")),
        .server(
            "a Code beside the code of an error", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"error":{"code":1,"Code":-32042,"message":"x"}}"#, "folded-name", .fails("7")),
        .server(
            "the code of an error spelled with an escape", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"error":{"cod\u0065":1,"message":"x"}}"#, "escaped-name", .fails("7")),
        method("Tools/Call", "Tools/Call"),
        method("TOOLS/CALL", "TOOLS/CALL"),
        method("tools/call with a long s", "tool\u{17F}/call"),
        method("tools/call in full width", "\u{FF54}ools/call"),
        method("tools/call with a zero-width joiner", "tools/\u{200D}call"),
        .client(
            "a Name beside the name of a tool",
            #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","Name":"delete"}}"#,
            "folded-name", .error("7")),
        .client(
            "a progress token with a Kelvin sign",
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":{\"_meta\":{\"progressTo\u{212A}en\":1}}}",
            "folded-name", .error("7")),
        .client(
            "the name of a tool spelled with an escape",
            #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"n\u0061me":"echo"}}"#, "escaped-name",
            .error("7")),
        .client(
            "two arguments that read alike",
            #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"path":1,"Path":2}}}"#,
            "sibling-names", .error("7")),
        .client(
            "two arguments that read alike, far below",
            #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"a":[{"path":1,"PATH":2}]}}}"#,
            "sibling-names", .error("7")),
        .client(
            "two params of an unknown method that read alike",
            #"{"jsonrpc":"2.0","id":7,"method":"x/own","params":{"a":{"path":1,"Path":2}}}"#, "sibling-names",
            .error("7")),
        .server(
            "an isError that reads alike", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"result":{"content":[],"IsError":true}}"#, "folded-name", .fails("7")),
    ]
}
