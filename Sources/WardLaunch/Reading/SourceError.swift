// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// The codes of refused sources; each has a heading in `docs/findings.md`.
public enum SourceCode: String, Hashable, Sendable, CaseIterable {
    /// There is nothing in it.
    case empty = "config.source-empty"
    /// It is longer than anything that names a server.
    case tooLong = "config.source-too-long"
    /// It has no form that Ward knows.
    case unknownForm = "config.source-unknown-form"
    /// It names a page, a gallery or a registry, and nothing that runs.
    case notRunnable = "config.source-not-runnable"
    /// Percent-encoding, base64 or UTF-8 is broken.
    case encoding = "config.source-encoding"
    /// It is encoded more often than links are.
    case nesting = "config.source-nesting"
    /// It is no strict JSON.
    case json = "config.source-json"
    /// It is JSON of another shape than a server's.
    case shape = "config.source-shape"
    /// A field or query key that Ward does not understand.
    case unknownField = "config.source-unknown-field"
    /// A name stands twice, or in two spellings of one name.
    case duplicate = "config.source-duplicate"
    /// What a server needs is not there.
    case missing = "config.source-missing"
    /// Two parts of it say different things.
    case conflict = "config.source-conflict"
    /// It asks for what only a shell understands.
    case shell = "config.source-shell"
    /// A URL that Ward does not take.
    case url = "config.source-url"
    /// A name that its ecosystem, or the system, does not allow.
    case name = "config.source-name"
    /// A version that is missing or names no single release.
    case version = "config.source-version"
    /// A value that cannot stand where it stands.
    case value = "config.source-value"
    /// A setting of a bundle has no value, or one that it does not take.
    case setting = "config.source-setting"
    /// A version of a file format that Ward does not know.
    case schema = "config.source-schema"
}

/// Where in a source the fault is.
public enum SourcePlace: Hashable, Sendable, CustomStringConvertible {
    /// The source as a whole.
    case whole
    /// A byte of the text, or of the JSON that a link carries.
    case offset(Int)
    /// A value of the JSON that the source is, or carries (RFC 6901).
    case pointer(JSONPointer)
    /// A query key of a link.
    case key(String)
    /// One element of a command line, counted from 0.
    case argument(Int)

    /// The place in words, counted as people do, with foreign text as it is: escape it before it is shown.
    public var description: String {
        switch self {
        case .whole: "the source"
        case .offset(let offset): "byte \(offset)"
        case .pointer(let pointer): pointer.tokens.isEmpty ? "the whole value" : pointer.description
        case .key(let key): "the link's `\(key)`"
        case .argument(let index): "argument \(index + 1)"
        }
    }
}

/// Why a source was refused.
public struct SourceError: Error, Hashable, Sendable {
    /// What is wrong.
    public let code: SourceCode
    /// Where.
    public let place: SourcePlace
    /// What is wrong, for a person, with foreign text escaped.
    public let detail: String
    /// What to do about it, where there is something.
    public let hint: String?

    /// Makes an error.
    public init(_ code: SourceCode, at place: SourcePlace = .whole, _ detail: String, hint: String? = nil) {
        self.code = code
        self.place = place
        self.detail = detail
        self.hint = hint
    }
}
