// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// A subschema: a node of one of the documents that a schema is made of.
struct SchemaPlace: Hashable, Sendable {
    let document: Int
    let node: JSONNode
}

/// The documents of a schema, and what is named in them: the schema itself, and the meta-schemas where it refers to them.
struct SchemaLibrary {
    /// What a base URI stands for (JSON Schema 2020-12, 8.2.1).
    struct Resource {
        let base: URIReference
        let dialect: SchemaDialect
        let root: SchemaPlace
        var anchors: [ExactText: SchemaPlace] = [:]
        var dynamicAnchors: [ExactText: SchemaPlace] = [:]
    }

    /// The most subschemas of all documents.
    static let maximumPlaces = 50_000
    /// The longest identifier, in bytes, seen from its base: each below it begins with it.
    static let longestIdentifier = 1_024

    private(set) var documents: [JSONDocument]
    private(set) var resources: [Resource] = []
    private var resourcesByURI: [ExactText: Int] = [:]
    /// The resource that each known subschema belongs to.
    private var resourceOfPlace: [SchemaPlace: Int] = [:]
    /// The children of containers with many, which references lead through, by their tokens.
    private var children: [SchemaPlace: [ExactText: JSONNode]] = [:]
    /// Where the schema itself begins; meta-schemas begin at their root.
    private let start: JSONNode

    init(_ document: JSONDocument, root: JSONNode, dialect: SchemaDialect) throws(SchemaError) {
        documents = [document]
        start = root
        try add(SchemaPlace(document: 0, node: root), in: nil, dialect: dialect)
    }

    func resource(of place: SchemaPlace) -> Int { resourceOfPlace[place] ?? 0 }

    func error(_ code: SchemaError.Code, at place: SchemaPlace, _ tokens: [String], _ detail: String) -> SchemaError {
        SchemaError(code, at: pointer(to: place, tokens), detail)
    }

    /// Where something stands, seen from the start of its document.
    func pointer(to place: SchemaPlace, _ tokens: [String] = []) -> JSONPointer {
        let document = documents[place.document]
        let all = document.pointer(to: place.node).tokens
        let skipped = place.document == 0 ? document.pointer(to: start).tokens.count : 0
        return JSONPointer(tokens: Array(all.dropFirst(skipped)) + tokens)
    }

    // MARK: Finding names

    /// Adds what is named at and below a place.
    private mutating func add(
        _ first: SchemaPlace, in enclosing: Int?, dialect: SchemaDialect
    ) throws(SchemaError) {
        let document = documents[first.document]
        var pending = [(place: first, enclosing: enclosing)]
        while let (place, enclosing) = pending.popLast() {
            guard resourceOfPlace[place] == nil else { continue }
            guard resourceOfPlace.count < Self.maximumPlaces else {
                throw error(.tooLarge, at: place, [], "there are more than \(Self.maximumPlaces) subschemas")
            }
            guard document.kind(of: place.node) == .object else {
                // `true` and `false` give no names.
                guard let enclosing else {
                    resourceOfPlace[place] = try makeResource(place, URIReference(""), dialect)
                    continue
                }
                resourceOfPlace[place] = enclosing
                continue
            }
            let own = try identify(place, in: enclosing, dialect: dialect)
            resourceOfPlace[place] = own
            let holders = resources[own].dialect.holders
            for member in document.members(of: place.node) {
                guard let name = document.string(member.name), let holding = holders[name] else { continue }
                for node in Self.schemas(in: member.value, holding, document) {
                    pending.append((SchemaPlace(document: place.document, node: node), own))
                }
            }
        }
    }

    private static func schemas(
        in node: JSONNode, _ holding: SchemaDialect.Holding, _ document: JSONDocument
    ) -> [JSONNode] {
        let kind = document.kind(of: node)
        switch holding {
        case .schema: return [node]
        case .schemas: return Array(document.elements(of: node))
        case .schemaOrList: return kind == .array ? Array(document.elements(of: node)) : [node]
        case .named: return document.members(of: node).map(\.value)
        case .namedOrNames: return document.members(of: node).map(\.value).filter { document.kind(of: $0) != .array }
        }
    }

