// SPDX-License-Identifier: Apache-2.0

package import WardJSON

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

    /// What a person can do who wants it all the same; the digest is that of what the sheet shows.
    package func hint(naming digest: Digest256) -> String {
        switch code {
        case .deviceChanged, .terminalFailed:
            "nothing was changed; run the command again in a terminal that nothing else uses"
        case _ where code.isAboutAsking: "nothing was changed; run the command again to be asked again"
        default:
            "nothing was changed; to approve exactly what stands above, run the command again with --approve \(digest)"
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

    /// Whether asking once more may end otherwise; where not, only `--approve` with the digest is left.
    package var isAboutAsking: Bool {
        switch self {
        case .refused, .noAnswer, .severalLines, .endOfInput, .interrupted, .timedOut, .changedMeanwhile, .noSilence,
            .deviceChanged, .terminalFailed:
            true
        case .notATerminal, .rawMode, .tooLong, .riskTooHigh, .notADigest, .otherDigest: false
        }
    }
}
