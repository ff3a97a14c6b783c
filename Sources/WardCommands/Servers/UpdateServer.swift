// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardLaunch
import WardLock

/// `ward update NAME`: resolves the request anew, shows what differs from what was approved, and asks about that.
package struct UpdateServer: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Resolve a server anew, and approve what changed.",
        discussion: "It also renews a server whose files, lock entry or environment changed."
    )

    @Argument(help: "The server's name.")
    var name: String
    @OptionGroup var approval: ApprovalArguments
    @OptionGroup var home: HomeOption

    package init() {}

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let book = try ServerBook(in: home.folders())
            let server = try ServerName(name)
            let entry = try book.entry(server)
            let request = try SourceInput.request(of: entry)
            try Installation(book: book, approval: approval, constraints: entry.origin.constraints)
                .install(server, request, source: entry.request.source)
        }
    }
}
