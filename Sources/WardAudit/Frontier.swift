// SPDX-License-Identifier: Apache-2.0

/// The right edge of an RFC 6962 tree: enough to append leaves and to know the root, without the leaves.
///
/// It holds the roots of the largest full subtrees from left to right: one for each bit set in the size.
public struct Frontier: Hashable, Sendable {
    /// How many leaves the tree has.
    public private(set) var size: UInt64
    /// The roots of the full subtrees, the largest first.
    public private(set) var hashes: [TreeHash]

    /// The tree without leaves.
    public init() {
        size = 0
        hashes = []
    }

    /// Reads what ``bytes`` wrote; nil unless there is one hash for each bit set in the size.
    public init?(size: UInt64, bytes: [UInt8]) {
        guard bytes.count == size.nonzeroBitCount * TreeHash.byteCount else { return nil }
        var hashes = [TreeHash]()
        for start in stride(from: 0, to: bytes.count, by: TreeHash.byteCount) {
            guard let hash = TreeHash(bytes: bytes[start..<start + TreeHash.byteCount]) else { return nil }
            hashes.append(hash)
        }
        self.size = size
        self.hashes = hashes
    }

    /// The hashes one after the other, the largest subtree's first.
    public var bytes: [UInt8] { hashes.flatMap(\.bytes) }

    /// Adds a leaf at the right.
    public mutating func append(_ leaf: TreeHash) {
        var hash = leaf
        // Each one at the low end of the size is a full subtree of the same size as the one at hand.
        for _ in 0..<(~size).trailingZeroBitCount {
            guard let left = hashes.popLast() else { break }
            hash = .node(left, hash)
        }
        hashes.append(hash)
        size += 1
    }

    /// The hash of the whole tree (RFC 6962 section 2.1, `MTH`).
    public var root: TreeHash {
        guard var root = hashes.last else { return .empty }
        for left in hashes.dropLast().reversed() { root = .node(left, root) }
        return root
    }

    /// The leaves below each of the hashes, in the same order.
    var ranges: [Range<UInt64>] {
        var ranges = [Range<UInt64>]()
        var start: UInt64 = 0
        for bit in stride(from: UInt64.bitWidth - 1, through: 0, by: -1) where size & (1 << UInt64(bit)) != 0 {
            let end = start + 1 << UInt64(bit)
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }
}

/// What a checkpoint says about a tree.
public struct TreeHead: Hashable, Sendable {
    /// How many leaves it has.
    public var size: UInt64
    /// Its hash.
    public var root: TreeHash

    /// Makes a head.
    public init(size: UInt64, root: TreeHash) {
        self.size = size
        self.root = root
    }
}
