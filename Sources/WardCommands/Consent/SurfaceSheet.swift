// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardText

/// A surface laid out for a person: each text that a model would newly read, and where it differs from what was approved.
package struct SurfaceSheet: QuestionSheet {
    private let question: SurfaceQuestion
    private let lines: [SheetLine]

    /// Lays a question out for a number of columns; long stretches that did not change are cut unless it is to be whole.
    package init(_ question: SurfaceQuestion, columns: Int, isWhole: Bool = false) {
        self.question = question
        var writer = SheetWriter(columns: columns)
        writer.head(of: question)
        writer.changes(question.difference, beside: question.old, of: question, isWhole: isWhole)
        writer.varying(question)
        writer.end(of: question)
        lines = writer.lines
    }

    /// The changes alone, for who only wants to look.
    static func changes(_ question: SurfaceQuestion, columns: Int) -> String {
        var writer = SheetWriter(columns: columns)
        writer.counts(question.difference)
        writer.changes(question.difference, beside: question.old, of: question, isWhole: false)
        writer.varying(question)
        return writer.lines.map { $0.text + "\n" }.joined()
    }

    package var text: String { lines.map { $0.text + "\n" }.joined() }

    package var colouredText: String { lines.map { $0.coloured + "\n" }.joined() }

    package var confirmation: Confirmation { question.confirmation }

    package func approval(by answer: [UInt8]) -> ApprovalMeans? { question.choice(by: answer)?.means }
}

extension SheetWriter {
    fileprivate mutating func head(of question: SurfaceQuestion) {
        switch (question.old, question.options.way) {
        case (nil, _): say("Approve what this MCP server shows to a model?", .strong)
        case _ where question.isUnpinning && question.difference.changes.allSatisfy { $0.kind == .removed }:
            say(
                "Approve that this MCP server may show a model another text, at any time and without a question?",
                .strong)
        case (_, .anew): say("Approve what this MCP server shows to a model now, and nothing else?", .strong)
        default:
            say("This MCP server shows something else than you approved. Approve what has changed?", .strong)
        }
        field("server", exactly: question.name.text)
        if let lock = question.lock { field("lock", [.own("a project's:")], exactly: lock) }
        expectation(question)
        counts(question.difference)
    }

    fileprivate mutating func counts(_ difference: SurfaceDifference) {
        for (fate, parts) in SurfaceWords.counts(difference) { field(fate, [.own(parts)]) }
    }

    // MARK: What differs

    fileprivate mutating func changes(
        _ difference: SurfaceDifference,
        beside old: ApprovedSurface?,
        of question: SurfaceQuestion,
        isWhole: Bool
    ) {
        var isCut = false
        for change in difference.changes {
            heading(SurfaceWords.heading(change))
            if let name = SurfaceWords.name(of: change.place) { field("name", exactly: name) }
            guard change.kind != .removed else { continue }
            if let count = old?.variants(of: change.place), count > 1 {
                field("variants", [.own("\(count) are approved; this is beside the one that is most like it")])
            }
            for component in change.components where component.pointer.tokens != ["name"] {
                if case .capability(let pointer) = change.place, pointer.tokens.count == 1, let new = component.new,
                    change.kind == .added
                {
                    object("is", new)
                } else if change.kind == .added {
                    added(component)
                } else {
                    isCut = moved(component, isWhole: isWhole) || isCut
                }
                if component.words.contains(where: { $0.fate == .added && SurfaceWords.hides($0.text) }) {
                    field(
                        "CAUTION", [.own("it holds characters that cannot be seen; they stand as \\u{...} here")],
                        .caution)
                }
            }
            hint(of: change, question)
        }
        if difference.changes.isEmpty { say("Nothing \(question.isUnpinning ? "else " : "")in it has changed.") }
        let isGone = difference.changes.contains { $0.kind == .removed }
        guard isCut || (isGone && question.options.way != .anew) else { return }
        skip()
        if isCut {
            say(
                "Of texts that changed, what was approved is shown in part; `ward review \(question.name) --whole` shows all."
            )
        }
        if isGone, question.options.way != .anew {
            say(
                "What is gone stays approved, should it come back as it was; `ward review \(question.name) --anew` ends that."
            )
        }
    }

    private mutating func added(_ component: SurfaceDifference.Component) {
        let tokens = component.pointer.tokens
        guard let new = component.new else { return }
        if tokens.isEmpty {
            field("is", exactly: new)
        } else if tokens.count == 1, SurfaceWords.members.contains(tokens[0]) {
            member(tokens[0], new)
        } else {
            field("member", exactly: component.pointer.description)
            field("is", exactly: new)
        }
    }

    /// A place that changed, word by word; answers whether something of it was left out.
    private mutating func moved(_ component: SurfaceDifference.Component, isWhole: Bool) -> Bool {
        place(component.pointer)
        var isCut = false
        let words = component.words
        for (index, stretch) in words.enumerated() {
            switch stretch.fate {
            case .removed: field("was", exactly: stretch.text, .old)
            case .added: field("is", exactly: stretch.text, .new)
            case .kept:
                let context = Self.context(
                    of: stretch.text, isFirst: index == 0, isLast: index == words.count - 1, isWhole: isWhole)
                isCut = isCut || context.isCut
                field("kept", context.contents)
            }
        }
        // An empty text leaves no stretch.
        if component.old == "" { field("was", [.exact("")], .old) }
        if component.new == "" { field("is", [.exact("")], .new) }
        return isCut
    }

