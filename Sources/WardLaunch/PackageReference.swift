// SPDX-License-Identifier: Apache-2.0

/// A package that a launch runs, as far as the command says it.
public struct PackageReference: Hashable, Sendable {
    /// Where packages of this kind come from.
    public enum Ecosystem: String, Hashable, Sendable, CaseIterable {
        case npm
        case pypi
        case oci
        case nuget
        case deno
        case git
        case mcpb
    }

    /// Where it comes from.
    public var ecosystem: Ecosystem
    /// Its name, as the ecosystem writes it: `@scope/name`, `mcp-server-git`, `host/owner/image`.
    public var name: String
    /// What is said about its version: `1.2.3`, `^1`, `latest`, `==1.2.3`; nil if nothing is.
    public var version: String?
    /// Whether the version, or a digest, names exactly one artifact.
    public var isPinned: Bool
    /// Extras of a Python package, in order.
    public var extras: [String]
    /// The command that the package is to run where that is not its own name (`uvx --from PACKAGE COMMAND`).
    public var command: String?
    /// The arguments that the package's program gets.
    public var arguments: [String]
    /// The SHA-256 that the source gives for the package's file, in lower case hexadecimal digits; nil if it gives none.
    public var fileSha256: String?

    /// Makes a reference.
    public init(
        _ ecosystem: Ecosystem,
        name: String,
        version: String? = nil,
        isPinned: Bool = false,
        extras: [String] = [],
        command: String? = nil,
        arguments: [String] = [],
        fileSha256: String? = nil
    ) {
        self.ecosystem = ecosystem
        self.name = name
        self.version = version
        self.isPinned = isPinned
        self.extras = extras
        self.command = command
        self.arguments = arguments
        self.fileSha256 = fileSha256
    }
}
