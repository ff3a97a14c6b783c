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

    @OptionGroup var arguments: ServerArguments

    package init() {}

    package func run() throws {
        try Failure.reporting {
            let (book, server, _) = try arguments.open()
            try book.storage.requireWritable()
            let key = book.key(of: server)
            try ConsentAudit.record(.withdrawn, of: key, "the server was removed", in: book.folders)
            // The consents end first: a lock entry without one does not run, a consent without an entry would wait for the next.
            try book.consents.withdraw(key, at: AuditWriter.now())
            try book.consents.releaseHeld(of: key)
            try book.storage.update { lock in lock.servers[server] = nil }
            Output.say("\(key) was removed")
        }
    }
}
