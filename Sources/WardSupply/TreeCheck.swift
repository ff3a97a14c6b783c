// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// Checks that a tree is still what its manifest says, quickly where nothing was touched (W10, W14, T23).
///
/// This finds what changed before a start. A program of the same user that edits the files afterwards, or the manifest
/// and the consent with them, is out of reach.
public struct TreeCheck: Hashable, Sendable {
    /// What a check found.
    public struct Outcome: Hashable, Sendable {
        /// The digest of the tree as it is now: what a consent has to cover.
        public let digest: Digest256
        /// How it differs from the manifest that was kept; empty where it does not.
        public let difference: TreeDifference
        /// The digests of the files beside the tree, in the order in which they were given.
        public let companions: [FileDigest]
        /// How many files were read and not taken from the cache.
        public let filesRead: Int
    }

    /// The tree: a folder or a file.
    public let tree: String
    /// The file that keeps its manifest.
    public let manifest: String
    /// The file that keeps what is known about its files.
    public let cache: String

    /// Makes a check.
    public init(tree: String, manifest: String, cache: String) {
        self.tree = tree
        self.manifest = manifest
        self.cache = cache
    }

    /// Compares the tree with its manifest.
    ///
    /// - Parameters:
    ///   - full: Whether to read every file, whatever the cache says.
    ///   - companions: Files beside the tree to digest with it, such as the interpreter; a link counts as what it leads to.
    /// - Returns: What the tree is now, and how it differs.
    /// - Throws: ``SupplyError`` where the tree or its manifest cannot be read.
    public func verify(full: Bool = false, companions: [String] = []) throws(SupplyError) -> Outcome {
        try verify(full: full, companions: companions, now: FileCalls.now())
    }

    func verify(full: Bool, companions: [String] = [], now: Int64) throws(SupplyError) -> Outcome {
        let kept = try keptManifest()
        var known = TreeCache.Lookup(full ? TreeCache() : readCache(at: now))
        let walk = try TreeWalk(tree, known: &known)
        var filesRead = walk.filesRead
        var digests: [FileDigest] = []
        for companion in companions {
            let file = try TreeWalk(resolved(companion), known: &known)
            guard case .file(_, _, let digest) = file.top else {
                throw SupplyError(.unreadable, companion, "it is not a file")
            }
            digests.append(digest)
            filesRead += file.filesRead
        }
        if let changed = known.changed { write(changed.settled(at: now), at: now) }
        let difference =
            walk.text == kept
            ? TreeDifference(from: [], to: []) : try parsed(kept).compare(to: TreeManifest(of: walk))
        return Outcome(
            digest: Digest256(of: walk.text), difference: difference, companions: digests, filesRead: filesRead)
    }

    private func keptManifest() throws(SupplyError) -> [UInt8] {
        do throws(FileCalls.Failure) {
            if let bytes = try FileCalls.readFile(manifest, limit: 1 << 30) { return bytes }
        } catch {
            throw SupplyError(error, manifest, "the manifest of the tree cannot be read")
        }
        throw SupplyError(
            .storeDamaged, manifest, "the manifest of the tree is missing",
            hint: "remove the entry and let it be made again")
    }

    private func parsed(_ bytes: [UInt8]) throws(SupplyError) -> TreeManifest {
        guard let manifest = TreeManifest(parsing: bytes) else {
            throw SupplyError(
                .storeDamaged, manifest, "the manifest of the tree is damaged",
                hint: "remove the entry and let it be made again")
        }
        return manifest
    }

    private func resolved(_ path: String) throws(SupplyError) -> String {
        do throws(FileCalls.Failure) {
            return try FileCalls.realPath(path)
        } catch {
            throw SupplyError(error, path, "it cannot be found")
        }
    }

    /// What is known; nothing, on any doubt, which only means that every file is read.
    private func readCache(at now: Int64) -> TreeCache {
        do throws(FileCalls.Failure) {
            guard let status = try FileCalls.status(cache), status.isFile, status.owner == FileCalls.user,
                status.mode & 0o077 == 0, let bytes = try FileCalls.readFile(cache, limit: 1 << 28)
            else { return TreeCache() }
            return TreeCache(reading: bytes, at: now) ?? TreeCache()
        } catch {
            return TreeCache()
        }
    }

    /// Keeps what is known now; where that fails, the next check just reads more.
    private func write(_ known: TreeCache, at now: Int64) {
        do throws(FileCalls.Failure) {
            try FileCalls.replace(cache, with: known.encoded(at: now))
        } catch {
            FileCalls.remove(file: cache)
        }
    }
}
