// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

/// A text, why it is refused, and at which byte.
struct Refusal: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let code: JSONError.Code
    let offset: Int

    init(_ text: String, _ code: JSONError.Code, _ offset: Int) {
        self.init(Array(text.utf8), code, offset)
    }

    init(_ bytes: [UInt8], _ code: JSONError.Code, _ offset: Int) {
        self.bytes = bytes
        self.code = code
        self.offset = offset
    }

    /// Bytes inside a string that stands in an array, so that they start at offset 2.
    init(inString bytes: [UInt8], _ code: JSONError.Code, _ offset: Int) {
        self.init(Array("[\"".utf8) + bytes + Array("\"]".utf8), code, offset)
    }

    var testDescription: String {
        "\(code.rawValue) at \(offset): \(shown(bytes))"
    }
}

struct RefusalTests {
    static let structure: [Refusal] = [
        Refusal("", .emptyInput, 0),
        Refusal(" \t\r\n", .emptyInput, 4),
        Refusal("\u{FEFF}{}", .byteOrderMark, 0),
        Refusal("\u{FEFF}", .byteOrderMark, 0),
        Refusal(" \u{FEFF}{}", .unexpectedByte, 1),
        Refusal("[\u{FEFF}]", .unexpectedByte, 1),
        Refusal([0xFE, 0xFF, 0x00, 0x5B], .invalidUTF8, 0),
        Refusal("\u{A0}1", .unexpectedByte, 0),
        Refusal("[1\u{2028}]", .unexpectedByte, 2),
        Refusal([0x5B, 0x31, 0xA0, 0x5D], .invalidUTF8, 2),
        Refusal("\u{B}1", .unexpectedByte, 0),
        Refusal("\u{C}1", .unexpectedByte, 0),
        Refusal("\u{0}", .unexpectedByte, 0),
        Refusal("1\u{0}", .trailingBytes, 1),
        Refusal("{}\u{0}", .trailingBytes, 2),
        Refusal("{} {}", .trailingBytes, 3),
        Refusal("1 2", .trailingBytes, 2),
        Refusal("[]]", .trailingBytes, 2),
        Refusal("\"a\"x", .trailingBytes, 3),
        Refusal("nullx", .trailingBytes, 4),
        Refusal([0x31, 0xFF], .invalidUTF8, 1),
        Refusal("[", .unexpectedEnd, 1),
        Refusal("[1", .unexpectedEnd, 2),
        Refusal("[1,", .unexpectedEnd, 3),
        Refusal("[1 ", .unexpectedEnd, 3),
        Refusal("[[]", .unexpectedEnd, 3),
        Refusal("{", .unexpectedEnd, 1),
        Refusal("{\"a\"", .unexpectedEnd, 4),
        Refusal("{\"a\":", .unexpectedEnd, 5),
        Refusal("{\"a\":1", .unexpectedEnd, 6),
        Refusal("{\"a\":1,", .unexpectedEnd, 7),
        Refusal("[,1]", .unexpectedByte, 1),
        Refusal("[1,]", .unexpectedByte, 3),
        Refusal("[1,,2]", .unexpectedByte, 3),
        Refusal("[1 2]", .unexpectedByte, 3),
        Refusal("[1}", .unexpectedByte, 2),
        Refusal("[1:2]", .unexpectedByte, 2),
        Refusal("{]", .unexpectedByte, 1),
        Refusal("{,}", .unexpectedByte, 1),
        Refusal("{a:1}", .unexpectedByte, 1),
        Refusal("{'a':1}", .unexpectedByte, 1),
        Refusal("{1:1}", .unexpectedByte, 1),
        Refusal("{null:1}", .unexpectedByte, 1),
        Refusal("{\"a\" 1}", .unexpectedByte, 5),
        Refusal("{\"a\",1}", .unexpectedByte, 4),
        Refusal("{\"a\"::1}", .unexpectedByte, 5),
        Refusal("{\"a\":}", .unexpectedByte, 5),
        Refusal("{\"a\":1,}", .unexpectedByte, 7),
        Refusal("{\"a\":1]", .unexpectedByte, 6),
        Refusal("{\"a\":1 \"b\":2}", .unexpectedByte, 7),
        Refusal("{\"a\":1;\"b\":2}", .unexpectedByte, 6),
        Refusal("[1] // comment", .trailingBytes, 4),
        Refusal("/* */ 1", .unexpectedByte, 0),
        Refusal("[1,/**/2]", .unexpectedByte, 3),
        Refusal("}", .unexpectedByte, 0),
        Refusal("]", .unexpectedByte, 0),
        Refusal(",", .unexpectedByte, 0),
        Refusal(":", .unexpectedByte, 0),
        Refusal("'a'", .unexpectedByte, 0),
        Refusal("undefined", .unexpectedByte, 0),
        Refusal("True", .unexpectedByte, 0),
        Refusal("NaN", .unexpectedByte, 0),
        Refusal("Infinity", .unexpectedByte, 0),
        Refusal("tru", .unexpectedEnd, 3),
        Refusal("[nul", .unexpectedEnd, 4),
        Refusal("[nul]", .invalidLiteral, 1),
        Refusal("[nulL]", .invalidLiteral, 1),
        Refusal("[fALSE]", .invalidLiteral, 1),
        Refusal("[truer]", .unexpectedByte, 5),
        Refusal("nan", .invalidLiteral, 0),
    ]

