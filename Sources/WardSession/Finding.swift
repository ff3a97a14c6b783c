// SPDX-License-Identifier: Apache-2.0

/// Something a guard noticed in a message; it informs and does not decide.
public struct Finding: Hashable, Sendable {
    /// The stable kebab-case code; each has a heading in `docs/findings.md`.
    public var code: String
    /// How much it matters.
    public var severity: Severity
    /// Where it is: byte offsets into the message as it arrived.
    public var place: Range<Int>?
    /// What was seen, for a person; text of others in it is already escaped.
    public var detail: String

    /// How much a finding matters.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// Worth knowing.
        case note
        /// Worth a look.
        case warning
        /// Worth stopping for.
        case danger
    }

    /// Whether another finding says the same, wherever it is.
    func says(the other: Finding) -> Bool { code == other.code && detail == other.detail }

    /// Makes a finding.
    public init(code: String, severity: Severity, place: Range<Int>? = nil, detail: String) {
        self.code = code
        self.severity = severity
        self.place = place
        self.detail = detail
    }
}
