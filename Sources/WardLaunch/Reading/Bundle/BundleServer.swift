// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// The `server` member of a bundle's manifest.
struct BundleServer {
    private let document: JSONDocument
    private let platform: BundlePlatform
    private var texts: BundleTexts
    var notes = ReadingNotes()

    var settings: BundleSettings { texts.settings }

    init(_ texts: BundleTexts) {
        document = texts.document
        platform = texts.platform
        self.texts = texts
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
        let executable = try texts.one(try document.text(command), command)
        guard !executable.isEmpty else { throw document.error(.missing, at: command, "the command is empty") }
        var launch = StdioLaunch(executable: executable)
        if let arguments {
            for text in try document.texts(arguments) { launch.arguments += try texts.expanded(text, arguments) }
        }
        if let environment {
            for (name, text) in try document.namedTexts(environment, fault: NamedValues.fault(inVariable:)) {
                if let value = try value(name, text, environment) { launch.environment[name] = value }
            }
        }
        return launch
    }

    /// The value of a variable; nil where it is a setting that nobody gave a value.
    private mutating func value(_ name: String, _ text: String, _ node: JSONNode) throws(SourceError)
        -> EnvironmentValue?
    {
        if texts.holdsSecret(text) {
            notes.find(
                .interpolation, .note, .environment(name),
                "The bundle asks its user for this secret. It is taken from the variable `\(name)` of the environment "
                    + "that `ward run` starts with")
            return .inherited(name)
        }
        let values = try texts.expanded(text, node)
        guard values.count < 2 else {
            throw document.error(
                .setting, at: node, "the variable `\(name)` cannot hold several values", hint: "give one value")
        }
        guard let value = values.first else { return nil }
        // What stays a placeholder is no reference to a variable: only settings and places stand like that here.
        guard value.utf8.firstRange(of: "${".utf8) == nil else { return .plain(value) }
        return NamedValues.variable(name, value, &notes)
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
