// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardText

/// Shows what a server shows to a model, and what moved in it, to people.
///
/// All of it is foreign text: it stands on indented lines of its own behind a mark, with what cannot be seen made visible.
enum SurfaceText {
    /// What moved: for each part its old words behind `-`, its new ones behind `+`, and what stayed behind `=`.
    static func difference(_ difference: SurfaceDifference) -> String {
        difference.changes.map { change in
            var text = "  \(place(change.place)): \(word(change.kind))\n"
            guard change.kind != .removed else { return text }
            for component in change.components {
                let pointer = component.pointer.description
                if !pointer.isEmpty { text += "    \(shown(pointer))\n" }
                text += words(of: component)
            }
            return text
        }.joined()
    }

    /// How a part is called.
    static func place(_ place: SurfacePlace) -> String {
        switch place {
        case .instructions: "instructions"
        case .capability(let pointer): "capability \(shown(pointer.description))"
        case .declaration(let kind, let name): "\(singular(kind)) \(shown(name.text))"
        }
    }

    private static func singular(_ kind: PinnedSurface.Kind) -> String {
        switch kind {
        case .tools: "tool"
        case .prompts: "prompt"
        case .templates: "template"
        }
    }

    private static func word(_ kind: SurfaceDifference.Change.Kind) -> String {
        switch kind {
        case .added: "new"
        case .removed: "gone"
        case .changed: "changed"
        }
    }

    private static func words(of component: SurfaceDifference.Component) -> String {
        component.words.map { stretch in
            switch stretch.fate {
            // What stayed was approved before; its ends say where the change is.
            case .kept: "      = \(Visible.escaped(stretch.text, limit: 100))\n"
            case .removed: "      - \(shown(stretch.text))\n"
            case .added: "      + \(shown(stretch.text))\n"
            }
        }.joined()
    }

    private static func shown(_ text: String) -> String { Visible.escaped(text, limit: .max) }
}
