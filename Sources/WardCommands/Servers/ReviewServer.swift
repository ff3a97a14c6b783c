// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardLock

/// `ward review NAME`: what a server shows to a model, or what moved in it, and a decision about that.
package struct ReviewServer: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Look at what a server shows to a model, and approve it or not.",
        discussion: """
            What was held back is shown word by word beside what was approved. Where nothing is held back, the server is \
            started once and what it shows now is read.
            """
    )

    @OptionGroup var arguments: ServerArguments
    @OptionGroup var approval: ApprovalArguments

    package init() {}

    package func run() throws {
        try Failure.reporting {
            let (book, server, entry) = try arguments.open()
            let standing = try book.standing(of: server, entry)
            let review = SurfaceReview(book: book, approval: approval, surfaceDigest: approval.approve)
            if let held = try book.heldSurface(of: server) {
                return try review.ask(server, held)
            }
            if case .blocked(let block) = standing, block.reason != .surfaceNotApproved {
                try Output.write(ServerText.block(block, of: server))
                throw ExitCode(2)
            }
            guard let content = try book.approvedContent(of: server) else { return }
            try review.readAndAsk(server, content)
        }
    }
}
