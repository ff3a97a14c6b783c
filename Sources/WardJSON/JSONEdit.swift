// SPDX-License-Identifier: Apache-2.0

/// A change of one place in a text.
public struct JSONEdit: Hashable, Sendable {
    /// What is replaced.
    public enum Place: Hashable, Sendable {
        /// Bytes of the text, which may be none; the caller reads the result again.
        case span(Range<Int>)
        /// One value.
        case pointer(JSONPointer)
    }

    /// What is replaced.
    public var place: Place
    /// What stands there instead; for a pointer one strict JSON value.
    public var bytes: [UInt8]

    /// Makes an edit.
    public init(_ place: Place, bytes: [UInt8]) {
        self.place = place
        self.bytes = bytes
    }

    /// Makes an edit that replaces some bytes.
    public init(span: Range<Int>, bytes: [UInt8]) {
        self.init(.span(span), bytes: bytes)
    }

    /// Makes an edit that replaces one value.
    public init(pointer: JSONPointer, bytes: [UInt8]) {
        self.init(.pointer(pointer), bytes: bytes)
    }
}

/// Why edits were refused.
public struct JSONEditError: Error, Hashable, Sendable {
    /// The stable codes; the list may grow.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// Two edits change the same bytes, or two insert at the same place, so that their order would matter.
        case overlappingEdits = "overlapping-edits"
        /// A span does not lie within the text.
        case spanOutOfRange = "span-out-of-range"
        /// A pointer names no value.
        case pointerNotFound = "pointer-not-found"
        /// The bytes for a pointer are not one strict JSON value.
        case invalidReplacement = "invalid-replacement"
    }

    /// The stable code.
    public var code: Code
    /// Which edit, counted from zero in the order given.
    public var edit: Int
    /// The fault for a person: lower case, no final period, foreign text escaped.
    public var detail: String

    /// Makes an error.
    public init(_ code: Code, edit: Int, _ detail: String) {
        self.code = code
        self.edit = edit
        self.detail = detail
    }
}

extension JSONDocument {
    /// The text with some places replaced and every other byte untouched.
    ///
    /// All places refer to this document. Edits may touch but not overlap.
    public func replacing(_ edits: [JSONEdit]) throws(JSONEditError) -> [UInt8] {
        var places: [(span: Range<Int>, edit: Int)] = []
        for (index, edit) in edits.enumerated() {
            places.append((try span(of: edit, index), index))
        }
        places.sort { ($0.span.lowerBound, $0.span.upperBound) < ($1.span.lowerBound, $1.span.upperBound) }
        var result: [UInt8] = []
        result.reserveCapacity(edits.reduce(bytes.count) { $0 + $1.bytes.count })
        var position = 0
        var previous: Range<Int>?
        for (span, edit) in places {
            guard span.lowerBound >= position, previous != span || !span.isEmpty else {
                throw JSONEditError(.overlappingEdits, edit: edit, "two edits change the same place")
            }
            result += bytes[position..<span.lowerBound]
            result += edits[edit].bytes
            position = span.upperBound
            previous = span
        }
        return result + bytes[position...]
    }

    private func span(of edit: JSONEdit, _ index: Int) throws(JSONEditError) -> Range<Int> {
        switch edit.place {
        case .span(let span):
            guard span.lowerBound >= 0, span.upperBound <= bytes.count else {
                throw JSONEditError(.spanOutOfRange, edit: index, "the text has \(bytes.count) bytes")
            }
            return span
        case .pointer(let pointer):
            guard let node = node(at: pointer) else {
                let shown = visible(pointer.description.unicodeScalars)
                throw JSONEditError(.pointerNotFound, edit: index, "there is no value at `\(shown)`")
            }
            do throws(JSONError) {
                _ = try JSONDocument(reading: edit.bytes)
            } catch {
                throw JSONEditError(.invalidReplacement, edit: index, "\(error)")
            }
            return span(of: node)
        }
    }
}
