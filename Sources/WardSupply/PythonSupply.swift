// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLaunch
public import WardLock
internal import WardText

/// Python packages: resolved and fetched by `uv`, kept and checked here.
///
/// Nothing of a package runs: only wheels are taken, nothing is built, no script is called, and the interpreter that
/// compiles the modules does so outside the tree (S1, T88).
public struct PythonSupply: Sendable {
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

    /// Finds the exact wheels that a package needs here.
    ///
    /// Nothing is installed and nothing of it runs.
    ///
    /// - Parameters:
    ///   - package: The package; a range or no version means the newest that fits.
    ///   - constraints: What to hold other packages to, such as `name<2`.
    ///   - python: The interpreter, a path or a name; nil for `python3`.
    /// - Returns: What would be installed.
    /// - Throws: ``SupplyError`` with the words of the tool that failed.
    public func resolve(
        _ package: PackageReference, constraints: [String] = [], python: String? = nil
    ) throws(SupplyError) -> Resolution {
        let requirement = try PackageText.requirement(package)
        let limits = try constraints.map { text throws(SupplyError) in try PackageText.constraint(text) }
        return try store.withScratch { scratch throws(SupplyError) in
            let tools = try tools(python, scratch)
            var arguments = ["pip", "compile"] + PythonTools.hardened + tools.indexes.arguments
            arguments += [
                "--directory", scratch, "--cache-dir", Self.cache(in: scratch), "--python", tools.interpreter.path,
            ]
            arguments += ["--format", "pylock.toml", "--no-header", "--no-annotate"]
            if !limits.isEmpty {
                try write(limits, to: scratch + "/constraints.txt")
                arguments += ["--constraints", scratch + "/constraints.txt"]
            }
            let lock = try tools.run(
                arguments + ["-"], place: package.name, input: requirement + "\n", scratch: scratch)
            let artifacts = try PythonLock.artifacts(lock)
            let wanted = PackageText.normalized(package.name)
            guard let own = artifacts.first(where: { PackageText.normalized($0.name) == wanted }) else {
                throw SupplyError(.toolOutput, package.name, "the package itself is not in the lock that `uv` wrote")
            }
            let origin = Origin(
                .pypi, name: own.name, version: own.version, requested: package.version, constraints: constraints)
            let closure = Closure(interpreter: tools.interpreter, artifacts: artifacts, isResolved: true)
            return Resolution(origin, closure, of: package)
        }
    }

    /// Fetches what was resolved into the store, and says how it starts from there.
    ///
    /// Nothing of it runs.
    public func materialise(_ resolution: Resolution) throws(SupplyError) -> Materialised {
        let made = try install(resolution.closure)
        let installed = try PythonTree(made.entry.tree)
        let launch = try installed.launch(of: resolution.package, symbol: made.entry.treeSymbol)
        return Materialised(
            launch: launch, origin: resolution.origin, closure: made.closure, entry: made.entry, tree: made.tree,
            findings: installed.findings())
    }

    /// Restores what a lock names, the same wheels by their digests, and says how it starts here.
    ///
    /// What runs them is the interpreter of this machine, which a lock from another one cannot know: the locked one if it is
    /// here, else the first of the search path, if it is of the same version but for the last number.
    ///
    /// - Parameters:
    ///   - closure: What the lock says for this platform.
    ///   - package: The package that was asked for; its command is what starts.
    ///   - origin: Where the lock says that it comes from.
    /// - Returns: What is in the store; its closure differs from the lock's in the interpreter at most.
    /// - Throws: ``SupplyError`` also where what was fetched is not all that the lock names, and nothing else.
    public func restore(
        _ closure: Closure, of package: PackageReference, from origin: Origin
    ) throws(SupplyError) -> Materialised {
        var wanted = closure
        if let locked = closure.interpreter { wanted.interpreter = try here(locked) }
        let (entry, tree) = try restore(wanted)
        let installed = try PythonTree(entry.tree)
        return Materialised(
            launch: try installed.launch(of: package, symbol: entry.treeSymbol), origin: origin, closure: wanted,
            entry: entry, tree: tree, findings: installed.findings())
    }

    /// Fetches a closure into the store, if it is not there as it was made.
    ///
    /// - Returns: Its entry and the digest of its tree.
    public func restore(_ closure: Closure) throws(SupplyError) -> (entry: StoreEntry, tree: Digest256) {
        if let entry = try store.entry(.pypi, closure.value.canonicalDigest()) {
            let found = try entry.check.verify(full: true)
            if found.difference.isEmpty { return (entry, found.digest) }
        }
        let made = try install(closure)
        guard made.closure == closure else {
            throw SupplyError(
                .hashMismatch, closure.artifacts.first?.name ?? "closure", "the lock names other wheels than it needs",
                hint: "do not use it; resolve the server anew with `ward update`")
        }
        return (made.entry, made.tree)
    }

    /// Whether two names are one package's (PEP 503).
    public static func isSame(_ name: String, _ other: String) -> Bool {
        PackageText.normalized(name) == PackageText.normalized(other)
    }

    /// The interpreter that runs what another machine locked.
    private func here(_ locked: Interpreter) throws(SupplyError) -> Interpreter {
        do throws(SupplyError) {
            if try Interpreter.digest(of: locked.path) == locked.digest { return locked }
        } catch {
            // The path is another machine's; whatever stands there is not what was locked.
        }
        let own = try store.withScratch { scratch throws(SupplyError) in try tools(nil, scratch).interpreter }
        guard Self.branch(own.version) == Self.branch(locked.version) else {
            throw SupplyError(
                .interpreterChanged, own.path,
                "it is Python \(Visible.escaped(own.version)), and the lock was made for \(Visible.escaped(locked.version))",
                hint: "put that Python first on the search path, or resolve the server anew with `ward update`")
        }
        return own
    }

    /// The version without its last number: what wheels are made for.
    private static func branch(_ version: String) -> [Substring] {
        Array(version.split(separator: ".").prefix(2))
    }

    private func install(
        _ closure: Closure
    ) throws(SupplyError) -> (entry: StoreEntry, closure: Closure, tree: Digest256) {
        guard let interpreter = closure.interpreter else {
            throw SupplyError(.interpreterUnusable, "closure", "it names no interpreter")
        }
        let requirements = try PythonRequirements.lines(closure)
        try interpreter.checkUnchanged()
        let made = try store.make(.pypi) { tree throws(SupplyError) in
            let scratch = tree + "/../scratch"
            try write([], to: scratch, isFolder: true)
            try write(requirements, to: scratch + "/requirements.txt")
            let tools = try tools(interpreter.path, scratch)
            let builder = PythonTreeBuilder(
                tools: tools, interpreter: interpreter, cache: Self.cache(in: scratch), scratch: scratch)
            try builder.build(tree)
            try store.removeTree(scratch)
            return try PythonTree(tree).narrowed(closure)
        }
        return made
    }

    private func tools(_ python: String?, _ scratch: String) throws(SupplyError) -> PythonTools {
        try PythonTools(owner: owner, home: home, python: python, scratch: scratch)
    }

    /// A cache that lasts for one call: what another program could change in the meantime must not come back as what was
    /// fetched and verified.
    private static func cache(in scratch: String) -> String { scratch + "/uv-cache" }

    private func write(_ lines: [String], to path: String, isFolder: Bool = false) throws(SupplyError) {
        try store.writing(path) { () throws(FileCalls.Failure) in
            if isFolder { return try FileCalls.makeFolder(path) }
            try FileCalls.replace(path, with: Array(lines.map { $0 + "\n" }.joined().utf8))
        }
    }
}
