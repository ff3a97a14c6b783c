// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// What a live `subscriptions/listen` asked for (2026-07-28; R134).
struct Subscription: Hashable, Sendable {
    var methods: Set<String> = ["notifications/subscriptions/acknowledged"]
    /// The tasks whose status is wanted, as ``TaskKey``s.
    var tasks: Set<TaskKey> = []
    var isAcknowledged = false

    init(params: JSONNode?, in document: JSONDocument) {
        guard let params, let wanted = document.value(named: "notifications", in: params) else { return }
        for member in document.members(of: wanted) {
            let isOn = document.kind(of: member.value) == .true || document.count(of: member.value) > 0
            guard isOn else { continue }
            switch document.string(member.name) {
            case "toolsListChanged": methods.insert("notifications/tools/list_changed")
            case "promptsListChanged": methods.insert("notifications/prompts/list_changed")
            case "resourcesListChanged": methods.insert("notifications/resources/list_changed")
            // Which resources is not held against updates: they may be of what lies below the ones asked for.
            case "resourceSubscriptions": methods.insert("notifications/resources/updated")
            case "taskIds":
                methods.insert("notifications/tasks")
                tasks = Set(
                    document.elements(of: member.value).compactMap { document.string($0) }
                        .map { TaskKey(direction: .clientToServer, id: $0) })
            default: break
            }
        }
    }

    /// The notifications that come only on a subscription.
    static let tagged: Set<String> = [
        "notifications/subscriptions/acknowledged", "notifications/tools/list_changed",
        "notifications/prompts/list_changed", "notifications/resources/list_changed",
        "notifications/resources/updated", "notifications/tasks",
    ]
}
