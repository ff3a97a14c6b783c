// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock

/// The store of what runs: one folder for each closure, complete and read-only, or not there at all.
///
/// `FOLDER/KIND/DIGEST/tree` is what runs; `manifest.txt` beside it says what was made, and `cache` what is known about
/// its files. An entry is made under another name and renamed when it is complete, so a process that is killed leaves no
/// entry. What it leaves is swept when somebody makes or removes an entry next.
public struct ContentStore: Hashable, Sendable {
    /// The folder, absolute.
    public let folder: String

    private static let partial = ".partial-"
    private static let removed = ".removed-"
    private static let scratch = ".work-"

    /// Opens the store, which is made where it is missing.
    ///
    /// - Throws: ``SupplyError/Code/folderUnsafe`` where the folder is a link, another user's, or open to others.
    public init(at folder: String) throws(SupplyError) {
        guard folder.hasPrefix("/") else {
            throw SupplyError(.folderUnsafe, folder, "the store's folder is not an absolute path")
        }
        self.folder = folder
        do throws(FileCalls.Failure) {
            if try FileCalls.status(folder) == nil {
                var path = ""
                for part in folder.split(separator: "/") {
                    path += "/" + part
                    if try FileCalls.status(path) == nil { try FileCalls.makeFolder(path) }
                }
            }
        } catch {
            throw SupplyError(error, folder, "the folder cannot be made", code: .unwritable)
        }
        try Self.check(folder)
    }

    /// The complete entry of a closure; nil where there is none.
    public func entry(_ kind: Origin.Kind, _ closure: Digest256) throws(SupplyError) -> StoreEntry? {
        let entry = StoreEntry(folder: path(kind, closure), kind: kind, digest: closure)
        return try Self.status(entry.folder) == nil ? nil : entry
    }

    /// Every complete entry, sorted by kind and digest.
    public func entries() throws(SupplyError) -> [StoreEntry] {
        var entries: [StoreEntry] = []
        for kind in Origin.Kind.allCases {
            for name in try names(in: folder + "/" + kind.rawValue).sorted() {
                guard let bytes = Hexadecimal.bytes(of: Array(name.utf8)), let digest = Digest256(rawBytes: bytes)
                else {
                    continue
                }
                entries.append(StoreEntry(folder: path(kind, digest), kind: kind, digest: digest))
            }
        }
        return entries.sorted { $0.folder.utf8.lexicographicallyPrecedes($1.folder.utf8) }
    }

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - kind: The kind of its origin.
    ///   - build: Fills the folder `tree`, which is there and empty, and answers with the closure that it holds.
    /// - Returns: The entry, the closure's and the tree's digest. Where the entry is there already and its tree is the
    ///   same, it stays; a damaged or different one is replaced.
    /// - Throws: What `build` throws, and ``SupplyError`` where the store cannot be written.
    func make(
        _ kind: Origin.Kind, _ build: (_ tree: String) throws(SupplyError) -> Closure
    ) throws(SupplyError) -> (entry: StoreEntry, closure: Closure, tree: Digest256) {
        try StoreLock.run(.alone, in: folder) { () throws(SupplyError) in
            try sweep()
            let parent = folder + "/" + kind.rawValue
            let partial = try writing(parent) { () throws(FileCalls.Failure) in
                try FileCalls.makeFolder(parent)
                let partial = try FileCalls.makeUniqueFolder(parent + "/" + Self.partial)
                try FileCalls.makeFolder(partial + "/tree")
                return partial
            }
            do throws(SupplyError) {
                let closure = try build(partial + "/tree")
                let digest = closure.value.canonicalDigest()
                let entry = StoreEntry(folder: path(kind, digest), kind: kind, digest: digest)
                return (entry, closure, try complete(partial, as: entry))
            } catch {
                // The error that stopped the work is the one to tell; a leftover is swept next time.
                try? removeTree(partial)
                throw error
            }
        }
    }

