// SPDX-License-Identifier: Apache-2.0

package import WardJSON
package import WardLock
package import WardPinning
import WardText

/// What a person is asked about a surface: everything in it, or what moved since it was approved.
package struct SurfaceQuestion: Sendable {
    /// Whose it is.
    package let name: ServerName
    /// What the server shows to a model.
    package let surface: Surface
    /// What was approved before; then the question is about the difference.
    package let old: Surface?

    /// Asks about a surface.
    package init(name: ServerName, surface: Surface, old: Surface?) {
        self.name = name
        self.surface = surface
        self.old = old
    }

    /// What an approval binds: the whole surface.
    package var digest: Digest256 { surface.value.canonicalDigest() }

    /// Whether some text of it holds what a reader would not see; such a surface is never approved by `--yes`.
    package var hidesText: Bool {
        let texts = SurfaceDifference(from: nil, to: surface).changes.flatMap { $0.components.compactMap(\.new) }
        return texts.contains { text in
            let visible = text.unicodeScalars.filter { $0 != "\n" && $0 != "\t" && $0 != "\\" && $0 != "\r" }
            let shown = String(String.UnicodeScalarView(visible))
            return Visible.escaped(shown, limit: .max) != shown
        }
    }
}

/// A surface laid out for a person: each declaration with every text that a model reads.
package struct SurfaceSheet: QuestionSheet {
    private let question: SurfaceQuestion
    private let lines: [SheetLine]

    /// Lays a question out for a number of columns.
    package init(_ question: SurfaceQuestion, columns: Int) {
        self.question = question
        var writer = SheetWriter(columns: columns)
        writer.surface(question)
        lines = writer.lines
    }

    package var text: String { lines.map { $0.text + "\n" }.joined() }

    package var colouredText: String { lines.map { $0.coloured + "\n" }.joined() }

    package var confirmation: Confirmation { .word }

    package func approval(by answer: [UInt8]) -> ApprovalMeans? { answer.elementsEqual("yes".utf8) ? .word : nil }
}

extension SheetWriter {
    fileprivate mutating func surface(_ question: SurfaceQuestion) {
        say(
            question.old == nil
                ? "Approve what this MCP server shows to a model?"
                : "This MCP server shows something else than you approved. Approve what has changed?", .strong)
        field("server", exactly: question.name.text)
        let difference = SurfaceDifference(from: question.old, to: question.surface)
        for change in difference.changes {
            heading("\(Self.kind(of: change.place)) \(Self.word(for: change.kind))")
            if let name = Self.name(of: change.place) { field("name", exactly: name) }
            guard change.kind != .removed else { continue }
            for component in change.components where component.pointer.tokens != ["name"] {
                if case .capability(let pointer) = change.place, pointer.tokens.count == 1, let new = component.new,
                    change.kind == .added
                {
                    object("is", new)
                } else {
                    self.component(component, isNew: change.kind == .added)
                }
            }
        }
        if difference.changes.isEmpty { say("Nothing in it has changed.") }
        skip()
        say(
            "A model reads these words and may act on them. They are the server's, and nobody has checked them.",
            .caution)
        say("A change of any of them is held back until you have looked at it.")
        field("digest", [.own("\(question.digest) (short: \(question.digest.short))")])
    }

    /// The members that the protocol defines: Ward's own words for places, so that no foreign text stands as a label.
    private static let known: Set<String> = [
        "annotations", "arguments", "description", "icons", "inputSchema", "mimeType", "outputSchema", "title",
        "uriTemplate",
    ]

    private mutating func component(_ component: SurfaceDifference.Component, isNew: Bool) {
        let tokens = component.pointer.tokens
        if isNew, let new = component.new {
            if tokens.isEmpty {
                field("text", exactly: new)
            } else if tokens.count == 1, Self.known.contains(tokens[0]) {
                member(tokens[0], new)
            } else {
                field("member", exactly: component.pointer.description)
                field("is", exactly: new)
            }
            return
        }
        if !tokens.isEmpty { field("at", exactly: component.pointer.description) }
        for stretch in component.words {
            switch stretch.fate {
            case .kept: field("kept", exactly: stretch.text)
            case .removed: field("was", exactly: stretch.text, .old)
            case .added: field("is", exactly: stretch.text, .new)
            }
        }
    }

    private static func kind(of place: SurfacePlace) -> String {
        switch place {
        case .instructions: "Instructions"
        case .capability: "Capability"
        case .declaration(.tools, _): "Tool"
        case .declaration(.prompts, _): "Prompt"
        case .declaration(.templates, _): "Template"
        }
    }

    private static func name(of place: SurfacePlace) -> String? {
        switch place {
        case .instructions: nil
        case .capability(let pointer): pointer.description
        case .declaration(_, let name): name.text
        }
    }

    private static func word(for kind: SurfaceDifference.Change.Kind) -> String {
        switch kind {
        case .added: "(new)"
        case .removed: "(gone)"
        case .changed: "(changed)"
        }
    }
}
