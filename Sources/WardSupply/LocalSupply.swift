// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock

/// What is on this machine already: a folder or file that is used where it is, and programs that nothing here resolves.
public struct LocalSupply: Sendable {
    /// A folder or file, as it was found.
    public struct Found: Hashable, Sendable {
        /// The path.
        public let origin: Origin
        /// One artifact, whose digest is that of the whole tree.
        public let closure: Closure
        /// Its entry of the store: the manifest that later checks compare with.
        ///
        /// The files stay where they are.
        public let entry: StoreEntry
        /// The digest of its tree.
        public let tree: Digest256
    }

    /// The store that keeps the manifests.
    public let store: ContentStore

    /// Makes a supply.
    public init(store: ContentStore) {
        self.store = store
    }

    /// Reads a folder or file with all that it holds, and keeps its manifest.
    public func path(_ path: String) throws(SupplyError) -> Found {
        let place = try Self.realPath(path)
        return try keep(try TreeManifest.make(of: place), of: place) { artifact in
            Closure(artifacts: [artifact], isResolved: true)
        }
    }

    /// Keeps the manifest of what stays at a place, with the closure that is made of its artifact.
    func keep(
        _ manifest: TreeManifest, of place: String, closure: (Artifact) -> Closure
    ) throws(SupplyError) -> Found {
        let artifact = Artifact(
            name: place, version: nil, file: Self.lastComponent(place),
            digest: "sha256:" + Hexadecimal.text(of: manifest.digest.bytes))
        let closure = closure(artifact)
        let entry = try store.keep(manifest, of: place, closure.value.canonicalDigest())
        return Found(origin: Origin(.path, name: place), closure: closure, entry: entry, tree: manifest.digest)
    }

    /// The entry of a path whose closure is in a lock; nil where its manifest was never kept here.
    public func entry(of origin: Origin, _ closure: Closure) throws(SupplyError) -> StoreEntry? {
        guard let entry = try store.entry(.path, closure.value.canonicalDigest()) else { return nil }
        return StoreEntry(folder: entry.folder, kind: .path, digest: entry.digest, tree: origin.name)
    }

    /// A program that fetches what it runs, or whose parts nobody here knows: only its own file is covered.
    public static func executable(_ path: String) throws(SupplyError) -> (origin: Origin, closure: Closure) {
        let place = try realPath(path)
        let manifest = try TreeManifest.make(of: place)
        guard manifest.entries.count == 1, case .file(true, let size, let digest)? = manifest.entries.first?.kind else {
            throw SupplyError(
                .unreadable, place, "it is not a program", hint: "correct the path, or make it executable")
        }
        let artifact = Artifact(
            name: place, version: nil, file: lastComponent(place),
            digest: "sha256:" + digest.hexadecimal, size: Int(size))
        return (Origin(.executable, name: place), Closure(artifacts: [artifact], isResolved: false))
    }

    static func realPath(_ path: String) throws(SupplyError) -> String {
        do throws(FileCalls.Failure) {
            return try FileCalls.realPath(path)
        } catch {
            throw SupplyError(error, path, "it cannot be found")
        }
    }

    static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
