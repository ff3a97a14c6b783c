// SPDX-License-Identifier: Apache-2.0

import Foundation
import WardDatabase
import WardJSON
import WardLock
import WardStore
import WardText

/// The servers of a user: the lock, the consents, and what stands on this machine.
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
    private let localKey: [UInt8]

    /// Opens the book; the folders are made where they are missing.
    init(
        in folders: WardFolders, isAtTerminal: Bool = false,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        self.folders = folders
        self.isAtTerminal = isAtTerminal
        self.environment = environment
        storage = LockStorage(in: folders)
        consents = ConsentStore(try StateDatabase(in: folders))
        localKey = try consents.localKey()
        places = Places(home: try WardFolders.accountHome(), store: folders.state + "/store")
    }

    /// The entry of a server.
    func entry(_ name: ServerName) throws -> LockEntry {
        guard let entry = try storage.read().servers[name] else {
            throw Failure(
                message: "there is no server `\(name)` (\(LockError.Code.unknownServer.rawValue))",
                hint: "`ward list` shows all; `ward add \(name) -- COMMAND` adds one")
        }
        return entry
    }

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
                "note: \(name) gets \(variable) from its client, and it is not set here; "
                    + "if the client sets another value than the approved one, see: \(variable)=VALUE ward diff \(name)"
            )
        }
    }

    /// The digest that stands for a value which is not stored.
    func digest(ofValue value: String) -> Digest256 { Digest256(of: Array(value.utf8), keyedBy: localKey) }

    /// The digests of the values that a launch inherits and that are set now; at a terminal also of those that were approved.
    func inherited(by launch: Launch, approved: Consent?) throws -> [String: Digest256] {
        let known = isAtTerminal ? try approved.map { try LaunchContent($0.value).inherited } ?? [:] : [:]
        var digests: [String: Digest256] = [:]
        for case .inherited(let name) in launch.values {
            digests[name] = environment[name].map(digest(ofValue:)) ?? known[name]
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
