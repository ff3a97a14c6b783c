// SPDX-License-Identifier: Apache-2.0

/// Why a pattern is not one that can be matched here.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault it is.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// It is no pattern of ECMA-262.
        case invalid = "pattern.invalid"
        /// It is one, and asks for what cannot be matched in linear time: a backreference, or a look-around that does not lead.
        case unsupported = "pattern.unsupported"
        /// It is larger, or nests deeper, than any pattern that is meant for a text.
        case tooLarge = "pattern.too-large"
    }

    /// The stable code.
    public let code: Code
    /// Where in the pattern it is, in bytes of its UTF-8 form.
    public let offset: Int
    /// What is wrong, for a person; it holds nothing of the pattern itself.
    public let detail: String

    init(_ code: Code, at offset: Int, _ detail: String) {
        self.code = code
        self.offset = offset
        self.detail = detail
    }

    /// What is wrong, and where.
    public var description: String { "at byte \(offset): \(detail)" }
}
