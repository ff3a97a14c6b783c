// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// What a command line says about approval: `--yes` and `--approve`.
package struct ApprovalOptions: Hashable, Sendable {
    /// `--yes`: approve what is of low risk.
    package var yes: Bool
    /// `--approve`: the launch digest that is approved, as it was given.
    package var digest: String?

    /// Takes the options.
    package init(yes: Bool = false, digest: String? = nil) {
        self.yes = yes
        self.digest = digest
    }
}

/// What becomes of a consent question before anybody is asked.
package enum ConsentDecision: Hashable, Sendable {
    /// The options approve it.
    case approved(ApprovalMeans)
    /// It is denied; nothing is changed.
    case denied(Denial)
    /// A person has to be asked.
    case ask
}

extension ApprovalOptions {
    /// Decides as far as options can.
    ///
    /// `--approve` binds the consent to content: a script cannot approve what nobody has seen. `--yes` covers low risk
    /// alone, and never more because of another option (S5, T45).
    ///
    /// - Parameters:
    ///   - question: What would be consented to.
    ///   - isTerminal: Whether a person can be asked.
    /// - Returns: What becomes of the question.
    package func decide(_ question: ConsentQuestion, isTerminal: Bool) -> ConsentDecision {
        if let digest {
            guard let given = Digest256(parsing: digest) else {
                return .denied(
                    Denial(
                        .notADigest,
                        "`\(Visible.escaped(digest, limit: 100))` is no launch digest: those are `sha256-` and 43 characters"
                    ))
            }
            guard given == question.content.digest else {
                return .denied(
                    Denial(
                        .otherDigest,
                        "`--approve` names \(given.short), but what would be approved is \(question.content.digest.short)"
                    ))
            }
            return .approved(.digestOption)
        }
        if yes {
            guard question.risk == .low else {
                return .denied(
                    Denial(
                        .riskTooHigh, "`--yes` covers low risk alone, and the risk here is \(question.risk.rawValue)"))
            }
            return .approved(.yesOption)
        }
        return isTerminal ? .ask : .denied(Denial(.notATerminal, "there is no terminal to ask in"))
    }
}
