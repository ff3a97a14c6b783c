// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// The fields that clients keep beside a launch, and what Ward does with them.
///
/// A field that stands in no list here is not understood, and blocks.
enum ServerFields {
    /// Fields by which a source would approve itself or widen what a server may do; a caution unless they say nothing.
    static let approvals: Set<String> = [
        "autoApprove", "alwaysAllow", "trust", "isTrusted", "autoApproveAll", "default_tools_approval_mode",
        "sandboxEnabled", "allowAll", "autoRun",
    ]
    /// Fields of a client's own state, or with which it hides tools.
    static let states: Set<String> = [
        "disabled", "enabled", "isActive", "active", "installSource", "tools", "includeTools", "excludeTools",
        "disabledTools", "disabled_tools", "enabledTools", "enabled_tools", "disabledAutoApproveTools", "alwaysLoad",
        "start_on_launch", "required", "official", "bundled", "shouldConfig", "isUnavailable",
    ]
    /// Fields that only describe or time.
    static let descriptions: Set<String> = [
        "$schema", "name", "displayName", "title", "description", "icon", "iconUrl", "icons", "logo", "logoUrl", "id",
        "key", "label", "tags", "author", "provider", "providerUrl", "homepage", "website", "reference", "repository",
        "license", "version", "note", "notes", "comment", "_comment", "gallery", "inputs", "timeout", "timeoutMs",
        "initTimeout", "request_timeout_ms", "discoveryTimeoutMs", "startup_timeout_sec", "tool_timeout_sec",
        "longRunning", "searchKey",
    ]

    /// Takes all of these out of `fields` and notes them.
    static func drop(from fields: inout SourceFields, _ notes: inout ReadingNotes) {
        for (name, node) in fields.rest {
            let isApproval = approvals.contains(name)
            guard isApproval || states.contains(name) || descriptions.contains(name),
                name.utf8.allSatisfy({ $0 < 0x80 })
            else { continue }
            let place = fields.document.pointer(to: node).description
            let value = fields.document.text(of: node)
            _ = fields.take(name)
            if descriptions.contains(name) {
                notes.drop(place, value)
            } else {
                notes.dropState(place, value, grants: isApproval && saysSomething(node, in: fields.document))
            }
        }
    }

    /// Whether a value is more than `false`, `null`, zero or empty.
    private static func saysSomething(_ node: JSONNode, in document: JSONDocument) -> Bool {
        switch document.kind(of: node) {
        case .false, .null: false
        case .true: true
        case .number: document.integer(node) != 0
        case .string: !["", "prompt", "false"].contains(document.string(node) ?? "")
        case .array, .object: document.count(of: node) > 0
        }
    }
}
