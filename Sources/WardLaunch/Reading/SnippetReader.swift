// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// Reads servers from JSON as clients keep or document it, by its shape.
///
/// Maps under `mcpServers`, `servers` and `context_servers`, a bare map, `{name, config}`, one server, a list of
/// servers with names.
struct SnippetReader {
    let document: JSONDocument
    let source: LaunchRequest.Source
    /// What was noticed before the JSON was there; every request carries it.
    var notes = ReadingNotes()

    private static let maps = ["mcpServers", "servers", "context_servers"]

    /// Reads all servers; beside a name that a link gives, the JSON may hold one server only.
    func read(name: String? = nil) throws(SourceError) -> [LaunchRequest] {
        let root = document.root
        if document.kind(of: root) == .array { return try unique(list(root, name)) }
        guard document.kind(of: root) == .object else {
            throw document.error(.shape, at: root, "an object with servers is wanted")
        }
        var fields = try SourceFields(root, in: document)
        if let map = try fields.take(oneOf: Self.maps) {
            var notes = notes
            if let inputs = fields.take("inputs") {
                notes.drop("/inputs", document.text(of: inputs))
            }
            if let schema = fields.take("$schema") { notes.drop("/$schema", document.text(of: schema)) }
            try fields.finish()
            return try unique(self.map(map, name, notes))
        }
        if isServer(fields) { return [try server(root, name, notes)] }
        if fields.has("config"), document.kind(of: configNode(fields) ?? root) == .object, hasOnlyNameAndConfig(fields)
        {
            let inner = try fields.string("name")
            let config = try fields.needed("config")
            return [try server(config, try one(name, inner, at: config), notes)]
        }
        return try unique(map(root, name, notes))
    }

    // MARK: Shapes

    /// Whether an object has what only a server has; in a bare map the same names stand before objects.
    private func isServer(_ fields: SourceFields) -> Bool {
        fields.rest.contains { member in
            let kind = document.kind(of: member.value)
            switch member.name {
            case "command":
                return kind == .string || kind == .array
                    || kind == .object && document.value(named: "path", in: member.value) != nil
                        && document.value(named: "command", in: member.value) == nil
            case "transport":
                return kind == .string || kind == .object && isLaunch(member.value)
            case "args": return kind == .array
            case "type": return kind == .string
            default: return ServerObject.urls.contains(member.name) && kind == .string
            }
        }
    }

    /// Whether the members of a nested `transport` are those of a launch and not a server that has that name.
    private func isLaunch(_ node: JSONNode) -> Bool {
        document.value(named: "type", in: node).map { document.kind(of: $0) == .string } ?? false
    }

    private func configNode(_ fields: SourceFields) -> JSONNode? {
        fields.rest.first { $0.name == "config" }?.value
    }

    private func hasOnlyNameAndConfig(_ fields: SourceFields) -> Bool {
        fields.rest.contains { $0.name == "name" && document.kind(of: $0.value) == .string }
            && fields.rest.allSatisfy { $0.name == "name" || $0.name == "config" }
    }

    private func map(_ node: JSONNode, _ name: String?, _ notes: ReadingNotes) throws(SourceError) -> [LaunchRequest] {
        guard document.kind(of: node) == .object else {
            throw document.error(.shape, at: node, "names with servers are wanted here")
        }
        let members = Array(document.members(of: node))
        guard !members.isEmpty else { throw noServer(at: node) }
        guard name == nil || members.count == 1 else {
            throw document.error(.conflict, at: node, "the link names one server and carries \(members.count)")
        }
        var requests: [LaunchRequest] = []
        for member in members {
            let inner = document.string(member.name) ?? ""
            guard document.kind(of: member.value) == .object else {
                throw document.error(
                    .shape, at: member.value, "`\(Visible.escaped(inner, limit: 80))` is no server",
                    hint: "Ward reads `mcpServers`, `servers`, `context_servers`, and a single server's object")
            }
            requests.append(try server(member.value, try one(name, inner, at: member.value), notes))
        }
        return requests
    }

    private func noServer(at node: JSONNode) -> SourceError {
        document.error(
            .missing, at: node, "there is no server in it",
            hint: "servers stand under `mcpServers`, `servers` or `context_servers`, each with its name")
    }

    private func list(_ node: JSONNode, _ name: String?) throws(SourceError) -> [LaunchRequest] {
        let elements = Array(document.elements(of: node))
        guard !elements.isEmpty else { throw noServer(at: node) }
        guard name == nil || elements.count == 1 else {
            throw document.error(.conflict, at: node, "the link names one server and carries \(elements.count)")
        }
        var requests: [LaunchRequest] = []
        for element in elements { requests.append(try server(element, name, notes)) }
        return requests
    }

    private func server(_ node: JSONNode, _ name: String?, _ notes: ReadingNotes) throws(SourceError) -> LaunchRequest {
        var server = try ServerObject(node, in: document, source: source, notes: notes)
        return try server.read(name: name)
    }

    // MARK: Names

    /// The one name of a server that is named inside and outside.
    private func one(_ outer: String?, _ inner: String?, at node: JSONNode) throws(SourceError) -> String? {
        guard let outer, let inner, !outer.utf8.elementsEqual(inner.utf8) else { return outer ?? inner }
        throw document.error(
            .conflict, at: node,
            "the link names it `\(Visible.escaped(outer, limit: 80))`, and its JSON `\(Visible.escaped(inner, limit: 80))`"
        )
    }

    /// Refuses two servers of which one could be shown and the other added, because a reader takes their names for one.
    private func unique(_ requests: [LaunchRequest]) throws(SourceError) -> [LaunchRequest] {
        var names: Set<FoldedName> = []
        for request in requests {
            guard let name = request.suggestedName else { continue }
            guard names.insert(NameFolding.folded(name)).inserted else {
                throw document.error(
                    .duplicate, at: document.root,
                    "two servers have the name `\(Visible.escaped(name, limit: 80))`, or names that read alike")
            }
        }
        return requests
    }
}
