// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardText

extension LockEntry {
    init(_ node: JSONNode, in document: JSONDocument) throws(LockError) {
        var reader = try ObjectReader(node, in: document)
        request = try LockRequest(try reader.node("request"), in: document)
        launch = try Launch(try reader.node("launch"), in: document)
        origin = try Origin(try reader.node("origin"), in: document)
        closures = [:]
        for member in try ObjectReader(try reader.node("closures"), in: document).members {
            closures[document.string(member.name) ?? ""] = try Closure(member.value, in: document)
        }
        permissions = try Permissions(try reader.node("permissions"), reader)
        surface = nil
        if let node = reader.optional("surface") { surface = try PinnedSurface(node, in: document) }
        notes = try reader.strings("notes")
        unknown = reader.rest()
    }
}

extension LockRequest {
    init(_ node: JSONNode, in document: JSONDocument) throws(LockError) {
        var reader = try ObjectReader(node, in: document)
        source = try reader.string("source")
        command = try reader.strings("command")
        settings = [:]
        if let node = reader.optional("settings") {
            for member in try ObjectReader(node, in: document).members {
                settings[document.string(member.name) ?? ""] = try reader.strings(member.value)
            }
        }
        try reader.finish()
    }
}

extension Launch {
    init(_ node: JSONNode, in document: JSONDocument) throws(LockError) {
        var reader = try ObjectReader(node, in: document)
        switch try reader.string("transport") {
        case "stdio":
            let launch = StdioLaunch(
                executable: try reader.string("executable"), arguments: try reader.strings("arguments"),
                directory: try reader.optionalString("cwd"),
                environment: try EnvironmentValue.all(reader.optional("environment"), in: document))
            self = .stdio(launch)
        case "http":
            self = .http(
                HTTPLaunch(
                    url: try reader.string("url"),
                    headers: try EnvironmentValue.all(reader.optional("headers"), in: document)))
        default: throw reader.error("the transport is `stdio` or `http`")
        }
        try reader.finish()
    }
}

extension EnvironmentValue {
    static func all(_ node: JSONNode?, in document: JSONDocument) throws(LockError) -> [String: EnvironmentValue] {
        guard let node else { return [:] }
        var values: [String: EnvironmentValue] = [:]
        let reader = try ObjectReader(node, in: document)
        for member in reader.members {
            let name = document.string(member.name) ?? ""
            guard !name.isEmpty, name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "=") }) else {
                throw reader.error("`\(Visible.escaped(name, limit: 80))` is no name for a variable", at: member.value)
            }
            values[name] = try EnvironmentValue(member.value, in: document)
        }
        return values
    }

    private init(_ node: JSONNode, in document: JSONDocument) throws(LockError) {
        if let text = document.string(node) {
            self = .plain(text)
            return
        }
        var reader = try ObjectReader(node, in: document)
        self = .inherited(try reader.string("inherit"))
        try reader.finish()
    }
}

extension Origin {
    init(_ node: JSONNode, in document: JSONDocument) throws(LockError) {
        var reader = try ObjectReader(node, in: document)
        let word = try reader.string("kind")
        guard let kind = Kind(rawValue: word) else {
            throw reader.error("`\(Visible.escaped(word, limit: 40))` is no kind of origin")
        }
        self.init(
            kind, name: try reader.string("name"), version: try reader.optionalString("version"),
            requested: try reader.optionalString("requested"), constraints: try reader.strings("constraints"))
        try reader.finish()
    }
}

extension Closure {
    init(_ node: JSONNode, in document: JSONDocument) throws(LockError) {
        var reader = try ObjectReader(node, in: document)
        var interpreter: Interpreter?
        if let node = reader.optional("interpreter") {
            var inner = try ObjectReader(node, in: document)
            interpreter = Interpreter(
                path: try inner.string("path"), version: try inner.string("version"), digest: try inner.digest("digest")
            )
            try inner.finish()
        }
        var isResolved = true
        if let node = reader.optional("resolved") {
            guard document.kind(of: node) == .false else {
                throw reader.error("only `false` is written here", at: node)
            }
            isResolved = false
        }
        var artifacts: [Artifact] = []
        for element in try reader.elements(try reader.node("artifacts")) {
            artifacts.append(try Artifact(element, in: document))
        }
        try reader.finish()
        self.init(interpreter: interpreter, artifacts: artifacts, isResolved: isResolved)
    }
}

extension Artifact {
    init(_ node: JSONNode, in document: JSONDocument) throws(LockError) {
        var reader = try ObjectReader(node, in: document)
        var size: Int?
        if reader.optional("size") != nil {
            let value = try reader.integer("size")
            guard value >= 0 else { throw reader.error("a size is not negative") }
            size = Int(value)
        }
        self.init(
            name: try reader.string("name"), version: try reader.optionalString("version"),
            file: try reader.string("file"), digest: try reader.string("digest"), size: size,
            path: try reader.optionalString("path"))
        try reader.finish()
    }
}

extension LaunchContent {
    /// Reads a ``value``, such as the one that a consent stores.
    ///
    /// - Throws: ``LockError/Code/invalid``.
    public init(_ value: JSONValue) throws(LockError) {
        let document = try JSONDocument(stored: value)
        var reader = try ObjectReader(document.root, in: document)
        var inherited: [String: Digest256] = [:]
        let names = try ObjectReader(try reader.node("inherited"), in: document)
        for member in names.members { inherited[document.string(member.name) ?? ""] = try names.digest(member.value) }
        var tree: Digest256?
        if let node = reader.optional("tree") { tree = try reader.digest(node) }
        self.init(
            launch: try Launch(try reader.node("launch"), in: document), inherited: inherited,
            origin: try Origin(try reader.node("origin"), in: document),
            closure: try Closure(try reader.node("closure"), in: document), tree: tree,
            permissions: try Permissions(try reader.node("permissions"), reader))
        try reader.finish()
    }
}

extension JSONDocument {
    /// A stored value as the text that the strict readers of locks take.
    fileprivate init(stored value: JSONValue) throws(LockError) {
        do {
            try self.init(reading: value.encoded())
        } catch {
            throw LockError(.invalid, at: error.offset, error.detail)
        }
    }
}

extension Permissions {
    fileprivate init(_ node: JSONNode, _ reader: ObjectReader) throws(LockError) {
        guard try reader.string(node) == "unconfined" else {
            throw reader.error("this Ward knows only the permissions `unconfined`", at: node)
        }
        self = .unconfined
    }
}

extension PinnedSurface {
    /// Reads a ``value``.
    ///
    /// - Throws: ``LockError/Code/invalid``.
    public init(_ value: JSONValue) throws(LockError) {
        let document = try JSONDocument(stored: value)
        try self.init(document.root, in: document)
    }

    init(_ node: JSONNode, in document: JSONDocument) throws(LockError) {
        var reader = try ObjectReader(node, in: document)
        self.init()
        instructions = try reader.digests(try reader.node("instructions"))
        capabilities = try reader.digests(try reader.node("capabilities"))
        for kind in Kind.allCases {
            var names: [ExactText: Set<Digest256>] = [:]
            for member in try ObjectReader(try reader.node(kind.rawValue), in: document).members {
                names[ExactText(document.string(member.name) ?? "")] = try reader.digests(member.value)
            }
            declarations[kind] = names
        }
        for element in try reader.elements(try reader.node("varying")) {
            do {
                varying.insert(try JSONPointer(try reader.string(element)))
            } catch let error as LockError {
                throw error
            } catch {
                throw reader.error("a JSON Pointer is wanted here", at: element)
            }
        }
        try reader.finish()
    }
}
