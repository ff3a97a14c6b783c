// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardText

/// The surface of a server that a person approved: a digest for each declaration.
///
/// A name may have several approved digests: honest servers vary with the client's capabilities and the revision.
public struct PinnedSurface: Hashable, Sendable {
    /// The kinds of declaration that have names.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A tool.
        case tools
        /// A prompt.
        case prompts
        /// A resource template.
        case templates
    }

    /// The approved instructions; several are variants.
    public var instructions: Set<Digest256>
    /// The approved capabilities of the server, taken apart: a digest for each member, and for each member of a member.
    ///
    /// So fewer capabilities are told from more of them, and what was not approved can be held back alone.
    public var capabilities: Set<Digest256>
    /// For each kind, the approved digests of each name; a template's name is its URI template.
    public var declarations: [Kind: [ExactText: Set<Digest256>]]
    /// Places that a reviewer marked as varying: they are inspected and never pinned.
    ///
    /// Each is a JSON Pointer that begins with the kind and the name and goes on into the declaration, such as
    /// `/tools/now/description`; one that ends before that marks nothing.
    public var varying: Set<JSONPointer>

    /// Makes a surface.
    public init(
        instructions: Set<Digest256> = [],
        capabilities: Set<Digest256> = [],
        declarations: [Kind: [ExactText: Set<Digest256>]] = [:],
        varying: Set<JSONPointer> = []
    ) {
        self.instructions = instructions
        self.capabilities = capabilities
        var all = declarations
        for kind in Kind.allCases where all[kind] == nil { all[kind] = [:] }
        self.declarations = all
        self.varying = varying
    }

    /// The value that stands in a lock.
    public var value: JSONValue {
        var members: [(String, JSONValue)] = [
            ("instructions", Self.list(instructions)), ("capabilities", Self.list(capabilities)),
        ]
        for kind in Kind.allCases {
            let names = (declarations[kind] ?? [:]).sorted { $0.key < $1.key }
            members.append((kind.rawValue, .object(JSONObject(names.map { ($0.key.text, Self.list($0.value)) }))))
        }
        members.append(("varying", .array(varying.map(\.description).sorted().map { .string($0) })))
        return .object(JSONObject(members))
    }

    private static func list(_ digests: Set<Digest256>) -> JSONValue {
        .array(digests.map(\.description).sorted().map { .string($0) })
    }
}
