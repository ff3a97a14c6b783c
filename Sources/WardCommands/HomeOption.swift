// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
package import WardDatabase
internal import WardText

/// `--home DIR`, which every command takes.
package struct HomeOption: ParsableArguments {
    @Option(name: .long, help: "Keep configuration and state in DIR/config and DIR/state.")
    var home: String?

    package init() {}

    /// The folders that it names, or the user's own.
    package func folders() throws(Failure) -> WardFolders {
        if let home {
            guard !home.isEmpty else { throw Failure(message: "`--home` names no folder") }
            return WardFolders(home: home)
        }
        do throws(StateError) {
            return try WardFolders.standard()
        } catch {
            throw Failure(error)
        }
    }

    /// Says on standard error that other folders than the user's own are shown; every listing calls it.
    package func announce() {
        guard home != nil, let folders = try? folders(), let path = folders.home else { return }
        Output.say("note: this is `--home \(Visible.escaped(path))`, not your own configuration and state")
    }
}

/// How data is written to standard output.
package enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Lines for people.
    case text
    /// One JSON object a line.
    case json
}
