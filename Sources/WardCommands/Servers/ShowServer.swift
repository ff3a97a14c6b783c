// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardDatabase
import WardJSON
import WardLock
import WardPinning
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
            let approved = try book.approvedSurface(of: server)
            let seen = try varyingTexts(of: server, approved, in: book)
            if format == .json {
                guard case .object(var object) = ServerText.value(book.key(of: server), entry, standing) else { return }
                object["lock"] = entry.value
                object["consents"] = .array(try book.consents.history(of: book.key(of: server)).map(\.summary))
                if !seen.isEmpty {
                    let texts = seen.sorted { $0.key < $1.key }.map { ($0.key.description, JSONValue.string($0.value)) }
                    object["varying"] = .object(JSONObject(texts))
                }
                return try Output.write(String(decoding: JSONValue.object(object).encoded(), as: UTF8.self) + "\n")
            }
            var text = ServerText.entry(book.key(of: server), entry)
            if let approved { text += ServerText.varying(approved, seen) }
            for consent in try book.consents.history(of: book.key(of: server)) {
                text +=
                    "\(consent.kind.rawValue) approved \(ServerText.moment(consent.time)) by \(ServerText.shown(consent.who)) "
                text += "(\(ServerText.shown(consent.how))), digest \(consent.named)\n"
            }
            if let held = try book.heldSurface(of: server), let approved {
                let counts = SurfaceWords.counts(SurfaceDifference(from: approved, to: held))
                let words = counts.filter { $0.fate != "gone" }.map { "\($0.parts) \($0.fate)" }.joined(separator: ", ")
                if !words.isEmpty { text += "held back: \(words)\nto resolve: \(book.command("review", server))\n" }
            }
            switch standing {
            case .ready: text += "ready: `\(book.command("run", server))` starts what was approved\n"
            case .blocked(let block): text += ServerText.block(block, of: book.key(of: server))
            }
            try Output.write(text)
        }
    }

    /// What was seen last at the places that vary.
    private func varyingTexts(
        of server: ServerName, _ approved: ApprovedSurface?, in book: ServerBook
    ) throws -> [VaryingPlace: String] {
        guard let approved, !approved.varying.isEmpty else { return [:] }
        let memory = VaryingMemory(try StateDatabase(in: book.folders))
        var texts: [VaryingPlace: String] = [:]
        for place in approved.varying {
            texts[place] = try memory.text(at: place.description, of: book.key(of: server))
        }
        return texts
    }
}

extension Consent {
    /// The digest that `--approve` takes: a surface is named by its pin, which leaves out what varies.
    ///
    /// An earlier one that cannot be read any more is named by its whole value.
    fileprivate var named: Digest256 {
        let surface = kind == .surface ? try? ApprovedSurface(value) : nil
        return surface?.pin.digest ?? digest
    }

    /// For programs; the approved value itself is large and stays where it is.
    fileprivate var summary: JSONValue {
        [
            "kind": .string(kind.rawValue), "digest": .string(named.description), "who": .string(who),
            "how": .string(how),
            "time": .string(ServerText.moment(time)),
        ]
    }
}

extension ServerText {
    /// What the lock says about a server, a line each.
    static func entry(_ name: ServerKey, _ entry: LockEntry) -> String {
        var text = "\(name)\n"
        if let lock = name.lock { text += "  lock         \(shown(lock)), a project's\n" }
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
                let names = (surface.declarations[kind] ?? [:]).sorted { $0.key < $1.key }.map { name, digests in
                    shown(name.text) + (digests.count > 1 ? " (\(digests.count) variants)" : "")
                }
                guard !names.isEmpty else { continue }
                text += "  \(kind.rawValue.padded(to: 11))  \(names.joined(separator: ", "))\n"
            }
        }
        if let count = entry.surface?.instructions.count, count > 1 { text += "  instructions \(count) variants\n" }
        for note in entry.notes { text += "  note         \(shown(note))\n" }
        return text
    }

    /// The places that are not pinned, with what was approved there and what was seen there last.
    static func varying(_ approved: ApprovedSurface, _ seen: [VaryingPlace: String]) -> String {
        approved.varying.sorted().map { place in
            var text = "  varying      \(shown(place.description))\n"
            if let old = approved.text(at: place) { text += "    approved   \(shown(old))\n" }
            if let now = seen[place] { text += "    seen last  \(shown(now))\n" }
            return text
        }.joined()
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
