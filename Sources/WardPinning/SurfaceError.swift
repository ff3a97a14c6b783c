// SPDX-License-Identifier: Apache-2.0

/// Why what a server declares could not be taken as a surface.
public struct SurfaceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable codes; each has a heading in `docs/findings.md`.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// Two declarations of one list have the same name.
        case duplicate = "server-misbehaved.duplicate-declaration"
        /// Two declarations of one list have names that a lenient reader takes for each other.
        case folded = "server-misbehaved.folded-declaration"
        /// A name begins as those of Ward's own tools do.
        case reserved = "server-misbehaved.reserved-declaration"
        /// The list has more declarations, bytes or pages than Ward reads.
        case tooLarge = "server-misbehaved.surface-too-large"
        /// A page gives a cursor that an earlier page gave.
        case repeatedCursor = "server-misbehaved.repeated-cursor"
        /// The list, or a declaration in it, has not the shape that it must have.
        case unreadable = "server-misbehaved.surface-unreadable"
        /// A surface that was kept cannot be read back.
        case invalidValue = "environment.surface-unreadable"
    }

    /// What is wrong.
    public let code: Code
    /// What is wrong, for a person, with foreign text escaped.
    public let detail: String

    /// Makes an error.
    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The detail.
    public var description: String { detail }
}
