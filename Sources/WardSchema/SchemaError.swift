// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// Why a schema cannot be used.
public struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault it is.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// It is no schema: a keyword has a value that it cannot have.
        case invalid = "schema.invalid"
        /// `$schema` names a dialect that is not read here.
        case dialect = "schema.dialect"
        /// A reference leaves the document; nothing is ever fetched.
        case remoteReference = "schema.remote-reference"
        /// A reference leads to nothing within the document.
        case brokenReference = "schema.broken-reference"
        /// References lead back to where they began without a step into the value.
        case cycle = "schema.cycle"
        /// It has more subschemas, or deeper ones, than any that is meant for a tool.
        case tooLarge = "schema.too-large"
        /// A pattern in it is none.
        case pattern = "schema.pattern"
    }

    /// The stable code.
    public let code: Code
    /// Where in the schema it is.
    public let pointer: JSONPointer
    /// What is wrong, for a person, with foreign text escaped.
    public let detail: String

    init(_ code: Code, at pointer: JSONPointer, _ detail: String) {
        self.code = code
        self.pointer = pointer
        self.detail = detail
    }

    /// What is wrong, and where.
    public var description: String { "at `\(pointer)` of the schema: \(detail)" }
}

/// A keyword of a schema that is not enforced, though the schema can be used.
public struct SchemaNote: Hashable, Sendable {
    /// Where in the schema it is.
    public let pointer: JSONPointer
    /// Why; for a pattern also where in the pattern.
    public let detail: String
}
