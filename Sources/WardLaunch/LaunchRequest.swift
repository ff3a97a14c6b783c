// SPDX-License-Identifier: Apache-2.0

public import WardLock

/// What somebody asks to have launched, from whatever source: one form for links, snippets, packages and command lines.
///
/// Everything in it is a stranger's claim until it was shown and consented to.
public struct LaunchRequest: Hashable, Sendable {
    /// The name that the source suggests; nil if it suggests none.
    public var suggestedName: String?
    /// How the source says it starts; the executable is not looked up yet.
    public var launch: Launch
    /// The package that the source names directly, if it does (`pypi:…`, a registry's `server.json`).
    public var package: PackageReference?
    /// What kind of source it was.
    public var source: Source
    /// What the source says about approval or about a client's own state: shown and never taken over.
    public var dropped: [DroppedField]
    /// What is worth knowing about how the source was read.
    public var findings: [LaunchFinding]

    /// The kinds of source.
    public enum Source: String, Hashable, Sendable, CaseIterable {
        /// A command line behind `--`.
        case commandLine = "command line"
        /// An install link; parsed and never fetched.
        case link
        /// A JSON text as clients keep or document it.
        case snippet
        /// A registry's `server.json`.
        case registryFile = "server.json"
        /// An MCP bundle.
        case bundle
        /// A package named with its ecosystem.
        case package
        /// A folder or file.
        case path
        /// A remote endpoint.
        case url
    }

    /// Makes a request.
    public init(
        suggestedName: String? = nil,
        launch: Launch,
        package: PackageReference? = nil,
        source: Source,
        dropped: [DroppedField] = [],
        findings: [LaunchFinding] = []
    ) {
        self.suggestedName = suggestedName
        self.launch = launch
        self.package = package
        self.source = source
        self.dropped = dropped
        self.findings = findings
    }
}

extension LaunchRequest {
    /// The command as a client would start it, the program first; empty for a remote endpoint.
    public var command: [String] {
        guard case .stdio(let launch) = launch else { return [] }
        return [launch.executable] + launch.arguments
    }
}

/// A field of a source that says what a person has to say: `autoApprove`, `trust`, `disabled` and their like.
public struct DroppedField: Hashable, Sendable {
    /// Where it stood, as a JSON Pointer into the source, or a query key of a link.
    public let place: String
    /// Its value as a text, as it stood.
    public let value: String

    /// Makes a field.
    public init(place: String, value: String) {
        self.place = place
        self.value = value
    }
}
