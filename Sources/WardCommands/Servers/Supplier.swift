// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLaunch
import WardLock
import WardProcess
import WardSupply
import WardText

/// What a request was resolved to, and where it stands on this machine.
struct Supplied {
    /// All that runs, as its files are now.
    struct Files {
        var closure: Closure
        /// The digest of the tree's manifest; nil where there is no tree.
        var tree: Digest256?
    }

    /// How the server starts, with paths abbreviated for the lock.
    var launch: Launch
    var origin: Origin
    var files: Files
    /// The program that the request's executable was found to be.
    var lookedUp: String?
    var findings: [LaunchFinding] = []
    /// Variables that name nothing but folders of what is kept, and are no danger for that.
    var ownVariables: Set<String> = []
    /// How the closure came about.
    var note: String?
}

/// Gets what a server consists of, and checks that it is still what was approved.
struct Supplier {
    /// How thoroughly files are checked.
    enum Depth {
        /// Those that may have changed by what the file system says of them.
        case changes
        /// Every byte.
        case everything
    }

    /// What a check found.
    enum Check {
        case intact(Supplied.Files)
        /// The files that differ, a line each.
        case changed([String])
        /// Something is not there.
        case absent(String)
    }

    let book: ServerBook

    init(_ book: ServerBook) {
        self.book = book
    }

    // MARK: Getting

    func supply(
        _ request: LaunchRequest, _ analysis: LaunchAnalysis, constraints: [String], bundle: BundleInput?
    ) throws -> Supplied {
        switch request.launch {
        case .http(let launch):
            return Supplied(
                launch: request.launch, origin: Origin(.remote, name: launch.url),
                // Nothing of it runs here, so nothing is left to resolve.
                files: Supplied.Files(closure: Closure(artifacts: [], isResolved: true)))
        case .stdio(let launch):
            if let bundle { return try unpacked(bundle, launch) }
            let package = request.package ?? analysis.package
            guard package?.ecosystem != .mcpb else {
                throw Failure(
                    .sourceFile,
                    "the server is a bundle at `\(Visible.escaped(package?.name ?? ""))`, and Ward fetches none",
                    hint: "get the file yourself, then: ward add FILE.mcpb")
            }
            let isFetched = request.package != nil || Self.isFetching(launch, analysis)
            if let package, isFetched, [.pypi, .npm].contains(package.ecosystem) {
                return try fetched(launch, package, constraints)
            }
            return try program(launch, analysis, package)
        }
    }

    /// The programs that fetch a package and run it, and how they are called; others run what is installed already.
    private static let fetching: [Runner: String] = [
        .uvx: "uvx", .uvToolRun: "uv", .pipxRun: "pipx", .npx: "npx", .npmExec: "npm",
    ]

    /// Whether a launch is such a program itself: what stands around it, such as `env A=1`, would be lost.
    private static func isFetching(_ launch: StdioLaunch, _ analysis: LaunchAnalysis) -> Bool {
        guard analysis.isOnePackage, let runner = analysis.runner, let name = fetching[runner] else { return false }
        return launch.executable.split(separator: "/").last.map { $0 == name } ?? false
    }

    /// A package: resolved, fetched and kept, with nothing of it run.
    private func fetched(
        _ asked: StdioLaunch, _ package: PackageReference, _ constraints: [String]
    ) throws -> Supplied {
        Output.say("resolving \(Visible.escaped(package.name)) and fetching it; nothing of it runs")
        let made = try materialised(package, constraints)
        var launch = made.launch
        launch.executable = book.places.abbreviate(launch.executable)
        launch.environment = asked.environment
        launch.directory = asked.directory
        var note: String?
        if !package.isPinned, let version = made.origin.version {
            let asked = package.version.map { "`\($0)`" } ?? "no version"
            note = "\(asked) was asked for; it is pinned to \(version) until you update"
        }
        return Supplied(
            launch: .stdio(launch), origin: made.origin,
            files: Supplied.Files(closure: made.closure, tree: made.tree),
            lookedUp: try book.places.resolve(launch.executable), findings: made.findings, note: note)
    }

    private func materialised(_ package: PackageReference, _ constraints: [String]) throws -> Materialised {
        let store = try ContentStore(at: book.places.store)
        guard package.ecosystem == .npm else {
            let supply = PythonSupply(store: store, environment: book.environment, home: book.places.home)
            return try supply.materialise(try supply.resolve(package, constraints: constraints))
        }
        guard constraints.isEmpty else {
            throw Failure(message: "`--constraint` is for Python packages; npm knows none", exitCode: 64)
        }
        let supply = NpmSupply(store: store, environment: book.environment, home: book.places.home)
        return try supply.materialise(try supply.resolve(package))
    }

    /// A bundle: unpacked and kept, or used as a folder, with nothing of it run.
    private func unpacked(_ bundle: BundleInput, _ asked: StdioLaunch) throws -> Supplied {
        let supply = BundleSupply(
            store: try ContentStore(at: book.places.store), environment: book.environment, home: book.places.home)
        let made: BundleSupply.Materialised
        var note: String?
        switch bundle.content {
        case .file(let file):
            let name = bundle.path.split(separator: "/").last.map(String.init) ?? bundle.path
            made = try supply.unpack(file, file: name, bundle.manifest, asked)
            if file.archive.signature != nil { note = "the bundle is signed, and Ward does not verify this signature" }
        case .folder: made = try supply.folder(bundle.path, asked)
        }
        var launch = made.launch
        let found = try book.places.resolve(launch.executable)
        launch.executable = book.places.abbreviate(launch.executable)
        let unresolved = made.doubt.map { doubt in
            LaunchFinding(.unresolved, .danger, .launch, "Not all that runs is known: \(doubt)")
        }
        return Supplied(
            launch: .stdio(launch), origin: made.origin,
            files: Supplied.Files(closure: made.closure, tree: made.tree), lookedUp: found,
            findings: unresolved.map { [$0] } ?? [], ownVariables: made.ownVariables, note: note)
    }

