// SPDX-License-Identifier: Apache-2.0

/// Proofs about RFC 6962 trees: that a leaf is in a tree, and that a tree is the beginning of a larger one.
///
/// Making one needs the hashes of subtrees, which the caller computes from its leaves; checking one needs nothing else.
public enum MerkleProof: Sendable {
    /// The proof that leaf `index` is in the tree of `size` leaves (RFC 6962 section 2.1.1, `PATH`).
    ///
    /// - Parameters:
    ///   - index: the leaf, counted from 0, less than `size`.
    ///   - size: how many leaves the tree has.
    ///   - subtree: the hash of the tree over a range of leaves; asked for each range once, in no certain order.
    /// - Returns: the hashes, those of the smallest subtrees first.
    /// - Throws: what `subtree` throws.
    public static func inclusion<Failure: Error>(
        of index: UInt64, in size: UInt64, subtree: (Range<UInt64>) throws(Failure) -> TreeHash
    ) throws(Failure) -> [TreeHash] {
        var proof = [TreeHash]()
        var range = 0..<size
        while range.count > 1 {
            let middle = range.lowerBound + split(UInt64(range.count))
            if index < middle {
                proof.append(try subtree(middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                proof.append(try subtree(range.lowerBound..<middle))
                range = middle..<range.upperBound
            }
        }
        return proof.reversed()
    }

    /// Whether a proof shows that a leaf is in a tree (RFC 9162 section 2.1.3.2).
    public static func verifyInclusion(of leaf: TreeHash, at index: UInt64, in head: TreeHead, proof: [TreeHash])
        -> Bool
    {
        guard index < head.size else { return false }
        var (place, last) = (index, head.size - 1)
        var hash = leaf
        for step in proof {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = .node(step, hash)
                while place & 1 == 0 && place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = .node(hash, step)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == head.root
    }

    /// The proof that the tree of `first` leaves is the beginning of that of `second` (RFC 6962 section 2.1.2, `PROOF`).
    ///
    /// - Parameters:
    ///   - first: at least 1 and at most `second`.
    ///   - second: how many leaves the larger tree has.
    ///   - subtree: the hash of the tree over a range of leaves.
    /// - Returns: the hashes, those of the smallest subtrees first.
    /// - Throws: what `subtree` throws.
    public static func consistency<Failure: Error>(
        from first: UInt64, to second: UInt64, subtree: (Range<UInt64>) throws(Failure) -> TreeHash
    ) throws(Failure) -> [TreeHash] {
        guard first > 0, first < second else { return [] }
        var proof = [TreeHash]()
        var range = 0..<second
        // Whether the part at hand is still the whole first tree, whose hash the verifier has.
        var isWhole = true
        while range.upperBound != first {
            let middle = range.lowerBound + split(UInt64(range.count))
            if first <= middle {
                proof.append(try subtree(middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                proof.append(try subtree(range.lowerBound..<middle))
                range = middle..<range.upperBound
                isWhole = false
            }
        }
        if !isWhole { proof.append(try subtree(range)) }
        return proof.reversed()
    }

    /// Whether a proof shows that a tree is the beginning of another (RFC 9162 section 2.1.4.2).
    public static func verifyConsistency(from first: TreeHead, to second: TreeHead, proof: [TreeHash]) -> Bool {
        guard first.size > 0, first.size <= second.size else { return false }
        if first.size == second.size { return proof.isEmpty && first.root == second.root }
        var path = proof[...]
        // A full first tree is a node of the second: its hash is not part of the proof.
        if first.size.nonzeroBitCount == 1 { path = ([first.root] + proof)[...] }
        guard let start = path.popFirst() else { return false }
        var (place, last) = (first.size - 1, second.size - 1)
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var (old, new) = (start, start)
        for step in path {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                old = .node(step, old)
                new = .node(step, new)
                while place & 1 == 0 && place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                new = .node(new, step)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && old == first.root && new == second.root
    }

    /// The largest power of two below `count`, which is at least 2.
    private static func split(_ count: UInt64) -> UInt64 {
        1 << UInt64(UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
