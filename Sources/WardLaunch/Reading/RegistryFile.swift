// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// Reads a registry's `server.json` (schema 2025-12-11; older ones, with names in snake case, are read with a finding).
///
/// Each package and each remote becomes a request. The registry proves who owns a name, and nothing about safety.
enum RegistryFile {
    private static let descriptions: Set<String> = [
        "title", "description", "version", "websiteUrl", "repository", "icons", "_meta", "status", "versionDetail",
        "createdAt", "updatedAt", "id",
    ]
    /// The newest schema that this reader was written for.
    private static let newestSchema = "2025-12-11"
    /// The first schema whose names are in camel case.
    private static let firstCamelCase = "2025-09-16"

    static func isOne(_ document: JSONDocument) -> Bool {
        let root = document.root
        if let server = document.value(named: "server", in: root), hasLaunches(server, in: document) { return true }
        return hasLaunches(root, in: document)
    }

    private static func hasLaunches(_ node: JSONNode, in document: JSONDocument) -> Bool {
        if let schema = document.value(named: "$schema", in: node), let text = document.string(schema),
            text.utf8.firstRange(of: "server.schema.json".utf8) != nil
        {
            return true
        }
        return ["packages", "remotes"].contains { name in
            document.value(named: name, in: node).map { document.kind(of: $0) == .array } ?? false
        }
    }

    static func read(_ document: JSONDocument) throws(SourceError) -> [LaunchRequest] {
        var node = document.root
        if let server = document.value(named: "server", in: node), hasLaunches(server, in: document) {
            // The answer of a registry's own interface wraps the file.
            var answer = try SourceFields(node, in: document)
            node = try answer.needed("server")
            answer.skip(["_meta"])
            try answer.finish()
        }
        var notes = ReadingNotes()
        var fields = try SourceFields(node, in: document)
        fields.toCamelCase(&notes)
        if let schema = fields.take("$schema") { try check(schema, in: document, &notes) }
        let name = try document.text(try fields.needed("name"))
        let suggested = name.split(separator: "/").last.map(String.init) ?? name
        let packages = try fields.objects("packages")
        let remotes = try fields.objects("remotes")
        fields.skip(descriptions)
        try fields.finish()
        guard !packages.isEmpty || !remotes.isEmpty else {
            throw document.error(.missing, at: node, "the file names neither a package nor a remote endpoint")
        }
        var requests: [LaunchRequest] = []
        for package in packages {
            var reader = try RegistryPackage(package, in: document, notes: notes)
            requests.append(try reader.read(name: suggested))
        }
        for remote in remotes {
            var reader = try RegistryRemote(remote, in: document, notes: notes)
            requests.append(try reader.read(name: suggested))
        }
        return requests
    }

    /// Refuses a schema newer than the one this was written for; what an unknown member means is not guessed.
    private static func check(
        _ node: JSONNode,
        in document: JSONDocument,
        _ notes: inout ReadingNotes
    ) throws(SourceError) {
        let schema = try document.text(node)
        let parts = schema.split(separator: "/")
        guard let date = parts.last(where: isDate) else { return }
        guard !(newestSchema < String(date)) else {
            throw document.error(
                .schema, at: node, "the schema is of \(date), and the newest one known is of \(newestSchema)")
        }
        if String(date) < firstCamelCase { notes.oldSchema() }
    }

    private static func isDate(_ part: Substring) -> Bool {
        part.utf8.count == 10
            && part.utf8.enumerated().allSatisfy { index, byte in
                index == 4 || index == 7 ? byte == UInt8(ascii: "-") : ASCII.isDigit(byte)
            }
    }
}

/// One element of `remotes`.
struct RegistryRemote {
    private var fields: SourceFields
    private var notes: ReadingNotes

    init(_ node: JSONNode, in document: JSONDocument, notes: ReadingNotes) throws(SourceError) {
        self.notes = notes
        fields = try SourceFields(node, in: document)
        fields.toCamelCase(&self.notes)
    }

    private var document: JSONDocument { fields.document }

    mutating func read(name: String) throws(SourceError) -> LaunchRequest {
        if let node = try fields.take(oneOf: ["type", "transportType"]) {
            let type = try document.text(node)
            guard ["streamable-http", "streamable", "http", "sse"].contains(type) else {
                throw document.error(
                    .shape, at: node, "`\(Visible.escaped(type, limit: 40))` is no transport of a remote endpoint")
            }
        }
        let node = try fields.needed("url")
        let url = try document.text(node)
        do {
            if try EndpointURL.check(url) == .plain { notes.plainHTTP() }
        } catch {
            throw document.error(.url, at: node, "the URL is refused: \(error.detail)")
        }
        var launch = HTTPLaunch(url: url)
        var folded: Set<String> = []
        for element in try fields.objects("headers") {
            var input = try RegistryInput(element, in: document, &notes)
            let header = try input.name(fault: NamedValues.fault(inHeader:))
            guard folded.insert(header.lowercased()).inserted else {
                throw document.error(.duplicate, at: element, "the header `\(header)` stands twice")
            }
            launch.headers[header] = try input.headerValue(header, &notes)
        }
        if let node = fields.take("variables") {
            notes.drop(document.pointer(to: node).description, document.text(of: node))
        }
        try fields.finish()
        let whole = Launch.http(launch)
        notes.interpolations(in: whole, first: Interpolation.firstTemplate)
        return LaunchRequest(
            suggestedName: name, launch: whole, source: .registryFile, dropped: notes.dropped, findings: notes.findings)
    }
}
