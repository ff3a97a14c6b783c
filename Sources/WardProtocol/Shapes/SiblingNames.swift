// SPDX-License-Identifier: Apache-2.0

public import WardJSON
internal import WardText

/// Rules on names of members that need no shape.
public enum NameRules: Sendable {
    /// Finds two members of one object whose names read alike: equal once case, compatibility forms and invisible
    /// scalars are gone.
    ///
    /// The time is linear in the size of the value.
    ///
    /// - Parameters:
    ///   - node: Where to look.
    ///   - document: The document of the node.
    ///   - deep: Whether to look into everything below too; otherwise only at the members of the node itself.
    public static func checkSiblings(
        of node: JSONNode,
        in document: JSONDocument,
        deep: Bool
    ) -> ShapeViolation? {
        let names = SiblingNames(document)
        guard let failure = deep ? names.firstDeep(below: node) : names.first(in: node) else { return nil }
        return ShapeViolation(failure, table: ShapeTable(), document: document)
    }
}

/// Looks for names that read alike.
struct SiblingNames {
    /// Up to this many members each name is compared with each; beyond it names are hashed.
    private static let fewMembers = 8

    private let document: JSONDocument

    init(_ document: JSONDocument) {
        self.document = document
    }

    /// The first pair in a value or anywhere below it. It keeps its own stack, so that depth costs no calls.
    func firstDeep(below node: JSONNode) -> ShapeFailure? {
        var pending = [node]
        while let next = pending.popLast() {
            if let failure = first(in: next) { return failure }
            for member in document.members(of: next) where isContainer(member.value) {
                pending.append(member.value)
            }
            for element in document.elements(of: next) where isContainer(element) {
                pending.append(element)
            }
        }
        return nil
    }

    private func isContainer(_ node: JSONNode) -> Bool {
        let kind = document.kind(of: node)
        return kind == .object || kind == .array
    }

    /// The first pair among the members of one object; nil for other values.
    func first(in object: JSONNode) -> ShapeFailure? {
        let count = document.kind(of: object) == .object ? document.count(of: object) : 0
        guard count > 1 else { return nil }
        return count <= Self.fewMembers ? firstOfFew(object) : firstOfMany(object, count)
    }

    private func firstOfFew(_ object: JSONNode) -> ShapeFailure? {
        var later = document.members(of: object)
        while let one = later.next() {
            // A copy of the iterator goes over the members after `one`.
            for other in later where readAlike(one.name, other.name) {
                return ShapeFailure(code: .siblingNames, node: other.name, sibling: one.name)
            }
        }
        return nil
    }

    private func firstOfMany(_ object: JSONNode, _ count: Int) -> ShapeFailure? {
        // Hasher is keyed anew in each process, so nobody can choose names that collide.
        var seen: [Int: JSONNode] = Dictionary(minimumCapacity: count)
        var chained: [FoldedName: JSONNode] = [:]
        var folded: [UInt8] = []
        for member in document.members(of: object) {
            let hash = hash(of: member.name, &folded)
            guard let earlier = seen.updateValue(member.name, forKey: hash) else { continue }
            if readAlike(earlier, member.name) {
                return ShapeFailure(code: .siblingNames, node: member.name, sibling: earlier)
            }
            // Two names with one 64-bit hash: practically never, but then they are compared in full.
            for name in [earlier, member.name] {
                let key = NameFolding.folded(document.string(name) ?? "")
                if let same = chained.updateValue(name, forKey: key), same != name {
                    return ShapeFailure(code: .siblingNames, node: member.name, sibling: same)
                }
            }
        }
        return nil
    }

    /// Equal for names that read alike.
    private func hash(of name: JSONNode, _ folded: inout [UInt8]) -> Int {
        folded.removeAll(keepingCapacity: true)
        var hasher = Hasher()
        if appendLowercasedASCII(name, to: &folded) {
            unsafe folded.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
            return hasher.finalize()
        }
        let text = NameFolding.folded(document.string(name) ?? "")
        folded.removeAll(keepingCapacity: true)
        folded.append(contentsOf: text.text.utf8)
        // The tables fold whatever equals an ASCII text to its very bytes, so this meets the names of the first kind.
        if folded.allSatisfy({ $0 <= 0x7F }) {
            unsafe folded.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        } else {
            hasher.combine(text)
        }
        return hasher.finalize()
    }

    /// Appends the name in lower case; false if it is not plain ASCII.
    private func appendLowercasedASCII(_ name: JSONNode, to folded: inout [UInt8]) -> Bool {
        guard !document.isEscaped(name) else { return false }
        let span = document.span(of: name)
        for index in span.lowerBound + 1..<span.upperBound - 1 {
            let byte = document.bytes[index]
            guard byte <= 0x7F else { return false }
            folded.append(lowercased(byte))
        }
        return true
    }

    private func readAlike(_ one: JSONNode, _ other: JSONNode) -> Bool {
        if let alike = readAlikeInASCII(one, other) { return alike }
        return NameFolding.folded(document.string(one) ?? "") == NameFolding.folded(document.string(other) ?? "")
    }

    /// The answer for two names in plain ASCII; nil for others.
    private func readAlikeInASCII(_ one: JSONNode, _ other: JSONNode) -> Bool? {
        guard !document.isEscaped(one), !document.isEscaped(other) else { return nil }
        let first = document.span(of: one)
        let second = document.span(of: other)
        let isSameLength = first.count == second.count
        var alike = isSameLength
        for index in 1..<max(first.count, second.count) - 1 {
            let left = index < first.count - 1 ? document.bytes[first.lowerBound + index] : 0
            let right = index < second.count - 1 ? document.bytes[second.lowerBound + index] : 0
            guard left | right <= 0x7F else { return nil }
            alike = alike && lowercased(left) == lowercased(right)
        }
        return alike
    }
}
