// SPDX-License-Identifier: Apache-2.0

extension JSONDocument {
    /// The value of the member with a name, compared as decoded and exactly; nil if absent or not an object.
    public func value(named name: String, in object: JSONNode) -> JSONNode? {
        var name = name
        // A literal of up to 15 bytes lies in the string itself, so this copies nothing.
        return name.withUTF8 { wanted in
            value(in: object) { input, start, end, isEscaped in
                unsafe matches(input, start, end, isEscaped: isEscaped, wanted)
            }
        }
    }

    private func value(in object: JSONNode, _ isWanted: (JSONInput, Int, Int, Bool) -> Bool) -> JSONNode? {
        let entry = entry(object)
        guard entry.kind == .object else {
            return nil
        }
        return withInput(bytes) { input -> JSONNode? in
            var index = object.index + 1
            while index < entry.next {
                let name = tape[Int(index)]
                if isWanted(input, Int(name.start) + 1, Int(name.end) - 1, name.has(TapeEntry.escaped)) {
                    return JSONNode(index + 1)
                }
                index = tape[Int(index) + 1].next
            }
            return nil
        } ?? nil
    }

    private func matches(
        _ input: JSONInput,
        _ start: Int,
        _ end: Int,
        isEscaped: Bool,
        _ wanted: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if isEscaped {
            return unsafe DecodedText(input, start, end).elementsEqual(wanted)
        }
        guard end - start == wanted.count else {
            return false
        }
        for index in 0..<wanted.count where unsafe wanted[index] != input[start &+ index] {
            return false
        }
        return true
    }

    /// Whether a string, decoded, is an ASCII text; false for other nodes.
    ///
    /// Nothing is allocated.
    public func equals(_ node: JSONNode, _ text: StaticString) -> Bool {
        let entry = entry(node)
        guard entry.kind == .string else {
            return false
        }
        let wanted = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return withInput(bytes) { input in
            let isEscaped = entry.has(TapeEntry.escaped)
            return unsafe matches(input, Int(entry.start) + 1, Int(entry.end) - 1, isEscaped: isEscaped, wanted)
        } ?? false
    }

    /// A string, decoded; nil for other nodes.
    ///
    /// A tolerated lone surrogate becomes U+FFFD.
    public func string(_ node: JSONNode) -> String? {
        let entry = entry(node)
        guard entry.kind == .string else {
            return nil
        }
        return withInput(bytes) { input in
            let start = Int(entry.start) + 1
            let end = Int(entry.end) - 1
            guard entry.has(TapeEntry.escaped) else {
                return input.string(start, end)
            }
            return String(decoding: Array(DecodedText(input, start, end)), as: UTF8.self)
        }
    }

    /// A number without fraction and exponent and within ±(2^53−1); nil for all else.
    public func integer(_ node: JSONNode) -> Int64? {
        let entry = entry(node)
        guard entry.kind == .number, entry.has(TapeEntry.integral) else {
            return nil
        }
        return withInput(bytes) { NumberText($0, Int(entry.start), Int(entry.end)).integer } ?? nil
    }

    /// A number as the nearest double; nil for other nodes.
    ///
    /// Where ``JSONTolerance/inexactNumbers`` was given it can be infinite.
    public func double(_ node: JSONNode) -> Double? {
        let entry = entry(node)
        guard entry.kind == .number else {
            return nil
        }
        return withInput(bytes) { NumberText($0, Int(entry.start), Int(entry.end)).double }
    }

    /// Whether a number is one that readers disagree on, and was tolerated.
    public func isInexact(_ node: JSONNode) -> Bool {
        entry(node).has(TapeEntry.inexact)
    }

    /// The source text of a node; that of a string includes its quotes.
    public func text(of node: JSONNode) -> String {
        let span = span(of: node)
        return withInput(bytes) { $0.string(span.lowerBound, span.upperBound) } ?? ""
    }

    /// Lends the bytes of a node's text; those of a string without its quotes and not decoded.
    public func withBytes<Result>(of node: JSONNode, _ body: (Span<UInt8>) -> Result) -> Result {
        let entry = entry(node)
        let quote = entry.kind == .string ? 1 : 0
        return body(bytes.span.extracting(Int(entry.start) + quote..<Int(entry.end) - quote))
    }
}
