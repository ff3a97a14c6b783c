// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardLock
internal import WardText

/// What a `package-lock.json` of version 3 says, as npm writes it when it leaves out where registry packages come from.
///
/// With `omit-lockfile-registry-resolved`, npm writes an address only for what does *not* come from a registry. So an
/// entry with an address is refused, and every other one is fetched by name and version from the registry that its owner
/// has configured for it, whatever a package's own shrinkwrap says (T85).
struct NpmLock: Hashable {
    /// One package at one place.
    struct Entry: Hashable {
        /// Where it is installed: `node_modules/NAME`, or below another package.
        let path: String
        /// Its own name, which is another one where it is installed under an alias.
        let name: String
        let version: String
        /// `sha512-` and base64.
        let integrity: String
        /// Whether npm may leave it out: made for another system, or it could not be fetched.
        let isOptional: Bool
        let hasInstallScript: Bool
    }

    static let maximumEntries = 10_000

    /// Every package, by the bytes of its place.
    let entries: [Entry]

    /// The entries that a closure stands for.
    init(_ closure: Closure) {
        entries = closure.artifacts.map { artifact in
            Entry(
                path: artifact.path ?? "node_modules/" + artifact.name, name: artifact.name,
                version: artifact.version ?? "", integrity: artifact.digest, isOptional: false, hasInstallScript: false)
        }
    }

    private static let known: Set = [
        "name", "version", "resolved", "integrity", "link", "dev", "optional", "devOptional", "peer", "inBundle",
        "extraneous", "ideallyInert", "hasInstallScript", "hasShrinkwrap", "bin", "license", "engines", "os", "cpu",
        "libc", "funding", "deprecated", "dependencies", "optionalDependencies", "peerDependencies",
        "peerDependenciesMeta", "bundleDependencies", "acceptDependencies", "workspaces", "devDependencies",
    ]

    init(_ bytes: [UInt8]) throws(SupplyError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(reading: bytes, tolerating: .loneSurrogates)
        } catch {
            throw Self.notUnderstood(JSONPointer(), "it is not JSON: \(error.detail)")
        }
        guard let version = document.value(named: "lockfileVersion", in: document.root),
            document.integer(version) == 3
        else { throw Self.notUnderstood(JSONPointer(tokens: ["lockfileVersion"]), "it is not a lock of version 3") }
        guard let packages = document.value(named: "packages", in: document.root),
            document.kind(of: packages) == .object
        else { throw Self.notUnderstood(JSONPointer(tokens: ["packages"]), "it has no list of packages") }
        guard document.count(of: packages) <= Self.maximumEntries else {
            throw SupplyError(.tooLarge, "package-lock.json", "it has more than \(Self.maximumEntries) packages")
        }
        var entries: [Entry] = []
        for member in document.members(of: packages) {
            let path = document.string(member.name) ?? ""
            // The package that only asks for the one that is wanted.
            if path.isEmpty { continue }
            entries.append(try Self.entry(path, member.value, document))
        }
        self.entries = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private static func entry(
        _ path: String, _ node: JSONNode, _ document: JSONDocument
    ) throws(SupplyError) -> Entry {
        let place = JSONPointer(tokens: ["packages", path])
        guard document.kind(of: node) == .object else { throw notUnderstood(place, "it is no object") }
        var members: [String: JSONNode] = [:]
        for member in document.members(of: node) { members[document.string(member.name) ?? ""] = member.value }
        if let stranger = members.keys.filter({ !known.contains($0) }).min() {
            throw notUnderstood(place.appending(stranger), "this member is not known")
        }
        guard let folder = packageNames(at: path)?.last else {
            throw SupplyError(
                .foreignSource, place.description, "it would be installed outside of `node_modules`",
                hint: "only packages of a registry can be locked by digest")
        }
        for (member, why) in [
            ("link", "it is a link to a folder"), ("resolved", "it does not come from a registry"),
            ("inBundle", "it comes inside of another package and has no digest of its own"),
            ("extraneous", "nothing asks for it"),
        ] {
            guard let value = members[member], document.kind(of: value) != .false else { continue }
            let said = member == "resolved" ? ": \(Visible.escaped(document.string(value) ?? "?", limit: 200))" : ""
            throw SupplyError(
                .foreignSource, place.appending(member).description, why + said,
                hint: "only packages of a registry can be locked by digest; choose a version that needs no other")
        }
        guard let version = members["version"].flatMap(document.string), NpmText.isVersion(version) else {
            throw notUnderstood(place.appending("version"), "it has no exact version")
        }
        guard let integrity = members["integrity"].flatMap(document.string), NpmText.isSHA512(integrity) else {
            throw SupplyError(
                .noDigest, place.appending("integrity").description,
                "`\(folder)` \(version) has no SHA-512, so nobody could tell whether it is the same tomorrow",
                hint: "choose a version that the registry gives one for")
        }
        let name: String
        if let node = members["name"] {
            guard let own = document.string(node), NpmText.isName(own) else {
                throw notUnderstood(place.appending("name"), "it is no name of a package")
            }
            name = own
        } else {
            name = folder
        }
        func flag(_ name: String) -> Bool { members[name].map { document.kind(of: $0) == .true } ?? false }
        return Entry(
            path: path, name: name, version: version, integrity: integrity,
            isOptional: flag("optional") || flag("devOptional"), hasInstallScript: flag("hasInstallScript"))
    }

