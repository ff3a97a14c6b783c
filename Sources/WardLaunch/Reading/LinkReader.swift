// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// Reads install links: parsed, never fetched and never handed to another program (S12, T48).
struct LinkReader {
    /// No client documents links beyond 8,000 characters.
    static let mostBytes = 64 * 1024

    private let link: Link
    private var notes = ReadingNotes()

    init(_ link: Link) { self.link = link }

    /// What an `https` link is: one of the wrappers that READMEs use, because GitHub strips other schemes, or an endpoint.
    static func isWrapper(_ link: Link) -> Bool {
        guard link.scheme == "https" || link.scheme == "http" else { return true }
        return wrapper(link) != nil
    }

    /// The servers that the link carries.
    mutating func read() throws(SourceError) -> [LaunchRequest] {
        guard let form = Self.form(link) else {
            throw SourceError(
                .unknownForm, "no install link of this form is known",
                hint: "get the command or the JSON that it stands for, and add that")
        }
        if link.fragment != nil, form != .fragment {
            throw SourceError(.unknownField, at: .key("#"), "the link has a fragment, which its client would not read")
        }
        switch form {
        case .nameAndConfig(let plus): return try nameAndConfig(plus)
        case .wholeQuery: return try wholeQuery()
        case .redirect: return try redirect()
        case .trae: return try trae()
        case .goose:
            var reader = GooseLink(notes: notes)
            return [try reader.read(link)]
        case .payload(let key): return try payload(key)
        case .fragment:
            guard link.query == nil else {
                throw SourceError(.unknownField, at: .key("?"), "the link has a query, which its client would not read")
            }
            return try servers(link.fragment ?? "", key: "#", .plus, name: nil)
        case .nothing(let reason): throw SourceError(.notRunnable, reason, hint: "add the server by its command or URL")
        }
    }

    // MARK: Forms

    private enum Form: Equatable {
        /// `name=…&config=…`.
        case nameAndConfig(LinkText.Plus)
        /// The query is the JSON.
        case wholeQuery
        /// `url=` holds another link.
        case redirect
        case trae
        case goose
        /// All is in one key.
        case payload(String)
        /// All is behind `#`.
        case fragment
        /// It names nothing that runs.
        case nothing(String)
    }

    private static func form(_ link: Link) -> Form? {
        let place = (link.authority.map { $0 + link.trimmedPath } ?? link.trimmedPath)
        switch (link.scheme, place) {
        case ("http", _), ("https", _): return link.scheme == "https" ? wrapper(link) : nil
        case ("cursor", "anysphere.cursor-deeplink/mcp/install"), ("lmstudio", "add_mcp"),
            ("qoder", "aicoding.aicoding-deeplink/mcp/add"):
            return .nameAndConfig(.space)
        case ("vscode", _), ("vscode-insiders", _): return editor(place)
        case ("raycast", "mcp/install"): return .wholeQuery
        case ("trae", "trae.ai-ide/mcp-import"), ("trae-cn", "trae.ai-ide/mcp-import"): return .trae
        case ("goose", "extension"): return .goose
        case ("cherrystudio", "mcp/install"): return .payload("servers")
        case ("app.5ire", "install-tool"): return .fragment
        case ("windsurf", "windsurf-mcp-registry"):
            return .nothing("the link holds only the id of a registry's entry, and nothing that runs")
        case ("warp", "settings/mcp"): return .nothing("the link opens a page of settings, and names nothing that runs")
        default: return nil
        }
    }

    private static func editor(_ place: String) -> Form? {
        switch place {
        // `vscode://mcp/install` is not what the editor documents, and stands in READMEs.
        case "mcp/install": return .wholeQuery
        case _ where place.hasPrefix("mcp/by-name/"):
            return .nothing("the link holds only the name of a gallery's entry, and nothing that runs")
        case _ where place.hasPrefix("mcp/http"):
            return .nothing("the link holds only the address of a registry's entry, and nothing that runs")
        default: return nil
        }
    }

    private static func wrapper(_ link: Link) -> Form? {
        guard let host = link.authority else { return nil }
        let path = link.trimmedPath
        switch (host, path) {
        case ("cursor.com", _), ("www.cursor.com", _):
            let parts = path.split(separator: "/")
            let isLocalised = parts.count == 2 && isLocale(parts[0]) && parts[1] == "install-mcp"
            let isKnown =
                ["/install-mcp", "/link/mcp/install"].contains(path) || path.lowercased() == "/link/mcp%2finstall"
            return isLocalised || isKnown ? .nameAndConfig(.space) : nil
        case ("vscode.dev", "/redirect/mcp/install"), ("insiders.vscode.dev", "/redirect/mcp/install"),
            ("kiro.dev", "/launch/mcp/add"), ("lmstudio.ai", "/install-mcp"):
            return .nameAndConfig(.space)
        case ("vscode.dev", "/redirect"), ("insiders.vscode.dev", "/redirect"): return .redirect
        case ("vs-open.link", "/mcp-install"): return .wholeQuery
        case ("block.github.io", "/goose/extension"): return .goose
        case ("replit.com", "/integrations"): return .payload("mcp")
        default: return nil
        }
    }

