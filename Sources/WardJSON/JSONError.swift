// SPDX-License-Identifier: Apache-2.0

/// Why a text was refused, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable code of the fault.
    public var code: Code
    /// The byte offset of the fault: the first byte that is wrong, or of the thing that is.
    public var offset: Int
    /// The fault for a person: lower case, no final period, foreign text escaped.
    public var detail: String

    /// Makes an error.
    public init(_ code: Code, at offset: Int, _ detail: String) {
        self.code = code
        self.offset = offset
        self.detail = detail
    }

    /// The error on one line.
    public var description: String {
        "\(code.rawValue) at byte \(offset): \(detail)"
    }

    /// The stable codes; the list may grow.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// There is no value, only white space or nothing; the offset is the end of the input.
        case emptyInput = "empty-input"
        /// The text starts with a UTF-8 byte order mark (RFC 8259 section 8.1).
        case byteOrderMark = "byte-order-mark"
        /// Bytes that are no UTF-8; the offset is the start of the sequence.
        case invalidUTF8 = "invalid-utf8"
        /// A byte that cannot stand where it stands.
        case unexpectedByte = "unexpected-byte"
        /// The input ends inside a value; the offset is the end of the input.
        case unexpectedEnd = "unexpected-end"
        /// Something follows the value.
        case trailingBytes = "trailing-bytes"
        /// A word that starts like `true`, `false` or `null`; the offset is its start.
        case invalidLiteral = "invalid-literal"
        /// A number that the grammar forbids; the offset is the first wrong byte.
        case invalidNumber = "invalid-number"
        /// A number that readers disagree on (RFC 7493 section 2.2); the offset is its start.
        case numberNotInteroperable = "number-not-interoperable"
        /// A number longer than the limit; the offset is its start.
        case numberTooLong = "number-too-long"
        /// A backslash with something behind it that is no escape; the offset is the backslash.
        case invalidEscape = "invalid-escape"
        /// An escaped surrogate without its partner; the offset is its backslash.
        case loneSurrogate = "lone-surrogate"
        /// A noncharacter, raw or escaped (RFC 7493 section 2.1); the offset is its start.
        case noncharacter
        /// A raw control character in a string.
        case controlCharacter = "control-character"
        /// A string or name longer than the limit; the offset is its quote.
        case stringTooLong = "string-too-long"
        /// A name that the object already has, compared as decoded; the offset is the quote of the second one.
        case duplicateName = "duplicate-name"
        /// An escaped NUL in a name; the offset is its backslash.
        case nulInName = "nul-in-name"
        /// An array or object nested deeper than the limit; the offset is its bracket.
        case tooDeep = "too-deep"
        /// An object with more members than the limit; the offset is the quote of the first one too many.
        case tooManyMembers = "too-many-members"
        /// An array with more elements than the limit; the offset is the first one too many.
        case tooManyElements = "too-many-elements"
        /// A text longer than the limit; the offset is the limit.
        case tooLarge = "too-large"
        /// A number that RFC 8785 cannot express without loss; the offset is its start.
        case notCanonical = "not-canonical"
    }
}

/// Makes foreign text safe to show: printable ASCII stays, all else becomes `\u{…}`, and a long text is cut.
func visible(_ scalars: some Sequence<Unicode.Scalar>, limit: Int = 48) -> String {
    var result = ""
    var count = 0
    for scalar in scalars {
        guard count < limit else {
            return result + "..."
        }
        count += 1
        switch scalar {
        case "`", "\\":
            result += "\\u{\(String(scalar.value, radix: 16))}"
        case " "..."~":
            result.unicodeScalars.append(scalar)
        default:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
    return result
}

/// One byte of the input as a message may show it.
func visible(byte: UInt8) -> String {
    switch byte {
    case 0x21...0x5F, 0x61...0x7E: "`\(Unicode.Scalar(byte))`"
    case 0x20: "a space"
    default: "byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
    }
}