    /// The resource that a subschema belongs to, with the names that it gives.
    private mutating func identify(
        _ place: SchemaPlace, in enclosing: Int?, dialect: SchemaDialect
    ) throws(SchemaError) -> Int {
        let document = documents[place.document]
        let outer = enclosing.map { resources[$0].dialect } ?? dialect
        func text(_ name: String) throws(SchemaError) -> String? {
            guard let node = document.value(named: name, in: place.node) else { return nil }
            guard let text = document.string(node) else {
                throw error(.invalid, at: place, [name], "a text is wanted here")
            }
            return text
        }
        // Draft-07: beside `$ref` nothing counts.
        let isReference = outer == .draft07 && document.value(named: "$ref", in: place.node) != nil
        let dialect = isReference ? outer : try self.dialect(at: place, outer, try text("$schema"))
        var own = enclosing
        if let id = isReference ? nil : try text("$id") {
            let base = enclosing.map { resources[$0].base } ?? URIReference("")
            let reference = URIReference(id)
            if dialect == .draft07, id.hasPrefix("#"), id != "#" {
                if own == nil { own = try makeResource(place, base, dialect) }
                try name(place, String(id.dropFirst()), "$id", own ?? 0, isDynamic: false)
                return own ?? 0
            }
            guard reference.fragment ?? "" == "" else {
                throw error(.invalid, at: place, ["$id"], "an `$id` has no fragment")
            }
            own = try makeResource(place, reference.resolved(against: base), dialect)
        } else if own == nil {
            own = try makeResource(place, URIReference(""), dialect)
        }
        guard let own else { return 0 }
        if dialect == .draft202012 {
            if let anchor = try text("$anchor") { try name(place, anchor, "$anchor", own, isDynamic: false) }
            if let anchor = try text("$dynamicAnchor") {
                try name(place, anchor, "$dynamicAnchor", own, isDynamic: true)
            }
        }
        return own
    }

    /// The dialect of a subschema; another than around it can only begin with a resource of its own (2020-12, 8.1.1).
    private func dialect(
        at place: SchemaPlace, _ dialect: SchemaDialect, _ named: String?
    ) throws(SchemaError) -> SchemaDialect {
        guard let named, place.node != start else { return dialect }
        guard let own = SchemaDialect(named: named) else {
            throw error(.dialect, at: place, ["$schema"], SchemaDialect.unread)
        }
        guard own == dialect || documents[place.document].value(named: "$id", in: place.node) != nil else {
            throw error(.dialect, at: place, ["$schema"], "another dialect begins only beside an `$id`")
        }
        return own
    }

