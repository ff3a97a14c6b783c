// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

/// JSONTestSuite: what must parse, what must not, and what is the parser's choice.
@Suite(.enabled(if: Vectors.areHere, "the vectors are not beside the repository; set WARD_VECTORS"))
struct ParsingSuiteTests {
    static let folder = "json-parsing/test_parsing"
    static let files = Vectors.names(in: folder)

    /// Texts of the suite that JSON allows and I-JSON or the design forbids.
    static let exceptions: [String: (code: JSONError.Code, reason: String)] = [
        "y_object_duplicated_key.json": (.duplicateName, "RFC 7493 section 2.3: names must be unique"),
        "y_object_duplicated_key_and_value.json": (.duplicateName, "RFC 7493 section 2.3: names must be unique"),
        "y_object_escaped_null_in_key.json": (.nulInName, "the design: C readers end a name at NUL"),
        "y_string_escaped_noncharacter.json": (.noncharacter, "RFC 7493 section 2.1: U+FFFF"),
        "y_string_nonCharacterInUTF-8_U+10FFFF.json": (.noncharacter, "RFC 7493 section 2.1: U+10FFFF"),
        "y_string_nonCharacterInUTF-8_U+FFFF.json": (.noncharacter, "RFC 7493 section 2.1: U+FFFF"),
        "y_string_last_surrogates_1_and_2.json": (.noncharacter, "RFC 7493 section 2.1: U+10FFFF"),
        "y_string_unicode_U+10FFFE_nonchar.json": (.noncharacter, "RFC 7493 section 2.1: U+10FFFE"),
        "y_string_unicode_U+1FFFE_nonchar.json": (.noncharacter, "RFC 7493 section 2.1: U+1FFFE"),
        "y_string_unicode_U+FDD0_nonchar.json": (.noncharacter, "RFC 7493 section 2.1: U+FDD0"),
        "y_string_unicode_U+FFFE_nonchar.json": (.noncharacter, "RFC 7493 section 2.1: U+FFFE"),
    ]

    /// The parser's choice: all of them are refused, with these codes.
    static let choices: [String: (code: JSONError.Code, reason: String)] = [
        "i_number_double_huge_neg_exp.json": (.numberNotInteroperable, "underflows to zero"),
        "i_number_huge_exp.json": (.numberNotInteroperable, "overflows"),
        "i_number_neg_int_huge_exp.json": (.numberNotInteroperable, "overflows"),
        "i_number_pos_double_huge_exp.json": (.numberNotInteroperable, "overflows"),
        "i_number_real_neg_overflow.json": (.numberNotInteroperable, "overflows"),
        "i_number_real_pos_overflow.json": (.numberNotInteroperable, "overflows"),
        "i_number_real_underflow.json": (.numberNotInteroperable, "underflows to zero"),
        "i_number_too_big_neg_int.json": (.numberNotInteroperable, "an integer beyond 2^53"),
        "i_number_too_big_pos_int.json": (.numberNotInteroperable, "an integer beyond 2^53"),
        "i_number_very_big_negative_int.json": (.numberNotInteroperable, "an integer beyond 2^53"),
        "i_object_key_lone_2nd_surrogate.json": (.loneSurrogate, "a name, where no tolerance helps"),
        "i_string_1st_surrogate_but_2nd_missing.json": (.loneSurrogate, "a high half alone"),
        "i_string_1st_valid_surrogate_2nd_invalid.json": (.loneSurrogate, "a high half before no low half"),
        "i_string_UTF-16LE_with_BOM.json": (.invalidUTF8, "UTF-16"),
        "i_string_UTF-8_invalid_sequence.json": (.invalidUTF8, "FA starts nothing"),
        "i_string_UTF8_surrogate_U+D800.json": (.invalidUTF8, "a surrogate in UTF-8"),
        "i_string_incomplete_surrogate_and_escape_valid.json": (.loneSurrogate, "a high half alone"),
        "i_string_incomplete_surrogate_pair.json": (.loneSurrogate, "a low half alone"),
        "i_string_incomplete_surrogates_escape_valid.json": (.loneSurrogate, "two high halves"),
        "i_string_invalid_lonely_surrogate.json": (.loneSurrogate, "a high half alone"),
        "i_string_invalid_surrogate.json": (.loneSurrogate, "a high half alone"),
        "i_string_invalid_utf-8.json": (.invalidUTF8, "FF starts nothing"),
        "i_string_inverted_surrogates_U+1D11E.json": (.loneSurrogate, "the halves the wrong way round"),
        "i_string_iso_latin_1.json": (.invalidUTF8, "Latin-1"),
        "i_string_lone_second_surrogate.json": (.loneSurrogate, "a low half alone"),
        "i_string_lone_utf8_continuation_byte.json": (.invalidUTF8, "81 starts nothing"),
        "i_string_not_in_unicode_range.json": (.invalidUTF8, "beyond U+10FFFF"),
        "i_string_overlong_sequence_2_bytes.json": (.invalidUTF8, "overlong"),
        "i_string_overlong_sequence_6_bytes.json": (.invalidUTF8, "overlong"),
        "i_string_overlong_sequence_6_bytes_null.json": (.invalidUTF8, "overlong"),
        "i_string_truncated-utf-8.json": (.invalidUTF8, "cut off"),
        "i_string_utf16BE_no_BOM.json": (.unexpectedByte, "UTF-16"),
        "i_string_utf16LE_no_BOM.json": (.unexpectedByte, "UTF-16"),
        "i_structure_500_nested_arrays.json": (.tooDeep, "deeper than the default of 128"),
        "i_structure_UTF-8_BOM_empty_object.json": (.byteOrderMark, "RFC 7493 section 2.1 and RFC 8259 section 8.1"),
    ]

