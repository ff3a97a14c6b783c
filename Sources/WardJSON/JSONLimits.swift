// SPDX-License-Identifier: Apache-2.0

/// How much a text may hold before the reader refuses it.
///
/// Every limit bounds work and memory that a stranger could cause. A negative limit counts as zero, and no limit can be
/// raised above what the tape can address: `bytes` stops below 4 GiB, `depth` at 1,024, `members` and `elements` at
/// 67,108,863.
public struct JSONLimits: Hashable, Sendable {
    /// The longest text, in bytes.
    public var bytes = 16 * 1024 * 1024
    /// The deepest nesting of arrays and objects; a scalar has depth 0, `[]` has depth 1.
    public var depth = 128
    /// The most members in one object.
    public var members = 50_000
    /// The most elements in one array.
    public var elements = 1_000_000
    /// The longest string or name, in bytes of its text between the quotes.
    public var stringBytes = 16 * 1024 * 1024
    /// The longest number, in bytes of its text.
    public var numberBytes = 1_024

    /// The limits used where none are given.
    public static let `default` = JSONLimits()

    /// Makes the default limits, to be changed one by one.
    public init() {}

    /// The same limits within what the tape can address.
    var clamped: JSONLimits {
        var limits = self
        // One less than UInt32.max, so that offsets, indices and "none" fit in 32 bits.
        limits.bytes = min(max(bytes, 0), Int(UInt32.max) - 1)
        // Values of any document may be walked recursively; 1,024 frames fit on the smallest thread stack.
        limits.depth = min(max(depth, 0), 1_024)
        limits.members = min(max(members, 0), TapeEntry.largestCount)
        limits.elements = min(max(elements, 0), TapeEntry.largestCount)
        return limits
    }
}

/// Faults that a caller may tolerate: they are then listed in ``JSONDocument/blemishes`` instead of thrown.
public struct JSONTolerance: OptionSet, Hashable, Sendable {
    /// The bits of the set.
    public let rawValue: UInt8

    /// Makes a set from its bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// An escaped surrogate without its partner in a string value; never tolerated in a name.
    public static let loneSurrogates = JSONTolerance(rawValue: 1)
    /// A number that readers disagree on (RFC 7493 section 2.2).
    ///
    /// That is an integer beyond ±(2^53−1) written without fraction and exponent, or a number that a double makes
    /// infinite, or zero though it is not.
    public static let inexactNumbers = JSONTolerance(rawValue: 2)
}

/// Something in an accepted text that readers may treat differently.
public struct JSONBlemish: Hashable, Sendable {
    /// What readers may treat differently.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        /// An escaped surrogate without its partner; listed only where ``JSONTolerance/loneSurrogates`` was given.
        case loneSurrogate
        /// A number that readers disagree on; listed only where ``JSONTolerance/inexactNumbers`` was given.
        case inexactNumber
        /// A raw U+0085, U+2028 or U+2029 in a string or name, at which some line readers split; never an error.
        case lineSeparator
    }

    /// What it is.
    public let kind: Kind
    // 32 bits each, because a hostile text can hold one blemish in every two bytes.
    private let start: UInt32
    private let end: UInt32

    /// The bytes of the `\uXXXX` escape, of the number, or of the raw character.
    public var span: Range<Int> {
        Int(start)..<Int(end)
    }

    init(_ kind: Kind, start: Int, end: Int) {
        self.kind = kind
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }
}
