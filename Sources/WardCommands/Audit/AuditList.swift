// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import WardAudit
internal import WardDatabase

/// `ward audit list`: events, oldest first.
package struct AuditList: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List events.",
        discussion: """
            Moments are written 2026-07-28, 2026-07-28T09:05:00Z (UTC where no zone is named), or as how long ago: 90s, \
            10m, 2h, 1d, 1w. With `--format json` each line is one JSON object.
            """
    )

    @OptionGroup var home: HomeOption

    @Option(help: "Only events since this moment.")
    var since: String?
    @Option(help: "Only events before this moment.")
    var until: String?
    @Option(help: "Only events of this server.")
    var server: String?
    @Option(help: "Only events of this client.")
    var client: String?
    @Option(help: "Only events of the session whose id begins like this.")
    var session: String?
    @Option(help: "Only this verdict: allow, confirm, ask or deny.")
    var verdict: VerdictArgument?
    @Option(help: "Only decisions of this rule.")
    var rule: String?
    @Option(help: "Only messages of this method.")
    var method: String?
    @Option(help: "Only this direction: client-to-server or server-to-client.")
    var direction: DirectionArgument?
    @Option(help: "Only the newest N events.")
    var limit: Int?
    @Flag(help: "The newest first.")
    var reverse = false
    @Flag(help: "Go on with events as they come, until interrupted.")
    var follow = false
    @Option(help: "How to write them: text or json.")
    var format = OutputFormat.text

    package init() {}

    package func validate() throws {
        if let limit, limit < 1 { throw ValidationError("`--limit` must be at least 1.") }
        if reverse && follow { throw ValidationError("`--reverse` and `--follow` exclude each other.") }
        for (name, text) in [("since", since), ("until", until)] {
            guard let text, AuditTime.parse(text, now: 0) == nil else { continue }
            throw ValidationError("`--\(name)` is no moment; write 2026-07-28, 2026-07-28T09:05:00Z or 10m, 2h, 1d.")
        }
    }

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let log = AuditLog(try StateDatabase(in: home.folders(), access: .read))
            let filter = filter(at: AuditWriter.now())
            let last = try reverse ? printReversed(log, filter) : printAll(log, filter)
            guard follow else { return }
            var failure: (any Error)?
            try log.follow(filter, after: last) { events in
                do { try show(events) } catch { failure = error }
                return failure == nil
            }
            if let failure { throw failure }
        }
    }

    private func filter(at now: Int64) -> AuditFilter {
        var filter = AuditFilter()
        filter.since = since.flatMap { AuditTime.parse($0, now: now) }
        filter.until = until.flatMap { AuditTime.parse($0, now: now) }
        filter.server = server
        filter.client = client
        filter.session = session
        filter.verdict = verdict?.rawValue
        filter.rule = rule
        filter.method = method
        filter.direction = direction?.rawValue
        return filter
    }

    /// Prints oldest first, page by page, and answers the last leaf of what the log has now.
    private func printAll(_ log: AuditLog, _ filter: AuditFilter) throws -> Int64? {
        var last = try limit.flatMap { try log.leaf(before: $0, newest: filter) }
        while true {
            let page = try log.events(filter, after: last)
            guard let newest = page.last else { return last }
            try show(page)
            last = newest.leaf
        }
    }

    private func printReversed(_ log: AuditLog, _ filter: AuditFilter) throws -> Int64? {
        var rest = limit ?? .max
        var last: Int64?
        while rest > 0 {
            let page = try log.events(filter, after: last, isReversed: true, limit: min(rest, 256))
            guard let oldest = page.last else { break }
            try show(page)
            last = oldest.leaf
            rest -= page.count
        }
        return last
    }

    private func show(_ events: [AuditEvent]) throws {
        guard !events.isEmpty else { return }
        let lines = events.map { format == .json ? AuditText.json($0) : AuditText.line($0) }
        try Output.write(lines.map { $0 + "\n" }.joined())
    }
}

/// A verdict as an argument.
enum VerdictArgument: String, ExpressibleByArgument, CaseIterable {
    case allow, confirm, ask, deny
}

/// A direction as an argument.
enum DirectionArgument: String, ExpressibleByArgument, CaseIterable {
    case clientToServer = "client-to-server"
    case serverToClient = "server-to-client"
}
