// SPDX-License-Identifier: Apache-2.0

/// One shape of a catalog: an index into it, meaningless with another catalog.
public struct Shape: Hashable, Sendable {
    let index: Int32
}

/// The compiled definitions of one catalog, laid out for checking.
///
/// Everything is resolved: no name of a definition is looked up while a message is checked, and member names are compared
/// as bytes.
struct ShapeTable: Sendable {
    /// The shapes; definitions come first.
    var nodes: [ShapeNode] = []
    /// The name of the definition that a shape is, or an empty text.
    var labels: [String] = []
    var objects: [ObjectShape] = []
    /// The members of all objects, those of one object next to each other.
    var members: [MemberShape] = []
    var unions: [UnionShape] = []
    /// The branches of all unions, those of one union next to each other.
    var branches: [BranchShape] = []
    /// The allowed texts of constants, enumerations and tags.
    var texts: [PoolText] = []
    /// The bytes of all names and texts.
    var pool: [UInt8] = []
}

/// Bytes in the pool.
struct PoolText: Hashable, Sendable {
    var start: Int32
    var count: Int32
    /// The first eight bytes, which settle most comparisons.
    var word: UInt64

    var range: Range<Int> { Int(start)..<Int(start + count) }
}

/// What one shape allows.
enum ShapeNode: Sendable {
    case any
    case null
    case boolean
    case booleanConstant(Bool)
    case string(least: Int32, most: Int32)
    /// One of these places in `texts`.
    case choice(Range<Int32>)
    case integer(least: Int64, most: Int64)
    case number(least: Double, most: Double)
    case array(Shape, least: Int32, most: Int32)
    /// A place in `objects`.
    case object(Int32)
    /// A place in `unions`.
    case union(Int32)
}

/// An object shape.
struct ObjectShape: Sendable {
    /// Places in `members`, at most 64.
    var members: Range<Int32>
    /// A bit for each member that must be there.
    var required: UInt64
    /// What other members must be; nil if there may be none.
    var rest: Shape?
}

/// A named member.
struct MemberShape: Sendable {
    var name: PoolText
    var shape: Shape
}

/// A union shape.
struct UnionShape: Sendable {
    /// Places in `branches`.
    var branches: Range<Int32>
    /// The member whose constant value tells the object branches apart; nil if none does.
    var tag: PoolText?
}

/// One branch of a union.
struct BranchShape: Sendable {
    var shape: Shape
    var kinds: KindSet
    /// The tag's values that this branch allows, as places in `texts`; nil if it allows any.
    var tags: Range<Int32>?
    /// Whether the tag must be there.
    var needsTag: Bool
}
