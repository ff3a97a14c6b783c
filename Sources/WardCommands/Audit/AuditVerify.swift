// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import WardAudit
internal import WardDatabase
internal import WardText

/// `ward audit verify`: whether the log is what was written.
package struct AuditVerify: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify that nobody changed the log.",
        discussion: """
            Recomputes the tree from the events and compares it with what each commit recorded; ends with 2 and names the \
            first bad event if they differ. Only a checkpoint that was kept elsewhere (`ward audit checkpoint`) also \
            exposes a log that was cut, replaced, or recomputed as a whole: name it with `--against`.
            """
    )

    @OptionGroup var home: HomeOption

    @Option(help: "A checkpoint to hold the log against; `-` reads standard input.")
    var against: String?
    @Option(help: "The key that signed the checkpoint (`ward audit checkpoint --key`), if not the one beside the log.")
    var key: String?
    @Option(help: "How to write the result: text or json.")
    var format = OutputFormat.text

    package init() {}

    package func validate() throws {
        if key != nil && against == nil { throw ValidationError("`--key` needs `--against`.") }
    }

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let folders = try home.folders()
            let witness = try against.map(witness)
            let result = try verify(folders, witness)
            try Output.write((format == .json ? AuditText.json(result) : AuditText.line(result)) + "\n")
            guard let fault = result.fault else { return }
            let place = fault.leaf.map { "the first bad leaf is \($0): " } ?? ""
            throw Failure(
                message: "the audit log is not what was written: \(place)\(Visible.escaped(fault.detail))",
                hint: "keep `\(Visible.escaped(folders.state))` as evidence before you go on", exitCode: 2)
        }
    }

    private func verify(_ folders: WardFolders, _ witness: AuditCheck.Witness?) throws -> AuditVerification {
        do throws(AuditCheck.Failure) {
            return try AuditCheck.run(in: folders, against: witness)
        } catch {
            switch error {
            case .state(let error): throw Failure(error)
            case .note(let error): throw Failure(error, in: "the checkpoint")
            }
        }
    }

    private func witness(_ path: String) throws -> AuditCheck.Witness {
        let note = try SignedNote(parsing: noteBytes(path))
        guard let key else { return AuditCheck.Witness(note: note, key: nil) }
        do throws(NoteError) {
            return AuditCheck.Witness(note: note, key: try AuditVerifierKey(parsing: key))
        } catch {
            throw Failure(error, in: "the key")
        }
    }

    private func noteBytes(_ path: String) throws(Failure) -> [UInt8] {
        do throws(SystemCalls.Failure) {
            return try path == "-"
                ? SystemCalls.readAll(0, limit: SignedNote.maxBytes)
                : SystemCalls.readNamedFile(path, limit: SignedNote.maxBytes)
        } catch {
            throw Failure(message: "the checkpoint cannot be read: \(error.words): `\(Visible.escaped(path))`")
        }
    }
}
