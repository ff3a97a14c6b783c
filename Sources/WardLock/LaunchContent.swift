// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// All that will run when a server starts here: what a person consents to before anything of it runs.
///
/// It is local: paths are resolved, and inherited values stand as digests keyed by a local key. It is stored with the
/// consent and never in a lock.
public struct LaunchContent: Hashable, Sendable {
    /// How it starts, with ``Places`` resolved.
    public var launch: Launch
    /// For each value that is inherited, its digest keyed by a local key; nil where nothing of that name is set.
    public var inherited: [String: Digest256]
    /// Where its code comes from.
    public var origin: Origin
    /// What runs on this platform.
    public var closure: Closure
    /// The digest of the materialised tree's manifest (path, mode and SHA-256 of every file); nil where there is none.
    public var tree: Digest256?
    /// What it may do.
    public var permissions: Permissions

    /// Makes a content.
    public init(
        launch: Launch,
        inherited: [String: Digest256] = [:],
        origin: Origin,
        closure: Closure,
        tree: Digest256? = nil,
        permissions: Permissions = .unconfined
    ) {
        self.launch = launch
        self.inherited = inherited
        self.origin = origin
        self.closure = closure
        self.tree = tree
        self.permissions = permissions
    }

    /// The whole value, as a consent stores it.
    public var value: JSONValue {
        let values = inherited.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        var members: [(String, JSONValue)] = [
            ("launch", launch.value),
            ("inherited", .object(JSONObject(values.map { ($0.key, .string($0.value.description)) }))),
            ("origin", origin.value), ("closure", closure.value),
        ]
        if let tree { members.append(("tree", .string(tree.description))) }
        members.append(("permissions", permissions.value))
        return .object(JSONObject(members))
    }

    /// The launch digest: over the canonical form (RFC 8785) of ``value``.
    public var digest: Digest256 { value.canonicalDigest() }
}

extension LaunchContent {
    /// This content as an approved one sees it: a value that was not set when it was approved is not pinned, so any that the
    /// client gives is covered.
    public func narrowed(to approved: JSONValue) -> LaunchContent {
        guard case .object(let members) = approved, case .object(let pinned)? = members["inherited"] else {
            return self
        }
        var content = self
        content.inherited = inherited.filter { pinned[$0.key] != nil }
        return content
    }

    /// Whether an approved value covers this content: it equals it in everything that was pinned.
    public func isCovered(by approved: JSONValue) -> Bool {
        narrowed(to: approved).value.canonicalBytes() == approved.canonicalBytes()
    }
}
