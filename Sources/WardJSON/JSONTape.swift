// SPDX-License-Identifier: Apache-2.0

/// What a node is.
public enum JSONKind: UInt8, Hashable, Sendable, CaseIterable {
    /// `{…}`.
    case object
    /// `[…]`.
    case array
    /// `"…"`, also as the name of a member.
    case string
    /// A number.
    case number
    /// `true`.
    case `true`
    /// `false`.
    case `false`
    /// `null`.
    case null
}

/// A node of a document: an index into its tape, meaningless with another document.
public struct JSONNode: Hashable, Sendable {
    let index: UInt32

    @inline(__always)
    init(_ index: UInt32) {
        self.index = index
    }
}

/// One node on the tape, 16 bytes.
///
/// The tape holds the nodes in the order of the text (pre-order); the name of a member stands right before its value.
struct TapeEntry: Sendable {
    /// The offset of the first byte.
    var start: UInt32
    /// The offset after the last byte; while an object is open, where its names start on the stack of names.
    var end: UInt32
    /// The index of the first entry after this subtree; while a container is open, the container around it.
    var next: UInt32
    /// The kind (3 bits), three flags, and the number of members or elements (26 bits).
    var info: UInt32

    static let largestCount = 1 << 26 - 1
    static let none = UInt32.max
    static let escaped: UInt32 = 1 << 3
    static let integral: UInt32 = 1 << 4
    static let inexact: UInt32 = 1 << 5
    static let one: UInt32 = 1 << 6

    @inline(__always)
    init(_ kind: JSONKind, flags: UInt32 = 0, start: Int, end: Int, next: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = UInt32(truncatingIfNeeded: next)
        info = UInt32(kind.rawValue) | flags
    }

    @inline(__always)
    var kind: JSONKind {
        // The three bits only ever come from a kind.
        JSONKind(rawValue: UInt8(truncatingIfNeeded: info & 7)) ?? .null
    }

    @inline(__always)
    var count: Int {
        Int(info >> 6)
    }

    @inline(__always)
    func has(_ flag: UInt32) -> Bool {
        info & flag != 0
    }
}
