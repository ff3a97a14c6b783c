// SPDX-License-Identifier: Apache-2.0

/// What is to become of a message, from the mildest to the strictest.
///
/// The verdict on a message is the strictest that any guard gave.
public enum Verdict: String, Hashable, Sendable, Comparable, CaseIterable {
    /// Forward it.
    case allow
    /// Forward it once a person agreed; the client may put the question.
    case confirm
    /// Forward it once a person agreed, outside the client.
    case ask
    /// Do not forward it.
    case deny

    private var strictness: Int {
        switch self {
        case .allow: 0
        case .confirm: 1
        case .ask: 2
        case .deny: 3
        }
    }

    /// Orders verdicts by strictness.
    public static func < (left: Verdict, right: Verdict) -> Bool { left.strictness < right.strictness }
}
