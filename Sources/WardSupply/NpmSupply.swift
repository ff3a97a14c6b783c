// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLaunch
public import WardLock

/// Packages of npm: resolved and fetched by `npm`, kept and checked here.
///
/// Nothing of a package runs: install scripts are off, git is not called, and no query is made of what was fetched
/// (S1, T88).
public struct NpmSupply: Sendable {
    /// The store.
    public let store: ContentStore
    private let owner: [String: String]
    private let home: String

    /// Makes a supply.
    ///
    /// - Parameters:
    ///   - store: Where packages are kept.
    ///   - environment: The environment of the person who runs `ward`: where tools are and what they are configured for.
    ///   - home: The person's home folder, from the account database.
    public init(store: ContentStore, environment: [String: String], home: String) {
        self.store = store
        owner = environment
        self.home = home
    }

    /// Finds the exact packages that a package needs, here and on other machines.
    ///
    /// Nothing is installed and nothing of it runs.
    ///
    /// - Parameter package: The package; a range, a tag or no version means the newest that fits.
    /// - Returns: What would be installed.
    /// - Throws: ``SupplyError`` with the words of `npm` where it failed.
    public func resolve(_ package: PackageReference) throws(SupplyError) -> Resolution {
        let range = try NpmText.range(of: package)
        return try store.withScratch { scratch throws(SupplyError) in
            let tools = try tools(nil, scratch)
            try write(Self.wanting(package.name, range), to: scratch + "/package.json")
            let bytes = try solve(tools, package.name, scratch)
            let lock = try NpmLock(bytes)
            guard let own = lock.entries.first(where: { $0.path == "node_modules/" + package.name }) else {
                throw SupplyError(.toolOutput, package.name, "the package itself is not in the lock that `npm` wrote")
            }
            let origin = Origin(.npm, name: own.name, version: own.version, requested: package.version)
            let closure = Closure(
                interpreter: tools.interpreter, artifacts: lock.entries.map(\.artifact), isResolved: true)
            return Resolution(origin, closure, of: package, npm: NpmSolution(lock: bytes, tools: tools))
        }
    }

    /// Fetches what was resolved into the store, and says how it starts from there.
    ///
    /// Nothing of it runs.
    public func materialise(_ resolution: Resolution) throws(SupplyError) -> Materialised {
        guard let solution = resolution.npm, let version = resolution.origin.version else {
            throw SupplyError(.invalidPackage, resolution.origin.name, "it was not resolved by npm")
        }
        let lock = try NpmLock(solution.lock)
        let wanted = Self.wanting(resolution.package.name, version)
        let made = try install(solution.tools) { scratch throws(SupplyError) in
            try write(wanted, to: scratch + "/package.json")
            try write(solution.lock, to: scratch + "/package-lock.json")
            return lock
        }
        let installed = try NpmTree(made.entry.tree, lock)
        let launch = try installed.launch(
            of: resolution.package, with: solution.tools.interpreter, symbol: made.entry.treeSymbol)
        return Materialised(
            launch: launch, origin: resolution.origin, closure: made.closure, entry: made.entry, tree: made.tree,
            findings: installed.findings())
    }

    /// Restores what a lock names, and says how it starts here.
    ///
    /// The interpreter has to be the locked one: the launch names it.
    ///
    /// - Parameters:
    ///   - closure: What the lock says for this platform.
    ///   - package: The package that was asked for; its command is what starts.
    ///   - origin: Where the lock says that it comes from.
    /// - Returns: What is in the store.
    /// - Throws: ``SupplyError`` also where what was fetched is not all that the lock names, and nothing else.
    public func restore(
        _ closure: Closure, of package: PackageReference, from origin: Origin
    ) throws(SupplyError) -> Materialised {
        guard let interpreter = closure.interpreter else {
            throw SupplyError(.interpreterUnusable, "closure", "it names no interpreter")
        }
        let (entry, tree) = try restore(closure, of: origin)
        let installed = try NpmTree(entry.tree, NpmLock(closure))
        return Materialised(
            launch: try installed.launch(of: package, with: interpreter, symbol: entry.treeSymbol), origin: origin,
            closure: closure, entry: entry, tree: tree, findings: installed.findings())
    }

