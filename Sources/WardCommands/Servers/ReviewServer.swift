// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardJSON
import WardLock
import WardPinning
import WardText

/// `ward review NAME`: what a server shows to a model, or what moved in it, and a decision about that.
package struct ReviewServer: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Look at what a server shows to a model, and approve it or not.",
        discussion: """
            What was held back is shown word by word beside what was approved. Where nothing is held back, the server is \
            started once and what it shows now is read. An approval puts what has changed in the place of the old; with \
            --variant both stay approved, for what depends on the client.
            """
    )

    @OptionGroup var arguments: ServerArguments
    @OptionGroup var approval: ApprovalArguments
    @Flag(help: "Approve what has changed beside what was approved, not in its place.")
    var variant = false
    @Flag(help: "Read what it shows now, and approve that and nothing else: no variants, nothing that is gone.")
    var anew = false
    @Option(
        help: ArgumentHelp(
            "Do not pin the text at this place, such as /tools/now/description; may be repeated.", valueName: "place"))
    var varying: [String] = []
    @Flag(help: "Show what has not changed in a text too.")
    var whole = false

    package init() {}

    package func validate() throws {
        guard !variant || !anew else {
            throw ValidationError("`--variant` keeps what was approved, and `--anew` does not; give one of them")
        }
        _ = try places()
    }

    package func run() throws {
        try Failure.reporting {
            let (book, server, entry) = try arguments.open()
            let standing = try book.standing(of: server, entry)
            let options = SurfaceQuestion.Options(
                way: anew ? .anew : variant ? .variant : nil, varying: try places())
            let review = SurfaceReview(
                book: book, approval: approval, surfaceDigest: approval.approve, options: options, isWhole: whole)
            if !anew, let held = try book.heldSurface(of: server) {
                return try review.ask(server, held)
            }
            if case .blocked(let block) = standing, block.reason != .surfaceNotApproved {
                try Output.write(ServerText.block(block, of: book.key(of: server)))
                throw ExitCode(2)
            }
            guard let content = try book.approvedContent(of: server) else { return }
            try review.readAndAsk(server, content)
        }
    }

    private func places() throws -> Set<VaryingPlace> {
        var places: Set<VaryingPlace> = []
        for text in varying {
            let shown = Visible.escaped(text, limit: 200)
            let pointer: JSONPointer
            do {
                pointer = try JSONPointer(text)
            } catch {
                throw ValidationError(
                    "`\(shown)` is no place: \(error.detail), at byte \(error.offset); one is /tools/NAME/description "
                        + "(\(CommandCode.varyingPlace.rawValue))")
            }
            guard let place = VaryingPlace(pointer) else {
                throw ValidationError(
                    "`\(shown)` may not vary: only descriptions, titles, and defaults and examples of a schema may, "
                        + "such as /tools/NAME/description (\(CommandCode.varyingPlace.rawValue))")
            }
            places.insert(place)
        }
        return places
    }
}
