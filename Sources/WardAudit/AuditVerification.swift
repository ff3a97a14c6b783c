// SPDX-License-Identifier: Apache-2.0

/// What verifying a log found.
public struct AuditVerification: Hashable, Sendable {
    /// The head computed from the events themselves, up to the first fault.
    public var head: TreeHead
    /// How many commits agree with it.
    public var commits: UInt64
    /// The first thing that is wrong; nil if nothing is.
    public var fault: AuditFault?

    /// Makes a result.
    public init(head: TreeHead, commits: UInt64, fault: AuditFault?) {
        self.head = head
        self.commits = commits
        self.fault = fault
    }
}

/// Evidence that a log was changed after it was written.
public struct AuditFault: Error, Hashable, Sendable {
    /// What was done, as far as it shows.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An event's content is not what was recorded.
        case edited
        /// An event stands in another place than it was recorded for: something was reordered, removed or put in.
        case moved
        /// An event is gone.
        case missing
        /// An event was put in that no commit knows.
        case extra
        /// Events and their hashes were rewritten together; the commits remember others.
        case rewritten
        /// What a commit recorded was edited, or a commit is gone.
        case commitEdited = "commit-edited"
        /// The log is shorter than a checkpoint says: it was cut, or an older copy was put in its place.
        case truncated
        /// The log has other events than a checkpoint says: it was recomputed as a whole.
        case recomputed
        /// The checkpoint is of another log: this one was put in its place.
        case replaced
        /// The checkpoint is not signed by the key that was expected.
        case unsigned
    }

    /// What was done.
    public var kind: Kind
    /// The first leaf that is bad, or that may be; nil where the log itself does not tell.
    public var leaf: UInt64?
    /// The same for a person, lower case, without a final period.
    public var detail: String

    /// Makes a fault.
    public init(_ kind: Kind, leaf: UInt64?, _ detail: String) {
        self.kind = kind
        self.leaf = leaf
        self.detail = detail
    }
}
