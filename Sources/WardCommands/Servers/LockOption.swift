// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
import WardDatabase

/// `--lock FILE`: a project's lock in place of the user's own.
package struct LockOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Work on this project's lock in place of your own.", valueName: "file"))
    var lock: String?

    package init() {}

    /// Opens the book for a command that a person types.
    func open(in folders: WardFolders, mayBeNew: Bool = false) throws -> ServerBook {
        try ServerBook(in: folders, lock: lock, mayBeNew: mayBeNew, isAtTerminal: true)
    }
}
