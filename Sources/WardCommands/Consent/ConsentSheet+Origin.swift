// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLaunch
import WardLock

/// The parts of a sheet that say where the code comes from.
extension SheetWriter {
    mutating func origin(of question: ConsentQuestion) {
        let origin = question.content.origin
        heading("Where its code comes from")
        field("origin", [.own(origin.kind.rawValue)])
        field("name", exactly: origin.name)
        if let version = origin.version { field("version", exactly: version) }
        if let requested = origin.requested { field("asked for", exactly: requested) }
        for constraint in origin.constraints { field("held to", exactly: constraint) }
        if let note = question.closureNote { field("note", [.own(Self.plain(note))]) }
        if let tree = question.content.tree {
            field("files", [.own("every file is recorded; digest of the list \(tree.description)")])
        }
    }

    mutating func closure(of question: ConsentQuestion) {
        let closure = question.content.closure
        // Of a remote server nothing runs here.
        if case .http = question.content.launch, closure.isResolved, closure.artifacts.isEmpty { return }
        heading("All that would run (\(closure.artifacts.count))")
        whatIsNotKnown(of: question)
        if let interpreter = closure.interpreter {
            field("runs on", exactly: interpreter.path)
            field("version", exactly: interpreter.version)
            field("digest", [.own(interpreter.digest.description)])
        }
        for artifact in closure.artifacts {
            let version: [Content] = artifact.version.map { [.exact($0)] } ?? []
            let path: [Content] = artifact.path.map { [.own("in"), .exact($0)] } ?? []
            field(
                "artifact",
                [.exact(artifact.name)] + version + [.exact(Self.short(artifact.digest)), .own("...")] + path)
        }
        if closure.artifacts.isEmpty { field("artifacts", [.own("none")]) }
    }

    /// What else could run, where not all of it is known.
    mutating func whatIsNotKnown(of question: ConsentQuestion) {
        guard !question.content.closure.isResolved else { return }
        let words =
            question.content.origin.kind == .executable
            ? "only these files are known: what they load or fetch can change, and Ward cannot stop that"
            : "it resolves anew at each start: what it fetches can change, and Ward cannot stop that"
        field("NOT KNOWN", [.own(words)], .danger)
    }

    /// The algorithm and the first 8 characters of a digest in the form of its ecosystem.
    private static func short(_ digest: String) -> String {
        guard let end = digest.firstIndex(where: { $0 == ":" || $0 == "-" }) else { return String(digest.prefix(8)) }
        return String(digest[...end] + digest[digest.index(after: end)...].prefix(8))
    }
}
