// SPDX-License-Identifier: Apache-2.0

import Testing
import WardTesting

@testable import WardAudit

/// RFC 6962 section 2.1; the leaves and roots are those of the reference implementation's tests
/// (google/certificate-transparency, merkletree tests).
struct TreeTests {
    static let leaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], Array(0x60...0x6F),
    ]

    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test(arguments: 0...8) func `has the known root at each size`(size: Int) {
        var frontier = Frontier()
        for leaf in Self.leaves.prefix(size) { frontier.append(.leaf(leaf)) }
        #expect(frontier.size == UInt64(size))
        #expect(hexadecimal(frontier.root) == Self.roots[size])
    }

    @Test func `agrees with the recursive definition at every size to 200`() {
        let hashes = (0..<200).map { TreeHash.leaf([UInt8(truncatingIfNeeded: $0), 7]) }
        var frontier = Frontier()
        for size in 0...200 {
            #expect(frontier.root == tree(hashes[..<size]))
            if size < 200 { frontier.append(hashes[size]) }
        }
    }

    @Test func `goes on from its bytes as if it had never stopped`() throws {
        var frontier = Frontier()
        for size in 0..<100 {
            let restored = try #require(Frontier(size: frontier.size, bytes: frontier.bytes))
            #expect(restored == frontier)
            frontier = restored
            frontier.append(.leaf([UInt8(size)]))
        }
    }

    @Test(arguments: [(3, 32), (3, 96), (4, 0), (0, 32), (4, 31)])
    func `refuses a frontier of the wrong length`(size: UInt64, count: Int) {
        #expect(Frontier(size: size, bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func `knows which leaves are below each hash`() {
        var frontier = Frontier()
        for size in 0..<13 { frontier.append(.leaf([UInt8(size)])) }
        #expect(frontier.ranges == [0..<8, 8..<12, 12..<13])
        #expect(Frontier().ranges.isEmpty)
    }

    @Test func `a leaf can never pass for a node`() {
        let (left, right) = (TreeHash.leaf([1]), TreeHash.leaf([2]))
        #expect(TreeHash.node(left, right) != TreeHash.leaf(left.bytes + right.bytes))
        #expect(TreeHash.node(left, right) != TreeHash.node(right, left))
    }

    @Test func `takes 32 bytes and no other number`() {
        #expect(TreeHash(bytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(TreeHash(bytes: [UInt8](repeating: 0, count: 33)) == nil)
        #expect(TreeHash(bytes: TreeHash.empty.bytes) == .empty)
    }
}

struct ProofTests {
    private static let hashes = (0..<70).map { TreeHash.leaf([UInt8($0)]) }

    private static func head(_ size: Int) -> TreeHead {
        TreeHead(size: UInt64(size), root: tree(hashes[..<size]))
    }

    private static func subtree(_ range: Range<UInt64>) -> TreeHash {
        tree(hashes[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    @Test func `proves each leaf of each tree to size 70, and no other leaf`() {
        for size in 1...70 {
            let head = Self.head(size)
            for index in 0..<size {
                let proof = MerkleProof.inclusion(of: UInt64(index), in: UInt64(size), subtree: Self.subtree)
                #expect(
                    MerkleProof.verifyInclusion(of: Self.hashes[index], at: UInt64(index), in: head, proof: proof))
                let other = (index + 1) % size
                guard size > 1 else { continue }
                #expect(
                    !MerkleProof.verifyInclusion(of: Self.hashes[other], at: UInt64(index), in: head, proof: proof))
                #expect(
                    !MerkleProof.verifyInclusion(of: Self.hashes[index], at: UInt64(other), in: head, proof: proof))
            }
        }
    }

    @Test func `proves each tree to be the beginning of each larger one`() {
        for second in 1...40 {
            for first in 1...second {
                let proof = MerkleProof.consistency(
                    from: UInt64(first), to: UInt64(second), subtree: Self.subtree)
                let (old, new) = (Self.head(first), Self.head(second))
                #expect(MerkleProof.verifyConsistency(from: old, to: new, proof: proof))
                let forged = TreeHead(size: old.size, root: .leaf([0xFF]))
                #expect(!MerkleProof.verifyConsistency(from: forged, to: new, proof: proof))
                let replaced = TreeHead(size: new.size, root: .leaf([0xFE]))
                #expect(!MerkleProof.verifyConsistency(from: old, to: replaced, proof: proof))
            }
        }
    }

    @Test func `refuses proofs that are longer, shorter or changed`() {
        var generator = SplitMix64(seed: 6_962)
        for _ in 0..<200 {
            let size = Int.random(in: 2...70, using: &generator)
            let index = UInt64.random(in: 0..<UInt64(size), using: &generator)
            let leaf = Self.hashes[Int(index)]
            let proof = MerkleProof.inclusion(of: index, in: UInt64(size), subtree: Self.subtree)
            var changed = proof
            changed[Int.random(in: proof.indices, using: &generator)] = .empty
            for wrong in [Array(proof.dropLast()), proof + [.empty], changed] {
                #expect(!MerkleProof.verifyInclusion(of: leaf, at: index, in: Self.head(size), proof: wrong))
            }
        }
    }

    @Test func `refuses a leaf outside the tree and a tree from nothing`() {
        #expect(!MerkleProof.verifyInclusion(of: .empty, at: 3, in: Self.head(3), proof: []))
        let empty = TreeHead(size: 0, root: .empty)
        #expect(!MerkleProof.verifyConsistency(from: empty, to: Self.head(3), proof: []))
        #expect(!MerkleProof.verifyConsistency(from: Self.head(4), to: Self.head(3), proof: []))
    }

    @Test func `the reference proof of leaf 5 in a tree of 8 is three hashes from below`() {
        let hashes = TreeTests.leaves.map { TreeHash.leaf($0) }
        let proof = MerkleProof.inclusion(of: 5, in: 8) { range in
            tree(hashes[Int(range.lowerBound)..<Int(range.upperBound)])
        }
        #expect(
            proof.map(hexadecimal) == [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ])
    }
}

/// RFC 6962 section 2.1, word for word.
func tree(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
    guard leaves.count > 1 else { return leaves.first ?? .empty }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return .node(tree(leaves[..<middle]), tree(leaves[middle...]))
}

func hexadecimal(_ hash: TreeHash) -> String {
    hash.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
