// SPDX-License-Identifier: Apache-2.0

import Foundation
import WardDatabase
import WardJSON
import WardLock
import WardStore
import WardSupply
import WardText

/// The servers of a user or of a project: the lock, the consents, and what stands on this machine.
struct ServerBook {
    let folders: WardFolders
    let storage: LockStorage
    let consents: ConsentStore
    let places: Places
    /// The environment that inherited values are taken from.
    let environment: [String: String]
    /// Whether a person is at a terminal, in which the variables of the client's entry are mostly not set: one that is missing
    /// there stands for the value that was approved.
    ///
    /// Where a client starts a server, what is missing is missing.
    let isAtTerminal: Bool

    /// Opens the book; nothing is made on the disk before there is something to write.
    ///
    /// - Parameters:
    ///   - folders: Where Ward keeps configuration and state.
    ///   - lock: A project's lock, which stands in place of the user's own; nil for the user's own.
    ///   - mayBeNew: Whether the project's lock may still have to be made.
    ///   - isAtTerminal: Whether a person is at a terminal.
    ///   - database: The database, where it is open already.
    ///   - environment: Where inherited values are taken from.
    /// - Throws: What is wrong with the path of the lock, or the account.
    init(
        in folders: WardFolders,
        lock: String? = nil,
        mayBeNew: Bool = false,
        isAtTerminal: Bool = false,
        database: StateDatabase? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        self.folders = folders
        self.isAtTerminal = isAtTerminal
        self.environment = environment
        storage =
            try lock.map { try LockStorage.named($0, in: folders, mayBeMissing: mayBeNew) } ?? LockStorage(in: folders)
        consents = database.map { ConsentStore($0) } ?? ConsentStore(in: folders)
        places = Places(
            project: storage.project, home: try WardFolders.accountHome(), store: folders.state + "/store")
    }

    /// The entry of a server.
    func entry(_ name: ServerName) throws -> LockEntry {
        guard let entry = try storage.read().servers[name] else {
            throw Failure(
                message: "there is no server `\(key(of: name))` (\(LockError.Code.unknownServer.rawValue))",
                hint: "`ward list\(lockOption)` shows all; `ward add \(name)\(lockOption) -- COMMAND` adds one")
        }
        return entry
    }

    // MARK: Names

    /// Whose consents count: the same name in a project's lock is another server.
    func key(of name: ServerName) -> ServerKey {
        ServerKey(name, lock: storage.project == nil ? nil : storage.path)
    }

    /// A command of Ward's about a server, as a person would type it anywhere.
    func command(_ verb: String, _ name: ServerName) -> String { "ward \(verb) \(name)\(lockOption)" }

    /// The verb of the command that makes a blocked server ready: what a project locked is taken as it is.
    var renewal: String { storage.project == nil ? "update" : "install" }

    private var lockOption: String {
        storage.project == nil ? "" : " --lock \(CommandLineText.of([Visible.escaped(storage.path, limit: .max)]))"
    }

    // MARK: Closures

    /// This platform's closure of an entry, as it stands here; nil where the lock has none.
    ///
    /// A lock pins the artifacts for every machine. The interpreter is each machine's own: the one that was approved here
    /// counts, and whether its file is still the same is checked like everything else.
    func closure(of entry: LockEntry, _ approval: Consent?) throws -> Closure? {
        guard let locked = entry.closures[Platform.name] else { return nil }
        var closure = try places.resolve(locked)
        if closure.interpreter != nil, let approval,
            let own = try LaunchContent(approval.value).closure.interpreter
        {
            closure.interpreter = own
        }
        return closure
    }

    /// The places of one server, whose closure is kept in the store.
    func places(for kind: Origin.Kind, _ closure: Closure) -> Places {
        guard closure.isResolved else { return places }
        var places = places
        places.tree = ContentStore.tree(of: closure, kind, in: places.store)
        return places
    }

    // MARK: Inherited values

    /// For each name that a launch inherits a value under, whether something is set there now.
    func inheritedNames(of launch: Launch) -> [String: Bool] {
        var names: [String: Bool] = [:]
        for case .inherited(let name) in launch.values { names[name] = environment[name] != nil }
        return names
    }

    /// Says which variables of a ready server are not set here, so that nobody looks in vain for why a client is held back.
    func noteWhatIsNotSeen(of name: ServerName, _ standing: ServerStanding) {
        guard isAtTerminal, case .ready(let ready) = standing else { return }
        for variable in ready.content.inherited.keys.sorted() where environment[variable] == nil {
            let variable = Visible.escaped(variable, limit: 200)
            Output.say(
                "note: \(key(of: name)) gets \(variable) from its client, and it is not set here; if the client sets another "
                    + "value than the approved one, see: \(variable)=VALUE \(command("diff", name))"
            )
        }
    }

    /// The digests of the values that a launch inherits and that are set now; at a terminal also of those that were approved.
    func inherited(by launch: Launch, approved: Consent?) throws -> [String: Digest256] {
        let known = isAtTerminal ? try approved.map { try LaunchContent($0.value).inherited } ?? [:] : [:]
        var digests: [String: Digest256] = [:]
        for case .inherited(let name) in launch.values {
            guard let value = environment[name] else {
                digests[name] = known[name]
                continue
            }
            // The key is asked for here and not before: where nothing is inherited, none has to be made.
            digests[name] = Digest256(of: Array(value.utf8), keyedBy: try consents.localKey())
        }
        return digests
    }
}

extension Launch {
    /// The values of its environment or of its headers.
    var values: [EnvironmentValue] {
        switch self {
        case .stdio(let stdio): Array(stdio.environment.values)
        case .http(let http): Array(http.headers.values)
        }
    }
}
