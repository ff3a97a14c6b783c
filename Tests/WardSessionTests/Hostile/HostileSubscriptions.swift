// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession
import WardTesting

extension Hostile {
    private static let listen: (Direction, String) = (
        .clientToServer,
        SessionDriver.modernRequest(
            "\"listen-1\"", "subscriptions/listen", #""notifications":{"toolsListChanged":true}"#)
    )
    private static let acknowledged: (Direction, String) = (
        .serverToClient,
        #"{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"notifications":{"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/subscriptionId":"listen-1"}}}"#
    )

    private static func change(_ list: String, _ id: String?) -> String {
        let metadata = id.map { "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\($0)}" } ?? ""
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/\(list)/list_changed\",\"params\":{\(metadata)}}"
    }

    /// Changes that nobody subscribed to (R134).
    static let subscriptions: [Hostile] = [
        .server("a change without a subscription", in: .modern, change("tools", nil), "unknown-subscription", .nothing),
        .server(
            "a change that names no subscription", in: .modern, before: [listen, acknowledged], change("tools", nil),
            "unknown-subscription", .nothing),
        .server(
            "a change of another subscription", in: .modern, before: [listen, acknowledged],
            change("tools", "\"listen-2\""),
            "unknown-subscription", .nothing),
        .server(
            "a change that was not asked for", in: .modern, before: [listen, acknowledged],
            change("prompts", "\"listen-1\""), "unknown-subscription", .nothing),
        .server(
            "a change before the acknowledgement", in: .modern, before: [listen], change("tools", "\"listen-1\""),
            "unknown-subscription", .nothing),
        .server(
            "an acknowledgement of nothing", in: .modern, acknowledged.1, "unknown-subscription", .nothing),
        .server(
            "a cancellation of a call", in: .modern,
            before: [(.clientToServer, SessionDriver.modernRequest("7", "tools/call", #""name":"echo""#))],
            #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#, "unknown-cancellation",
            .nothing),
        .server(
            "a task that was not subscribed to", in: .modern, before: [listen, acknowledged],
            #"{"jsonrpc":"2.0","method":"notifications/tasks","params":{"taskId":"t","status":"working","createdAt":"2026-08-01T00:00:00Z","lastUpdatedAt":"2026-08-01T00:00:00Z","ttlMs":null,"_meta":{"io.modelcontextprotocol/subscriptionId":"listen-1"}}}"#,
            "unknown-subscription", .nothing),
    ]

    private static let extended = #"{"extensions":{"io.modelcontextprotocol/tasks":{}}}"#
    private static let task =
        #""task":{"taskId":"t","status":"working","createdAt":"2025-12-01T00:00:00Z","lastUpdatedAt":"2025-12-01T00:00:00Z","ttl":null}"#
    private static let times =
        #""createdAt":"2026-08-01T00:00:00Z","lastUpdatedAt":"2026-08-01T00:00:00Z","ttlMs":null"#
    private static let made: [(Direction, String)] = [
        (.clientToServer, SessionDriver.modernRequest("5", "tools/call", #""name":"echo""#, capabilities: extended)),
        (
            .serverToClient,
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"resultType\":\"task\",\"taskId\":\"t\",\"status\":\"working\",\(times)}}"
        ),
        (.clientToServer, SessionDriver.modernRequest("7", "tasks/get", #""taskId":"t""#, capabilities: extended)),
    ]

    /// Tasks that nobody made, or that were not asked for.
    static let tasks: [Hostile] = [
        .client(
            "a task that nobody made", #"{"jsonrpc":"2.0","id":7,"method":"tasks/get","params":{"taskId":"t"}}"#,
            "unknown-task", .error("7")),
        .client(
            "the result of a task that nobody made",
            #"{"jsonrpc":"2.0","id":7,"method":"tasks/result","params":{"taskId":"t"}}"#, "unknown-task", .error("7")),
        .server(
            "a task that nobody made", #"{"jsonrpc":"2.0","id":7,"method":"tasks/cancel","params":{"taskId":"t"}}"#,
            "unknown-task", .error("7")),
        .client(
            "a task that nobody made, in 2026-07-28", in: .modern,
            SessionDriver.modernRequest("7", "tasks/get", #""taskId":"t""#, capabilities: extended), "unknown-task",
            .error("7")),
        .client(
            "a task asked for without the extension", in: .modern, before: Array(made.prefix(2)),
            SessionDriver.modernRequest("7", "tasks/get", #""taskId":"t""#), "undeclared-capability", .error("7")),
        .server(
            "a task that was not asked for", before: [(.clientToServer, call)],
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\(task)}}", "unexpected-task", .fails("7")),
        .server(
            "a task without the extension", in: .modern,
            before: [(.clientToServer, SessionDriver.modernRequest("7", "tools/call", #""name":"echo""#))],
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"resultType\":\"task\",\"taskId\":\"t\",\"status\":\"working\",\(times)}}",
            "unexpected-task", .fails("7")),
        .server(
            "a task's result that is not its call's", in: .modern, before: made,
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"resultType\":\"complete\",\"taskId\":\"t\",\"status\":\"completed\",\(times),\"result\":{\"content\":7}}}",
            "wrong-type", .fails("7")),
        .server(
            "a task that asks for what was not declared", in: .modern, before: made,
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"resultType\":\"complete\",\"taskId\":\"t\",\"status\":\"input_required\",\(times),\"inputRequests\":{\"r\":{\"method\":\"roots/list\"}}}}",
            "undeclared-input-request", .fails("7")),
        .server(
            "a task's result that asks for input", in: .modern, before: made,
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"resultType\":\"input_required\",\"requestState\":\"s\"}}",
            "input-required-not-allowed", .fails("7")),
    ]
}
