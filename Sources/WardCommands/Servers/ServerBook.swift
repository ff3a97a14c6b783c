// SPDX-License-Identifier: Apache-2.0

import Foundation
import WardDatabase
import WardJSON
import WardLock
import WardStore

/// The servers of a user: the lock, the consents, and what stands on this machine.
struct ServerBook {
    let folders: WardFolders
    let storage: LockStorage
    let consents: ConsentStore
    let database: StateDatabase
    let places: Places
    /// The environment that inherited values are taken from.
    let environment: [String: String]
    private let localKey: [UInt8]

    /// Opens the book; the folders are made where they are missing.
    init(in folders: WardFolders, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        self.folders = folders
        self.environment = environment
        storage = LockStorage(in: folders)
        database = try StateDatabase(in: folders)
        consents = ConsentStore(database)
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

    /// The digest that stands for a value which is not stored.
    func digest(ofValue value: String) -> Digest256 { Digest256(of: Array(value.utf8), keyedBy: localKey) }

    /// The digests of the values that a launch inherits and that are set now.
    func inherited(by launch: Launch) -> [String: Digest256] {
        var digests: [String: Digest256] = [:]
        for case .inherited(let name) in launch.values {
            if let value = environment[name] { digests[name] = digest(ofValue: value) }
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
