// SPDX-License-Identifier: Apache-2.0

import WardLaunch
import WardLock
import WardStore
import WardSupply
import WardText

/// Gets exactly what a lock names, and nothing that it would resolve to today.
extension Supplier {
    /// What a lock's entry needs, made ready on this machine; nothing of it runs.
    ///
    /// A lock is somebody's text until it was looked at, so how it starts must follow from what it says was asked for and
    /// pinned: else a harmless package would vouch for another program (T50).
    func restore(_ entry: LockEntry, _ request: LaunchRequest, _ closure: Closure) throws -> Supplied {
        guard case .stdio(let locked) = entry.launch else {
            return Supplied(
                launch: entry.launch, origin: entry.origin, files: Supplied.Files(closure: closure))
        }
        guard closure.isResolved else { return try inPlace(entry, closure) }
        switch entry.origin.kind {
        case .pypi, .npm: return try package(entry, locked, request, closure)
        default:
            throw Failure(
                .lockOrigin,
                "what is locked comes from `\(entry.origin.kind.rawValue)`, which cannot be restored by its digests here",
                hint: "`ward update` resolves the server anew")
        }
    }

    private func package(
        _ entry: LockEntry, _ locked: StdioLaunch, _ request: LaunchRequest, _ closure: Closure
    ) throws -> Supplied {
        let analysis = LaunchAnalysis(of: request.launch, home: book.places.home, project: book.places.project)
        guard let package = request.package ?? analysis.package,
            package.ecosystem.rawValue == entry.origin.kind.rawValue
        else { throw Self.mismatch("the command that it says was asked for names no package of this origin") }
        Output.say("fetching \(Visible.escaped(package.name)) as it is locked; nothing of it runs")
        let made = try restored(package, closure, from: try book.places.resolve(entry.origin))
        guard closure.artifacts.contains(where: { $0.name == entry.origin.name && $0.version == entry.origin.version }),
            package.ecosystem == .pypi
                ? PythonSupply.isSame(package.name, entry.origin.name) : package.name == entry.origin.name
        else { throw Self.mismatch("its origin is not the package that was asked for, or is not among its artifacts") }
        var launch = made.launch
        launch.environment = locked.environment
        launch.directory = locked.directory
        let places = book.places(for: entry.origin.kind, made.closure)
        guard try places.resolve(.stdio(launch)) == places.resolve(entry.launch) else {
            throw Self.mismatch("what it starts is not what was asked for stands for")
        }
        var note: String?
        if let own = made.closure.interpreter, own != closure.interpreter {
            note = "the artifacts are those of the lock; the interpreter is this machine's, Python \(own.version)"
        }
        return Supplied(
            launch: entry.launch, origin: made.origin, files: Supplied.Files(closure: made.closure, tree: made.tree),
            lookedUp: try places.resolve(locked.executable), findings: made.findings,
            note: note)
    }

    private func restored(
        _ package: PackageReference, _ closure: Closure, from origin: Origin
    ) throws -> Materialised {
        let store = try ContentStore(at: book.places.store)
        guard package.ecosystem == .npm else {
            return try PythonSupply(store: store, environment: book.environment, home: book.places.home)
                .restore(closure, of: package, from: origin)
        }
        return try NpmSupply(store: store, environment: book.environment, home: book.places.home)
            .restore(closure, of: package, from: origin)
    }

    /// Programs and scripts that are used where they are: they must be here already, byte for byte.
    private func inPlace(_ entry: LockEntry, _ closure: Closure) throws -> Supplied {
        let places = book.places(for: entry.origin.kind, closure)
        guard case .stdio(let launch) = try places.resolve(entry.launch),
            case .stdio(let locked) = entry.launch
        else { throw Self.mismatch("it does not start here") }
        let program = try LocalSupply.executable(launch.executable).closure.artifacts
        guard program.allSatisfy({ own in closure.artifacts.contains { $0.name == own.name } }) else {
            throw Self.mismatch("it starts `\(Visible.escaped(launch.executable))`, whose file it does not pin")
        }
        switch try checkFiles(closure) {
        case .absent(let what):
            throw Failure(
                .lockFiles, "\(what) is not there", hint: "put it there, or resolve the server anew with `ward update`")
        case .changed(let lines): throw Self.differing(lines.joined(separator: "; "))
        case .intact(let files):
            let names = zip(closure.artifacts, files.closure.artifacts).filter { $0 != $1 }.map {
                "`\(Visible.escaped($0.0.name))`"
            }
            guard names.isEmpty else { throw Self.differing(names.joined(separator: ", ")) }
            return Supplied(
                launch: .stdio(locked), origin: try places.resolve(entry.origin), files: files,
                lookedUp: launch.executable,
                findings: [
                    LaunchFinding(
                        .unresolved, .danger, .launch,
                        "only these files are known by their digests; what they load or fetch is not")
                ])
        }
    }

    private static func differing(_ files: String) -> Failure {
        Failure(
            .lockFiles, "what is here is not what is locked: \(files)",
            hint: "put the locked files there, or resolve the server anew with `ward update`")
    }

    private static func mismatch(_ detail: String) -> Failure {
        Failure(
            .lockMismatch, "the lock contradicts itself: \(detail)",
            hint: "do not use it; ask who changed it, or resolve the server anew with `ward update`")
    }
}