    private func complete(_ partial: String, as entry: StoreEntry) throws(SupplyError) -> Digest256 {
        try makeReadOnly(partial + "/tree")
        let manifest = try TreeManifest.make(of: partial + "/tree")
        try writing(partial) { () throws(FileCalls.Failure) in
            try FileCalls.replace(partial + "/manifest.txt", with: manifest.text)
            try FileCalls.sync(folder: partial)
        }
        if try Self.status(entry.folder) != nil {
            if try isSame(entry, manifest) {
                try removeTree(partial)
                return manifest.digest
            }
            try discard(entry)
        }
        try writing(entry.folder) { () throws(FileCalls.Failure) in
            try FileCalls.rename(partial, to: entry.folder)
            try FileCalls.sync(folder: folder + "/" + entry.kind.rawValue)
        }
        return manifest.digest
    }

    private func isSame(_ entry: StoreEntry, _ manifest: TreeManifest) throws(SupplyError) -> Bool {
        do throws(SupplyError) {
            let outcome = try entry.check.verify(full: true)
            return outcome.digest == manifest.digest && outcome.difference.isEmpty
        } catch  where error.code != .unreadable {
            return false
        }
    }

    /// Keeps the manifest of a tree that stays where it is, so that it can be checked and differences be shown.
    public func keep(_ manifest: TreeManifest, of place: String, _ closure: Digest256) throws(SupplyError) -> StoreEntry
    {
        let entry = StoreEntry(folder: path(.path, closure), kind: .path, digest: closure, tree: place)
        return try StoreLock.run(.alone, in: folder) { () throws(SupplyError) in
            try sweep()
            try writing(entry.folder) { () throws(FileCalls.Failure) in
                try FileCalls.makeFolder(folder + "/" + Origin.Kind.path.rawValue)
                try FileCalls.makeFolder(entry.folder)
                try FileCalls.replace(entry.check.manifest, with: manifest.text)
            }
            return entry
        }
    }

    /// Removes an entry, read-only as it is: first its name, then its files.
    public func remove(_ entry: StoreEntry) throws(SupplyError) {
        try StoreLock.run(.alone, in: folder) { () throws(SupplyError) in
            try sweep()
            if try Self.status(entry.folder) != nil { try discard(entry) }
        }
    }

    private func discard(_ entry: StoreEntry) throws(SupplyError) {
        let parent = folder + "/" + entry.kind.rawValue
        let grave = try writing(parent) { () throws(FileCalls.Failure) in
            let grave = try FileCalls.makeUniqueFolder(parent + "/" + Self.removed)
            try FileCalls.rename(entry.folder, to: grave + "/entry")
            return grave
        }
        try removeTree(grave)
    }

    /// Runs `body` with an empty folder of its own that is removed afterwards.
    func withScratch<R>(_ body: (String) throws(SupplyError) -> R) throws(SupplyError) -> R {
        try StoreLock.run(.shared, in: folder) { () throws(SupplyError) in
            let path = try writing(folder) { () throws(FileCalls.Failure) in
                try FileCalls.makeUniqueFolder(folder + "/" + Self.scratch)
            }
            let result: R
            do throws(SupplyError) {
                result = try body(path)
            } catch {
                try? removeTree(path)
                throw error
            }
            try removeTree(path)
            return result
        }
    }

    /// Removes what killed processes left; only with the lock held alone.
    private func sweep() throws(SupplyError) {
        for parent in [folder] + Origin.Kind.allCases.map({ folder + "/" + $0.rawValue }) {
            for name in try names(in: parent)
            where [Self.partial, Self.removed, Self.scratch].contains(where: { name.hasPrefix($0) }) {
                try removeTree(parent + "/" + name)
            }
        }
    }

    private func path(_ kind: Origin.Kind, _ digest: Digest256) -> String { Self.path(kind, digest, in: folder) }

    private static func path(_ kind: Origin.Kind, _ digest: Digest256, in folder: String) -> String {
        "\(folder)/\(kind.rawValue)/\(Hexadecimal.text(of: digest.bytes))"
    }

    /// Where the tree of a closure is, or would be, in the store at a folder; nothing is looked at.
    public static func tree(of closure: Closure, _ kind: Origin.Kind, in folder: String) -> String {
        path(kind, closure.value.canonicalDigest(), in: folder) + "/tree"
    }
}
