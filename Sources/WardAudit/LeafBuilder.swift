// SPDX-License-Identifier: Apache-2.0

/// Builds the content of a leaf: the RFC 8785 form of an event's columns, behind the 0x00 that RFC 6962 puts there.
///
/// The names of the members are fixed and come in their canonical order, so nothing needs to be sorted; verifying a log
/// goes through here once a leaf.
struct LeafBuilder {
    /// 0x00, then the JSON text.
    private(set) var content: [UInt8] = []
    private let prefixes = EventColumn.prefixes

    /// Starts a new leaf; the room of the last one is used again.
    mutating func begin() {
        content.removeAll(keepingCapacity: true)
        content.append(0x00)
    }

    /// Adds a member that is null.
    mutating func addNull(_ column: EventColumn) {
        content.append(contentsOf: prefixes[column.place])
        content.append(contentsOf: Self.null)
    }

    /// Adds a member that is an integer.
    ///
    /// What JCS cannot express exactly (beyond 2^53 − 1: times) is a string of digits.
    mutating func add(_ column: EventColumn, integer: Int64) {
        content.append(contentsOf: prefixes[column.place])
        if column.form == .time { content.append(UInt8(ascii: "\"")) }
        Self.appendDigits(integer, to: &content)
        if column.form == .time { content.append(UInt8(ascii: "\"")) }
    }

    /// Adds a member that is a string, from its UTF-8.
    mutating func add(_ column: EventColumn, text: Span<UInt8>) {
        content.append(contentsOf: prefixes[column.place])
        unsafe text.withUnsafeBufferPointer { unsafe Self.appendString($0, to: &content) }
    }

    /// Adds a member that is a string.
    mutating func add(_ column: EventColumn, text: String) {
        content.append(contentsOf: prefixes[column.place])
        Self.appendString(text, to: &content)
    }

    /// Adds a member that says whether the column holds something.
    mutating func add(_ column: EventColumn, isPresent: Bool) {
        content.append(contentsOf: prefixes[column.place])
        content.append(contentsOf: isPresent ? Self.yes : Self.no)
    }

    /// Ends the leaf and hashes it.
    mutating func finish() -> TreeHash {
        content.append(UInt8(ascii: "}"))
        return .prefixedLeaf(content)
    }

    // MARK: Canonical text

    /// Appends a string in its canonical form (RFC 8785 section 3.2.2.2).
    static func appendString(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { unsafe appendString($0, to: &bytes) }
    }

    private static func appendString(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        var index = 0
        while index < text.count {
            let byte = unsafe text[index]
            if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            appendEscape(byte, to: &bytes)
            index += 1
            start = index
        }
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        bytes.append(UInt8(ascii: "\""))
    }

    private static func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
        let short: UInt8? =
            switch byte {
            case 0x08: UInt8(ascii: "b")
            case 0x09: UInt8(ascii: "t")
            case 0x0A: UInt8(ascii: "n")
            case 0x0C: UInt8(ascii: "f")
            case 0x0D: UInt8(ascii: "r")
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
            default: nil
            }
        bytes.append(UInt8(ascii: "\\"))
        if let short {
            bytes.append(short)
            return
        }
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
    }

    private static func appendDigits(_ value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            repeat {
                start -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                unsafe digits.initializeElement(at: start, to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
                rest = quotient
            } while rest != 0
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    private static let null = Array("null".utf8)
    private static let yes = Array("true".utf8)
    private static let no = Array("false".utf8)
}
