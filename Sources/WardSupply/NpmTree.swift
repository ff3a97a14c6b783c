// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardLaunch
internal import WardLock
internal import WardText

/// What npm installed, held against its lock: each package is one that was locked, and nothing else can be loaded.
struct NpmTree {
    /// What a package says about itself.
    private struct Manifest {
        var name: String
        var version: String
        var bin: [(command: String, file: String)]
        var hasInstallScript: Bool
    }

    private let tree: String
    private let manifest: TreeManifest
    /// The packages that are there.
    private let installed: [NpmLock.Entry]
    private let manifests: [String: Manifest]

    init(_ tree: String, _ lock: NpmLock) throws(SupplyError) {
        self.tree = tree
        manifest = try TreeManifest.make(of: tree)
        var locked: [[UInt8]: NpmLock.Entry] = [:]
        for entry in lock.entries { locked[Array(entry.path.utf8)] = entry }
        try Self.check(manifest, locked)
        let folders = Set(manifest.entries.filter { $0.kind == .folder }.map(\.path))
        var manifests: [String: Manifest] = [:]
        for entry in lock.entries where folders.contains(Array(entry.path.utf8)) {
            let found = try Self.read(entry.path, in: tree)
            guard found.name.utf8.elementsEqual(entry.name.utf8), found.version.utf8.elementsEqual(entry.version.utf8)
            else {
                throw SupplyError(
                    .hashMismatch, entry.path,
                    "it says that it is `\(Visible.escaped(found.name, limit: 200))` "
                        + "\(Visible.escaped(found.version, limit: 80)), and the registry says that it is "
                        + "`\(entry.name)` \(entry.version)",
                    hint: "do not use it; find out why the registry serves something else under this name")
            }
            manifests[entry.path] = found
        }
        installed = lock.entries.filter { manifests[$0.path] != nil }
        if let missing = lock.entries.first(where: { !$0.isOptional && manifests[$0.path] == nil }) {
            throw SupplyError(.toolOutput, missing.path, "it is locked, and `npm` did not install it")
        }
        self.manifests = manifests
    }

    /// Refuses what stands where Node looks for modules and is not locked: a folder, a file, a link.
    ///
    /// Folders of that name further inside of a package are the package's own files: nothing outside of them looks there.
    private static func check(_ manifest: TreeManifest, _ locked: [[UInt8]: NpmLock.Entry]) throws(SupplyError) {
        let modules = Array("node_modules".utf8)
        for entry in manifest.entries {
            let shown = String(decoding: entry.path, as: UTF8.self)
            if case .link = entry.kind {
                throw SupplyError(.unsupportedFile, shown, "npm made a link, and a package needs none")
            }
            let parts = entry.path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            var place: [UInt8] = []
            var rest = parts[...]
            while rest.first?.elementsEqual(modules) == true {
                rest.removeFirst()
                guard let first = rest.first else { break }
                let isScope = first.first == UInt8(ascii: "@")
                if isScope, rest.count == 1, entry.kind == .folder { break }
                let own = rest.prefix(isScope ? 2 : 1)
                rest = rest.dropFirst(own.count)
                place += (place.isEmpty ? [] : [UInt8(ascii: "/")]) + modules
                for part in own { place += [UInt8(ascii: "/")] + part }
                guard locked[place] != nil, !rest.isEmpty || entry.kind == .folder else {
                    throw SupplyError(.toolOutput, shown, "it was installed, and it is not locked")
                }
            }
            guard parts.first?.elementsEqual(modules) == true else {
                throw SupplyError(.toolOutput, shown, "it was installed, and it is no package")
            }
        }
    }

    /// The closure of what is here; what npm left out, because it is for other machines, is not of it.
    func closure(_ interpreter: Interpreter) -> Closure {
        Closure(interpreter: interpreter, artifacts: installed.map(\.artifact), isResolved: true)
    }

    /// Packages that would have run something of their own while they were installed (T88).
    func findings() -> [LaunchFinding] {
        let names = installed.filter { $0.hasInstallScript || manifests[$0.path]?.hasInstallScript == true }
            .map { "`\($0.name)`" }
        guard !names.isEmpty else { return [] }
        let list = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
        return [
            LaunchFinding(
                .installScripts, .note, .launch,
                "\(list): has install scripts, which are not run; it may not work without what they build")
        ]
    }

    // MARK: How it starts

    /// How a package starts from here: its command, by Node.
    func launch(
        of package: PackageReference, with interpreter: Interpreter, symbol: String
    ) throws(SupplyError) -> StdioLaunch {
        let folder = "node_modules/" + package.name
        guard let own = manifests[folder]?.bin else {
            throw SupplyError(.toolOutput, package.name, "it was asked for, and `npm` did not install it")
        }
        let file = try folder + "/" + command(of: package, own)
        // Only what this launch names is loaded: no folder for all of the user or of Node.
        let options = ["--no-global-search-paths"] + (try nodeOptions(of: file, package))
        return StdioLaunch(
            executable: interpreter.path, arguments: options + [symbol + "/" + file] + package.arguments)
    }

