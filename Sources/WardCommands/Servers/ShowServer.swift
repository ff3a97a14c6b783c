// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardJSON
import WardLock
import WardStore
import WardText

/// `ward show NAME`: all that is known about one server.
package struct ShowServer: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one server: what was asked for, what runs, what was approved, what is blocked."
    )

    @OptionGroup var arguments: ServerArguments
    @Option(help: "How to write it: text or json.")
    var format = OutputFormat.text

    package init() {}

    package func run() throws {
        try Failure.reporting {
            let (book, server, entry) = try arguments.open()
            let standing = try book.standing(of: server, entry)
            if format == .json {
                guard case .object(var object) = ServerText.value(server, entry, standing) else { return }
                object["lock"] = entry.value
                object["consents"] = .array(try book.consents.history(of: ServerKey(server)).map(\.summary))
                return try Output.write(String(decoding: JSONValue.object(object).encoded(), as: UTF8.self) + "\n")
            }
            var text = ServerText.entry(server, entry)
            for consent in try book.consents.history(of: ServerKey(server)) {
                text +=
                    "\(consent.kind.rawValue) approved \(ServerText.moment(consent.time)) by \(ServerText.shown(consent.who)) "
                text += "(\(ServerText.shown(consent.how))), digest \(consent.digest)\n"
            }
            switch standing {
            case .ready: text += "ready: `ward run \(server)` starts what was approved\n"
            case .blocked(let block): text += ServerText.block(block, of: server)
            }
            try Output.write(text)
        }
    }
}

extension Consent {
    /// For programs; the approved value itself is large and stays where it is.
    fileprivate var summary: JSONValue {
        [
            "kind": .string(kind.rawValue), "digest": .string(digest.description), "who": .string(who),
            "how": .string(how),
            "time": .string(ServerText.moment(time)),
        ]
    }
}

extension ServerText {
    /// What the lock says about a server, a line each.
    static func entry(_ name: ServerName, _ entry: LockEntry) -> String {
        var text = "\(name)\n"
        text += "  source       \(shown(entry.request.source))\n"
        text += "  origin       \(origin(entry.origin))\n"
        switch entry.launch {
        case .stdio(let launch):
            text += "  runs         \(shown(launch.executable))\n"
            for (index, argument) in launch.arguments.enumerated() {
                text += "    [\(index + 1)]        \(argument.isEmpty ? "(empty)" : shown(argument))\n"
            }
            if let directory = launch.directory { text += "  in           \(shown(directory))\n" }
            text += values(launch.environment, "variable")
        case .http(let launch):
            text += "  url          \(shown(launch.url)), not protected\n"
            text += values(launch.headers, "header  ")
        }
        for (platform, closure) in entry.closures.sorted(by: { $0.key < $1.key }) {
            text +=
                "  closure      \(shown(platform)): \(closure.artifacts.count) artifact"
                + (closure.artifacts.count == 1 ? "" : "s")
            text += closure.isResolved ? "\n" : ", not all that runs: it fetches anew at each start\n"
        }
        text += "  permissions  unconfined: it runs with all your rights\n"
        if let surface = entry.surface {
            for kind in PinnedSurface.Kind.allCases {
                let names = (surface.declarations[kind] ?? [:]).keys.sorted().map { shown($0.text) }
                guard !names.isEmpty else { continue }
                text += "  \(kind.rawValue.padded(to: 11))  \(names.joined(separator: ", "))\n"
            }
        }
        for note in entry.notes { text += "  note         \(shown(note))\n" }
        return text
    }

    private static func values(_ values: [String: EnvironmentValue], _ label: String) -> String {
        values.sorted { $0.key < $1.key }.map { name, value in
            switch value {
            case .plain(let text): "  \(label)     \(shown(name))=\(shown(text))\n"
            case .inherited(let source): "  \(label)     \(shown(name)) from \(shown(source)) of the client's entry\n"
            }
        }.joined()
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - utf8.count)) }
}
