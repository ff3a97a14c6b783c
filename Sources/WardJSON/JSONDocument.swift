// SPDX-License-Identifier: Apache-2.0

/// One strict I-JSON text (RFC 8259, RFC 7493) with the place of every value in it.
///
/// Reading refuses whatever readers could disagree on, so that what Ward judges is what every other reader sees. The
/// bytes are kept as they are; values are looked at in place and decoded only when asked for.
///
/// ```swift
/// let document = try JSONDocument(reading: bytes)
/// if let method = document.value(named: "method", in: document.root) {
///     print(document.span(of: method), document.string(method) ?? "")
/// }
/// ```
///
/// A node belongs to the document that it came from. Asking another document about it is a mistake of the caller: the
/// answer is meaningless, or the process stops.
public struct JSONDocument: Sendable {
    /// The text as it was read.
    public let bytes: [UInt8]
    /// What readers may treat differently, in the order of the text.
    public let blemishes: [JSONBlemish]
    let tape: [TapeEntry]

    /// Reads one text, which must be one JSON value with nothing but white space around it.
    ///
    /// - Parameters:
    ///   - bytes: The text in UTF-8.
    ///   - limits: How much the text may hold.
    ///   - tolerance: Faults to list in ``blemishes`` instead of refusing the text.
    /// - Throws: The first fault, with its byte offset.
    public init(
        reading bytes: [UInt8],
        limits: JSONLimits = .default,
        tolerating tolerance: JSONTolerance = []
    ) throws(JSONError) {
        let limits = limits.clamped
        guard bytes.count <= limits.bytes else {
            throw JSONError(.tooLarge, at: limits.bytes, "the text is longer than \(limits.bytes) bytes")
        }
        let parts = try withInput(bytes) { input throws(JSONError) -> ([TapeEntry], [JSONBlemish]) in
            var reader = JSONReader(input, limits: limits, tolerance: tolerance)
            try reader.read()
            return (reader.tape, reader.blemishes)
        }
        guard let (tape, blemishes) = parts else {
            throw JSONError(.emptyInput, at: 0, "there is no value")
        }
        self.bytes = bytes
        self.tape = tape
        self.blemishes = blemishes
    }

    /// The whole value.
    public var root: JSONNode {
        JSONNode(0)
    }

    @inline(__always)
    func entry(_ node: JSONNode) -> TapeEntry {
        tape[Int(node.index)]
    }

    /// What a node is.
    public func kind(of node: JSONNode) -> JSONKind {
        entry(node).kind
    }

    /// The bytes of a node's text; those of a string include its quotes.
    public func span(of node: JSONNode) -> Range<Int> {
        let entry = entry(node)
        return Int(entry.start)..<Int(entry.end)
    }

    /// The number of members or elements; zero for a scalar.
    public func count(of node: JSONNode) -> Int {
        entry(node).count
    }

    /// Whether a string, or the name of a member, is written with a backslash.
    ///
    /// Names that the protocol defines must not be, because some readers compare them before they decode them.
    public func isEscaped(_ string: JSONNode) -> Bool {
        entry(string).has(TapeEntry.escaped)
    }

    /// The members of an object in the order of the text; none unless the node is an object.
    public func members(of node: JSONNode) -> JSONMembers {
        let entry = entry(node)
        return JSONMembers(tape, entry.kind == .object ? node.index + 1 : entry.next, entry.next)
    }

    /// The elements of an array in the order of the text; none unless the node is an array.
    public func elements(of node: JSONNode) -> JSONElements {
        let entry = entry(node)
        return JSONElements(tape, entry.kind == .array ? node.index + 1 : entry.next, entry.next)
    }
}

/// One member of an object.
public struct JSONMember: Hashable, Sendable {
    /// The string before the colon.
    public let name: JSONNode
    /// The value behind the colon.
    public let value: JSONNode
}

/// The members of one object, without a copy.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    private let tape: [TapeEntry]
    private var index: UInt32
    private let end: UInt32

    init(_ tape: [TapeEntry], _ index: UInt32, _ end: UInt32) {
        self.tape = tape
        self.index = index
        self.end = end
    }

    /// The next member in the order of the text.
    public mutating func next() -> JSONMember? {
        guard index < end else {
            return nil
        }
        let member = JSONMember(name: JSONNode(index), value: JSONNode(index + 1))
        index = tape[Int(index) + 1].next
        return member
    }
}

/// The elements of one array, without a copy.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
    private let tape: [TapeEntry]
    private var index: UInt32
    private let end: UInt32

    init(_ tape: [TapeEntry], _ index: UInt32, _ end: UInt32) {
        self.tape = tape
        self.index = index
        self.end = end
    }

    /// The next element in the order of the text.
    public mutating func next() -> JSONNode? {
        guard index < end else {
            return nil
        }
        let node = JSONNode(index)
        index = tape[Int(index)].next
        return node
    }
}
