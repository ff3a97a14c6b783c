// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// A message that may leave Ward.
///
/// Only this file makes one: from messages that were decided about with no objection left, or from words of Ward's
/// own. A transport takes nothing else, so "forwarded without a decision" does not compile (A61).
public struct ForwardableMessage: Hashable, Sendable {
    /// The bytes to send, without a line end.
    public let frame: [UInt8]

    fileprivate init(frame: [UInt8]) {
        self.frame = frame
    }

    /// A single decided message.
    init(_ decided: DecidedMessage) {
        self.init(frame: decided.frame)
    }

    /// A batch of decided messages: the batch as it arrived if none of it was refused or edited, else put together
    /// anew from the items that are left, each byte for byte.
    init(batch items: [DecidedMessage], of original: [UInt8], isWhole: Bool) {
        if isWhole, items.allSatisfy({ !$0.isEdited }) {
            self.init(frame: original)
            return
        }
        var frame: [UInt8] = [UInt8(ascii: "[")]
        for (index, item) in items.enumerated() {
            if index > 0 { frame.append(UInt8(ascii: ",")) }
            frame.append(contentsOf: item.frame)
        }
        frame.append(UInt8(ascii: "]"))
        self.init(frame: frame)
    }

    /// Words of Ward's own.
    init(_ own: WardMessage) {
        self.init(frame: own.frame)
    }
}

/// A message after the last guard spoke and no objection was left.
struct DecidedMessage: Sendable {
    let frame: [UInt8]
    let isEdited: Bool

    fileprivate init(frame: [UInt8], isEdited: Bool) {
        self.frame = frame
        self.isEdited = isEdited
    }
}

/// The verdict on one message: what all guards said, put together.
struct Decision: Sendable {
    /// The message as it would be forwarded, after edits.
    let message: JudgedMessage
    /// The strictest objection; `nil` allows.
    let objection: Objection?
    let findings: [Finding]
    let labels: Set<String>
    let editCount: Int

    var verdict: Verdict { objection?.verdict ?? .allow }

    /// The message if it may go now: nothing stands against it, or a person approved exactly these bytes.
    func decided(approved: Bool = false) -> DecidedMessage? {
        guard objection == nil || (approved && verdict < .deny) else { return nil }
        return DecidedMessage(frame: message.frame, isEdited: editCount > 0)
    }
}