    /// Fetches the closure of a lock into the store, if it is not there as it was made: the same packages at the same
    /// places, by their digests.
    ///
    /// - Parameters:
    ///   - closure: The closure.
    ///   - origin: The package that it belongs to, with its exact version.
    /// - Returns: Its entry and the digest of its tree.
    /// - Throws: ``SupplyError`` where the registry no longer gives the same packages.
    public func restore(
        _ closure: Closure, of origin: Origin
    ) throws(SupplyError) -> (entry: StoreEntry, tree: Digest256) {
        if let entry = try store.entry(.npm, closure.value.canonicalDigest()) {
            try StrayModules.refuse(above: entry.tree)
            let found = try entry.check.verify(full: true)
            if found.difference.isEmpty { return (entry, found.digest) }
        }
        guard let interpreter = closure.interpreter else {
            throw SupplyError(.interpreterUnusable, "closure", "it names no interpreter")
        }
        guard NpmText.isName(origin.name), let version = origin.version, NpmText.isVersion(version) else {
            throw SupplyError(.invalidPackage, origin.name, "the lock has no name and exact version for it")
        }
        let seed = try NpmSeed.text(closure)
        try interpreter.checkUnchanged()
        let tools = try store.withScratch { scratch throws(SupplyError) in
            try self.tools(interpreter.path, scratch)
        }
        let made = try install(tools, expecting: closure) { scratch throws(SupplyError) in
            try write(Self.wanting(origin.name, version), to: scratch + "/package.json")
            try write(seed, to: scratch + "/package-lock.json")
            return try NpmLock(try solve(tools, origin.name, scratch))
        }
        return (made.entry, made.tree)
    }

    /// Installs what a lock names into the store.
    private func install(
        _ tools: NpmTools, expecting expected: Closure? = nil,
        _ prepare: (_ scratch: String) throws(SupplyError) -> NpmLock
    ) throws(SupplyError) -> (entry: StoreEntry, closure: Closure, tree: Digest256) {
        try tools.interpreter.checkUnchanged()
        return try store.make(.npm) { tree throws(SupplyError) in
            try StrayModules.refuse(above: tree)
            let scratch = tree + "/../scratch"
            try store.writing(scratch) { () throws(FileCalls.Failure) in try FileCalls.makeFolder(scratch) }
            let lock = try prepare(scratch)
            try tools.run(["ci"], place: "the packages", scratch: scratch)
            try store.writing(tree) { () throws(FileCalls.Failure) in
                FileCalls.remove(file: scratch + "/node_modules/.package-lock.json")
                try FileCalls.rename(scratch + "/node_modules", to: tree + "/node_modules")
            }
            try store.removeTree(scratch)
            let closure = try NpmTree(tree, lock).closure(tools.interpreter)
            if let expected, closure != expected {
                throw SupplyError(
                    .hashMismatch, "the packages", "what the registry serves now is not what was locked",
                    hint: "resolve the server anew and look at the difference")
            }
            return closure
        }
    }

    /// Has npm write the lock of what `package.json` in a folder asks for.
    private func solve(_ tools: NpmTools, _ place: String, _ scratch: String) throws(SupplyError) -> [UInt8] {
        try tools.run(["install", "--package-lock-only"], place: place, scratch: scratch)
        let file = scratch + "/package-lock.json"
        do throws(FileCalls.Failure) {
            if let bytes = try FileCalls.readFile(file, limit: 16 << 20) { return bytes }
        } catch {
            throw SupplyError(error, file, "the lock that `npm` wrote cannot be read")
        }
        throw SupplyError(.toolOutput, place, "`npm` wrote no lock")
    }

    private func tools(_ node: String?, _ scratch: String) throws(SupplyError) -> NpmTools {
        try NpmTools(owner: owner, home: home, node: node, scratch: scratch)
    }

    /// A `package.json` that asks for one package.
    private static func wanting(_ name: String, _ range: String) -> [UInt8] {
        let wanted: JSONValue = ["private": true, "dependencies": .object(JSONObject([(name, .string(range))]))]
        return wanted.encoded()
    }

    private func write(_ bytes: [UInt8], to path: String) throws(SupplyError) {
        try store.writing(path) { () throws(FileCalls.Failure) in try FileCalls.replace(path, with: bytes) }
    }
}

/// What npm found, and the tools that it was found with.
struct NpmSolution: Hashable {
    /// The `package-lock.json`.
    let lock: [UInt8]
    let tools: NpmTools
}
