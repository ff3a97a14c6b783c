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

    func supply(_ request: LaunchRequest, _ analysis: LaunchAnalysis, constraints: [String]) throws -> Supplied {
        switch request.launch {
        case .http(let launch):
            return Supplied(
                launch: request.launch, origin: Origin(.remote, name: launch.url),
                files: Supplied.Files(closure: Closure(artifacts: [], isResolved: false)))
        case .stdio(let launch):
            let package = request.package ?? analysis.package
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
    private static func file(_ path: String) throws -> Artifact {
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
        guard closure.isResolved else { return try checkFiles(closure) }
        let store = try ContentStore(at: book.places.store)
        guard let kept = try store.entry(entry.origin.kind, closure.value.canonicalDigest()) else {
            return .absent("what was approved")
        }
        if entry.origin.kind == .npm {
            let stray = try StrayModules.folders(above: kept.tree)
            guard stray.isEmpty else { return .changed(stray.map { "above the store \(Visible.escaped($0))" }) }
        }
        let companions = closure.interpreter.map { [$0.path] } ?? []
        let outcome = try kept.check.verify(full: depth == .everything, companions: companions)
        guard outcome.difference.isEmpty else { return .changed(outcome.difference.lines) }
        var now = closure
        if let digest = outcome.companions.first?.value { now.interpreter?.digest = digest }
        return .intact(Supplied.Files(closure: now, tree: outcome.digest))
    }

    /// Files that are used where they are: each is read, because only a few are known.
    private func checkFiles(_ closure: Closure) throws -> Check {
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
