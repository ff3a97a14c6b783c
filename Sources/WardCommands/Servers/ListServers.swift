// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardDatabase
import WardJSON
import WardLock
import WardStore
import WardText

/// `ward list`, and `ward` alone: every server, whether it may run, and what to do where it may not.
package struct ListServers: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the servers that were added, and what is blocked.",
        discussion: """
            With `--format json` each line is one JSON object. A project's servers are listed as `project:NAME` where they were \
            approved here, or all of them with `--lock`.
            """
    )

    @OptionGroup var lock: LockOption
    @OptionGroup var home: HomeOption
    @Option(help: "How to write them: text or json.")
    var format = OutputFormat.text
    /// `ward` alone is this command, so a misspelled command arrives here.
    @Argument(help: .hidden)
    var stray: [String] = []

    package init() {}

    /// One server with what it stands in.
    private struct Row {
        let key: ServerKey
        let entry: LockEntry
        let standing: ServerStanding
    }

    package func validate() throws {
        guard let stray = stray.first else { return }
        throw ValidationError(
            "there is no command `\(Visible.escaped(stray, limit: 80))` here; `ward --help` lists all, and options come after the command"
        )
    }

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let book = try lock.open(in: home.folders())
            var rows = try Self.rows(of: book)
            var fault: ExitCode?
            // Who is told to type `ward` must find a project's server there too.
            for other in lock.lock == nil ? try book.consents.projectLocks() : [] {
                do {
                    try Failure.reporting { rows += try Self.rows(ofProject: other, in: book.folders) }
                } catch let code as ExitCode {
                    fault = code
                }
            }
            try write(rows)
            if let fault { throw fault }
        }
    }

    /// The servers of a project that something was approved of here; none where the project was removed.
    private static func rows(ofProject lock: String, in folders: WardFolders) throws -> [Row] {
        do throws(SystemCalls.Failure) {
            guard try SystemCalls.statusBehindLinks(lock) != nil else { return [] }
        } catch {
            throw Failure(.fileUnreadable, "`\(Visible.escaped(lock))` cannot be looked at: \(error.words)")
        }
        return try rows(of: try ServerBook(in: folders, lock: lock, isAtTerminal: true))
    }

    private static func rows(of book: ServerBook) throws -> [Row] {
        try book.storage.read().servers.sorted { $0.key < $1.key }.map { name, entry in
            let standing = try book.standing(of: name, entry)
            book.noteWhatIsNotSeen(of: name, standing)
            return Row(key: book.key(of: name), entry: entry, standing: standing)
        }
    }

    private func write(_ rows: [Row]) throws {
        guard !rows.isEmpty else {
            if format == .text { Output.say("no server was added yet; `ward add NAME -- COMMAND` adds one") }
            return
        }
        let width = rows.map { $0.key.description.utf8.count }.max() ?? 0
        for row in rows {
            switch format {
            case .text: try Output.write(ServerText.line(row.key, row.entry, row.standing, width: width))
            case .json:
                let value = ServerText.value(row.key, row.entry, row.standing)
                try Output.write(String(decoding: value.encoded(), as: UTF8.self) + "\n")
            }
        }
        Output.say(ServerText.count(rows.map(\.standing)))
    }
}