    /// The packages above a place and its own; nil where the place is not `node_modules/NAME`, once or again and again.
    static func packageNames(at path: String) -> [String]? {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        var names: [String] = []
        while !parts.isEmpty {
            guard parts.removeFirst() == "node_modules", let first = parts.first else { return nil }
            let own = parts.prefix(first.hasPrefix("@") ? 2 : 1)
            parts = parts.dropFirst(own.count)
            let name = own.joined(separator: "/")
            guard NpmText.isName(name) else { return nil }
            names.append(name)
        }
        return names
    }

    private static func notUnderstood(_ place: JSONPointer, _ why: String) -> SupplyError {
        SupplyError(
            .toolOutput, place.description.isEmpty ? "package-lock.json" : place.description,
            "the lock that `npm` wrote is not understood: \(why)", hint: "this may be a newer npm than Ward knows")
    }
}

extension NpmLock.Entry {
    /// How it stands in a closure.
    var artifact: Artifact {
        let file = "\(name.split(separator: "/").last ?? "")-\(version).tgz"
        return Artifact(
            name: name, version: version, file: file, digest: integrity,
            path: path == "node_modules/" + name ? nil : path)
    }
}

/// A lock of version 1 with the packages of a closure: what `npm` makes the same lock from again.
///
/// It holds names, versions, digests and places. What each package asks for, `npm` asks the registry, as it does for every
/// lock that was written before version 7.
enum NpmSeed {
    private struct Node {
        var artifact: Artifact?
        var children: [String: Node] = [:]
    }

    static func text(_ closure: Closure) throws(SupplyError) -> [UInt8] {
        var root = Node()
        for artifact in closure.artifacts {
            // A lock may come from a stranger, so each part is checked again.
            guard NpmText.isName(artifact.name), let version = artifact.version, NpmText.isVersion(version),
                NpmText.isSHA512(artifact.digest),
                let names = NpmLock.packageNames(at: artifact.path ?? "node_modules/" + artifact.name)
            else { throw unusable(artifact.name) }
            insert(artifact, names[...], into: &root)
        }
        let lock: JSONValue = ["lockfileVersion": 1, "requires": true, "dependencies": try dependencies(of: root)]
        return lock.encoded()
    }

    private static func unusable(_ name: String) -> SupplyError {
        SupplyError(.invalidPackage, name, "the lock has no exact version, place and SHA-512 for it")
    }

    private static func insert(_ artifact: Artifact, _ names: ArraySlice<String>, into node: inout Node) {
        guard let first = names.first else {
            node.artifact = artifact
            return
        }
        insert(artifact, names.dropFirst(), into: &node.children[first, default: Node()])
    }

    private static func dependencies(of node: Node) throws(SupplyError) -> JSONValue {
        var members: [(String, JSONValue)] = []
        for (name, child) in node.children.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            guard let artifact = child.artifact, let version = artifact.version else { throw unusable(name) }
            let written = artifact.name == name ? version : "npm:\(artifact.name)@\(version)"
            var member: JSONObject = ["version": .string(written), "integrity": .string(artifact.digest)]
            if !child.children.isEmpty { member["dependencies"] = try dependencies(of: child) }
            members.append((name, .object(member)))
        }
        return .object(JSONObject(members))
    }
}
