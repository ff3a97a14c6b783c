// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLaunch
import WardLock
import WardSupply
import WardText

/// Looks at a project's lock by itself: what can be said without a consent, a network or a file beside it.
///
/// In CI nobody has approved anything, and what a lock says is what a pull request may have changed (T51, T52).
struct LockInspection {
    let places: Places

    func problems(in lock: LockFile) throws -> [LockProblem] {
        try lock.servers.sorted { $0.key < $1.key }.flatMap { name, entry in
            try problems(in: entry, at: JSONPointer(tokens: ["servers", name.text]))
        }
    }

    private func problems(in entry: LockEntry, at place: JSONPointer) throws -> [LockProblem] {
        var problems = entry.unknown.members.map { member in
            LockProblem(
                code: Block.ReasonCode.unknownMembers.rawValue, pointer: place.appending(member.name),
                detail:
                    "this Ward does not know `\(Visible.escaped(member.name, limit: 80))`, so the server does not run")
        }
        var places = places
        let isResolved = entry.closures.values.contains(where: \.isResolved)
        if isResolved { places.tree = places.store + "/tree" }
        let launch: Launch
        do {
            launch = try places.resolve(entry.launch)
        } catch {
            return problems + [
                LockProblem(code: error.code.rawValue, pointer: place.appending("launch"), detail: error.detail)
            ]
        }
        let analysis = LaunchAnalysis(of: launch, home: places.home, project: places.project)
        // Where this machine keeps its store says nothing about the lock.
        let findings = analysis.findings.filter { !isResolved || $0.code != LaunchCode.looseLocation.rawValue }
        problems += findings.compactMap { problem($0, at: place.appending("launch")) }
        guard case .stdio(let stdio) = entry.launch else { return problems }
        guard !entry.closures.isEmpty else {
            problems.append(
                LockProblem(
                    code: Block.ReasonCode.otherPlatform.rawValue, pointer: place.appending("closures"),
                    detail: "it says nothing of what runs, on any kind of machine"))
            return problems
        }
        return try problems + contradictions(in: entry, stdio, at: place)
    }

    /// Parts of an entry that vouch for each other and do not fit: a harmless package in front of another program.
    private func contradictions(
        in entry: LockEntry, _ launch: StdioLaunch, at place: JSONPointer
    ) throws -> [LockProblem] {
        func contradiction(_ pointer: JSONPointer, _ detail: String) -> LockProblem {
            LockProblem(code: CommandCode.lockMismatch.rawValue, pointer: pointer, detail: detail)
        }
        let resolved = entry.closures.filter(\.value.isResolved).sorted { $0.key < $1.key }
        guard !resolved.isEmpty else { return [] }
        var problems: [LockProblem] = []
        let interpreters = resolved.compactMap { $0.value.interpreter?.path }
        if !launch.executable.hasPrefix("{tree}/"), !launch.executable.hasPrefix("{store}/"),
            !interpreters.contains(launch.executable)
        {
            problems.append(
                contradiction(
                    place.appending("launch").appending("executable"),
                    "`\(Visible.escaped(launch.executable))` is none of the files that it pins"))
        }
        guard entry.origin.kind == .pypi else { return problems }
        let request = try SourceInput.request(of: entry, in: places)
        let asked = request.package ?? LaunchAnalysis(of: request.launch, home: places.home, project: nil).package
        let origin = "\(ServerText.origin(entry.origin))"
        if asked.map({ $0.ecosystem == .pypi && PythonSupply.isSame($0.name, entry.origin.name) }) != true {
            problems.append(
                contradiction(place.appending("origin"), "\(origin) is not the package that was asked for"))
        }
        for (platform, closure) in resolved
        where !closure.artifacts.contains(where: {
            $0.name == entry.origin.name && $0.version == entry.origin.version
        }) {
            problems.append(
                contradiction(
                    place.appending("closures").appending(platform), "\(origin) is not among its artifacts"))
        }
        return problems
    }

    /// A finding that somebody who reviews the lock should see; a secret is never right there.
    private func problem(_ finding: LaunchFinding, at launch: JSONPointer) -> LockProblem? {
        let isSecret = finding.code == LaunchCode.secretInClear.rawValue
        guard isSecret || finding.tier > .note else { return nil }
        let place: JSONPointer =
            switch finding.place {
            case .launch: launch
            case .executable: launch.appending("executable")
            case .argument(let index, _): launch.appending("arguments").appending(index)
            case .environment(let name): launch.appending("environment").appending(name)
            case .directory: launch.appending("cwd")
            case .url: launch.appending("url")
            case .header(let name): launch.appending("headers").appending(name)
            }
        return LockProblem(
            code: isSecret ? CommandCode.lockSecret.rawValue : finding.code, pointer: place, detail: finding.detail,
            isFatal: isSecret)
    }
}
