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
    /// - Returns: The first pair, or nil if there is none.
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
    /// Up to this many members names are compared with each other; beyond it they are hashed.
    private static let fewMembers = 12

    private let document: JSONDocument

    init(_ document: JSONDocument) {
        self.document = document
    }

    /// The first pair in a value or anywhere below it.
    ///
    /// It keeps its own stack, so that depth costs no calls.
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
        // Two bits for each name that was seen: a name whose bits are both set is compared with those before it.
        var seen: UInt64 = 0
        for member in document.members(of: object) {
            let span = content(of: member.name)
            guard !document.isEscaped(member.name), document.bytes.isASCII(span) else { return firstOfOthers(object) }
            // Letters that differ in case differ in bit 0x20 only, so names that read alike have the same start here.
            let start = document.bytes.word(at: span.lowerBound, count: span.count) | 0x2020_2020_2020_2020
            let mixed = (start &+ UInt64(span.count)) &* 0x9E37_79B9_7F4A_7C15
            let bits: UInt64 = 1 << (mixed >> 58) | 1 << (mixed >> 52 & 63)
            if seen & bits == bits, let earlier = earlierMember(of: object, before: member.name, span) {
                return ShapeFailure(code: .siblingNames, node: member.name, sibling: earlier)
            }
            seen |= bits
        }
        return nil
    }

    /// The first member with a name that differs from this ASCII name at most in case.
    private func earlierMember(of object: JSONNode, before name: JSONNode, _ span: Range<Int>) -> JSONNode? {
        for member in document.members(of: object) {
            guard member.name != name else { return nil }
            let other = content(of: member.name)
            guard other.count == span.count else { continue }
            let isSame = zip(other, span).allSatisfy {
                lowercased(document.bytes[$0]) == lowercased(document.bytes[$1])
            }
            if isSame { return member.name }
        }
        return nil
    }

    /// Compares each name with each.
    private func firstOfOthers(_ object: JSONNode) -> ShapeFailure? {
        var later = document.members(of: object)
        while let one = later.next() {
            // A copy of the iterator goes over the members after `one`.
            for other in later where readAlike(one.name, other.name) {
                return ShapeFailure(code: .siblingNames, node: other.name, sibling: one.name)
            }
        }
        return nil
    }

    private func content(of string: JSONNode) -> Range<Int> {
        let span = document.span(of: string)
        return span.lowerBound + 1..<span.upperBound - 1
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
        let span = content(of: name)
        guard !document.isEscaped(name), document.bytes.isASCII(span) else { return false }
        for index in span {
            folded.append(lowercased(document.bytes[index]))
        }
        return true
    }

    private func readAlike(_ one: JSONNode, _ other: JSONNode) -> Bool {
        NameFolding.folded(document.string(one) ?? "") == NameFolding.folded(document.string(other) ?? "")
    }
}