    static let numbers: [Refusal] = [
        Refusal("-", .unexpectedEnd, 1),
        Refusal("[-]", .invalidNumber, 2),
        Refusal("--1", .invalidNumber, 1),
        Refusal("+1", .unexpectedByte, 0),
        Refusal(".5", .unexpectedByte, 0),
        Refusal("-.5", .invalidNumber, 1),
        Refusal("01", .invalidNumber, 1),
        Refusal("-01", .invalidNumber, 2),
        Refusal("00", .invalidNumber, 1),
        Refusal("[1.]", .invalidNumber, 3),
        Refusal("1.", .unexpectedEnd, 2),
        Refusal("1.e5", .invalidNumber, 2),
        Refusal("1e", .unexpectedEnd, 2),
        Refusal("[1e]", .invalidNumber, 3),
        Refusal("1e+", .unexpectedEnd, 3),
        Refusal("[1E-]", .invalidNumber, 4),
        Refusal("1e1.5", .trailingBytes, 3),
        Refusal("0x10", .trailingBytes, 1),
        Refusal("[1_000]", .unexpectedByte, 2),
        Refusal("1n", .trailingBytes, 1),
        Refusal("-Infinity", .invalidNumber, 1),
        Refusal("-NaN", .invalidNumber, 1),
        Refusal("[9007199254740992]", .numberNotInteroperable, 1),
        Refusal("[1,-9007199254740992]", .numberNotInteroperable, 3),
        Refusal("9223372036854775807", .numberNotInteroperable, 0),
        Refusal("18446744073709551616", .numberNotInteroperable, 0),
        Refusal("10000000000000000", .numberNotInteroperable, 0),
        Refusal("1e309", .numberNotInteroperable, 0),
        Refusal("-1e309", .numberNotInteroperable, 0),
        Refusal("1e99999999999999999999", .numberNotInteroperable, 0),
        Refusal("1e-400", .numberNotInteroperable, 0),
        Refusal("1e-99999999999999999999", .numberNotInteroperable, 0),
        Refusal("0.00001e-99999999999999999999", .numberNotInteroperable, 0),
        Refusal("2e-324", .numberNotInteroperable, 0),
        Refusal("1.7976931348623159e308", .numberNotInteroperable, 0),
        Refusal("0." + String(repeating: "0", count: 400) + "1", .numberNotInteroperable, 0),
        Refusal("1" + String(repeating: "0", count: 400) + ".0", .numberNotInteroperable, 0),
        Refusal(String(repeating: "1", count: 1_025), .numberTooLong, 0),
        Refusal("[0." + String(repeating: "1", count: 1_023) + "]", .numberTooLong, 1),
    ]

