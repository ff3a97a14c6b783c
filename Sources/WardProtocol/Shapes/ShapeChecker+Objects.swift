// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardText

extension ShapeChecker {
    /// Checks names and values in the order of the text, then what is missing, then names that read alike.
    func checkObject(_ node: JSONNode, _ shape: Shape, _ object: ObjectShape) -> ShapeFailure? {
        var seen: UInt64 = 0
        var unknown = 0
        for member in document.members(of: node) {
            let isEscaped = document.isEscaped(member.name)
            if let place = isEscaped
                ? escapedPlace(of: member.name, in: object.members) : place(of: member.name, in: object.members)
            {
                if isEscaped, names != .none {
                    return ShapeFailure(code: .escapedName, node: member.name, shape: shape, member: place)
                }
                seen |= 1 &<< UInt64(truncatingIfNeeded: place &- object.members.lowerBound)
                if let failure = checkBelow(member.value, table.members[Int(place)].shape) { return failure }
                continue
            }
            unknown += 1
            if let failure = checkUnknown(member, shape, object) { return failure }
        }
        let missing = object.required & ~seen
        if missing != 0 {
            let place = object.members.lowerBound + Int32(missing.trailingZeroBitCount)
            return ShapeFailure(code: .missingMember, node: node, shape: shape, member: place)
        }
        // Names that the shape knows never read alike, and those that read like one of them were refused above.
        let judgesSiblings = names == .strict || (names == .shaped && !object.members.isEmpty)
        return unknown > 1 && judgesSiblings ? SiblingNames(document).first(in: node) : nil
    }

    private func checkBelow(_ node: JSONNode, _ shape: Shape) -> ShapeFailure? {
        guard var failure = check(node, shape) else { return nil }
        failure.depth += 1
        return failure
    }

    /// A member that the shape does not name.
    private func checkUnknown(_ member: JSONMember, _ shape: Shape, _ object: ObjectShape) -> ShapeFailure? {
        if names != .none, let place = foldedPlace(of: member.name, in: object.members) {
            return ShapeFailure(code: .foldedName, node: member.name, shape: shape, member: place)
        }
        guard let rest = object.rest else { return failure(.unknownMember, member.name, shape) }
        return checkBelow(member.value, rest)
    }

    /// The member that has exactly this name, which is written without escapes.
    @inline(__always)
    private func place(of name: JSONNode, in members: Range<Int32>) -> Int32? {
        let needle = needle(content(of: name))
        var place = Int(members.lowerBound)
        let end = Int(members.upperBound)
        while place < end {
            if matches(needle, table.members[place].name) { return Int32(truncatingIfNeeded: place) }
            place &+= 1
        }
        return nil
    }

    /// The member that has exactly this name once its escapes are decoded.
    private func escapedPlace(of name: JSONNode, in members: Range<Int32>) -> Int32? {
        guard !members.isEmpty, let text = document.string(name) else { return nil }
        return members.first { equals(text, table.members[Int($0)].name) }
    }

    /// The member whose name reads like this one, which is not exactly it.
    func foldedPlace(of name: JSONNode, in members: Range<Int32>) -> Int32? {
        guard !members.isEmpty else { return nil }
        let span = content(of: name)
        if !document.isEscaped(name), document.bytes.isASCII(span) {
            // Folding an ASCII name is making it lower case, and keeps its length.
            return members.first { matchesIgnoringCase(span, table.members[Int($0)].name) }
        }
        guard let text = document.string(name) else { return nil }
        let folded = NameFolding.folded(text)
        return members.first { place in
            let known = table.pool[table.members[Int(place)].name.range]
            return NameFolding.folded(String(decoding: known, as: UTF8.self)) == folded
        }
    }

    private func matchesIgnoringCase(_ span: Range<Int>, _ text: PoolText) -> Bool {
        let count = Int(text.count)
        guard span.count == count else { return false }
        for index in 0..<count {
            let byte = document.bytes[span.lowerBound + index]
            guard lowercased(byte) == lowercased(table.pool[Int(text.start) + index]) else { return false }
        }
        return true
    }
}
