// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLaunch
public import WardLock
internal import WardText

/// MCP bundles: unpacked into the store, or used as a folder where they are.
///
/// Nothing of a bundle runs. Its interpreter is asked which one it is, and that alone.
public struct BundleSupply: Sendable {
    /// What can be started.
    public struct Materialised: Hashable, Sendable {
        /// How it starts; the folder of the bundle stands as a path or with `{store}`.
        public let launch: StdioLaunch
        /// Where its code comes from.
        public let origin: Origin
        /// The bundle, and the interpreter or program of this machine that starts it.
        public let closure: Closure
        /// Its entry of the store.
        public let entry: StoreEntry
        /// The digest of its tree.
        public let tree: Digest256
        /// Why what runs is not all known; nil where it is.
        public let doubt: String?
        /// Variables of the launch that name folders to load code from, all of them the bundle's own.
        public let ownVariables: Set<String>
    }

    /// The store.
    public let store: ContentStore
    private let machine: BundleMachine

    /// Makes a supply.
    ///
    /// - Parameters:
    ///   - store: Where bundles are kept.
    ///   - environment: The environment of the person who runs `ward`: where programs are.
    ///   - home: The person's home folder, from the account database.
    public init(store: ContentStore, environment: [String: String], home: String) {
        self.store = store
        machine = BundleMachine(owner: environment, home: home)
    }

    /// Unpacks a bundle into the store.
    ///
    /// - Parameters:
    ///   - bundle: The bundle.
    ///   - file: The name of its file, for the lock.
    ///   - manifest: What its manifest says.
    ///   - asked: How it is to start, in the words of the manifest.
    /// - Returns: What can be started.
    /// - Throws: ``SupplyError`` where content is not as it was declared, or the program that starts it is missing.
    public func unpack(
        _ bundle: BundleFile, file: String, _ manifest: BundleManifest, _ asked: StdioLaunch
    ) throws(SupplyError) -> Materialised {
        let files = Dictionary(
            bundle.archive.entries.filter { !$0.isFolder }.map { ($0.path, $0) },
            uniquingKeysWith: { first, _ in first })
        let program = try program(asked) { path throws(SupplyError) in
            guard let entry = files[path] else { return nil }
            return Array(try bundle.archive.content(of: entry).prefix(2))
        }
        let artifact = Artifact(
            name: manifest.name, version: manifest.version, file: file,
            digest: "sha256:" + Hexadecimal.text(of: bundle.digest.bytes), size: bundle.size)
        let made = try store.make(.mcpb) { tree throws(SupplyError) in
            if StrayModules.matter(to: closure(of: artifact, program)) { try StrayModules.refuse(above: tree) }
            try write(bundle.archive, to: tree, program: program.ownProgram)
            return closure(of: artifact, program)
        }
        return Materialised(
            launch: Self.placed(program.launch, symbol: made.entry.treeSymbol, folder: made.entry.tree),
            origin: Origin(.mcpb, name: manifest.name, version: manifest.version), closure: made.closure,
            entry: made.entry, tree: made.tree, doubt: program.doubt,
            ownVariables: program.ownVariables)
    }

    /// Takes an unpacked bundle where it is: every file is recorded, and none is copied.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - asked: How it is to start, in the words of its manifest.
    /// - Returns: What can be started.
    /// - Throws: ``SupplyError`` where a file cannot be read, or the program that starts it is missing.
    public func folder(_ path: String, _ asked: StdioLaunch) throws(SupplyError) -> Materialised {
        let place = try LocalSupply.realPath(path)
        let program = try program(asked) { path throws(SupplyError) in try head(place + "/" + path) }
        let manifest = try TreeManifest.make(of: place)
        let above = try Self.doubt(above: place, program)
        let doubt = program.doubt ?? Self.doubt(of: manifest) ?? above
        let found = try LocalSupply(store: store).keep(manifest, of: place) { artifact in
            var closure = closure(of: artifact, program)
            closure.isResolved = doubt == nil
            return closure
        }
        return Materialised(
            launch: Self.placed(program.launch, symbol: place, folder: place), origin: found.origin,
            closure: found.closure, entry: found.entry, tree: found.tree, doubt: doubt,
            ownVariables: program.ownVariables)
    }