    @Test(arguments: files.filter { $0.hasPrefix("n_") })
    func `refuses what is no JSON`(file: String) throws {
        let bytes = try Vectors.bytes("\(Self.folder)/\(file)")
        let error = #expect(throws: JSONError.self) { try JSONDocument(reading: bytes) }
        #expect((0...bytes.count).contains(error?.offset ?? -1))
    }

    @Test(arguments: files.filter { $0.hasPrefix("y_") })
    func `accepts what is JSON but for the exceptions`(file: String) throws {
        let bytes = try Vectors.bytes("\(Self.folder)/\(file)")
        if let exception = Self.exceptions[file] {
            let error = #expect(throws: JSONError.self) { try JSONDocument(reading: bytes) }
            #expect(error?.code == exception.code)
        } else {
            let document = try JSONDocument(reading: bytes)
            let hasSeparator = file.hasPrefix("y_string_u+2028") || file.hasPrefix("y_string_u+2029")
            #expect(document.blemishes.map(\.kind) == (hasSeparator ? [.lineSeparator] : []))
        }
    }

    @Test(arguments: files.filter { $0.hasPrefix("i_") })
    func `decides what the standard leaves open`(file: String) throws {
        let bytes = try Vectors.bytes("\(Self.folder)/\(file)")
        let choice = try #require(Self.choices[file], "not decided")
        let error = #expect(throws: JSONError.self) { try JSONDocument(reading: bytes) }
        #expect(error?.code == choice.code)
    }

    @Test func `names no exception or choice that the suite lacks`() {
        let known = Set(Self.files)
        #expect(Self.exceptions.keys.filter { !known.contains($0) } == [])
        #expect(Self.choices.keys.filter { !known.contains($0) } == [])
        #expect(Self.files.count > 300)
    }

    @Test(arguments: Vectors.names(in: "json-parsing/test_transform"))
    func `reads what readers transform differently only if it is unambiguous`(file: String) throws {
        let bytes = try Vectors.bytes("json-parsing/test_transform/\(file)")
        let refused: [String: JSONError.Code] = [
            "number_-9223372036854775808.json": .numberNotInteroperable,
            "number_-9223372036854775809.json": .numberNotInteroperable,
            "number_10000000000000000999.json": .numberNotInteroperable,
            "number_1e-999.json": .numberNotInteroperable,
            "number_9223372036854775807.json": .numberNotInteroperable,
            "number_9223372036854775808.json": .numberNotInteroperable,
            "object_same_key_different_values.json": .duplicateName,
            "object_same_key_same_value.json": .duplicateName,
            "object_same_key_unclear_values.json": .duplicateName,
            "string_1_escaped_invalid_codepoint.json": .loneSurrogate,
            "string_1_invalid_codepoint.json": .invalidUTF8,
            "string_2_escaped_invalid_codepoints.json": .loneSurrogate,
            "string_2_invalid_codepoints.json": .invalidUTF8,
            "string_3_escaped_invalid_codepoints.json": .loneSurrogate,
            "string_3_invalid_codepoints.json": .invalidUTF8,
        ]
        if let code = refused[file] {
            let error = #expect(throws: JSONError.self) { try JSONDocument(reading: bytes) }
            #expect(error?.code == code)
        } else {
            _ = try JSONDocument(reading: bytes)
        }
    }
}
