// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession
import WardTesting

extension Hostile {
    private static let answer = #"{"jsonrpc":"2.0","id":7,"result":{"content":[]}}"#
    private static let list = #"{"jsonrpc":"2.0","id":5,"method":"tools/list"}"#
    private static let page = #"{"jsonrpc":"2.0","id":5,"result":{"tools":[],"nextCursor":"c1"}}"#

    private static func cancel(_ id: String) -> String {
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\(id)}}"
    }

    /// Answers and references that belong to nothing (A1, A48, A49).
    static let correlation: [Hostile] = [
        .server("an answer that nobody asked for", answer, "unsolicited-response", .nothing),
        .client(
            "an answer that nobody asked for", #"{"jsonrpc":"2.0","id":7,"result":{"roots":[]}}"#,
            "unsolicited-response", .nothing),
        .server(
            "an answer twice", before: [(.clientToServer, call), (.serverToClient, answer)], answer,
            "unsolicited-response", .nothing),
        .server(
            "an error after the answer", before: [(.clientToServer, call), (.serverToClient, answer)],
            #"{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"x"}}"#, "unsolicited-response", .nothing),
        .server(
            "an answer with a string for a number", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":"7","result":{"content":[]}}"#, "unsolicited-response", .nothing),
        .client(
            "an answer with a string for a number", before: [(.serverToClient, roots)],
            #"{"jsonrpc":"2.0","id":"7","result":{"roots":[]}}"#, "unsolicited-response", .nothing),
        .server(
            "an answer with a float for an integer", before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7.0,"result":{"content":[]}}"#, "invalid-id", .nothing),
        .client(
            "an answer to its own request", before: [(.clientToServer, call)], answer, "unsolicited-response", .nothing),
        .server(
            "an answer to its own request", before: [(.serverToClient, roots)],
            #"{"jsonrpc":"2.0","id":7,"result":{"roots":[]}}"#, "unsolicited-response", .nothing),
        .server(
            "an answer with another spelling of the id",
            before: [(.clientToServer, "{\"jsonrpc\":\"2.0\",\"id\":\"\u{E9}\",\"method\":\"ping\"}")],
            "{\"jsonrpc\":\"2.0\",\"id\":\"e\u{301}\",\"result\":{}}", "unsolicited-response", .nothing),
        .server(
            "an error with id null", #"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}"#,
            "unsolicited-response", .nothing),
        .server(
            "an error without an id", #"{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}"#, "unsolicited-response",
            .nothing),
        .server(
            "an answer to `initialize` twice", SessionDriver.initialized("2024-11-05"), "unsolicited-response",
            .nothing),
        .client(
            "an id that waits already", before: [(.clientToServer, call)], #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#,
            "duplicate-id", .parseError),
        .server(
            "an id that waits already", before: [(.serverToClient, roots)],
            #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#,
            "duplicate-id", .parseError),
        .client(
            "an id that was used before", before: [(.clientToServer, call), (.serverToClient, answer)], call,
            "duplicate-id", .error("7")),
        .client(
            "a waiting id in 2026-07-28", in: .modern,
            before: [(.clientToServer, SessionDriver.modernRequest("7", "tools/list"))],
            SessionDriver.modernRequest("7", "tools/list"), "duplicate-id", .parseError),
        .client(
            "an id of Ward's own", #"{"jsonrpc":"2.0","id":"ward/1","method":"ping"}"#, "reserved-id",
            .error("\"ward/1\"")),
        .server(
            "an id of Ward's own", #"{"jsonrpc":"2.0","id":"ward/7","method":"ping"}"#, "reserved-id",
            .error("\"ward/7\"")),
        .client(
            "an answer to a request of Ward's own", #"{"jsonrpc":"2.0","id":"ward/1","result":{}}"#,
            "unsolicited-response", .nothing),
        .client("a cancellation of nothing", cancel("7"), "unknown-cancellation", .nothing),
        .server("a cancellation of nothing", cancel("7"), "unknown-cancellation", .nothing),
        .client(
            "a cancellation of the other's request", before: [(.serverToClient, roots)], cancel("7"),
            "unknown-cancellation", .nothing),
        .server(
            "a cancellation of the other's request", before: [(.clientToServer, call)], cancel("7"),
            "unknown-cancellation", .nothing),
        .client(
            "a cancellation with a string for a number", before: [(.clientToServer, call)], cancel("\"7\""),
            "unknown-cancellation", .nothing),
        .client(
            "a cancellation without an id", #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{}}"#,
            "unknown-cancellation", .nothing),
        .client("a cancellation of `initialize`", in: .initializing, cancel("0"), "not-cancellable", .nothing),
        .client(
            "a cursor that nobody gave", #"{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"cursor":"c1"}}"#,
            "unknown-cursor", .error("7")),
        .client(
            "a cursor of another list", before: [(.clientToServer, list), (.serverToClient, page)],
            #"{"jsonrpc":"2.0","id":7,"method":"prompts/list","params":{"cursor":"c1"}}"#, "unknown-cursor",
            .error("7")),
        .client(
            "a cursor in another spelling",
            before: [
                (.clientToServer, list),
                (.serverToClient, "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"tools\":[],\"nextCursor\":\"\u{E9}\"}}"),
            ],
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\",\"params\":{\"cursor\":\"e\u{301}\"}}",
            "unknown-cursor", .error("7")),
    ]

    private static let withToken =
        #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","_meta":{"progressToken":1}}}"#
    private static func progress(_ token: String, _ value: String = "1") -> String {
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":\(token),\"progress\":\(value)}}"
    }

    /// Progress of nothing (A49, R141).
    static let progress: [Hostile] = [
        .server("progress of nothing", progress("1"), "unknown-progress-token", .nothing),
        .client("progress of nothing", progress("1"), "unknown-progress-token", .nothing),
        .server(
            "progress of another token", before: [(.clientToServer, withToken)], progress("2"),
            "unknown-progress-token", .nothing),
        .server(
            "progress with a string for a number", before: [(.clientToServer, withToken)], progress("\"1\""),
            "unknown-progress-token", .nothing),
        .client(
            "progress of its own request", before: [(.clientToServer, withToken)], progress("1"),
            "unknown-progress-token", .nothing),
        .server(
            "progress after the answer",
            before: [
                (.clientToServer, withToken), (.serverToClient, #"{"jsonrpc":"2.0","id":5,"result":{"content":[]}}"#),
            ],
            progress("1"), "unknown-progress-token", .nothing),
        .server(
            "progress that stands still",
            before: [(.clientToServer, withToken), (.serverToClient, progress("1", "2"))],
            progress("1", "2.0"), "progress-not-increasing", .nothing),
        .server(
            "progress that goes back", before: [(.clientToServer, withToken), (.serverToClient, progress("1", "2"))],
            progress("1", "1"), "progress-not-increasing", .nothing),
        .server(
            "progress without a number", before: [(.clientToServer, withToken)],
            #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":"much"}}"#,
            "wrong-type", .nothing),
        .client(
            "a progress token that waits already", before: [(.clientToServer, withToken)],
            #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{"_meta":{"progressToken":1}}}"#,
            "duplicate-progress-token", .error("7")),
        .client(
            "a progress token of 600 bytes",
            #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{"_meta":{"progressToken":"\#(String(repeating: "x", count: 600))"}}}"#,
            "oversized-member", .error("7")),
        .client(
            "a progress token with a fraction",
            #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{"_meta":{"progressToken":1.5}}}"#, "wrong-type",
            .error("7")),
    ]
}
