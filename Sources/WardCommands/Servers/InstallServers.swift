// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardLock
import WardStore

/// `ward install`: makes the servers of a lock ready on this machine, exactly as they are locked.
package struct InstallServers: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Make the servers of a lock ready here, exactly as they are locked.",
        discussion: """
            Takes the artifacts that the lock names, by their digests, and nothing newer; what differs is an error. The lock is \\
            never written. Each server is shown and asked about: a lock is a request and approves nothing.

              ward install --lock ward.lock          all servers of a project that was cloned
              ward install git --lock ward.lock      one of them
            """
    )

    @Argument(help: ArgumentHelp("The servers; all of the lock where none is named.", valueName: "name"))
    var names: [String] = []

    @OptionGroup var approval: ApprovalArguments
    @OptionGroup var lock: LockOption
    @OptionGroup var home: HomeOption

    package init() {}

    package func validate() throws {
        guard approval.approve == nil || names.count == 1 else {
            throw ValidationError("`--approve` is about one server; name it: ward install NAME --approve DIGEST")
        }
    }

    package func run() throws {
        var worst: ExitCode?
        try Failure.reporting {
            home.announce()
            let book = try lock.open(in: home.folders())
            let servers = try book.storage.read().servers
            let chosen = try names.isEmpty ? servers.keys.sorted() : names.map { name in try ServerName(name) }
            if chosen.isEmpty { Output.say("the lock has no servers") }
            for name in chosen {
                let entry = try book.entry(name)
                do {
                    // One that fails keeps no other from being asked about.
                    try Failure.reporting { try install(name, entry, in: book) }
                } catch let code as ExitCode {
                    if !code.isSuccess { worst = worst ?? code }
                }
            }
        }
        if let worst { throw worst }
    }

    private func install(_ name: ServerName, _ entry: LockEntry, in book: ServerBook) throws {
        let installation = Installation(book: book, approval: approval)
        switch try book.standing(of: name, entry, checking: .everything) {
        case .ready: Output.say("\(book.key(of: name)) is ready")
        case .blocked(let block) where block.reason == .surfaceNotApproved && !approval.isDryRun:
            try installation.reviewSurface(of: name)
        case .blocked: try installation.install(locked: entry, as: name)
        }
    }
}
