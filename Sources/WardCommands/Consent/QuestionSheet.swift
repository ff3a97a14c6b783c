// SPDX-License-Identifier: Apache-2.0

/// What a person reads before they answer, and what approves it.
package protocol QuestionSheet: Sendable {
    /// The sheet as text, each line ended.
    var text: String { get }
    /// The sheet with colours; for a terminal that has them, and where nobody asked for none.
    var colouredText: String { get }
    /// What has to be typed.
    var confirmation: Confirmation { get }
    /// How an answer approves, byte for byte; nil if it does not.
    func approval(by answer: [UInt8]) -> ApprovalMeans?
}
