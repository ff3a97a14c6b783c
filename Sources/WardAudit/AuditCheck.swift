// SPDX-License-Identifier: Apache-2.0

public import WardDatabase

/// Verifies a log as a whole: its events, its commits, and a checkpoint that was kept elsewhere.
public enum AuditCheck: Sendable {
    /// A checkpoint to hold the log against.
    public struct Witness: Sendable {
        /// The note as it was kept.
        public var note: SignedNote
        /// The key that must have signed it; nil for the one in the state folder.
        public var key: AuditVerifierKey?

        /// Makes a witness.
        public init(note: SignedNote, key: AuditVerifierKey?) {
            self.note = note
            self.key = key
        }
    }

    /// Why no verdict was reached.
    public enum Failure: Error, Hashable, Sendable {
        /// The log cannot be read.
        case state(StateError)
        /// The checkpoint is in the wrong form.
        case note(NoteError)
    }

    /// Verifies the log of these folders.
    ///
    /// A log that is gone is a fault where a checkpoint says that there was one, and ``StateError/absent`` otherwise.
    public static func run(in folders: WardFolders, against witness: Witness?) throws(Failure) -> AuditVerification {
        guard let witness else {
            do throws(StateError) {
                return try AuditLog(StateDatabase(in: folders, access: .read)).verify()
            } catch {
                throw .state(error)
            }
        }
        let checkpoint: Checkpoint
        do throws(NoteError) { checkpoint = try Checkpoint(parsing: witness.note.text) } catch { throw .note(error) }
        do throws(StateError) {
            if let fault = try signatureFault(witness, checkpoint, folders) { return failed(fault) }
            return try verify(checkpoint, folders)
        } catch {
            throw .state(error)
        }
    }

    private static func signatureFault(
        _ witness: Witness, _ checkpoint: Checkpoint, _ folders: WardFolders
    ) throws(StateError) -> AuditFault? {
        var expected = witness.key
        if expected == nil { expected = try AuditKey(in: folders)?.verifier }
        guard let key = expected else {
            return AuditFault(
                .unsigned, leaf: nil,
                "this state folder has no `audit.key`: it is not the one that signed the checkpoint; name the key with `--key`"
            )
        }
        guard key.verifies(witness.note) else {
            return AuditFault(
                .unsigned, leaf: nil,
                "the checkpoint has no valid signature by the key \(key.name)+\(key.shortID)")
        }
        guard key.name == checkpoint.origin else {
            return AuditFault(
                .unsigned, leaf: nil, "the checkpoint is of \(checkpoint.origin), and its key is for \(key.name)")
        }
        return nil
    }

    private static func verify(_ checkpoint: Checkpoint, _ folders: WardFolders) throws(StateError) -> AuditVerification
    {
        let log: AuditLog
        do throws(StateError) {
            log = AuditLog(try StateDatabase(in: folders, access: .read))
        } catch {
            guard error.code == StateError.absent else { throw error }
            guard checkpoint.head.size > 0 else { return failed(nil) }
            return failed(
                AuditFault(
                    .truncated, leaf: 0, "the log is gone, and the checkpoint is of \(checkpoint.head.size) events"))
        }
        let origin = Checkpoint.origin(of: try log.id())
        guard origin == checkpoint.origin else {
            return failed(
                AuditFault(.replaced, leaf: nil, "this is the log \(origin), the checkpoint is of \(checkpoint.origin)")
            )
        }
        return try log.verify(against: checkpoint.head)
    }

    private static func failed(_ fault: AuditFault?) -> AuditVerification {
        AuditVerification(head: TreeHead(size: 0, root: .empty), commits: 0, fault: fault)
    }
}