    /// The file of the command that npm would start: the wanted one, else the only one, else that of the package's name.
    private func command(
        of package: PackageReference, _ own: [(command: String, file: String)]
    ) throws(SupplyError) -> String {
        if let wanted = package.command {
            if let same = own.first(where: { $0.command.utf8.elementsEqual(wanted.utf8) }) { return same.file }
            throw missing(package, "it has no command `\(Visible.escaped(wanted, limit: 200))`", own)
        }
        if let only = own.first, own.allSatisfy({ $0.file == only.file }) { return only.file }
        let name = package.name.split(separator: "/").last.map(String.init)
        if let same = own.first(where: { $0.command == name }) { return same.file }
        throw missing(
            package, own.isEmpty ? "it has no command to start" : "it has several commands and none of its own name",
            own)
    }

    private func missing(
        _ package: PackageReference, _ detail: String, _ own: [(command: String, file: String)]
    ) -> SupplyError {
        let list = own.map { "`\(Visible.escaped($0.command, limit: 200))`" }.joined(separator: ", ")
        return SupplyError(
            .command, package.name, detail,
            hint: own.isEmpty ? "is it a server at all?" : "it has these commands, name one: \(list)")
    }

    /// What the first line of a script tells Node, as in `#!/usr/bin/env -S node --no-warnings`.
    private func nodeOptions(of file: String, _ package: PackageReference) throws(SupplyError) -> [String] {
        guard manifest.entries.contains(where: { $0.path.elementsEqual(file.utf8) && $0.kind != .folder }) else {
            throw SupplyError(
                .command, package.name, "its command is `\(Visible.escaped(file, limit: 200))`, and that is not there",
                hint: "perhaps an install script would have made it; such scripts are not run")
        }
        let bytes = try Self.bytes(of: file, in: tree, limit: 64 << 20)
        guard bytes.starts(with: "#!".utf8) else {
            if [".js", ".cjs", ".mjs"].contains(where: { file.hasSuffix($0) }) { return [] }
            throw notNode(package)
        }
        let line = String(decoding: bytes.dropFirst(2).prefix { $0 != 0x0A && $0 != 0x0D }.prefix(1024), as: UTF8.self)
        var words = line.split { $0 == " " || $0 == "\t" }.map(String.init)[...]
        func base(_ word: String?) -> Substring? { word?.split(separator: "/").last }
        if base(words.first) == "env" {
            words.removeFirst()
            if words.first == "-S" { words.removeFirst() }
        }
        guard base(words.popFirst()) == "node", words.allSatisfy({ $0.hasPrefix("-") }) else { throw notNode(package) }
        return Array(words)
    }

    private func notNode(_ package: PackageReference) -> SupplyError {
        SupplyError(
            .command, package.name, "its command is no program for Node",
            hint: "add it with its whole command line: ward add NAME -- COMMAND ARGUMENTS")
    }

    // MARK: Reading

    private static func bytes(of file: String, in tree: String, limit: Int64) throws(SupplyError) -> [UInt8] {
        do throws(FileCalls.Failure) {
            if let bytes = try FileCalls.readFile(tree + "/" + file, limit: limit) { return bytes }
        } catch {
            throw SupplyError(error, file, "it cannot be read")
        }
        throw SupplyError(.unreadable, file, "it is missing")
    }

    private static func read(_ folder: String, in tree: String) throws(SupplyError) -> Manifest {
        let file = folder + "/package.json"
        var bytes = try bytes(of: file, in: tree, limit: 16 << 20)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(reading: bytes, tolerating: [.loneSurrogates, .inexactNumbers])
        } catch {
            throw SupplyError(.unsupportedFile, file, "it is not JSON: \(error.detail), at byte \(error.offset)")
        }
        func node(_ name: String) -> JSONNode? { document.value(named: name, in: document.root) }
        guard document.kind(of: document.root) == .object, let name = node("name").flatMap(document.string),
            let version = node("version").flatMap(document.string)
        else { throw SupplyError(.unsupportedFile, file, "it names no package and version") }
        let scripts = node("scripts").map { node in
            document.kind(of: node) == .object
                && ["preinstall", "install", "postinstall"].contains { document.value(named: $0, in: node) != nil }
        }
        return Manifest(
            name: name, version: String(version.drop { "v= ".contains($0) }),
            bin: commands(node("bin"), name, document),
            hasInstallScript: scripts ?? false)
    }

    /// The commands of a package, in order; only those whose file lies in it.
    private static func commands(
        _ node: JSONNode?, _ name: String, _ document: JSONDocument
    ) -> [(command: String, file: String)] {
        guard let node else { return [] }
        var found: [(String, String?)] = []
        if let file = document.string(node) {
            found = [(name.split(separator: "/").last.map(String.init) ?? name, file)]
        } else if document.kind(of: node) == .object {
            found = document.members(of: node).map { (document.string($0.name) ?? "", document.string($0.value)) }
        }
        return found.compactMap { command, file in
            let parts = (file ?? "..").split(separator: "/").filter { $0 != "." }
            guard !parts.isEmpty, !parts.contains(".."), file?.hasPrefix("/") != true else { return nil }
            return (command, parts.joined(separator: "/"))
        }
    }
}
