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
            if case .blocked(let block) = standing { text += ServerText.block(block, of: server) }
            if let held = try book.heldSurface(of: server) {
                let old = try book.approvedSurface(of: server)
                let difference = SurfaceDifference(from: old?.surface, to: held)
                text += "\(server) shows a model what nobody approved; it is held back\n"
                text += SurfaceText.difference(difference)
                text += "to resolve: ward review \(server)\n"
            }
            guard !text.isEmpty else {
                Output.say("\(server) is as it was approved")
                return
            }
            try Output.write(text)
            throw ExitCode(2)
        }
    }
}
