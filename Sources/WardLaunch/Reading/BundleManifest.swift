// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// The systems that a bundle's manifest can tell apart.
public enum BundlePlatform: String, Hashable, Sendable, CaseIterable {
    case windows = "win32"
    case macOS = "darwin"
    case linux

    /// The system that this program was built for.
    public static var current: BundlePlatform {
        #if os(macOS)
        .macOS
        #elseif os(Windows)
        .windows
        #else
        .linux
        #endif
    }
}

/// Reads the manifest of an MCP bundle, versions 0.1 to 0.4.
///
/// The folder that the bundle is unpacked to is not known here: it stands as `{bundle}`.
enum BundleManifest {
    /// The symbol for the folder of the unpacked bundle.
    static let folder = "{bundle}"

    private static let versions: Set<String> = ["0.1", "0.2", "0.3", "0.4"]
    /// What describes the bundle and starts nothing.
    private static let descriptions: Set<String> = [
        "$schema", "display_name", "version", "description", "long_description", "author", "repository", "homepage",
        "documentation", "support", "icon", "icons", "screenshots", "localization", "tools", "tools_generated",
        "prompts", "prompts_generated", "keywords", "license", "privacy_policies", "compatibility", "_meta",
    ]

    static func isOne(_ document: JSONDocument) -> Bool {
        ["manifest_version", "dxt_version"].contains { document.value(named: $0, in: document.root) != nil }
    }

    static func read(_ document: JSONDocument, for platform: BundlePlatform) throws(SourceError) -> LaunchRequest {
        var fields = try SourceFields(document.root, in: document)
        let node = try fields.take(oneOf: ["manifest_version", "dxt_version"])
        let version = try node.map { node throws(SourceError) in try document.text(node) } ?? ""
        guard versions.contains(version) else {
            throw document.error(
                .schema, at: node ?? document.root,
                "manifests of version `\(Visible.escaped(version, limit: 40))` are not known", hint: "0.1 to 0.4 are")
        }
        let name = try document.text(try fields.needed("name"))
        let server = try fields.needed("server")
        let settings = try fields.take("user_config").map { node throws(SourceError) in
            try secretSettings(node, in: document)
        }
        fields.skip(descriptions)
        try fields.finish()
        var reader = BundleServer(document: document, platform: platform, secretSettings: settings ?? [])
        let launch = Launch.stdio(try reader.read(server))
        reader.notes.interpolations(in: launch, first: Self.placeholder)
        return LaunchRequest(
            suggestedName: name, launch: launch, source: .bundle, dropped: reader.notes.dropped,
            findings: reader.notes.findings)
    }

    /// The first placeholder that is not one of the symbols that this reader itself put there.
    private static func placeholder(_ text: String) -> Range<Int>? {
        let symbols = [folder, "{home}"].filter { text.utf8.starts(with: $0.utf8) }
        let skipped = symbols.first?.utf8.count ?? 0
        let rest = String(Substring(text.utf8.dropFirst(skipped)))
        return Interpolation.first(in: rest).map { $0.lowerBound + skipped..<$0.upperBound + skipped }
    }

    /// The names of those settings whose values are secret.
    private static func secretSettings(
        _ node: JSONNode,
        in document: JSONDocument
    ) throws(SourceError) -> Set<ExactText> {
        guard document.kind(of: node) == .object else {
            throw document.error(.shape, at: node, "names with settings are wanted here")
        }
        var secret: Set<ExactText> = []
        for member in document.members(of: node) {
            var setting = try SourceFields(member.value, in: document)
            if try setting.bool("sensitive") == true { secret.insert(ExactText(document.string(member.name) ?? "")) }
        }
        return secret
    }
}

/// The `server` member of a bundle's manifest.
struct BundleServer {
    let document: JSONDocument
    let platform: BundlePlatform
    let secretSettings: Set<ExactText>
    var notes = ReadingNotes()

    init(document: JSONDocument, platform: BundlePlatform, secretSettings: Set<ExactText>) {
        self.document = document
        self.platform = platform
        self.secretSettings = secretSettings
    }

