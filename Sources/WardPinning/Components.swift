// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// Finds what differs between two objects, as deep as it tells something.
struct Components {
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
