// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardLock
import WardText

/// What moved between two surfaces, as plain data that a terminal can show.
///
/// All texts in it are as the server wrote them: whoever shows them makes hidden characters visible.
public struct SurfaceDifference: Hashable, Sendable {
    /// A part that was added, taken away or changed.
    public struct Change: Hashable, Sendable {
        /// What happened to it.
        public enum Kind: Hashable, Sendable {
            /// It was not there.
            case added
            /// It is not there any more.
            case removed
            /// It was different.
            case changed
        }

        /// Which part.
        public let place: SurfacePlace
        /// What happened to it.
        public let kind: Kind
        /// What differs within it; for a part that was added or removed, all of it.
        public let components: [Component]
    }

    /// One place within a part.
    public struct Component: Hashable, Sendable {
        /// Where, from the part on: `/description`; empty for the part itself.
        public let pointer: JSONPointer
        /// What stood there, a string decoded and all else as JSON text; nil if nothing did.
        public let old: String?
        /// What stands there; nil if nothing does.
        public let new: String?

        /// Old and new word by word.
        public var words: [WordChange] { WordDifference.between(old ?? "", new ?? "") }
    }

    /// The changes: instructions, capabilities, then declarations in the order of the new surface, removed ones last.
    public let changes: [Change]

    /// What moved from an old surface, or from nothing.
    ///
    /// Parts that were not read in the new surface are not looked at.
    public init(from old: Surface?, to new: Surface) {
        var changes: [Change] = []
        if old?.instructions != new.instructions, new.instructions != nil || new.capabilities != nil {
            let texts = Component(
                pointer: JSONPointer(), old: old?.instructions?.text, new: new.instructions?.text)
            changes.append(Change(place: .instructions, kind: texts.kind, components: [texts]))
        }
        if let capabilities = new.capabilities {
            for difference in Components.between(old?.capabilities, capabilities) {
                let component = Component(pointer: JSONPointer(), old: difference.old, new: difference.new)
                changes.append(
                    Change(place: .capability(difference.pointer), kind: difference.kind, components: [component]))
            }
        }
        for kind in PinnedSurface.Kind.allCases {
            guard let list = new.declarations[kind] else { continue }
            changes += Self.changes(old?.declarations[kind] ?? [], list, kind)
        }
        self.changes = changes
    }

    private static func changes(_ old: [Declaration], _ new: [Declaration], _ kind: PinnedSurface.Kind) -> [Change] {
        var rest: [ExactText: Declaration] = [:]
        for declaration in old { rest[declaration.name] = declaration }
        var changes: [Change] = []
        for declaration in new {
            let before = rest.removeValue(forKey: declaration.name)
            guard before?.digest != declaration.digest else { continue }
            changes.append(
                Change(
                    place: .declaration(kind, declaration.name), kind: before == nil ? .added : .changed,
                    components: Components.between(before?.bytes, declaration.bytes)))
        }
        for name in rest.keys.sorted() {
            changes.append(
                Change(
                    place: .declaration(kind, name), kind: .removed,
                    components: Components.between(rest[name]?.bytes, nil)))
        }
        return changes
    }
}

extension SurfaceDifference.Component {
    fileprivate var kind: SurfaceDifference.Change.Kind {
        switch (old, new) {
        case (nil, _): .added
        case (_, nil): .removed
        default: .changed
        }
    }
}

/// Finds what differs between two objects, as deep as it tells something.
private struct Components {
    /// Larger members, and those with more differences than this, are shown whole.
    static let deepest = 65_536
    static let most = 200

    typealias Component = SurfaceDifference.Component

    private let old: JSONDocument
    private let new: JSONDocument
    private var found: [Component] = []

    static func between(_ old: [UInt8]?, _ new: [UInt8]?) -> [Component] {
        // INVARIANT: the texts were read when their surfaces were made.
        let empty = Array("{}".utf8)
        guard let old = try? Declaration.document(reading: old ?? empty),
            let new = try? Declaration.document(reading: new ?? empty)
        else { return [] }
        var components = Components(old: old, new: new)
        components.compareMembers(old.root, new.root, at: [])
        return components.found
    }

    private init(old: JSONDocument, new: JSONDocument) {
        self.old = old
        self.new = new
    }

    private mutating func compareMembers(_ before: JSONNode, _ after: JSONNode, at path: [String]) {
        var rest: [ExactText: JSONNode] = [:]
        for member in old.members(of: before) { rest[ExactText(old.string(member.name) ?? "")] = member.value }
        for member in new.members(of: after) {
            let name = new.string(member.name) ?? ""
            compare(rest.removeValue(forKey: ExactText(name)), member.value, at: path + [name])
        }
        for (name, node) in rest.sorted(by: { $0.key < $1.key }) { compare(node, nil, at: path + [name.text]) }
    }

    /// Compares elements behind those that are the same at the start and before those that are at the end.
    private mutating func compareElements(_ before: JSONNode, _ after: JSONNode, at path: [String]) {
        let olds = Array(old.elements(of: before))
        let news = Array(new.elements(of: after))
        let most = min(olds.count, news.count)
        var first = 0
        while first < most, isSame(olds[first], news[first]) { first += 1 }
        var last = 0
        while last < most - first, isSame(olds[olds.count - 1 - last], news[news.count - 1 - last]) { last += 1 }
        for index in first..<max(olds.count, news.count) - last {
            compare(
                index < olds.count - last ? olds[index] : nil, index < news.count - last ? news[index] : nil,
                at: path + [String(index)])
        }
    }

    private mutating func compare(_ before: JSONNode?, _ after: JSONNode?, at path: [String]) {
        guard let before, let after else {
            if before != nil || after != nil { show(before, after, at: path) }
            return
        }
        guard !isSame(before, after) else { return }
        let kinds = (old.kind(of: before), new.kind(of: after))
        let isOpen = kinds == (.object, .object) || kinds == (.array, .array)
        guard isOpen, max(old.span(of: before).count, new.span(of: after).count) <= Self.deepest else {
            show(before, after, at: path)
            return
        }
        // Recursion is bounded: no document is deeper than the reader allows.
        let start = found.count
        if kinds.0 == .object {
            compareMembers(before, after, at: path)
        } else {
            compareElements(before, after, at: path)
        }
        guard found.count - start > Self.most else { return }
        found.removeSubrange(start...)
        show(before, after, at: path)
    }

    private mutating func show(_ before: JSONNode?, _ after: JSONNode?, at path: [String]) {
        found.append(
            Component(
                pointer: JSONPointer(tokens: path),
                old: before.map { old.string($0) ?? old.text(of: $0) },
                new: after.map { new.string($0) ?? new.text(of: $0) }))
    }

    private func isSame(_ before: JSONNode, _ after: JSONNode) -> Bool {
        guard let one = try? old.canonicalBytes(of: before, numbers: .wrap),
            let other = try? new.canonicalBytes(of: after, numbers: .wrap)
        else { return false }
        return one == other
    }
}
