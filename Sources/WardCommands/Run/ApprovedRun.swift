// SPDX-License-Identifier: Apache-2.0

import WardDatabase
import WardGateway
import WardJSON
import WardLock
import WardPinning
import WardProcess
import WardSession
import WardStore

/// A run of a server that was added: what a consent covers, or Ward's own stand-in with the reason.
///
/// Whatever keeps the server from running and can be mended by a person leaves the client with a healthy server of
/// Ward's; only a wrong use of the command line ends the run.
struct ApprovedRun: Sendable {
    let name: ServerName
    /// The command behind `--`; empty where there is none.
    let command: [String]
    let client: String?
    /// The project's lock that it stands in; nil for the user's own.
    let lock: String?
    /// How thoroughly its files are checked.
    let depth: Supplier.Depth
    let folders: WardFolders

    /// How the gateway is set up.
    func configuration() -> GatewayConfiguration {
        let database = Result { try StateDatabase(in: folders) }
        let opened = Result { try ServerBook(in: folders, lock: lock, database: try database.get()) }
        let key = (try? opened.get())?.key(of: name) ?? ServerKey(name)
        let early = EarlyStanding { standing(opened) }
        let coverage = Coverage(
            standIn: StatusServer(version: Ward.version),
            whileAsking: reason(
                Block(reason: .beingChecked, detail: "its files are being checked", remedy: "wait a moment")),
            standing: { early.current() },
            tell: { Output.say("\(key) is blocked: \($0.detail); \($0.remedy)") })
        var configuration = GatewayConfiguration(
            peer: .covered(coverage), server: key.description, client: client, isUnapproved: false,
            folders: folders)
        configuration.reviewed = key
        // What cannot be read here is found again when it is asked what may run, and said there.
        guard let book = try? opened.get() else { return configuration }
        configuration.database = try? database.get()
        guard (try? isAdded(in: book)) == true, case .stdio(let launch)? = (try? book.approvedContent(of: name))?.launch
        else { return configuration }
        configuration.command = [launch.executable] + launch.arguments
        guard let pin = (try? book.approvedSurface(of: name))?.pin, let database = configuration.database
        else { return configuration }
        configuration.session.surface = pin
        configuration.session.handshakes = handshakes(of: key, in: database, under: pin)
        if configuration.session.handshakes.values.contains(where: { $0 != .varying }) {
            configuration.session.start = .onFirstNeed
        }
        return configuration
    }

    /// What the client may be told before anything of the server was looked at: only what a person approved of it.
    private func handshakes(
        of key: ServerKey, in database: StateDatabase, under pin: PinnedSurface
    ) -> [HandshakeKey: HandshakeAnswer] {
        do throws(StateError) {
            let kept = try HandshakeStore(database).all(of: key, surface: pin.value.canonicalDigest())
            let known = kept.map { kept in
                (
                    HandshakeKey(method: kept.method, revision: kept.revision, client: kept.client),
                    HandshakeAnswer(result: kept.answer)
                )
            }
            return Dictionary(known) { first, _ in first }
        } catch {
            Output.say("note: \(Failure(error).message); the server itself is asked")
            return [:]
        }
    }

    // MARK: What may run

    private func isAdded(in book: ServerBook) throws -> Bool {
        try book.storage.read().servers[name].map { try isAskedFor($0, in: book) } ?? false
    }

    /// Whether the command behind `--` is the one that was added.
    private func isAskedFor(_ entry: LockEntry, in book: ServerBook) throws -> Bool {
        try command.isEmpty || command == book.places.resolve(entry.request.command)
    }

    private func standing(_ opened: Result<ServerBook, any Error>) -> Coverage.Standing {
        do {
            let book = try opened.get()
            guard let entry = try book.storage.read().servers[name] else {
                return .blocked(reason(.notAdded(name, book)))
            }
            guard try isAskedFor(entry, in: book) else { return .blocked(reason(book.otherCommand(name))) }
            switch try book.standing(of: name, entry, checking: depth) {
            case .ready(let ready): return .ready(ChildLaunch(ready.launch, in: book), ready.surface)
            case .blocked(let block): return .blocked(reason(block))
            }
        } catch {
            return .blocked(reason(.unreadable(error)))
        }
    }

    /// What a person is told; a command that approves is left to `ward list`, because models read what clients log.
    private func reason(_ block: Block) -> Coverage.Reason {
        let remedy =
            switch block.reason {
            case .notAdded, .unreadable, .beingChecked: block.remedy
            default: "a person has to open a terminal and type `ward`"
            }
        return Coverage.Reason(detail: "\(block.detail) (\(block.reason.rawValue))", remedy: remedy)
    }
}

extension Block {
    /// Nobody added it, or it was removed.
    fileprivate static func notAdded(_ name: ServerName, _ book: ServerBook) -> Block {
        Block(
            reason: .notAdded, detail: "there is no server of this name",
            remedy: "`ward list` shows all; `\(book.command("add", name)) -- COMMAND` adds one")
    }

    /// What is unreadable is never taken for absent, and nothing starts by it.
    fileprivate static func unreadable(_ error: any Error) -> Block {
        let failure = Failure(describing: error) ?? Failure(message: "\(error)")
        return Block(
            reason: .unreadable, detail: failure.message,
            remedy: failure.hint ?? "`ward list` says whether it was mended")
    }
}
