// SPDX-License-Identifier: Apache-2.0

/// Who sends which method in which revision, and what must be declared for it, as data (mcp-spec, section 1.2).
///
/// What a method's messages look like is the business of ``ShapeCatalog``.
enum MethodTable {
    struct Row: Sendable {
        let name: String
        let revisions: ClosedRange<Revision>
        let senders: Set<Direction>
        var needs: Capabilities.Flags = []
        var mayRequireInput = false
    }

    static let rows: [Row] = lifecycle + serverFeatures + clientFeatures + notifications + tasks

    private static let all = Revision.v20241105...Revision.v20260728
    private static let legacy = Revision.v20241105...Revision.v20251125
    private static let modern = Revision.v20260728...Revision.v20260728
    private static let v20251125 = Revision.v20251125...Revision.v20251125

    private static let client: Set<Direction> = [.clientToServer]
    private static let server: Set<Direction> = [.serverToClient]
    private static let both: Set<Direction> = [.clientToServer, .serverToClient]

    private static let lifecycle: [Row] = [
        Row(name: "initialize", revisions: legacy, senders: client),
        Row(name: "ping", revisions: legacy, senders: both),
        Row(name: "server/discover", revisions: modern, senders: client),
        Row(name: "subscriptions/listen", revisions: modern, senders: client),
    ]

    private static let serverFeatures: [Row] = [
        Row(name: "tools/list", revisions: all, senders: client, needs: .tools),
        Row(name: "tools/call", revisions: all, senders: client, needs: .tools, mayRequireInput: true),
        Row(name: "resources/list", revisions: all, senders: client, needs: .resources),
        Row(name: "resources/templates/list", revisions: all, senders: client, needs: .resources),
        Row(name: "resources/read", revisions: all, senders: client, needs: .resources, mayRequireInput: true),
        // `resources.subscribe` is not needed: the Python SDK declares it as false even where it serves it.
        Row(name: "resources/subscribe", revisions: legacy, senders: client, needs: .resources),
        Row(name: "resources/unsubscribe", revisions: legacy, senders: client, needs: .resources),
        Row(name: "prompts/list", revisions: all, senders: client, needs: .prompts),
        Row(name: "prompts/get", revisions: all, senders: client, needs: .prompts, mayRequireInput: true),
        Row(name: "logging/setLevel", revisions: legacy, senders: client, needs: .logging),
        // 2024-11-05 has no capability for completion, and servers of the next revision are seen to serve it undeclared.
        Row(name: "completion/complete", revisions: .v20241105 ... .v20250326, senders: client),
        Row(name: "completion/complete", revisions: .v20250618 ... .v20260728, senders: client, needs: .completions),
    ]

    private static let clientFeatures: [Row] = [
        Row(name: "sampling/createMessage", revisions: legacy, senders: server, needs: .sampling),
        Row(name: "roots/list", revisions: legacy, senders: server, needs: .roots),
        // What it needs depends on its mode: ``CapabilityContract`` of the session looks at that.
        Row(name: "elicitation/create", revisions: .v20250618 ... .v20251125, senders: server),
    ]

    private static let notifications: [Row] = [
        Row(name: "notifications/initialized", revisions: legacy, senders: client),
        Row(name: "notifications/cancelled", revisions: all, senders: both),
        Row(name: "notifications/progress", revisions: legacy, senders: both),
        Row(name: "notifications/progress", revisions: modern, senders: server),
        Row(name: "notifications/message", revisions: all, senders: server),
        Row(name: "notifications/roots/list_changed", revisions: legacy, senders: client, needs: .roots),
        Row(name: "notifications/tools/list_changed", revisions: all, senders: server, needs: .tools),
        Row(name: "notifications/resources/list_changed", revisions: all, senders: server, needs: .resources),
        Row(name: "notifications/resources/updated", revisions: all, senders: server, needs: .resources),
        Row(name: "notifications/prompts/list_changed", revisions: all, senders: server, needs: .prompts),
        Row(name: "notifications/elicitation/complete", revisions: v20251125, senders: server),
        Row(name: "notifications/subscriptions/acknowledged", revisions: modern, senders: server),
    ]

    private static let tasks: [Row] = [
        Row(name: "tasks/get", revisions: v20251125, senders: both, needs: .tasks),
        Row(name: "tasks/result", revisions: v20251125, senders: both, needs: .tasks),
        Row(name: "tasks/list", revisions: v20251125, senders: both, needs: .tasksList),
        Row(name: "tasks/cancel", revisions: v20251125, senders: both, needs: .tasksCancel),
        Row(name: "notifications/tasks/status", revisions: v20251125, senders: both),
        // The extension io.modelcontextprotocol/tasks of 2026-07-28.
        Row(name: "tasks/get", revisions: modern, senders: client),
        Row(name: "tasks/update", revisions: modern, senders: client),
        Row(name: "tasks/cancel", revisions: modern, senders: client),
        Row(name: "notifications/tasks", revisions: modern, senders: server),
    ]
}
