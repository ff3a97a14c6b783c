// SPDX-License-Identifier: Apache-2.0

/// A type of the shape language, as written.
indirect enum ShapeExpression: Hashable, Sendable {
    case any
    case null
    case boolean
    /// `true` or `false`.
    case booleanConstant(Bool)
    /// The least and the greatest number of Unicode scalars.
    case string(least: Int, most: Int)
    /// One text and no other.
    case text(String)
    case integer(least: Int64, most: Int64)
    /// One integer and no other.
    case integerConstant(Int64)
    case number(least: Double, most: Double)
    /// The least and the greatest number of elements.
    case array(ShapeExpression, least: Int, most: Int)
    case object(ObjectExpression)
    /// In the order written; nested unions stay nested.
    case union([ShapeExpression])
    /// The name of a definition.
    case reference(String)
}

/// An object type as written.
struct ObjectExpression: Hashable, Sendable {
    /// One named member.
    struct Member: Hashable, Sendable {
        var name: String
        var isRequired: Bool
        var type: ShapeExpression
    }

    /// The definitions whose members it has too (`...Name`).
    var included: [String] = []
    /// In the order written.
    var members: [Member] = []
    /// The type of all other members; nil if there may be none.
    var rest: ShapeExpression?
}

/// One definition.
struct ShapeDefinition: Hashable, Sendable {
    var name: String
    var type: ShapeExpression
    /// Where its name begins in the text.
    var offset: Int
}

/// Why a text is not in the shape language.
public struct ShapeSyntaxError: Error, Hashable, Sendable {
    /// The byte offset in the text.
    public let offset: Int
    /// What is wrong there, lower case, one line.
    public let detail: String
}
