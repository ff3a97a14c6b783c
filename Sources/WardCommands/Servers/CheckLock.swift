// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardLock
import WardStore

/// `ward lock --check`: whether every server is what was approved, for scripts; offline and without changing anything.
package struct CheckLock: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Check that every server of the lock is what was approved.",
        discussion:
            "Offline; every file is read and hashed again. Exits with 2 if a server is blocked, with 3 if the lock is damaged."
    )

    @Flag(name: .long, help: "Check, and change nothing.")
    var check = false
    @OptionGroup var home: HomeOption

    package init() {}

    package func validate() throws {
        guard check else { throw ValidationError("write: ward lock --check") }
    }

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let book = try ServerBook(in: home.folders(), isAtTerminal: true)
            var blocked = 0
            let servers = try book.storage.read().servers.sorted { $0.key < $1.key }
            for (name, entry) in servers {
                guard case .blocked(let block) = try book.standing(of: name, entry, checking: .everything) else {
                    continue
                }
                blocked += 1
                try Output.write(ServerText.block(block, of: name))
            }
            guard blocked == 0 else { throw ExitCode(2) }
            Output.say("\(servers.count) servers are as they were approved")
        }
    }
}
