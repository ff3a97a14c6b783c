// SPDX-License-Identifier: Apache-2.0

public import WardJSON
internal import WardText

/// How names of members are judged beside the shape.
///
/// A server that matches names leniently (without regard to case, after normalising, before unescaping) reads another
/// message than Ward does; so such spellings are refused where the protocol acts on names (X2, T62).
public enum NameStrictness: String, Hashable, Sendable, CaseIterable {
    /// In every object below, also in those whose content the protocol leaves open: envelopes and params.
    case strict
    /// In objects whose shape names members: results, where a server's own data is left alone.
    case shaped
    /// Nowhere; only the shape counts.
    case none
}

/// The first thing about a value that its shape does not allow.
public struct ShapeViolation: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The value is of another kind, or a number with fraction or exponent where an integer is due.
        case wrongType = "wrong-type"
        /// A member that must be there is not.
        case missingMember = "missing-member"
        /// A member that is not allowed is there.
        case unknownMember = "unknown-member"
        /// The value is none of the allowed constants.
        case notInEnum = "not-in-enum"
        /// A number is too small or too large.
        case outOfRange = "out-of-range"
        /// A string or an array is too short or too long.
        case wrongLength = "wrong-length"
        /// The value fits no branch of a union, not even in its kind or tag.
        case noVariant = "no-variant"
        /// The name of a member is one that the protocol defines, but is written with an escape.
        case escapedName = "escaped-name"
        /// The name of a member only reads like one that the protocol defines.
        case foldedName = "folded-name"
        /// Two members of one object have names that read alike.
        case siblingNames = "sibling-names"

        /// Whether it is about the spelling of a name rather than about the shape.
        var isAboutNames: Bool {
            self == .escapedName || self == .foldedName || self == .siblingNames
        }
    }

    /// What is wrong.
    public var code: Code
    /// The byte in the document where it begins.
    public var offset: Int
    /// The value, or the name of the member, that is wrong; for a missing member the object.
    public var node: JSONNode
    /// Where it is in the document.
    public var pointer: JSONPointer
    /// What was found, lower case and on one line; text from the document is escaped and shortened.
    public var detail: String
    /// What the shape wants there: the name of a definition or a type.
    public var expected: String
}

extension ShapeViolation: CustomStringConvertible {
    /// Everything on one line, for logs.
    public var description: String {
        "\(code.rawValue) at byte \(offset) (\(Visible.escaped("\(pointer)", limit: 200))): \(detail)"
    }
}

/// A violation while it is still cheap: nothing is copied out of the document.
struct ShapeFailure: Sendable {
    var code: ShapeViolation.Code
    var node: JSONNode
    /// What was wanted; nil where only names are judged.
    var shape: Shape?
    /// The place of the member that is missing, or that a name is too much like, in `ShapeTable.members`.
    var member: Int32 = -1
    /// The earlier one of two names that read alike.
    var sibling: JSONNode?
    /// How far below the value that was checked it is.
    var depth: Int32 = 0
    /// The branch of a union in which it is.
    var branch: Shape?
}
