// SPDX-License-Identifier: Apache-2.0

/// Writes the JSON texts that Ward makes itself, without white space.
///
/// Whatever strings it is given, the text is one that ``JSONDocument`` accepts and that no line reader splits: control
/// characters, U+007F, U+0085, U+2028 and U+2029 are escaped, and noncharacters (in names NUL too) become U+FFFD. Names
/// must differ within an object; that is the caller's duty here, while ``JSONObject`` sees to it itself.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object { writer in
///     writer.member("jsonrpc", "2.0")
///     writer.name("result")
///     writer.object { _ in }
/// }
/// ```
public struct JSONWriter: Sendable {
    /// The text so far.
    public private(set) var bytes: [UInt8] = []
    /// Whether a value stands before the next one in the same container.
    private var needsComma = false

    /// Makes a writer with an empty text.
    public init(capacity: Int = 256) {
        bytes.reserveCapacity(max(capacity, 0))
    }

    /// Writes an object whose members the closure writes.
    public mutating func object<Failure: Error>(
        _ members: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try container(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    /// Writes an array whose elements the closure writes.
    public mutating func array<Failure: Error>(
        _ elements: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try container(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
    }

    private mutating func container<Failure: Error>(
        _ open: UInt8,
        _ close: UInt8,
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        separate()
        bytes.append(open)
        needsComma = false
        try body(&self)
        bytes.append(close)
        needsComma = true
    }

    /// Writes the name of a member, whose value must come next.
    public mutating func name(_ name: String) {
        separate()
        appendStrictString(name, isName: true, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        separate()
        appendStrictString(text, isName: false, to: &bytes)
        needsComma = true
    }

    /// Writes an integer; one beyond ±(2^53−1), which JSON readers disagree on, as a string of its digits.
    public mutating func integer(_ value: Int64) {
        if value.magnitude > UInt64(NumberText.largestInteger) {
            string(String(value))
        } else {
            token(String(value))
        }
    }

    /// Writes a number so that it reads back as the same double; `null` where it is not finite.
    public mutating func double(_ value: Double) {
        token(value.isFinite ? value.description : "null")
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        token(value ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        token("null")
    }

    /// Writes a value that is JSON text already, such as the bytes of a node; it is not looked at.
    public mutating func raw(_ text: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: text)
        needsComma = true
    }

    /// Writes a value.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .double(let value): double(value)
        case .string(let text): string(text)
        case .array(let elements):
            array { writer in
                for element in elements {
                    writer.value(element)
                }
            }
        case .object(let object):
            self.object { writer in
                for member in object.members {
                    writer.member(member.name, member.value)
                }
            }
        }
    }

    /// Writes a member.
    public mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        self.value(value)
    }

    private mutating func token(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma {
            bytes.append(UInt8(ascii: ","))
        }
    }
}

/// Appends a string that every strict reader accepts and no line reader splits.
private func appendStrictString(_ text: String, isName: Bool, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0 where isName:
            output.append(contentsOf: "\u{FFFD}".utf8)
        case 0..<0x20, 0x22, 0x5C, 0x7F:
            appendEscape(of: UInt8(truncatingIfNeeded: scalar.value), to: &output)
        case 0x20..<0x7F:
            output.append(UInt8(truncatingIfNeeded: scalar.value))
        case 0x85:
            output.append(contentsOf: "\\u0085".utf8)
        case 0x2028:
            output.append(contentsOf: "\\u2028".utf8)
        case 0x2029:
            output.append(contentsOf: "\\u2029".utf8)
        case let value where isNoncharacter(value):
            output.append(contentsOf: "\u{FFFD}".utf8)
        default:
            output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
    output.append(UInt8(ascii: "\""))
}
