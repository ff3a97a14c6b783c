// SPDX-License-Identifier: Apache-2.0

/// What a log is at one moment, in the form of https://c2sp.org/tlog-checkpoint: origin, size and root.
public struct Checkpoint: Hashable, Sendable {
    /// The log's own name; the name of its key too.
    public var origin: String
    /// How many events it has, and the hash over them.
    public var head: TreeHead

    /// Makes a checkpoint.
    public init(origin: String, head: TreeHead) {
        self.origin = origin
        self.head = head
    }

    /// The origin of the log with this ``AuditLog/id()``.
    public static func origin(of logID: String) -> String { "ward.local/audit/" + logID }

    /// Reads the text of a signed note; lines after the third are allowed, as the form has it, and ignored.
    public init(parsing text: String) throws(NoteError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", !lines.dropLast().contains("") else {
            throw NoteError("it has no three lines of origin, size and root")
        }
        guard let size = UInt64(lines[1]), String(size) == lines[1], size <= UInt64(Int64.max) else {
            throw NoteError("its second line is no size")
        }
        guard let bytes = Base64.decode(String(lines[2])), let root = TreeHash(bytes: bytes) else {
            throw NoteError("its third line is no root in base64")
        }
        origin = String(lines[0])
        head = TreeHead(size: size, root: root)
    }

    /// The text that is signed.
    public var text: String { "\(origin)\n\(head.size)\n\(head.root.base64)\n" }
}