    mutating func read(_ node: JSONNode) throws(SourceError) -> StdioLaunch {
        var fields = try SourceFields(node, in: document)
        let typeNode = try fields.needed("type")
        let type = try document.text(typeNode)
        guard ["node", "python", "binary", "uv"].contains(type) else {
            throw document.error(
                .shape, at: typeNode, "`\(Visible.escaped(type, limit: 40))` is no kind of server that bundles have")
        }
        let entryNode = try fields.needed("entry_point")
        let entry = try path(entryNode)
        let config = fields.take("mcp_config")
        try fields.finish()
        if type == "uv" {
            notes.find(
                .unpinned, .caution, .launch,
                "The bundle lets `uv` look for its dependencies at each start, so they can change without the bundle")
        }
        if let config { return try launch(config) }
        guard type == "uv" else { throw document.error(.missing, at: node, "`mcp_config` is missing") }
        return StdioLaunch(executable: "uv", arguments: ["run", "--directory", BundleManifest.folder, entry])
    }

    private mutating func launch(_ node: JSONNode) throws(SourceError) -> StdioLaunch {
        var fields = try SourceFields(node, in: document)
        var command = try fields.needed("command")
        var arguments = fields.take("args")
        var environment = fields.take("env")
        if let node = fields.take("platform_overrides") {
            var overrides = try SourceFields(node, in: document)
            let own = overrides.take(platform.rawValue)
            for other in BundlePlatform.allCases { _ = overrides.take(other.rawValue) }
            try overrides.finish()
            if let own {
                // An override replaces a member as a whole; variables are not merged.
                var override = try SourceFields(own, in: document)
                command = override.take("command") ?? command
                arguments = override.take("args") ?? arguments
                environment = override.take("env") ?? environment
                try override.finish()
            }
        }
        try fields.finish()
        let executable = try substituted(command, document.text(command))
        guard !executable.isEmpty else { throw document.error(.missing, at: command, "the command is empty") }
        var launch = StdioLaunch(executable: executable)
        if let arguments {
            for text in try document.texts(arguments) { launch.arguments.append(try substituted(arguments, text)) }
        }
        if let environment {
            for (name, text) in try document.namedTexts(environment, fault: NamedValues.fault(inVariable:)) {
                launch.environment[name] = try value(name, text, environment)
            }
        }
        return launch
    }

    private mutating func value(_ name: String, _ text: String, _ node: JSONNode) throws(SourceError)
        -> EnvironmentValue
    {
        if holdsSecret(text) {
            notes.find(
                .interpolation, .note, .environment(name),
                "The bundle asks its user for this secret. It is taken from the variable `\(name)` of the environment "
                    + "that `ward run` starts with")
            return .inherited(name)
        }
        guard text.utf8.firstRange(of: "${".utf8) != nil else { return NamedValues.variable(name, text, &notes) }
        return .plain(try substituted(node, text))
    }

    /// Whether a secret setting would stand in a text.
    private func holdsSecret(_ text: String) -> Bool {
        let head = "${user_config.".utf8
        var rest = text.utf8[...]
        while let start = rest.firstRange(of: head) {
            rest = rest[start.upperBound...]
            let name = rest.prefix { $0 != UInt8(ascii: "}") }
            if secretSettings.contains(ExactText(String(Substring(name)))) { return true }
        }
        return false
    }

    /// A text with those variables filled in that mean a place; settings stay as they are, for a person to fill in.
    private func substituted(_ node: JSONNode, _ text: String) throws(SourceError) -> String {
        for symbol in [BundleManifest.folder, "{home}", "{store}", "{tree}", "{project}"] {
            guard !text.utf8.starts(with: symbol.utf8) else {
                throw document.error(
                    .value, at: node, "a text begins with `\(symbol)`, which stands for a folder of Ward's")
            }
        }
        let separator = platform == .windows ? "\\" : "/"
        let variables = [
            ("${__dirname}", BundleManifest.folder), ("${HOME}", "{home}"), ("${/}", separator),
            ("${pathSeparator}", separator),
        ]
        var result: [UInt8] = []
        var rest = text.utf8[...]
        scan: while let first = rest.first {
            for (variable, replacement) in variables where rest.starts(with: variable.utf8) {
                result += Array(replacement.utf8)
                rest = rest.dropFirst(variable.utf8.count)
                continue scan
            }
            result.append(first)
            rest = rest.dropFirst()
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A path within the bundle.
    private func path(_ node: JSONNode) throws(SourceError) -> String {
        let path = try document.text(node)
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isInside = !path.isEmpty && !path.contains("\\") && parts.allSatisfy { !["", ".."].contains($0) }
        guard isInside else { throw document.error(.value, at: node, "the entry point lies outside the bundle") }
        return path
    }
}
