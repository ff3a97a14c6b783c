// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// What a bounded look at a refused line could tell of its envelope, so that its sender can be answered.
///
/// It reads no values but a top-level `id` and judges nothing: a line that comes here is never forwarded.
public struct EnvelopeScan: Hashable, Sendable {
    /// The id, if exactly one well-formed top-level `id` was found.
    public private(set) var id: RequestID?
    /// Whether a top-level `method` was found, as in requests and notifications.
    public private(set) var hasMethod = false
    /// Whether a top-level `result` or `error` was found, as in responses.
    public private(set) var hasOutcome = false
    /// Whether a top-level `id` was found, well-formed or not.
    public var hasID: Bool { idCount > 0 }

    private var idCount = 0

    /// Scans at most the first 64 KiB of a line.
    public init(of line: [UInt8]) {
        let end = min(line.count, LineFramer.keptPrefix)
        var index = 0
        var depth = 0
        while index < end {
            switch line[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                index += 1
            case UInt8(ascii: "\""):
                let close = Self.stringEnd(in: line, from: index, to: end)
                if depth == 1, let value = Self.valueStart(in: line, after: close, to: end) {
                    note(name: line[index..<min(close, end)], valueAt: value, in: line, to: end)
                    index = value
                } else {
                    index = close
                }
            default:
                index += 1
            }
        }
        if idCount != 1 { id = nil }
    }

    private mutating func note(name: ArraySlice<UInt8>, valueAt start: Int, in line: [UInt8], to end: Int) {
        if name.elementsEqual("\"method\"".utf8) { hasMethod = true }
        if name.elementsEqual("\"result\"".utf8) || name.elementsEqual("\"error\"".utf8) { hasOutcome = true }
        guard name.elementsEqual("\"id\"".utf8) else { return }
        idCount += 1
        let stop = Self.scalarEnd(in: line, from: start, to: end)
        guard stop - start <= Envelope.longestName, let document = try? JSONDocument(reading: Array(line[start..<stop]))
        else { return }
        id = RequestID(document.root, in: document)
    }

    /// The index behind a string's closing quote, or `end` if it never closes.
    private static func stringEnd(in line: [UInt8], from: Int, to end: Int) -> Int {
        var index = from + 1
        while index < end {
            if line[index] == UInt8(ascii: "\\") {
                index += 2
            } else if line[index] == UInt8(ascii: "\"") {
                return index + 1
            } else {
                index += 1
            }
        }
        return end
    }

    private static func valueStart(in line: [UInt8], after close: Int, to end: Int) -> Int? {
        var index = close
        while index < end, line[index] == 0x20 || line[index] == 0x09 { index += 1 }
        guard index < end, line[index] == UInt8(ascii: ":") else { return nil }
        index += 1
        while index < end, line[index] == 0x20 || line[index] == 0x09 { index += 1 }
        return index
    }

    private static func scalarEnd(in line: [UInt8], from: Int, to end: Int) -> Int {
        guard from < end else { return from }
        if line[from] == UInt8(ascii: "\"") { return stringEnd(in: line, from: from, to: end) }
        var index = from
        while index < end, !",}] \t".utf8.contains(line[index]) { index += 1 }
        return index
    }
}

extension RequestID {
    /// Reads an id: a string, or an integer within ±(2^53 − 1); anything else is `nil` (R140).
    public init?(_ node: JSONNode, in document: JSONDocument) {
        switch document.kind(of: node) {
        case .string:
            guard let text = document.string(node) else { return nil }
            self = .string(text)
        case .number:
            guard let value = document.integer(node) else { return nil }
            self = .integer(value)
        default:
            return nil
        }
    }
}
