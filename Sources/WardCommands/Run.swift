// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardGateway
import WardProcess
import WardSession
import WardText

package struct Run: ParsableCommand {
    package static let configuration = CommandConfiguration(
        abstract: "Run an MCP server behind Ward, on standard input and output.",
        discussion: """
            Put it where the client's configuration has the server's command:

              ward run --unapproved -- uvx mcp-server-time

            Standard output carries MCP messages and nothing else; what Ward has to say goes to standard \
            error, and every decision into the audit log (`ward audit list`).
            """
    )

    @Flag(
        name: .long,
        help: "Run without a recorded approval, marked so in every event; the only form so far.")
    var unapproved = false

    @Option(name: .long, help: ArgumentHelp("The server's name in the log; else its program's.", valueName: "label"))
    var server: String?

    @Option(name: .long, help: ArgumentHelp("The client's name in the log.", valueName: "label"))
    var client: String?

    @OptionGroup var home: HomeOption

    @Argument(
        parsing: .postTerminator, help: ArgumentHelp("The server's command line, after `--`.", valueName: "command"))
    var command: [String] = []

    package init() {}

    package func validate() throws {
        guard let executable = command.first else {
            throw ValidationError(
                "there is no command to run; write: ward run --unapproved -- COMMAND ARGUMENTS")
        }
        guard !executable.isEmpty else { throw ValidationError("the command's name is empty") }
        guard unapproved else {
            throw ValidationError(
                """
                this command has no recorded approval; to try it all the same, write: \
                ward run --unapproved -- \(command.map { Visible.escaped($0, limit: 128) }.joined(separator: " "))
                """)
        }
        for label in [server, client].compactMap({ $0 }) where !Self.isLabel(label) {
            throw ValidationError(
                "`\(Visible.escaped(label, limit: 64))` is no label: use 1 to 64 letters, digits, `.`, `_` or `-`")
        }
    }

    package func run() throws {
        try Failure.reporting {
            do {
                try StandardDescriptors.fillGaps()
            } catch let error as ProcessError {
                throw Failure(message: "\(error.detail) (\(error.code.rawValue))", hint: error.hint, exitCode: 1)
            }
            let folders = try home.folders()
            home.announce()
            let launch = ChildLaunch(
                executable: command[0], arguments: Array(command.dropFirst()), descendants: .adopt)
            let configuration = GatewayConfiguration(
                launch: launch,
                server: server ?? Self.label(of: command[0]),
                client: client,
                isUnapproved: true,
                folders: folders
            )
            do {
                try Self.report(try Gateway.run(configuration))
            } catch let failure as GatewayFailure {
                throw Failure(failure)
            }
        }
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
