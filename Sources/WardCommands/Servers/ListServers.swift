// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardJSON
import WardLock
import WardStore
import WardText

/// `ward list`, and `ward` alone: every server, whether it may run, and what to do where it may not.
package struct ListServers: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the servers that were added, and what is blocked.",
        discussion: "With `--format json` each line is one JSON object."
    )

    @OptionGroup var home: HomeOption
    @Option(help: "How to write them: text or json.")
    var format = OutputFormat.text
    /// `ward` alone is this command, so a misspelled command arrives here.
    @Argument(help: .hidden)
    var stray: [String] = []

    package init() {}

    package func validate() throws {
        guard let stray = stray.first else { return }
        throw ValidationError(
            "there is no command `\(Visible.escaped(stray, limit: 80))` here; `ward --help` lists all, and options come after the command"
        )
    }

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let book = try ServerBook(in: home.folders(), isAtTerminal: true)
            let servers = try book.storage.read().servers.sorted { $0.key < $1.key }
            guard !servers.isEmpty else {
                if format == .text { Output.say("no server was added yet; `ward add NAME -- COMMAND` adds one") }
                return
            }
            let width = servers.map { $0.key.text.utf8.count }.max() ?? 0
            for (name, entry) in servers {
                let standing = try book.standing(of: name, entry)
                book.noteWhatIsNotSeen(of: name, standing)
                switch format {
                case .text: try Output.write(ServerText.line(name, entry, standing, width: width))
                case .json:
                    try Output.write(
                        String(decoding: ServerText.value(name, entry, standing).encoded(), as: UTF8.self) + "\n")
                }
            }
        }
    }
}
