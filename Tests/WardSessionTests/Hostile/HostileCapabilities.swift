// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession
import WardTesting

extension Hostile {
    private static func needs(_ method: String, _ params: String = "{}", _ revision: Revision = .v20251125) -> Hostile {
        .client(
            "\(method) of a server that declared nothing", in: .legacy(revision, server: "{}"),
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\(method)\",\"params\":\(params)}", "undeclared-capability",
            .error("7"))
    }

    private static func asks(_ name: String, client: String = "{}", _ method: String, _ params: String) -> Hostile {
        .server(
            name, in: .legacy(client: client),
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\(method)\",\"params\":\(params)}", "undeclared-capability",
            .error("7"))
    }

    private static func changes(_ method: String, _ params: String = "{}") -> Hostile {
        .server(
            "\(method) of a server that declared nothing", in: .legacy(server: "{}"),
            "{\"jsonrpc\":\"2.0\",\"method\":\"\(method)\",\"params\":\(params)}", "undeclared-capability", .nothing)
    }

    private static let form = #"{"message":"x","requestedSchema":{"type":"object","properties":{}}}"#
    private static let url = #"{"mode":"url","message":"x","elicitationId":"e","url":"https://example.com/"}"#

    /// What was not declared (A6, R056, R070).
    static let capabilities: [Hostile] = [
        needs("tools/list"),
        needs("tools/call", #"{"name":"x"}"#),
        needs("resources/list"),
        needs("resources/templates/list"),
        needs("resources/read", #"{"uri":"file:///x"}"#),
        needs("resources/subscribe", #"{"uri":"file:///x"}"#),
        needs("prompts/list"),
        needs("prompts/get", #"{"name":"x"}"#),
        needs("logging/setLevel", #"{"level":"info"}"#),
        needs(
            "completion/complete", #"{"ref":{"type":"ref/prompt","name":"x"},"argument":{"name":"a","value":"b"}}"#,
            .v20250618),
        needs("tasks/list"),
        asks("sampling of a client that declared nothing", "sampling/createMessage", #"{"messages":[],"maxTokens":1}"#),
        asks(
            "sampling with tools of a client without them", client: #"{"sampling":{}}"#, "sampling/createMessage",
            #"{"messages":[],"maxTokens":1,"tools":[]}"#),
        asks("elicitation of a client that declared nothing", "elicitation/create", form),
        asks("a URL of a client that takes forms", client: #"{"elicitation":{}}"#, "elicitation/create", url),
        asks("a form of a client that takes URLs", client: #"{"elicitation":{"url":{}}}"#, "elicitation/create", form),
        asks("roots of a client that declared nothing", "roots/list", "{}"),
        changes("notifications/tools/list_changed"),
        changes("notifications/prompts/list_changed"),
        changes("notifications/resources/list_changed"),
        changes("notifications/resources/updated", #"{"uri":"file:///x"}"#),
        .client(
            "changed roots of a client that declared none", in: .legacy(client: "{}"),
            #"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"#, "undeclared-capability", .nothing),
        .server(
            "an error that asks for a URL of a client that takes none", in: .legacy(client: #"{"elicitation":{}}"#),
            before: [(.clientToServer, call)],
            #"{"jsonrpc":"2.0","id":7,"error":{"code":-32042,"message":"x","data":{"elicitations":[]}}}"#,
            "undeclared-capability", .fails("7")),
        .client(
            "a task of 2026-07-28 without the extension", in: .modern,
            SessionDriver.modernRequest("7", "tasks/cancel", "\"taskId\":\"t\""), "unknown-task", .error("7")),
    ]
}
