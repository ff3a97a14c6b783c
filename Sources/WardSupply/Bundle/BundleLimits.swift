// SPDX-License-Identifier: Apache-2.0

/// How large a bundle may be, packed and unpacked.
///
/// Bundles carry their dependencies, so the bounds are wide; they are there for what expands without end.
public struct BundleLimits: Hashable, Sendable {
    /// The most bytes of the file.
    public var file = 512 << 20
    /// The most entries.
    public var entries = 100_000
    /// The most bytes of one unpacked file.
    public var entry = 512 << 20
    /// The most bytes of all unpacked files.
    public var total = 1 << 30
    /// The most that a file, or all of them, may expand by.
    ///
    /// Honest code expands by less than 10.
    public var ratio = 200
    /// What may be unpacked whatever the ratio: a small file of zeros is no bomb.
    public var free = 16 << 20

    /// Makes the usual limits.
    public init() {}

    func isOutOfProportion(_ size: Int, from packed: Int) -> Bool {
        size > free && size / ratio > packed
    }
}
