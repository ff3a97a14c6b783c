// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardJSON

/// What must hold for any bytes that are given to WardJSON.
enum JSONInvariants {
    /// Nodes that are looked at one by one in a text; the walk is quadratic in it.
    private static let nodeLimit = 400

    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by bytes: [UInt8]) -> String? {
        let everything: JSONTolerance = [.loneSurrogates, .inexactNumbers]
        let strict = read(bytes, tolerating: [])
        let tolerant = read(bytes, tolerating: everything)
        switch (strict, tolerant) {
        case (.success(let one), .success(let other)):
            return broken(in: one, isStrict: true)
                ?? (one.blemishes == other.blemishes ? nil : "tolerance found other blemishes in a clean text")
                ?? (canonical(one) == canonical(other) ? nil : "tolerance changed the reading of a clean text")
        case (.success, .failure(let error)):
            return "tolerance refused what strictness accepts: \(error)"
        case (.failure(let error), .success(let document)):
            guard error.offset >= 0, error.offset <= bytes.count else { return "offset out of bounds: \(error)" }
            guard error.code == .loneSurrogate || error.code == .numberNotInteroperable else {
                return "tolerated what nobody asked for: \(error)"
            }
            return broken(in: document, isStrict: false)
        case (.failure(let one), .failure(let other)):
            guard one.offset >= 0, one.offset <= bytes.count else { return "offset out of bounds: \(one)" }
            return one.offset <= other.offset ? nil : "tolerance found a fault earlier: \(one), \(other)"
        }
    }

    private static func read(_ bytes: [UInt8], tolerating: JSONTolerance) -> Result<JSONDocument, JSONError> {
        do {
            return .success(try JSONDocument(reading: bytes, tolerating: tolerating))
        } catch {
            return .failure(error)
        }
    }

    // MARK: What was accepted

    private static func broken(in document: JSONDocument, isStrict: Bool) -> String? {
        brokenBlemish(in: document, isStrict: isStrict)
            ?? brokenNodes(in: document)
            ?? brokenIdentity(of: document)
            ?? brokenCanonicalForm(of: document)
    }

    private static func brokenBlemish(in document: JSONDocument, isStrict: Bool) -> String? {
        for blemish in document.blemishes {
            let span = blemish.span
            guard span.lowerBound >= 0, span.upperBound <= document.bytes.count, !span.isEmpty else {
                return "a blemish out of bounds"
            }
            guard !isStrict || blemish.kind == .lineSeparator else { return "a blemish that strictness forbids" }
        }
        return nil
    }

    private static func brokenNodes(in document: JSONDocument) -> String? {
        var waiting = [(node: document.root, parent: 0..<document.bytes.count)]
        var seen = 0
        while let (node, parent) = waiting.popLast(), seen < nodeLimit {
            seen += 1
            let span = document.span(of: node)
            guard span.lowerBound >= parent.lowerBound, span.upperBound <= parent.upperBound, !span.isEmpty else {
                return "a span outside its parent's"
            }
            if let broken = brokenValue(node, span, in: document) { return broken }
            var children: [JSONNode] = []
            for member in document.members(of: node) {
                guard document.kind(of: member.name) == .string, let name = document.string(member.name) else {
                    return "a name that is no string"
                }
                // Names are never tolerated with a lone surrogate, so that their decoded form finds them.
                guard document.value(named: name, in: node) == member.value else { return "a name that is not found" }
                children += [member.name, member.value]
            }
            children += Array(document.elements(of: node))
            let expected = document.kind(of: node) == .object ? 2 * document.count(of: node) : document.count(of: node)
            guard children.count == expected else { return "a count that is not the number of children" }
            var end = span.lowerBound + 1
            for child in children {
                let childSpan = document.span(of: child)
                guard childSpan.lowerBound >= end else { return "children that overlap" }
                end = childSpan.upperBound
                waiting.append((child, span))
            }
        }
        return nil
    }

    private static func brokenValue(_ node: JSONNode, _ span: Range<Int>, in document: JSONDocument) -> String? {
        let text = Array(document.bytes[span])
        guard document.text(of: node).utf8.elementsEqual(text) else { return "a text that is not its span" }
        guard let again = try? JSONDocument(reading: text, tolerating: [.loneSurrogates, .inexactNumbers]) else {
            return "a value that is not one by itself"
        }
        guard again.kind(of: again.root) == document.kind(of: node) else { return "a value of another kind by itself" }
        let kind = document.kind(of: node)
        guard (document.string(node) != nil) == (kind == .string) else { return "a string where none is" }
        if let value = document.integer(node) {
            guard kind == .number, value.magnitude < 1 << 53 else { return "an integer beyond 2^53" }
            guard text.elementsEqual("\(value)".utf8) || text.elementsEqual("-0".utf8) else {
                return "an integer that is not its text"
            }
        }
        if kind == .string, !document.isEscaped(node) {
            guard text.dropFirst().dropLast().elementsEqual((document.string(node) ?? "").utf8) else {
                return "a plain string that is not its text"
            }
        }
        guard document.node(containing: span.lowerBound) != nil else { return "an offset without a node" }
        return nil
    }

    private static func brokenIdentity(of document: JSONDocument) -> String? {
        do {
            guard try document.replacing([]) == document.bytes else { return "no edit changed the text" }
            let root = document.root
            let own = JSONEdit(.span(document.span(of: root)), bytes: Array(document.text(of: root).utf8))
            guard try document.replacing([own]) == document.bytes else { return "an idle edit changed the text" }
            return try brokenEdit(of: document)
        } catch {
            return "an idle edit was refused: \(error)"
        }
    }

    /// Replaces the first child by `null`: everything around it must stay.
    private static func brokenEdit(of document: JSONDocument) throws -> String? {
        let root = document.root
        var members = document.members(of: root)
        var elements = document.elements(of: root)
        guard let child = members.next()?.value ?? elements.next() else { return nil }
        let pointer = document.pointer(to: child)
        guard document.node(at: pointer) == child else { return "a pointer that leads elsewhere" }
        guard let parsed = try? JSONPointer(pointer.description), parsed == pointer else {
            return "a pointer that cannot be written"
        }
        let span = document.span(of: child)
        let edited = try document.replacing([JSONEdit(.pointer(pointer), bytes: Array("null".utf8))])
        let expected = document.bytes[..<span.lowerBound] + "null".utf8 + document.bytes[span.upperBound...]
        return edited.elementsEqual(expected) ? nil : "an edit that touched its surroundings"
    }

    // MARK: Canonical form

    private static func canonical(_ document: JSONDocument) -> [UInt8]? {
        try? document.canonicalBytes(of: document.root, numbers: .wrap)
    }

    private static func brokenCanonicalForm(of document: JSONDocument) -> String? {
        guard let wrapped = canonical(document) else { return "no canonical form" }
        // RFC 8785 spells 1e20 with 21 digits, which RFC 7493 section 2.2 wants nobody to rely on.
        guard let again = try? JSONDocument(reading: wrapped, tolerating: .inexactNumbers) else {
            return "a canonical form that is refused"
        }
        guard (try? again.canonicalBytes(of: again.root)) == wrapped else {
            return "a canonical form that is not stable"
        }
        if let exact = try? document.canonicalBytes(of: document.root) {
            guard exact == wrapped else { return "wrapping changed exact numbers" }
        }
        return Digest256(parsing: Digest256(of: wrapped).description) == Digest256(of: wrapped)
            ? nil : "a digest that is not its text"
    }
}