    static let strings: [Refusal] = [
        Refusal("\"", .unexpectedEnd, 1),
        Refusal("\"abc", .unexpectedEnd, 4),
        Refusal("\"abc\\", .unexpectedEnd, 5),
        Refusal("\"\\u", .unexpectedEnd, 3),
        Refusal("\"\\u00", .unexpectedEnd, 5),
        Refusal("\"\\\"", .unexpectedEnd, 3),
        Refusal("[\"a\\x41\"]", .invalidEscape, 3),
        Refusal("[\"\\'\"]", .invalidEscape, 2),
        Refusal("[\"\\0\"]", .invalidEscape, 2),
        Refusal("[\"\\a\"]", .invalidEscape, 2),
        Refusal("[\"\\U0041\"]", .invalidEscape, 2),
        Refusal("[\"\\u004\"]", .invalidEscape, 2),
        Refusal("[\"\\u00G0\"]", .invalidEscape, 2),
        Refusal("[\"\\u+041\"]", .invalidEscape, 2),
        Refusal("[\"\\u 041\"]", .invalidEscape, 2),
        Refusal("[\"\\\n\"]", .invalidEscape, 2),
        Refusal("[\"\\é\"]", .invalidEscape, 2),
        Refusal("[\"a\u{0}\"]", .controlCharacter, 3),
        Refusal("[\"a\tb\"]", .controlCharacter, 3),
        Refusal("[\"a\nb\"]", .controlCharacter, 3),
        Refusal("[\"a\rb\"]", .controlCharacter, 3),
        Refusal("[\"12345678\u{1F}\"]", .controlCharacter, 10),
        Refusal("[\"1234567\u{1}\"]", .controlCharacter, 9),
        Refusal("{\"a\u{8}\":1}", .controlCharacter, 3),
        Refusal("[\"\\ud800\"]", .loneSurrogate, 2),
        Refusal("[\"a\\uDFFF\"]", .loneSurrogate, 3),
        Refusal("[\"\\ud800\\ud800\\udc00\"]", .loneSurrogate, 2),
        Refusal("[\"\\ud800\\u0041\"]", .loneSurrogate, 2),
        Refusal("[\"\\ud800x\\udc00\"]", .loneSurrogate, 2),
        Refusal("[\"\\ud83d\\ude0\"]", .loneSurrogate, 2),
        Refusal("{\"\\udc00\":1}", .loneSurrogate, 2),
        Refusal("[\"\\uFFFE\"]", .noncharacter, 2),
        Refusal("[\"\\ufdd0\"]", .noncharacter, 2),
        Refusal("[\"\\ufdef\"]", .noncharacter, 2),
        Refusal("[\"\\ud83f\\udffe\"]", .noncharacter, 2),
        Refusal("{\"x\\uffff\":1}", .noncharacter, 3),
        Refusal("[\"a\u{FFFF}\"]", .noncharacter, 3),
        Refusal(inString: [0xEF, 0xB7, 0x90], .noncharacter, 2),
        Refusal(inString: [0xEF, 0xB7, 0xAF], .noncharacter, 2),
        Refusal("[\"\u{1FFFE}\"]", .noncharacter, 2),
        Refusal("[\"\u{10FFFF}\"]", .noncharacter, 2),
        Refusal("{\"a\\u0000b\":1}", .nulInName, 3),
        Refusal("[{\"\\u0000\":1}]", .nulInName, 3),
    ]

    static let utf8: [Refusal] = [
        Refusal(inString: [0x80], .invalidUTF8, 2),
        Refusal(inString: [0xBF], .invalidUTF8, 2),
        Refusal(inString: [0xC0, 0xAF], .invalidUTF8, 2),
        Refusal(inString: [0xC1, 0xBF], .invalidUTF8, 2),
        Refusal(inString: [0xC3], .invalidUTF8, 2),
        Refusal(inString: [0xC3, 0x28], .invalidUTF8, 2),
        Refusal(inString: [0xE0, 0x80, 0xAF], .invalidUTF8, 2),
        Refusal(inString: [0xE0, 0x9F, 0xBF], .invalidUTF8, 2),
        Refusal(inString: [0xE4, 0xBD], .invalidUTF8, 2),
        Refusal(inString: [0xE4, 0xBD, 0x22], .invalidUTF8, 2),
        Refusal(inString: [0xE4, 0xBD, 0xA0, 0xE4, 0x22], .invalidUTF8, 5),
        Refusal(inString: [0xED, 0xA0, 0x80], .invalidUTF8, 2),
        Refusal(inString: [0xED, 0xBF, 0xBF], .invalidUTF8, 2),
        Refusal(inString: [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], .invalidUTF8, 2),
        Refusal(inString: [0xF0, 0x80, 0x80, 0xAF], .invalidUTF8, 2),
        Refusal(inString: [0xF0, 0x8F, 0xBF, 0xBF], .invalidUTF8, 2),
        Refusal(inString: [0xF0, 0x9F, 0x98], .invalidUTF8, 2),
        Refusal(inString: [0xF4, 0x90, 0x80, 0x80], .invalidUTF8, 2),
        Refusal(inString: [0xF5, 0x80, 0x80, 0x80], .invalidUTF8, 2),
        Refusal(inString: [0xF8, 0x88, 0x80, 0x80, 0x80], .invalidUTF8, 2),
        Refusal(inString: [0xFE], .invalidUTF8, 2),
        Refusal(inString: [0x61, 0xFF], .invalidUTF8, 3),
        Refusal(inString: [0xC0, 0x80], .invalidUTF8, 2),
        Refusal([0x22, 0xE4, 0xBD], .invalidUTF8, 1),
        Refusal([0x22, 0xF0, 0x9F, 0x98], .invalidUTF8, 1),
        Refusal([0x22, 0xC3], .invalidUTF8, 1),
    ]

