// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// Where a server's code comes from.
public struct Origin: Hashable, Sendable {
    /// The kinds of place.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A package of the npm ecosystem.
        case npm
        /// A Python package.
        case pypi
        /// A container image.
        case oci
        /// An MCP bundle.
        case mcpb
        /// A .NET package.
        case nuget
        /// A git repository.
        case git
        /// A folder or file on this machine.
        case path
        /// A program that is here already.
        case executable
        /// An endpoint elsewhere: its code is never seen.
        case remote
    }

    /// The kind of place.
    public var kind: Kind
    /// The package, image, repository, path or endpoint.
    public var name: String
    /// The exact version that was resolved; nil where the kind has none.
    public var version: String?
    /// What was asked for, such as a range, before it was resolved.
    public var requested: String?
    /// What the resolver was told to hold to besides (`--constraint`), in order.
    public var constraints: [String]

    /// Makes an origin.
    public init(
        _ kind: Kind,
        name: String,
        version: String? = nil,
        requested: String? = nil,
        constraints: [String] = []
    ) {
        self.kind = kind
        self.name = name
        self.version = version
        self.requested = requested
        self.constraints = constraints
    }

    /// The value that stands in a lock.
    public var value: JSONValue {
        var members: [(String, JSONValue)] = [("kind", .string(kind.rawValue)), ("name", .string(name))]
        if let version { members.append(("version", .string(version))) }
        if let requested { members.append(("requested", .string(requested))) }
        if !constraints.isEmpty { members.append(("constraints", .array(constraints.map { .string($0) }))) }
        return .object(JSONObject(members))
    }
}
