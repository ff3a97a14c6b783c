// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// All that will run on one platform: the interpreter and every artifact.
public struct Closure: Hashable, Sendable {
    /// The program that runs the artifacts; nil where they run by themselves.
    public var interpreter: Interpreter?
    /// Every downloadable thing, sorted by name, version, file and path.
    public var artifacts: [Artifact]
    /// Whether this is all that will run.
    ///
    /// False where nothing here can resolve what the launch names: then only the
    /// program that is started is known, and what it fetches is resolved anew at each start (`closure.unresolved`).
    public var isResolved: Bool

    /// Makes a closure.
    public init(interpreter: Interpreter? = nil, artifacts: [Artifact], isResolved: Bool) {
        self.interpreter = interpreter
        self.artifacts = artifacts.sorted(by: Artifact.precedes)
        self.isResolved = isResolved
    }

    /// The value that stands in a lock.
    public var value: JSONValue {
        var members: [(String, JSONValue)] = []
        if let interpreter { members.append(("interpreter", interpreter.value)) }
        if !isResolved { members.append(("resolved", false)) }
        members.append(("artifacts", .array(artifacts.map(\.value))))
        return .object(JSONObject(members))
    }
}

/// The program that runs a closure's artifacts.
public struct Interpreter: Hashable, Sendable {
    /// Its path, with symbolic links resolved.
    public var path: String
    /// What it says its version is, such as `3.11.7`.
    public var version: String
    /// The digest of its file.
    public var digest: Digest256

    /// Makes an interpreter.
    public init(path: String, version: String, digest: Digest256) {
        self.path = path
        self.version = version
        self.digest = digest
    }

    var value: JSONValue {
        ["path": .string(path), "version": .string(version), "digest": .string(digest.description)]
    }
}

/// One thing that can be downloaded, with its digest in the form of its ecosystem.
public struct Artifact: Hashable, Sendable {
    /// The package, or the path of a program.
    public var name: String
    /// Its version; nil where it has none.
    public var version: String?
    /// The file's name, without its folder.
    public var file: String
    /// The digest as the ecosystem writes it: `sha256:` and hexadecimal digits, or npm's `sha512-` and base64.
    public var digest: String
    /// Its size in bytes, if known.
    public var size: Int?
    /// Where in the tree it is installed, if its name does not say it: with npm one package can be there several times.
    public var path: String?

    /// Makes an artifact.
    public init(
        name: String, version: String?, file: String, digest: String, size: Int? = nil, path: String? = nil
    ) {
        self.name = name
        self.version = version
        self.file = file
        self.digest = digest
        self.size = size
        self.path = path
    }

    var value: JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(name))]
        if let version { members.append(("version", .string(version))) }
        members += [("file", .string(file)), ("digest", .string(digest))]
        if let size { members.append(("size", .integer(Int64(size)))) }
        if let path { members.append(("path", .string(path))) }
        return .object(JSONObject(members))
    }

    static func precedes(_ left: Artifact, _ right: Artifact) -> Bool {
        precedes(left.name, right.name) ?? precedes(left.version ?? "", right.version ?? "")
            ?? precedes(left.file, right.file) ?? precedes(left.path ?? "", right.path ?? "") ?? false
    }

    /// By bytes; nil where both are the same.
    private static func precedes(_ left: String, _ right: String) -> Bool? {
        left.utf8.elementsEqual(right.utf8) ? nil : left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

/// What a server may do; there is one kind until there is a sandbox.
public enum Permissions: Hashable, Sendable {
    /// All that its user may.
    case unconfined

    /// The value that stands in a lock.
    public var value: JSONValue { "unconfined" }
}