    static let duplicates: [Refusal] = [
        Refusal("{\"a\":1,\"a\":2}", .duplicateName, 7),
        Refusal("{\"a\":1,\"\\u0061\":2}", .duplicateName, 7),
        Refusal("{\"\\u0061\":1,\"a\":2}", .duplicateName, 12),
        Refusal("{\"\\u0061\":1,\"\\u0061\":2}", .duplicateName, 12),
        Refusal("{\"\":1,\"\":2}", .duplicateName, 6),
        Refusal("{\"\\/\":1,\"/\":2}", .duplicateName, 8),
        Refusal("{\"é\":1,\"\\u00e9\":2}", .duplicateName, 8),
        Refusal("{\"😀\":1,\"\\ud83d\\ude00\":2}", .duplicateName, 10),
        Refusal("{\"a\":{\"b\":1,\"b\":2}}", .duplicateName, 12),
        Refusal("{\"a\":{\"a\":{\"a\":1}},\"b\":1,\"a\":2}", .duplicateName, 25),
        Refusal("[{\"abcdefgh\":1,\"abcdefgh\":2}]", .duplicateName, 15),
        Refusal("{\"a\":1,\"a\":", .duplicateName, 7),
    ]

    @Test(arguments: structure + numbers + strings + utf8 + duplicates)
    func `refuses with a code at the exact byte`(row: Refusal) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(reading: row.bytes) }
        #expect(error?.code == row.code)
        #expect(error?.offset == row.offset)
    }

    @Test(arguments: structure + numbers + strings + utf8 + duplicates)
    func `explains a refusal on one safe line`(row: Refusal) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(reading: row.bytes) }
        let detail = error?.detail ?? ""
        #expect(detail.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
        #expect(detail.first?.isLowercase == true && detail.last != "." && detail.utf8.count < 600)
    }

    @Test func `writes every code in kebab case`() {
        for code in JSONError.Code.allCases {
            #expect(code.rawValue.utf8.allSatisfy { $0 == 0x2D || ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x38 })
        }
    }

    @Test func `shows the hostile name of a duplicate escaped and cut`() {
        let name = "\u{202E}" + String(repeating: "x", count: 100)
        let error = #expect(throws: JSONError.self) { try JSONDocument("{\"\(name)\":1,\"\(name)\":2}") }
        #expect(error?.detail.contains("\\u{202e}xxx") == true)
        #expect(error?.detail.contains("...") == true)
    }

    @Test(
        arguments: [
            "0", "-0", "-0.0", "0e99999999999999999999", "0.000e-99999", "9007199254740991", "-9007199254740991",
            "9007199254740993.0", "1e20", "1E+2", "0.1000000000000000055511151231257827021181583404541015625", "5e-324",
            "1.7976931348623157e308", "123456789012345678901234567890e-5", "[]", "{}", "\"\"", "\t\r\n [ ] \r\n",
            "{\"a\":1,\"A\":2}", "{\"e\u{301}\":1,\"\u{E9}\":2}", "[\"\\u0000\"]", "[\"\\ud83d\\ude00\"]",
            "[\"\u{7F}\"]",
            "[\"\u{FEFF}\"]", "[\"\\/\"]", "[\"\u{FFFD}\u{FDCF}\u{FDF0}\u{EFFF}\u{D7FF}\u{E000}\"]", "\"\u{10FFFD}\"",
            "{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "[{\"a\":1},{\"a\":1}]",
        ])
    func `accepts the near misses`(text: String) throws {
        let document = try JSONDocument(text)
        #expect(document.blemishes == [])
    }
}