    /// A program of this machine: it and its script are known, and what they load or fetch is not.
    private func program(
        _ asked: StdioLaunch,
        _ analysis: LaunchAnalysis,
        _ package: PackageReference?
    ) throws -> Supplied {
        var launch = asked
        let found: String
        do throws(ProcessError) {
            found = try ExecutableSearch.find(asked.executable, in: book.environment["PATH"], from: asked.directory)
        } catch {
            throw Failure(message: "\(error.detail) (\(error.code.rawValue))", hint: error.hint)
        }
        launch.executable = book.places.abbreviate(found)
        var artifacts = try LocalSupply.executable(found).closure.artifacts
        if [.pythonScript, .nodeScript].contains(analysis.runner),
            let index = launch.arguments.firstIndex(where: { !$0.hasPrefix("-") })
        {
            let script = try ExecutableSearch.path(launch.arguments[index], from: asked.directory)
            artifacts.append(try Self.file(script))
            launch.arguments[index] = book.places.abbreviate(script)
        }
        let kind = package.flatMap { Origin.Kind(rawValue: $0.ecosystem.rawValue) } ?? .executable
        let detail =
            package == nil
            ? "only these files are known by their digests; what they load or fetch is not"
            : "it resolves anew at each start: what runs tomorrow may not be what you look at now"
        return Supplied(
            launch: .stdio(launch), origin: Origin(kind, name: package?.name ?? found, requested: package?.version),
            files: Supplied.Files(closure: Closure(artifacts: artifacts, isResolved: false)), lookedUp: found,
            findings: [LaunchFinding(.unresolved, .danger, .launch, detail)])
    }

    /// One file, by its digest.
    static func file(_ path: String) throws -> Artifact {
        let manifest = try TreeManifest.make(of: path)
        guard manifest.entries.count == 1, case .file(_, let size, let digest)? = manifest.entries.first?.kind else {
            throw Failure(.sourceFile, "`\(Visible.escaped(path))` is not a file")
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return Artifact(
            name: path, version: nil, file: name, digest: "sha256:\(digest.hexadecimal)", size: Int(size))
    }

    // MARK: Checking

    /// What a lock's closure is on this machine now.
    func check(_ entry: LockEntry, _ closure: Closure, _ depth: Depth) throws -> Check {
        guard case .stdio = entry.launch else { return .intact(Supplied.Files(closure: closure)) }
        let kind = entry.origin.kind
        // Of a bundle all files are known, even if its command fetches more.
        guard closure.isResolved || [.mcpb, .path].contains(kind) else { return try checkFiles(closure) }
        let store = try ContentStore(at: book.places.store)
        let kept =
            kind == .path
            ? try LocalSupply(store: store).entry(of: entry.origin, closure)
            : try store.entry(kind, closure.value.canonicalDigest())
        guard let kept else { return .absent("what was approved") }
        // Programs of this machine stand under their paths, and so does a folder that is used where it is.
        let programs = closure.artifacts.indices.filter { index in
            closure.artifacts[index].name.hasPrefix("/") && closure.artifacts[index].name != kept.tree
        }
        let companions = programs.map { closure.artifacts[$0].name } + (closure.interpreter.map { [$0.path] } ?? [])
        let outcome: TreeCheck.Outcome
        do {
            outcome = try kept.check.verify(full: depth == .everything, companions: companions)
        } catch {
            // What is gone is something to tell about the server; anything else is a fault of this machine.
            guard (companions + [kept.tree]).contains(where: { Visible.escaped($0) == error.place }) else {
                throw error
            }
            return .absent("`\(error.place)` (\(error.detail))")
        }
        if StrayModules.matter(to: closure) {
            let stray = try StrayModules.folders(above: kept.tree)
            guard stray.isEmpty else { return .changed(stray.map { "above the store \(Visible.escaped($0))" }) }
        }
        guard outcome.difference.isEmpty else { return .changed(outcome.difference.lines) }
        var now = closure
        for (program, digest) in zip(programs, outcome.companions) {
            now.artifacts[program].digest = "sha256:\(digest.hexadecimal)"
        }
        if closure.interpreter != nil, let digest = outcome.companions.last?.value { now.interpreter?.digest = digest }
        return .intact(Supplied.Files(closure: now, tree: outcome.digest))
    }

    /// Files that are used where they are: each is read, because only a few are known.
    func checkFiles(_ closure: Closure) throws -> Check {
        var artifacts: [Artifact] = []
        for artifact in closure.artifacts {
            do {
                artifacts.append(try Self.file(artifact.name))
            } catch let error as SupplyError {
                return .absent("`\(Visible.escaped(artifact.name))` (\(error.detail))")
            }
        }
        return .intact(Supplied.Files(closure: Closure(artifacts: artifacts, isResolved: false)))
    }
}
