// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardDatabase
import WardGateway
import WardLock
import WardProcess
import WardText

package struct Run: ParsableCommand {
    package static let configuration = CommandConfiguration(
        abstract: "Run an MCP server behind Ward, on standard input and output.",
        discussion: """
            Put it where the client's configuration has the server's command:

              ward run NAME                                  a server that was added
              ward run --server NAME -- COMMAND ARGUMENTS    the same, if that is the command that was added
              ward run --unapproved -- COMMAND ARGUMENTS     any command, for a trial

            Only what a consent covers is started, except with `--unapproved`. A server that may not run, or was never \
            added, is stood in for by Ward itself, which says so to the client; `ward list` says why.

            Standard output carries MCP messages and nothing else; what Ward has to say goes to standard \
            error, and every decision into the audit log (`ward audit list`).
            """
    )

    @Flag(name: .long, help: "Run a command without a recorded approval, marked so in every event.")
    var unapproved = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The server that was added; with `--unapproved` its name in the log.", valueName: "name"))
    var server: String?

    @Option(name: .long, help: ArgumentHelp("The client's name in the log.", valueName: "label"))
    var client: String?

    @Flag(name: .long, help: "Read every file of the server again before it starts, also those that seem unchanged.")
    var verify = false

    @OptionGroup var lock: LockOption
    @OptionGroup var home: HomeOption

    @Argument(help: "The server that was added.")
    var name: String?

    @Argument(
        parsing: .postTerminator, help: ArgumentHelp("The server's command line, after `--`.", valueName: "command"))
    var command: [String] = []

    package init() {}

    package func validate() throws {
        for label in [server, client].compactMap({ $0 }) where !Self.isLabel(label) {
            throw ValidationError(
                "`\(Visible.escaped(label, limit: 64))` is no label: use 1 to 64 letters, digits, `.`, `_` or `-`")
        }
        guard unapproved || name != nil || server != nil || !command.isEmpty else {
            throw ValidationError("there is nothing to run; write: ward run NAME")
        }
        if unapproved {
            try validateTrial()
        } else {
            try validateApproved()
        }
    }

    private func validateTrial() throws {
        guard lock.lock == nil else {
            throw ValidationError("`--lock` is about servers that were added; leave it out of a trial")
        }
        guard name == nil, let executable = command.first else {
            throw ValidationError(
                "there is no command to run; write: ward run --unapproved -- COMMAND ARGUMENTS")
        }
        guard !executable.isEmpty else { throw ValidationError("the command's name is empty") }
        guard !verify else { throw ValidationError("`--verify` is for a server that was added") }
    }

    private func validateApproved() throws {
        guard name == nil || (server == nil && command.isEmpty) else {
            throw ValidationError("the name of the server stands alone; write: ward run \(shown(name ?? ""))")
        }
        guard name != nil || server != nil else {
            throw ValidationError(
                """
                this command has no recorded approval; to add it, write: \
                ward add NAME -- \(command.map(shown).joined(separator: " ")); \
                to try it all the same, write: \
                ward run --unapproved -- \(command.map(shown).joined(separator: " "))
                """)
        }
    }

    private func shown(_ text: String) -> String { Visible.escaped(text, limit: 128) }

    package func run() throws {
        try Failure.reporting {
            do {
                try StandardDescriptors.fillGaps()
            } catch let error as ProcessError {
                throw Failure(message: "\(error.detail) (\(error.code.rawValue))", hint: error.hint, exitCode: 1)
            }
            let folders = try home.folders()
            home.announce()
            do {
                let configuration = try unapproved ? trial(in: folders) : approved(in: folders).configuration()
                try Self.report(try Gateway.run(configuration))
            } catch let failure as GatewayFailure {
                throw Failure(failure)
            }
        }
    }

    private func trial(in folders: WardFolders) -> GatewayConfiguration {
        GatewayConfiguration(
            peer: .process(
                ChildLaunch(executable: command[0], arguments: Array(command.dropFirst()), descendants: .adopt)),
            server: server ?? Self.label(of: command[0]),
            client: client,
            isUnapproved: true,
            folders: folders
        )
    }

    private func approved(in folders: WardFolders) throws -> ApprovedRun {
        ApprovedRun(
            name: try ServerName(name ?? server ?? ""), command: command, client: client, lock: lock.lock,
            depth: verify ? .everything : .changes, folders: folders)
    }

    /// Says how a run ended and makes it an exit code: 0 if the client was done, 1 if something failed, and as shells
    /// do for a signal.
    private static func report(_ outcome: GatewayOutcome) throws {
        switch outcome {
        case .clientLeft, .serverLeft(_, wasIdle: true): return
        case .serverLeft(let how, wasIdle: false):
            throw Failure(
                message: "\(how) before the client was done",
                hint: "requests that waited were answered with an error; see `ward audit list`",
                exitCode: 1)
        case .signalled(let number): throw ExitCode(128 + number)
        case .failed(let failure): throw Failure(failure)
        }
    }

    private static func isLabel(_ label: String) -> Bool {
        (1...64).contains(label.utf8.count)
            && label.utf8.allSatisfy { byte in
                (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
                    || ".-_".utf8.contains(byte)
            }
    }

    /// A label from a program's file name.
    private static func label(of executable: String) -> String {
        let name = executable.split(separator: "/").last.map(String.init) ?? "server"
        let kept = String(name.prefix(64))
        return isLabel(kept) ? kept : "server"
    }
}

extension Failure {
    init(_ failure: GatewayFailure) {
        self.init(message: "\(failure.detail) (\(failure.code))", hint: failure.hint, exitCode: 1)
    }
}
