// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardText

/// How the parts of a surface, and what became of them, are called everywhere.
enum SurfaceWords {
    /// One declaration of a kind.
    static func noun(_ kind: PinnedSurface.Kind) -> String {
        switch kind {
        case .tools: "tool"
        case .prompts: "prompt"
        case .templates: "template"
        }
    }

    /// A part; its own name stands beside it.
    static func noun(_ place: SurfacePlace) -> String {
        switch place {
        case .instructions: "instructions"
        case .capability: "capability"
        case .declaration(let kind, _): noun(kind)
        }
    }

    /// The name of a part, as the server wrote it; nil if there is only one of its kind.
    static func name(of place: SurfacePlace) -> String? {
        switch place {
        case .instructions: nil
        case .capability(let pointer): pointer.description
        case .declaration(_, let name): name.text
        }
    }

    /// What became of a part.
    static func fate(_ kind: SurfaceDifference.Change.Kind) -> String {
        switch kind {
        case .added: "new"
        case .removed: "gone"
        case .changed: "changed"
        }
    }

    /// A part and what became of it, as a heading.
    static func heading(_ change: SurfaceDifference.Change) -> String {
        let noun = noun(change.place)
        return "\(noun.prefix(1).uppercased())\(noun.dropFirst()) (\(fate(change.kind)))"
    }

    /// How many parts became what: a line for each fate, the one to look at first.
    static func counts(_ difference: SurfaceDifference) -> [(fate: String, parts: String)] {
        [SurfaceDifference.Change.Kind.changed, .added, .removed].compactMap { kind in
            var counts: [(noun: String, count: Int)] = []
            for change in difference.changes where change.kind == kind {
                let noun = noun(change.place)
                if counts.last?.noun == noun { counts[counts.count - 1].count += 1 } else { counts.append((noun, 1)) }
            }
            guard !counts.isEmpty else { return nil }
            return (fate(kind), counts.map { noun, count in self.count(count, noun) }.joined(separator: ", "))
        }
    }

    private static func count(_ count: Int, _ noun: String) -> String {
        switch noun {
        case "instructions": noun
        case "capability" where count > 1: "\(count) capabilities"
        default: "\(count) \(noun)" + (count > 1 ? "s" : "")
        }
    }

    /// The members that the protocol defines: Ward's own words for places, so that no foreign text stands as a label.
    static let members: Set<String> = [
        "annotations", "arguments", "description", "icons", "inputSchema", "mimeType", "outputSchema", "title",
        "uriTemplate",
    ]

    /// Whether a text holds what a reader would not see.
    static func hides(_ text: String) -> Bool {
        let visible = text.unicodeScalars.filter { $0 != "\n" && $0 != "\t" && $0 != "\\" && $0 != "\r" }
        let shown = String(String.UnicodeScalarView(visible))
        return Visible.escaped(shown, limit: .max) != shown
    }
}
