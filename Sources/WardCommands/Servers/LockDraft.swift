// SPDX-License-Identifier: Apache-2.0

import WardLaunch
import WardLock
import WardStore
import WardText

/// The entry that a lock gets for what was resolved here.
struct LockDraft {
    let book: ServerBook
    /// What the lock says of the server so far; nil if it is new there.
    let before: LockEntry?
    /// The bundle that it is made of; nil if it is made of none.
    let bundle: BundleInput?

    /// Makes the entry, and says what of it others cannot use as it stands.
    ///
    /// - Throws: ``CommandCode/lockSecret`` where a project's lock would hold one: it is for everybody who gets the project.
    func entry(
        for request: LaunchRequest, _ analysis: LaunchAnalysis, _ supplied: Supplied, source: String
    ) throws -> LockEntry {
        let isShared = book.storage.project != nil
        if isShared, let secret = analysis.findings.first(where: { $0.code == LaunchCode.secretInClear.rawValue }) {
            throw Failure(
                .lockSecret, "a project's lock is for everybody, and \(Self.name(of: secret.place)) looks secret",
                hint: "give the variable without its value (`--env NAME`): it then comes from the client's entry")
        }
        let places = book.places(for: supplied.origin.kind, supplied.files.closure)
        let launch = places.abbreviate(try places.resolve(supplied.launch))
        let origin = places.abbreviate(supplied.origin)
        var asked = places.abbreviate(
            LockRequest(source: source, command: request.command, settings: bundle?.settings ?? [:]))
        // A command with words in quotes is no text that a symbol could lead.
        let isQuoted = request.command.contains { CommandLineText.of([$0]) != $0 }
        if isQuoted, source == CommandLineText.of(request.command) { asked.source = CommandLineText.of(asked.command) }
        return LockEntry(
            request: asked, launch: launch,
            origin: origin, closures: closures(with: places.abbreviate(supplied.files.closure), origin),
            surface: before?.surface, notes: isShared ? notes(on: launch) : [])
    }

    /// The closures of all platforms, with this one's put in.
    ///
    /// An entry has one version. Those of other platforms stay while they are of that version; else they would run what was
    /// replaced here, so they go, and are made again there.
    private func closures(with closure: Closure, _ origin: Origin) -> [String: Closure] {
        var closures = before?.closures ?? [:]
        if let before, before.origin != origin { closures = [:] }
        closures[Platform.name] = closure
        return closures
    }

    /// The other platforms whose closures an entry no longer has.
    func dropped(by entry: LockEntry) -> [String] {
        guard let before else { return [] }
        return Set(before.closures.keys).subtracting(entry.closures.keys).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
    }

    /// What cannot be written so that it fits others.
    private func notes(on launch: Launch) -> [String] {
        guard case .stdio(let stdio) = launch else { return [] }
        var places: [String] = []
        for (index, argument) in stdio.arguments.enumerated() where book.places.namesFolderWithin(argument) {
            places.append("argument [\(index + 1)]")
        }
        for (name, value) in stdio.environment.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            if case .plain(let text) = value, book.places.namesFolderWithin(text) {
                places.append("the variable \(name)")
            }
        }
        return places.map { "\($0) names a folder of whoever added it, within a text where no symbol can stand" }
    }

    private static func name(of place: LaunchFinding.Place) -> String {
        switch place {
        case .launch: "the launch"
        case .executable: "the program"
        case .argument(let index, _): "argument [\(index + 1)]"
        case .environment(let name): "the variable `\(Visible.escaped(name, limit: 80))`"
        case .directory: "the folder"
        case .url: "the URL"
        case .header(let name): "the header `\(Visible.escaped(name, limit: 80))`"
        }
    }
}
