// SPDX-License-Identifier: Apache-2.0

public import WardLock

extension PinnedSurface.Kind {
    /// The method that lists declarations of this kind.
    public var listMethod: String {
        switch self {
        case .tools: "tools/list"
        case .prompts: "prompts/list"
        case .templates: "resources/templates/list"
        }
    }

    /// The notification that says that the list changed.
    ///
    /// Templates have none of their own: they change with the resources.
    public var changeNotification: String {
        switch self {
        case .tools: "notifications/tools/list_changed"
        case .prompts: "notifications/prompts/list_changed"
        case .templates: "notifications/resources/list_changed"
        }
    }

    /// The member of a page that holds the declarations.
    public var listMember: String {
        switch self {
        case .tools: "tools"
        case .prompts: "prompts"
        case .templates: "resourceTemplates"
        }
    }

    /// The member of the server's capabilities that must be declared for the list.
    public var capability: String {
        switch self {
        case .tools: "tools"
        case .prompts: "prompts"
        case .templates: "resources"
        }
    }

    /// The member of a declaration that tells it from the others of its list.
    ///
    /// Templates are told apart by their URI template: that is what a client completes and reads by, and servers give
    /// several templates one name.
    public var nameMember: String { self == .templates ? "uriTemplate" : "name" }
}
