// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardText

extension ShapeChecker {
    /// Checks names and values in the order of the text, then what is missing, then names that read alike.
    func checkObject(_ node: JSONNode, _ shape: Shape, _ object: ObjectShape) -> ShapeFailure? {
        var seen: UInt64 = 0
        var unknown = 0
        for member in document.members(of: node) {
            if let place = place(of: member.name, in: object.members) {
                if names != .none, document.isEscaped(member.name) {
                    return ShapeFailure(code: .escapedName, node: member.name, shape: shape, member: place)
                }
                seen |= 1 << UInt64(place - object.members.lowerBound)
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

    /// The member that has exactly this name, compared as decoded.
    func place(of name: JSONNode, in members: Range<Int32>) -> Int32? {
        guard !document.isEscaped(name) else {
            guard !members.isEmpty, let text = document.string(name) else { return nil }
            return members.first { equals(text, table.members[Int($0)].name) }
        }
        let span = content(of: name)
        for place in members where matches(span, table.members[Int(place)].name) {
            return place
        }
        return nil
    }

    /// The member whose name reads like this one, which is not exactly it.
    func foldedPlace(of name: JSONNode, in members: Range<Int32>) -> Int32? {
        guard !members.isEmpty else { return nil }
        let span = content(of: name)
        if !document.isEscaped(name), isASCII(span) {
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

    private func isASCII(_ span: Range<Int>) -> Bool {
        for index in span where document.bytes[index] > 0x7F {
            return false
        }
        return true
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

/// An ASCII letter in lower case; every other byte as it is.
@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}
