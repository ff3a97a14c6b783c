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

    @OptionGroup var arguments: ServerArguments
    @OptionGroup var approval: ApprovalArguments

    package init() {}

    package func run() throws {
        try Failure.reporting {
            let (book, server, entry) = try arguments.open()
            let request = try SourceInput.request(of: entry, in: book.places)
            try Installation(book: book, approval: approval, constraints: entry.origin.constraints)
                .install(server, request, source: entry.request.source)
        }
    }
}
