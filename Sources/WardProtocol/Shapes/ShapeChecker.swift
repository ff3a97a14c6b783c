// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardText

/// One check of one value.
///
/// INVARIANT: it descends only along shapes, whose references form no circle (a test holds that for every catalog), so
/// its depth is bounded by the protocol and not by the message.
struct ShapeChecker {
    let table: ShapeTable
    let document: JSONDocument
    let names: NameStrictness

    /// The first failure of a value, or nil if it fits.
    func check(_ node: JSONNode, _ shape: Shape) -> ShapeFailure? {
        let kind = document.kind(of: node)
        switch table.nodes[Int(shape.index)] {
        case .any:
            return names == .strict ? siblings(below: node, kind) : nil
        case .null:
            return kind == .null ? nil : failure(.wrongType, node, shape)
        case .boolean:
            return kind == .true || kind == .false ? nil : failure(.wrongType, node, shape)
        case .booleanConstant(let value):
            guard kind == .true || kind == .false else { return failure(.wrongType, node, shape) }
            return (kind == .true) == value ? nil : failure(.notInEnum, node, shape)
        case .string(let least, let most):
            guard kind == .string else { return failure(.wrongType, node, shape) }
            return least == 0 && most == .max || hasLength(node, least, most) ? nil : failure(.wrongLength, node, shape)
        case .choice(let texts):
            guard kind == .string else { return failure(.wrongType, node, shape) }
            return isOne(of: texts, node) ? nil : failure(.notInEnum, node, shape)
        case .integer(let least, let most):
            guard kind == .number else { return failure(.wrongType, node, shape) }
            return checkInteger(node, shape, least, most)
        case .number(let least, let most):
            guard kind == .number else { return failure(.wrongType, node, shape) }
            guard least > -.infinity || most < .infinity else { return nil }
            guard let value = document.double(node), value >= least, value <= most else {
                return failure(.outOfRange, node, shape)
            }
            return nil
        case .array(let element, let least, let most):
            guard kind == .array else { return failure(.wrongType, node, shape) }
            return checkArray(node, shape, element, least, most)
        case .object(let index):
            guard kind == .object else { return failure(.wrongType, node, shape) }
            return checkObject(node, shape, table.objects[Int(index)])
        case .union(let index):
            return checkUnion(node, kind, shape, table.unions[Int(index)])
        }
    }

    func failure(_ code: ShapeViolation.Code, _ node: JSONNode, _ shape: Shape) -> ShapeFailure {
        ShapeFailure(code: code, node: node, shape: shape)
    }

    private func siblings(below node: JSONNode, _ kind: JSONKind) -> ShapeFailure? {
        guard kind == .object || kind == .array else { return nil }
        return SiblingNames(document).firstDeep(below: node)
    }

    private func hasLength(_ node: JSONNode, _ least: Int32, _ most: Int32) -> Bool {
        let count = document.string(node)?.unicodeScalars.count ?? 0
        return count >= least && count <= most
    }

    private func checkInteger(_ node: JSONNode, _ shape: Shape, _ least: Int64, _ most: Int64) -> ShapeFailure? {
        if let value = document.integer(node) {
            return value >= least && value <= most ? nil : failure(.outOfRange, node, shape)
        }
        // Either not written as an integer, or a tolerated one that is beyond ±(2^53−1).
        let isInteger = document.withBytes(of: node) { text in
            for index in text.indices
            where text[index] == UInt8(ascii: ".") || text[index] | 0x20 == UInt8(ascii: "e") { return false }
            return true
        }
        return failure(isInteger ? .outOfRange : .wrongType, node, shape)
    }

    private func checkArray(
        _ node: JSONNode,
        _ shape: Shape,
        _ element: Shape,
        _ least: Int32,
        _ most: Int32
    ) -> ShapeFailure? {
        let count = document.count(of: node)
        guard count >= least, count <= most else { return failure(.wrongLength, node, shape) }
        if case .any = table.nodes[Int(element.index)], names != .strict { return nil }
        for value in document.elements(of: node) {
            if var failure = check(value, element) {
                failure.depth += 1
                return failure
            }
        }
        return nil
    }

    // MARK: Texts

    /// Whether a string is one of the allowed texts.
    func isOne(of texts: Range<Int32>, _ node: JSONNode) -> Bool {
        guard !document.isEscaped(node) else {
            let text = document.string(node) ?? ""
            return texts.contains { equals(text, table.texts[Int($0)]) }
        }
        let needle = needle(content(of: node))
        var place = Int(texts.lowerBound)
        let end = Int(texts.upperBound)
        while place < end {
            if matches(needle, table.texts[place]) { return true }
            place &+= 1
        }
        return false
    }

    /// The bytes between the quotes of a string.
    func content(of string: JSONNode) -> Range<Int> {
        let span = document.span(of: string)
        return span.lowerBound + 1..<span.upperBound - 1
    }

    /// Bytes of the document, ready to be compared with texts of the pool.
    @inline(__always)
    func needle(_ span: Range<Int>) -> Needle {
        Needle(
            start: span.lowerBound, count: span.count, word: document.bytes.word(at: span.lowerBound, count: span.count)
        )
    }

    /// Whether these bytes of the document are a text of the pool.
    @inline(__always)
    func matches(_ needle: Needle, _ text: PoolText) -> Bool {
        guard needle.word == text.word, needle.count == Int(text.count) else { return false }
        return needle.count <= 8 || matchesRest(needle, text)
    }

    private func matchesRest(_ needle: Needle, _ text: PoolText) -> Bool {
        var index = 8
        while index < needle.count {
            let count = needle.count &- index
            let found = document.bytes.word(at: needle.start &+ index, count: count)
            guard found == table.pool.word(at: Int(text.start) &+ index, count: count) else { return false }
            index &+= 8
        }
        return true
    }

    /// Whether a decoded text is a text of the pool, byte for byte.
    func equals(_ text: String, _ pooled: PoolText) -> Bool {
        text.utf8.elementsEqual(table.pool[pooled.range])
    }
}

/// Bytes of a document that are looked for.
struct Needle {
    var start: Int
    var count: Int
    /// The first eight bytes.
    var word: UInt64
}
