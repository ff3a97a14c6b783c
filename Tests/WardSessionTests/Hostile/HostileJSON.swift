// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol
import WardSession

extension Hostile {
    /// A request whose `arguments` are the given text.
    private static func arguments(_ text: String) -> String {
        #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":\#(text)}}"#
    }

    /// Texts that JSON readers read differently (A2, X2, T62).
    static let json: [Hostile] = [
        .client(
            "a second method", #"{"jsonrpc":"2.0","id":7,"method":"ping","method":"tools/call"}"#, "duplicate-name",
            .error("7")),
        .client("a second id", #"{"jsonrpc":"2.0","id":7,"method":"ping","id":8}"#, "duplicate-name", .parseError),
        .client(
            "a second params", #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{},"params":{"a":1}}"#,
            "duplicate-name", .error("7")),
        .client(
            "a second jsonrpc", #"{"jsonrpc":"2.0","jsonrpc":"1.0","id":7,"method":"ping"}"#, "duplicate-name",
            .error("7")),
        .client(
            "an escaped second method", #"{"jsonrpc":"2.0","id":7,"method":"ping","\u006dethod":"tools/call"}"#,
            "duplicate-name", .error("7")),
        .client(
            "an escaped second id", #"{"jsonrpc":"2.0","id":7,"method":"ping","\u0069d":8}"#, "duplicate-name",
            .error("7")),
        .client("a second argument", arguments(#"{"path":"/tmp","path":"/etc"}"#), "duplicate-name", .error("7")),
        .client(
            "a second argument far below", arguments(#"{"a":[[{"b":{"c":1,"d":2,"c":3}}]]}"#), "duplicate-name",
            .error("7")),
        .client(
            "a second argument by escapes of another case", arguments(#"{"\u00e9":1,"\u00E9":2}"#), "duplicate-name",
            .error("7")),
        .client(
            "a second argument by a pair of surrogates", arguments(#"{"😀":1,"\ud83d\ude00":2}"#), "duplicate-name",
            .error("7")),
        .client(
            "a second progress token",
            #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{"_meta":{"progressToken":1,"progressToken":2}}}"#,
            "duplicate-name", .error("7")),
        .server(
            "a second content", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"result":{"content":[],"content":[{"type":"text","text":"x"}]}}"#,
            "duplicate-name", .fails("7")),
        .server(
            "a second result", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"result":{"content":[]},"result":{"content":[]}}"#, "duplicate-name",
            .fails("7")),
        .server(
            "a second id in an answer", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"id":9,"result":{"content":[]}}"#, "duplicate-name", .nothing),
        .client("a lone high surrogate", arguments(#"{"a":"\ud800"}"#), "lone-surrogate", .error("7")),
        .client("surrogates the wrong way round", arguments(#"{"a":"\ude00\ud83d"}"#), "lone-surrogate", .error("7")),
        .client("a lone surrogate in a name", arguments(#"{"\udfff":1}"#), "lone-surrogate", .error("7")),
        .client(
            "a lone surrogate in an id", #"{"jsonrpc":"2.0","id":"\ud800","method":"ping"}"#, "lone-surrogate",
            .parseError),
        .server(
            "a lone surrogate outside of the result", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"result":{"content":[]},"x":"\ud800"}"#, "lone-surrogate", .fails("7")),
        .client("an escaped NUL in a name", arguments(#"{"path\u0000":1}"#), "nul-in-name", .error("7")),
        .client("a noncharacter", arguments(#"{"a":"\uffff"}"#), "noncharacter", .error("7")),
        .bytes(
            "a raw noncharacter", .clientToServer,
            Array("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":{\"a\":\"".utf8) + [0xEF, 0xB7, 0x90]
                + Array("\"}}\n".utf8), "noncharacter", .error("7")),
        .client("a number beyond all readers", arguments(#"{"a":1e400}"#), "number-not-interoperable", .error("7")),
        .client(
            "an integer beyond 2^53", arguments(#"{"a":9007199254740993}"#), "number-not-interoperable", .error("7")),
        .client("a hexadecimal number", arguments(#"{"a":0x10}"#), "unexpected-byte", .error("7")),
        .client("a number with a leading zero", arguments(#"{"a":010}"#), "invalid-number", .error("7")),
        .client("a number with a plus", arguments(#"{"a":+1}"#), "unexpected-byte", .error("7")),
        .client("not a number", arguments(#"{"a":NaN}"#), "unexpected-byte", .error("7")),
        .client("a word that begins like true", arguments(#"{"a":True}"#), "unexpected-byte", .error("7")),
        .client("a literal in capitals", arguments(#"{"a":nULL}"#), "invalid-literal", .error("7")),
        .client("a truncated message", #"{"jsonrpc":"2.0","id":7,"method":"ping""#, "unexpected-end", .error("7")),
        .client("a trailing comma", #"{"jsonrpc":"2.0","id":7,"method":"ping",}"#, "unexpected-byte", .error("7")),
        .client("a comment", #"{"jsonrpc":"2.0","id":7,"method":"ping"/* x */}"#, "unexpected-byte", .error("7")),
        .client("single quotes", "{'jsonrpc':'2.0','id':7,'method':'ping'}", "unexpected-byte", .parseError),
        .client("names without quotes", "{jsonrpc:\"2.0\",id:7,method:\"ping\"}", "unexpected-byte", .parseError),
        .client("an unknown escape", arguments(#"{"a":"\x41"}"#), "invalid-escape", .error("7")),
        .client("a raw TAB in a string", arguments("{\"a\":\"\t\"}"), "control-character", .error("7")),
        .client(
            "two messages on one line", #"{"jsonrpc":"2.0","id":7,"method":"ping"}{"jsonrpc":"2.0","method":"x"}"#,
            "trailing-bytes", .error("7")),
        .client(
            "a word behind the message", #"{"jsonrpc":"2.0","id":7,"method":"ping"} x"#, "trailing-bytes", .error("7")),
    ]

    /// Texts that are too much (A65, T95).
    static let jsonLimits: [Hostile] = [
        .client(
            "nesting one too deep",
            arguments("{\"a\":\(String(repeating: "[", count: 126))\(String(repeating: "]", count: 126))}"), "too-deep",
            .error("7")),
        .client(
            "nesting a million deep", arguments("{\"a\":\(String(repeating: "[", count: 1_000_000))"), "too-deep",
            .error("7")),
        .client(
            "a number of 2,000 digits", arguments("{\"a\":\(String(repeating: "9", count: 2_000))}"),
            "number-too-long", .error("7")),
        .client(
            "60,000 members",
            arguments("{\((0..<60_000).map { "\"\($0)\":0" }.joined(separator: ","))}"), "too-many-members",
            .error("7")),
        .client(
            "too many elements", arguments("{\"a\":[\(String(repeating: "0,", count: 1_000))0]}"),
            "too-many-elements", .error("7")
        ) { $0.limits.json.elements = 1_000 },
        .client(
            "a string too long", arguments("{\"a\":\"\(String(repeating: "x", count: 1_001))\"}"), "string-too-long",
            .error("7")
        ) { $0.limits.json.stringBytes = 1_000 },
    ]
}