    private mutating func place(_ pointer: JSONPointer) {
        guard let first = pointer.tokens.first else { return }
        guard SurfaceWords.members.contains(first) else { return field("at", exactly: pointer.description) }
        let rest = JSONPointer(tokens: Array(pointer.tokens.dropFirst()))
        field("at", [.own(first)] + (rest.tokens.isEmpty ? [] : [.exact(rest.description)]))
    }

    /// How much of an unchanged stretch stands beside a change.
    private static let contextLength = 60

    private static func context(
        of text: String,
        isFirst: Bool,
        isLast: Bool,
        isWhole: Bool
    ) -> (contents: [Content], isCut: Bool) {
        let scalars = text.unicodeScalars
        let ends = (isFirst ? 0 : contextLength, isLast ? 0 : contextLength)
        // A cut must be worth the words that say so.
        guard !isWhole, scalars.count > ends.0 + ends.1 + contextLength else { return ([.exact(text)], false) }
        var head = scalars.prefix(ends.0)
        var tail = scalars.suffix(ends.1)
        // Whole words, where there are any.
        if let space = head.lastIndex(of: " ") { head = head[...space] }
        if let space = tail.firstIndex(of: " ") { tail = tail[space...] }
        let left = text.utf8.count - String(head).utf8.count - String(tail).utf8.count
        return (
            (isFirst ? [] : [.exact(String(head))]) + [.own("(\(left) bytes as they were)")]
                + (isLast ? [] : [.exact(String(tail))]),
            true
        )
    }

    /// How a place that changes at each start is approved once and for all.
    ///
    /// Only for a few plain words: a time or a place is short, and nobody should be led to unpin more.
    private mutating func hint(of change: SurfaceDifference.Change, _ question: SurfaceQuestion) {
        guard let place = change.onlyVaryingPlace, place.text(in: question.surface) != nil else { return }
        let added = change.components.flatMap(\.words).filter { $0.fate == .added }.map(\.text).joined()
        guard added.utf8.count <= Self.contextLength, !SurfaceWords.hides(added) else { return }
        field("hint", [.own("should it differ at each start, it can be approved as a place that varies:")])
        let text = place.description
        // A person copies what stands here into a shell, so a name of the server stands in it only if it is a plain word.
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "-")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
        }
        let last = isPlain ? text : "with its place, quoted for your shell"
        field("command", [.own("ward review \(question.name) --varying \(last)")])
    }

    // MARK: What is not pinned

    fileprivate mutating func varying(_ question: SurfaceQuestion) {
        let places = (question.old?.varying ?? []).union(question.options.varying).sorted()
        guard !places.isEmpty, question.options.way != .anew || !question.options.varying.isEmpty else { return }
        heading("Not pinned: these may hold another text at each start")
        for place in places {
            let isNew = !(question.old?.varying.contains(place) ?? false)
            field("place", isNew ? [.own("(new)")] : [], exactly: place.description, isNew ? .caution : .plain)
            let (old, now) = (question.old?.text(at: place), place.text(in: question.surface))
            if let old, old != now { field("approved", exactly: old) }
            if let now { field("now", exactly: now) }
        }
        say(
            "A server can write there whatever it likes, up to \(VaryingPlace.longestText) bytes, without a question. "
                + "`ward show \(question.name)` shows what stands there.", .caution)
    }

    // MARK: What an approval does

    fileprivate mutating func end(of question: SurfaceQuestion) {
        skip()
        say(
            "A model reads these words and may act on them. They are the server's, and nobody has checked them.",
            .caution)
        if question.options.wasApproved, question.choices.last?.way == .variant {
            say(
                "You approved this before, and something else took its place: it seems to depend on the client. Both stay approved."
            )
        } else if question.old != nil, question.options.way == .anew {
            say("All else that was approved before is not approved any more: variants, varying places, what is gone.")
        } else {
            let what = question.choices.contains { !$0.value.varying.isEmpty } ? "anything else" : "any of them"
            say("A change of \(what) is held back until you have looked at it.")
        }
        for choice in question.choices {
            switch choice.way {
            case .variant:
                let label = question.choices.count > 1 ? "variant" : "approves"
                field(label, [.own("keeps the old approved beside the new, for what depends on the client")])
            case .replace where question.choices.count > 1: field("yes", [.own("puts the new in the place of the old")])
            case .replace, .anew: break
            }
            field("digest", [.own("\(choice.digest) (short: \(choice.digest.short))")])
        }
    }
}

extension ApprovedSurface {
    /// How many variants of a part were approved.
    fileprivate func variants(of place: SurfacePlace) -> Int {
        switch place {
        case .instructions: instructions.count
        case .capability: capabilities.count
        case .declaration(let kind, let name): variants(of: kind, name).count
        }
    }
}
