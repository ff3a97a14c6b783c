// SPDX-License-Identifier: Apache-2.0

/// Why a lock, or a part of one, could not be read or made.
public struct LockError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable codes; each has a heading in `docs/findings.md`.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The text is no strict JSON, or not of the lock's shape.
        case invalid = "config.lock-invalid"
        /// A newer Ward wrote it.
        case newer = "config.lock-newer"
        /// A name that a server may not have.
        case invalidName = "config.server-name"
        /// The lock has no server of this name.
        case unknownServer = "config.server-unknown"
        /// A path begins with a symbol that stands for no folder here.
        case unknownPlace = "config.lock-place"
    }

    /// What is wrong.
    public let code: Code
    /// Where, in bytes from the start of the text; nil where no text is at fault.
    public let offset: Int?
    /// Where, as a JSON Pointer (RFC 6901); nil where no text is at fault.
    public let pointer: String?
    /// What is wrong, for a person, with foreign text escaped.
    public let detail: String

    /// Makes an error.
    public init(_ code: Code, at offset: Int? = nil, pointer: String? = nil, _ detail: String) {
        self.code = code
        self.offset = offset
        self.pointer = pointer
        self.detail = detail
    }

    /// The detail with its place.
    public var description: String {
        var text = detail
        if let pointer, !pointer.isEmpty { text += " at `\(pointer)`" }
        if let offset { text += ", byte \(offset)" }
        return text
    }
}
