// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import WardAudit
internal import WardDatabase
internal import WardText

/// `ward audit checkpoint`: a signed note that says what the log is now.
package struct AuditCheckpoint: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Print a signed note of the log's size and root, to be kept elsewhere.",
        discussion: """
            The note is a C2SP checkpoint. Keep it where other programs of yours cannot change it: on another machine, in \
            a mail, on paper. `ward audit verify --against FILE` later tells whether the log still begins with it. It is \
            also handed to the system's log, where one listens.
            """
    )

    @OptionGroup var home: HomeOption

    @Flag(help: "Print the public key that verifies the notes, and no note.")
    var key = false
    @Flag(inversion: .prefixedNo, help: "Hand the note to the system's log; without this flag only where one listens.")
    var syslog: Bool?

    package init() {}

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let folders = try home.folders()
            let log = AuditLog(try StateDatabase(in: folders, access: .read))
            let origin = Checkpoint.origin(of: try log.id())
            let signer = try AuditKey.loadOrCreate(in: folders, origin: origin)
            guard signer.verifier.name == origin else {
                throw Failure(
                    message:
                        "the key in `\(Visible.escaped(folders.state))/audit.key` is for another log: the log was replaced",
                    hint: "look for the old `ward.db`; if you removed it yourself, move `audit.key` away", exitCode: 2)
            }
            if key {
                try Output.write("\(signer.verifier)\n")
                return
            }
            let note = try signer.sign(Checkpoint(origin: origin, head: log.head()))
            try Output.write(note.encoded)
            try handOn(note)
        }
    }

    private func handOn(_ note: SignedNote) throws(Failure) {
        guard syslog != false else { return }
        switch Syslog().send(Syslog.line(of: note), at: AuditWriter.now() / 1_000_000_000) {
        case .sent: Output.say("note: handed to the system's log, too")
        case .absent where syslog == true: throw Failure(message: "no system log listens at `\(Syslog.standardPath)`")
        case .absent: Output.say("note: no system log listens here; keep the note somewhere else yourself")
        case .failed(let reason) where syslog == true:
            throw Failure(message: "the system's log refused the note: \(reason)")
        case .failed(let reason): Output.say("note: the system's log refused the note: \(reason)")
        }
    }
}