    private mutating func name(
        _ place: SchemaPlace, _ anchor: String, _ keyword: String, _ own: Int, isDynamic: Bool
    ) throws(SchemaError) {
        let isName = anchor.utf8.enumerated().allSatisfy { index, byte in
            let isLetter = (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            return isLetter || (index > 0 && ((0x30...0x39).contains(byte) || "-.:".utf8.contains(byte)))
        }
        guard isName, !anchor.isEmpty else {
            throw error(
                .invalid, at: place, [keyword], "a name of letters, digits, `-`, `.`, `:` and `_` is wanted here")
        }
        let anchor = ExactText(anchor)
        if let other = resources[own].anchors[anchor], other != place {
            throw error(.invalid, at: place, [keyword], "another subschema has this name")
        }
        resources[own].anchors[anchor] = place
        if isDynamic { resources[own].dynamicAnchors[anchor] = place }
    }

    private mutating func makeResource(
        _ place: SchemaPlace, _ base: URIReference, _ dialect: SchemaDialect
    ) throws(SchemaError) -> Int {
        var base = base
        base.fragment = nil
        let uri = ExactText(base.absolute)
        guard uri.text.utf8.count <= Self.longestIdentifier else {
            throw error(.tooLarge, at: place, ["$id"], "an identifier has at most \(Self.longestIdentifier) bytes")
        }
        guard resourcesByURI[uri] == nil else {
            throw error(.invalid, at: place, ["$id"], "another subschema has this identifier")
        }
        resources.append(Resource(base: base, dialect: dialect, root: place))
        resourcesByURI[uri] = resources.count - 1
        return resources.count - 1
    }

    // MARK: References

    /// What a reference leads to, and the name that its fragment is, if it is one.
    mutating func target(
        of text: String, at place: SchemaPlace, _ keyword: String
    ) throws(SchemaError) -> (place: SchemaPlace, anchor: ExactText?) {
        let uri = URIReference(text).resolved(against: resources[resource(of: place)].base)
        guard let fragment = uri.decodedFragment else {
            throw error(.invalid, at: place, [keyword], "its percent-encoding is broken")
        }
        guard let found = try resource(named: uri.absolute) else {
            throw error(
                .remoteReference, at: place, [keyword], "it leads out of the schema, and nothing is ever fetched")
        }
        let root = resources[found].root
        if fragment.isEmpty { return (root, nil) }
        let anchor = ExactText(fragment)
        guard fragment.hasPrefix("/") else {
            guard let target = resources[found].anchors[anchor] else {
                throw error(.brokenReference, at: place, [keyword], "nothing has this name")
            }
            return (target, anchor)
        }
        guard let target = try follow(fragment, from: root) else {
            throw error(.brokenReference, at: place, [keyword], "there is nothing at this place")
        }
        return (target, nil)
    }

    private mutating func resource(named uri: String) throws(SchemaError) -> Int? {
        if let known = resourcesByURI[ExactText(uri)] { return known }
        guard let (text, dialect) = MetaSchemas.text(of: uri) else { return nil }
        do throws(JSONError) {
            documents.append(try JSONDocument(reading: Array(text.utf8)))
        } catch {
            return nil
        }
        let document = documents.count - 1
        try add(SchemaPlace(document: document, node: documents[document].root), in: nil, dialect: dialect)
        return resourcesByURI[ExactText(uri)]
    }

    /// Follows a JSON Pointer (RFC 6901) to a subschema, also to one that stands where none is expected.
    private mutating func follow(_ pointer: String, from root: SchemaPlace) throws(SchemaError) -> SchemaPlace? {
        let tokens: [String]
        do throws(JSONPointerError) {
            tokens = try JSONPointer(pointer).tokens
        } catch {
            return nil
        }
        var place = root
        var enclosing = resource(of: root)
        for token in tokens {
            enclosing = resourceOfPlace[place] ?? enclosing
            guard let next = child(token, of: place) else { return nil }
            place = SchemaPlace(document: root.document, node: next)
        }
        if resourceOfPlace[place] == nil { try add(place, in: enclosing, dialect: resources[enclosing].dialect) }
        return place
    }

    /// Forgets what only references need.
    mutating func forget() { children = [:] }

    /// The child of a container; each reference may ask a large one.
    private mutating func child(_ token: String, of place: SchemaPlace) -> JSONNode? {
        let document = documents[place.document]
        guard document.count(of: place.node) > 16 else {
            return document.node(at: JSONPointer(tokens: [token]), from: place.node)
        }
        if let known = children[place] { return known[ExactText(token)] }
        var named: [ExactText: JSONNode] = [:]
        for member in document.members(of: place.node) {
            if let name = document.string(member.name) { named[ExactText(name)] = member.value }
        }
        for (index, element) in document.elements(of: place.node).enumerated() {
            named[ExactText("\(index)")] = element
        }
        children[place] = named
        return named[ExactText(token)]
    }
}
