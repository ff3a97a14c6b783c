// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
import WardDatabase

/// `ward.db`, opened when it is first needed: looking at a machine where Ward was never used leaves nothing there.
final class LazyDatabase: Sendable {
    let path: String
    private let folders: WardFolders?
    private let opened: Mutex<StateDatabase?>

    init(_ database: StateDatabase) {
        path = database.path
        folders = nil
        opened = Mutex(database)
    }

    init(in folders: WardFolders) {
        path = folders.database
        self.folders = folders
        opened = Mutex(nil)
    }

    /// The database; nil where there is none.
    func existing() throws(StateError) -> StateDatabase? {
        try open { folders throws(StateError) in try StateDatabase.exists(in: folders) }
    }

    /// The database, which is made where there is none.
    func made() throws(StateError) -> StateDatabase {
        guard let database = try open({ _ in true }) else {
            throw StateError(code: StateError.absent, place: path, detail: "there is no database")
        }
        return database
    }

    private func open(
        _ isWanted: (WardFolders) throws(StateError) -> Bool
    ) throws(StateError) -> StateDatabase? {
        try opened.withLock { database throws(StateError) in
            if database == nil, let folders, try isWanted(folders) { database = try StateDatabase(in: folders) }
            return database
        }
    }
}
