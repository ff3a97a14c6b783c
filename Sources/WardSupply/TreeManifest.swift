// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// Everything that a folder holds, with digests: what has to stay the same for the same code to run (W10, W14, T23).
///
/// Nothing is left out: bytecode, `.pth` files, hidden files and empty folders count like any other. No symbolic link is
/// followed; it counts by what it points at, wherever that is.
public struct TreeManifest: Hashable, Sendable {
    /// One file, folder or link.
    public struct Entry: Hashable, Sendable {
        /// Where it is, in bytes, from the top of the tree; a file's name need not be text.
        public let path: [UInt8]
        /// What it is.
        public let kind: Kind

        /// Makes an entry.
        public init(path: [UInt8], kind: Kind) {
            self.path = path
            self.kind = kind
        }
    }

    /// What an entry is.
    public enum Kind: Hashable, Sendable {
        /// A folder.
        case folder
        /// A file: whether anybody may execute it, its size and the digest of its bytes.
        case file(isExecutable: Bool, size: Int64, digest: FileDigest)
        /// A symbolic link and its text.
        case link(target: [UInt8])
    }

    /// All entries, sorted by the bytes of their paths; no path twice.
    public let entries: [Entry]
    /// The canonical text, which says all that the entries say.
    public let text: [UInt8]

    init(entries: [Entry]) {
        self.entries = entries.sorted { Self.precedes($0.path, $1.path) }
        text = Self.text(of: self.entries)
    }

    /// What was walked, as values.
    init(of walk: TreeWalk) throws(SupplyError) {
        // INVARIANT: a walk writes the canonical text in its order.
        guard let manifest = TreeManifest(parsing: walk.text) else {
            throw SupplyError(.unreadable, "", "its manifest cannot be read back")
        }
        self = manifest
    }

    /// The order of bytes.
    static func precedes(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        let count = min(one.count, other.count)
        var place = 0
        while place < count {
            if one[place] != other[place] { return one[place] < other[place] }
            place += 1
        }
        return one.count < other.count
    }

    /// The digest of the canonical text.
    public var digest: Digest256 { Digest256(of: text) }

    /// Reads a whole folder, or one file, which then counts under its own name.
    ///
    /// - Throws: ``SupplyError`` where something cannot be read, changes meanwhile, or is no file, folder or link.
    public static func make(of folder: String) throws(SupplyError) -> TreeManifest {
        var nothing = TreeCache.Lookup(TreeCache())
        return try TreeManifest(of: TreeWalk(folder, known: &nothing))
    }

    /// What another manifest of the same tree, made later, has instead.
    public func compare(to later: TreeManifest) -> TreeDifference {
        TreeDifference(from: entries, to: later.entries)
    }
}
