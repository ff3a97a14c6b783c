// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock

/// One entry of the store.
public struct StoreEntry: Hashable, Sendable {
    /// Its folder.
    public let folder: String
    /// The kind of its origin.
    public let kind: Origin.Kind
    /// The digest of its closure, which names it.
    public let digest: Digest256
    /// What runs: a folder of the entry, or a place of its own for what is used where it is.
    public let tree: String

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - folder: Its folder.
    ///   - kind: The kind of its origin.
    ///   - digest: The digest of its closure.
    ///   - tree: Where the tree is, if that is not the entry's own folder `tree`.
    public init(folder: String, kind: Origin.Kind, digest: Digest256, tree: String? = nil) {
        self.folder = folder
        self.kind = kind
        self.digest = digest
        self.tree = tree ?? folder + "/tree"
    }

    /// The check of its tree.
    public var check: TreeCheck {
        TreeCheck(tree: tree, manifest: folder + "/manifest.txt", cache: folder + "/cache")
    }

    /// How its tree is written in a lock: `{store}/KIND/DIGEST/tree`.
    public var treeSymbol: String { "{store}/\(kind.rawValue)/\(Hexadecimal.text(of: digest.bytes))/tree" }
}