    /// Whether a path's part is a language, such as `en` or `en-US`.
    private static func isLocale(_ part: Substring) -> Bool {
        let parts = part.split(separator: "-", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy(ASCII.isLetter) }
    }

    // MARK: Reading each form

    private mutating func nameAndConfig(_ plus: LinkText.Plus) throws(SourceError) -> [LaunchRequest] {
        var query = try LinkQuery(link.query)
        let name = try name(&query)
        let config = try query.needed("config")
        if isEditor {
            if let raw = query.take("inputs") { try inputs(raw) }
            if let raw = query.take("quality") { notes.drop("quality", raw) }
        }
        try query.finish()
        return try servers(config, key: "config", plus, name: name)
    }

    private var isEditor: Bool { link.authority == "vscode.dev" || link.authority == "insiders.vscode.dev" }

    private mutating func inputs(_ raw: String) throws(SourceError) {
        let bytes = try LinkText.json(raw, key: "inputs", .space, &notes)
        let document = try SourceReader.document(bytes, limit: Self.mostBytes)
        guard document.kind(of: document.root) == .array else {
            throw SourceError(.shape, at: .key("inputs"), "an array of inputs is wanted here")
        }
        notes.drop("inputs", document.text(of: document.root))
    }

    private mutating func wholeQuery() throws(SourceError) -> [LaunchRequest] {
        guard let query = link.query, !query.isEmpty else {
            throw SourceError(.missing, at: .key("?"), "the link carries no server")
        }
        if ["name=", "config="].contains(where: { query.utf8.starts(with: $0.utf8) }) {
            // Not what the editors document, and common: the form of their https links behind their own scheme.
            notes.repaired("The link has `name` and `config` where its client wants JSON")
            return try nameAndConfig(.plus)
        }
        return try servers(query, key: "?", .plus, name: nil)
    }

    private mutating func redirect() throws(SourceError) -> [LaunchRequest] {
        var query = try LinkQuery(link.query)
        var target = try LinkText.decoded(try query.needed("url"), key: "url", .plus, &notes).trimmed
        if let raw = query.take("quality") { notes.drop("quality", raw) }
        try query.finish()
        if Link(target) == nil, target.utf8.contains(UInt8(ascii: "%")) {
            target = try LinkText.decoded(target, key: "url", .plus, &notes).trimmed
            notes.repaired("The link's `url` is encoded twice")
        }
        guard let inner = Link(target), ["vscode", "vscode-insiders"].contains(inner.scheme) else {
            throw SourceError(.unknownForm, at: .key("url"), "the link leads to something else than the editor")
        }
        var reader = LinkReader(inner)
        reader.notes = notes
        return try reader.read()
    }

    private mutating func trae() throws(SourceError) -> [LaunchRequest] {
        var query = try LinkQuery(link.query)
        let name = try name(&query)
        let config = try query.needed("config")
        let type = query.take("type")
        try query.finish()
        let requests = try servers(config, key: "config", .space, name: name)
        guard let type else { return requests }
        for request in requests {
            let agrees =
                switch request.launch {
                case .stdio: type == "stdio"
                case .http: ["http", "sse", "streamable-http"].contains(type)
                }
            guard agrees else {
                throw SourceError(.conflict, at: .key("type"), "the link's `type` and what it carries do not agree")
            }
        }
        return requests
    }

    private mutating func payload(_ key: String) throws(SourceError) -> [LaunchRequest] {
        var query = try LinkQuery(link.query)
        let raw = try query.needed(key)
        try query.finish()
        return try servers(raw, key: key, .space, name: nil)
    }

    private mutating func name(_ query: inout LinkQuery) throws(SourceError) -> String? {
        guard let raw = query.take("name"), !raw.isEmpty else { return nil }
        return try LinkText.decoded(raw, key: "name", .space, &notes)
    }

    private mutating func servers(
        _ raw: String,
        key: String,
        _ plus: LinkText.Plus,
        name: String?
    ) throws(SourceError) -> [LaunchRequest] {
        let bytes = try LinkText.json(raw, key: key, plus, &notes)
        let document = try SourceReader.document(bytes, limit: Self.mostBytes)
        return try SnippetReader(document: document, source: .link, notes: notes).read(name: name)
    }
}
