// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardLock
import WardPinning
import WardStore

/// `ward diff NAME`: what differs from what was approved, in the launch, the files and the surface.
package struct DiffServer: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what differs from what was approved; exits with 2 if anything does.",
        discussion: "Every file is read and hashed again."
    )

    @OptionGroup var arguments: ServerArguments

    package init() {}

    package func run() throws {
        try Failure.reporting {
            let (book, server, entry) = try arguments.open()
            var text = ""
            let standing = try book.standing(of: server, entry, checking: .everything)
            book.noteWhatIsNotSeen(of: server, standing)
            if case .blocked(let block) = standing { text += ServerText.block(block, of: book.key(of: server)) }
            if let held = try book.heldSurface(of: server) {
                let question = SurfaceQuestion(
                    name: server, surface: held, old: try book.approvedSurface(of: server))
                if !question.isCovered {
                    text += "\(book.key(of: server)) shows a model what nobody approved; it is held back\n"
                    text += SurfaceSheet.changes(question, columns: Terminal.outputColumns)
                    text += "to resolve: \(book.command("review", server))\n"
                }
            }
            guard !text.isEmpty else {
                Output.say("\(book.key(of: server)) is as it was approved")
                return
            }
            try Output.write(text)
            throw ExitCode(2)
        }
    }
}
