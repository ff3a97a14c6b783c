// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import WardAudit
internal import WardDatabase

/// `ward audit show`: one event, with the proof that it is in the log.
package struct AuditShow: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one event and the proof that it is in the log.",
        discussion: "Ends with 2 if the proof does not hold: then the log was changed."
    )

    @OptionGroup var home: HomeOption

    @Argument(help: "The event's number, as `ward audit list` shows it after `#`.")
    var index: Int64
    @Option(help: "How to write it: text or json.")
    var format = OutputFormat.text

    package init() {}

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let log = AuditLog(try StateDatabase(in: home.folders(), access: .read))
            guard let entry = try log.entry(at: index) else {
                throw Failure(message: "there is no event \(index)", hint: "`ward audit list` shows which there are")
            }
            try Output.write(format == .json ? AuditText.json(entry) + "\n" : AuditText.details(entry))
            guard entry.isProven else {
                throw Failure(
                    message: "the log was changed: event \(index) is not proven", hint: "run `ward audit verify`",
                    exitCode: 2)
            }
        }
    }
}