    private func program(
        _ asked: StdioLaunch, head: (String) throws(SupplyError) -> [UInt8]?
    ) throws(SupplyError) -> BundleProgram {
        try store.withScratch { scratch throws(SupplyError) in
            try BundleProgram(asked, head: head, machine: machine, scratch: scratch)
        }
    }

    private func closure(of artifact: Artifact, _ program: BundleProgram) -> Closure {
        Closure(
            interpreter: program.interpreter, artifacts: [artifact] + (program.program.map { [$0] } ?? []),
            isResolved: program.doubt == nil)
    }

    /// A folder stays where it is, so what Node would load from above is not refused, but told.
    private static func doubt(above place: String, _ program: BundleProgram) throws(SupplyError) -> String? {
        let closure = Closure(interpreter: program.interpreter, artifacts: [], isResolved: true)
        guard StrayModules.matter(to: closure), let stray = try StrayModules.folders(above: place).first else {
            return nil
        }
        return "Node would load modules from `\(Visible.escaped(stray))` too"
    }

    private func head(_ path: String) throws(SupplyError) -> [UInt8]? {
        do throws(FileCalls.Failure) {
            // A link counts by where it leads, which the whole folder is looked at for.
            if try FileCalls.status(path)?.isLink == true { return [] }
            return try FileCalls.readFile(path, limit: TreeWalk.maximumFile).map { Array($0.prefix(2)) }
        } catch {
            throw SupplyError(error, path, "it cannot be read")
        }
    }

    /// Writes all files; the manifest's own program can be executed, because bundles that were packed on Windows say nothing.
    private func write(_ archive: BundleArchive, to tree: String, program: String?) throws(SupplyError) {
        var made: Set<String> = []
        func makeFolder(_ path: Substring) throws(SupplyError) {
            guard !path.isEmpty, made.insert(String(path)).inserted else { return }
            if let slash = path.lastIndex(of: "/") { try makeFolder(path[..<slash]) }
            try store.writing(tree) { () throws(FileCalls.Failure) in try FileCalls.makeFolder(tree + "/" + path) }
        }
        for entry in archive.entries {
            if entry.isFolder {
                try makeFolder(entry.path[...])
                continue
            }
            if let slash = entry.path.lastIndex(of: "/") { try makeFolder(entry.path[..<slash]) }
            let content = try archive.content(of: entry)
            try store.writing(tree) { () throws(FileCalls.Failure) in
                try FileCalls.create(
                    tree + "/" + entry.path, content, isExecutable: entry.isExecutable || entry.path == program)
            }
        }
    }

    /// A launch with the bundle's folder in place of its symbol: as a lock has it where a text begins with it, as a path
    /// elsewhere.
    private static func placed(_ launch: StdioLaunch, symbol: String, folder: String) -> StdioLaunch {
        func place(_ text: String) -> String {
            guard text.hasPrefix(BundleManifest.folder) else {
                return text.replacing(BundleManifest.folder, with: folder)
            }
            return symbol + text.dropFirst(BundleManifest.folder.count).replacing(BundleManifest.folder, with: folder)
        }
        var launch = launch
        launch.executable = place(launch.executable)
        launch.arguments = launch.arguments.map(place)
        launch.environment = launch.environment.mapValues { value in
            if case .plain(let text) = value { .plain(place(text)) } else { value }
        }
        return launch
    }

    /// A link that leads out of a folder stands for a file that is not covered.
    private static func doubt(of manifest: TreeManifest) -> String? {
        for entry in manifest.entries {
            guard case .link(let target) = entry.kind else { continue }
            // It may climb to the top first, and go down from there; a climb behind a name can pass another link.
            let parts = target.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
            let climbs = parts.prefix { $0.elementsEqual("..".utf8) }
            let isInside =
                target.first != UInt8(ascii: "/") && climbs.count < entry.path.split(separator: UInt8(ascii: "/")).count
                && !parts.dropFirst(climbs.count).contains { $0.elementsEqual("..".utf8) }
            guard isInside else {
                let name = Visible.escaped(bytes: entry.path, limit: 200)
                return "the link `\(name)` leads out of the folder, to what is not recorded"
            }
        }
        return nil
    }
}
