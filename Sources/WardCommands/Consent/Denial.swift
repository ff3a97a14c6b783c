// SPDX-License-Identifier: Apache-2.0

/// Why a consent was not given; whatever the reason, nothing is changed.
package struct Denial: Error, Hashable, Sendable {
    /// The stable code.
    package let code: DenialCode
    /// What happened: lower case, one line, no final period, foreign text escaped.
    package let detail: String

    /// Makes a denial.
    package init(_ code: DenialCode, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// What a person can do who wants it all the same.
    package var hint: String {
        switch code {
        case .refused, .noAnswer, .endOfInput, .interrupted, .timedOut, .severalLines, .noSilence, .changedMeanwhile:
            "nothing was changed; run the command again to be asked again"
        case .deviceChanged, .terminalFailed:
            "nothing was changed; run the command again in a terminal that nothing else uses"
        case .notATerminal, .rawMode, .tooLong, .riskTooHigh:
            "read what would be approved, then run the command again with `--approve` and the launch digest"
        case .notADigest, .otherDigest:
            "read what would be approved now, and give `--approve` the launch digest that stands there"
        }
    }
}

/// The codes of denials; each has a heading in `docs/findings.md`.
package enum DenialCode: String, Hashable, Sendable, CaseIterable {
    // A person's answer, or none
    case refused = "consent.refused"
    case noAnswer = "consent.no-answer"
    case severalLines = "consent.several-lines"
    case endOfInput = "consent.end-of-input"
    case interrupted = "consent.interrupted"
    case timedOut = "consent.timed-out"

    // What was shown is not what is there when the answer comes
    case changedMeanwhile = "consent.changed-meanwhile"

    // A terminal that cannot be trusted with the question
    case notATerminal = "consent.not-a-terminal"
    case rawMode = "consent.raw-mode"
    case tooLong = "consent.too-long"
    case noSilence = "consent.no-silence"
    case deviceChanged = "consent.device-changed"
    case terminalFailed = "consent.terminal-failed"

    // Options
    case riskTooHigh = "consent.risk-too-high"
    case notADigest = "consent.not-a-digest"
    case otherDigest = "consent.other-digest"
}
