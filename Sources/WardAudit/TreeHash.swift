// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// A SHA-256 value: the hash of a leaf, of a node or of a whole tree.
public struct TreeHash: Hashable, Sendable {
    /// How many bytes a hash has.
    public static let byteCount = 32

    private let value: SIMD32<UInt8>

    /// Reads 32 bytes; nil for any other number of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var value = SIMD32<UInt8>()
        for (index, byte) in bytes.enumerated() { value[index] = byte }
        self.value = value
    }

    init(_ digest: SHA256Digest) {
        value = unsafe digest.withUnsafeBytes { unsafe $0.loadUnaligned(as: SIMD32<UInt8>.self) }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: value) { unsafe [UInt8]($0) }
    }

    /// The hash as base64, as C2SP checkpoints write it.
    public var base64: String { Base64.encode(bytes) }

    /// The hash of the tree without leaves: SHA-256 of nothing (RFC 6962 section 2.1).
    public static let empty = TreeHash(SHA256.hash(data: [UInt8]()))

    /// The hash of a leaf: SHA-256(0x00 ‖ content) (RFC 6962 section 2.1).
    public static func leaf(_ content: some Collection<UInt8>) -> TreeHash {
        TreeHash(SHA256.hash(data: [0x00] + Array(content)))
    }

    /// The hash of a node over two subtrees: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 section 2.1).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        // 65 bytes without a heap allocation: an append to the log hashes a node, verifying hashes one a leaf.
        let content = NodeContent(left: left.value, right: right.value)
        return unsafe withUnsafeBytes(of: content) { buffer in
            var hasher = SHA256()
            hasher.update(data: Self.nodePrefix)
            unsafe hasher.update(bufferPointer: buffer)
            return TreeHash(hasher.finalize())
        }
    }

    /// Whether bytes that are stored somewhere are this hash.
    func equals(_ stored: Span<UInt8>) -> Bool {
        guard stored.count == Self.byteCount else { return false }
        var difference: UInt8 = 0
        for index in stored.indices { difference |= stored[index] ^ value[index] }
        return difference == 0
    }

    /// Hashes content that begins with its own 0x00, as ``LeafBuilder`` makes it.
    static func prefixedLeaf(_ content: [UInt8]) -> TreeHash {
        TreeHash(SHA256.hash(data: content))
    }

    private static let nodePrefix: [UInt8] = [0x01]

    private struct NodeContent {
        var left: SIMD32<UInt8>
        var right: SIMD32<UInt8>
    }
}
