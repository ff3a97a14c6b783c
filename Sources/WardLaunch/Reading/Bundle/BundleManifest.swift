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

/// The manifest of an MCP bundle, versions 0.1 to 0.4, with the values of its settings filled in.
///
/// The folder that the bundle is unpacked to is not known here: it stands as ``folder``, wherever in a text.
public struct BundleManifest: Hashable, Sendable {
    /// The symbol for the folder of the unpacked bundle.
    public static let folder = "{bundle}"

    /// What the bundle calls itself.
    public let name: String
    /// The version that it says it has.
    public let version: String?
    /// How it says it starts.
    public let request: LaunchRequest

    private static let versions: Set<String> = ["0.1", "0.2", "0.3", "0.4"]
    /// What describes the bundle and starts nothing.
    private static let descriptions: Set<String> = [
        "$schema", "display_name", "description", "long_description", "author", "repository", "homepage",
        "documentation", "support", "icon", "icons", "screenshots", "localization", "tools", "tools_generated",
        "prompts", "prompts_generated", "keywords", "license", "privacy_policies", "_meta",
    ]

    /// Reads the manifest.
    ///
    /// - Parameters:
    ///   - manifest: The bytes of `manifest.json`.
    ///   - settings: The values that a person gave, by the name of the setting.
    ///   - home: The user's home folder.
    ///   - platform: The system that the launch is for.
    /// - Throws: The first thing that is not understood, with its place; all settings without a value at once.
    public init(
        reading manifest: [UInt8],
        settings: [String: [String]] = [:],
        home: String,
        platform: BundlePlatform = .current
    ) throws(SourceError) {
        let document = try SourceReader.document(manifest, limit: SourceReader.mostBytes)
        guard Self.isOne(document) else {
            throw document.error(.shape, at: document.root, "it is no manifest of a bundle")
        }
        var fields = try SourceFields(document.root, in: document)
        let node = try fields.take(oneOf: ["manifest_version", "dxt_version"])
        let form = try node.map { node throws(SourceError) in try document.text(node) } ?? ""
        guard Self.versions.contains(form) else {
            throw document.error(
                .schema, at: node ?? document.root,
                "manifests of version `\(Visible.escaped(form, limit: 40))` are not known", hint: "0.1 to 0.4 are")
        }
        let nameNode = try fields.needed("name")
        name = try document.text(nameNode)
        guard !name.isEmpty, !name.hasPrefix("/") else {
            throw document.error(.name, at: nameNode, "the bundle's name is no name")
        }
        version = try fields.string("version")
        let server = try fields.needed("server")
        let settings = try BundleSettings(fields.take("user_config"), given: settings, in: document)
        try Self.checkPlatform(fields.take("compatibility"), platform, in: document)
        fields.skip(Self.descriptions)
        try fields.finish()
        let texts = BundleTexts(document: document, platform: platform, home: home, settings: settings)
        var reader = BundleServer(texts)
        let launch = Launch.stdio(try reader.read(server))
        if let fault = reader.settings.missing { throw fault }
        reader.notes.interpolations(in: launch, first: Self.placeholder)
        request = LaunchRequest(
            suggestedName: name, launch: launch, source: .bundle, dropped: reader.notes.dropped,
            findings: reader.notes.findings)
    }

    static func isOne(_ document: JSONDocument) -> Bool {
        ["manifest_version", "dxt_version"].contains { document.value(named: $0, in: document.root) != nil }
    }

    /// A bundle may say which systems it is for; what it needs of clients and runtimes shows when it starts.
    private static func checkPlatform(
        _ node: JSONNode?, _ platform: BundlePlatform, in document: JSONDocument
    ) throws(SourceError) {
        guard let node else { return }
        var fields = try SourceFields(node, in: document)
        guard let list = fields.take("platforms") else { return }
        let platforms = try document.texts(list)
        guard platforms.isEmpty || platforms.contains(platform.rawValue) else {
            let named = platforms.map { Visible.escaped($0, limit: 40) }.joined(separator: ", ")
            throw document.error(
                .notRunnable, at: list, "the bundle is for \(named), and this system is \(platform.rawValue)",
                hint: "look for a bundle for this system; its makers may have one")
        }
    }

    /// The first placeholder that is not one of the symbols that this reader itself put there.
    private static func placeholder(_ text: String) -> Range<Int>? {
        let symbols = [folder, "{home}"].filter { text.utf8.starts(with: $0.utf8) }
        let skipped = symbols.first?.utf8.count ?? 0
        let rest = String(Substring(text.utf8.dropFirst(skipped)))
        return Interpolation.first(in: rest).map { $0.lowerBound + skipped..<$0.upperBound + skipped }
    }
}
