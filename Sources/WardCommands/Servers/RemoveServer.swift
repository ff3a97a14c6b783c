// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardAudit
import WardLock
import WardStore

/// `ward remove NAME`: the lock forgets the server, and its consents end.
package struct RemoveServer: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a server from the lock and end its consents.",
        discussion: "What was approved before stays in the audit log."
    )

    @Argument(help: "The server's name.")
    var name: String
    @OptionGroup var home: HomeOption

    package init() {}

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let book = try ServerBook(in: home.folders())
            let server = try ServerName(name)
            _ = try book.entry(server)
            try ConsentAudit.record(.withdrawn, of: server, "the server was removed", in: book.folders)
            // The consents end first: a lock entry without one does not run, a consent without an entry would wait for the next.
            try book.consents.withdraw(ServerKey(server), at: AuditWriter.now())
            try book.consents.releaseHeld(of: ServerKey(server))
            try book.storage.update { lock in lock.servers[server] = nil }
            Output.say("\(server) was removed")
        }
    }
}
