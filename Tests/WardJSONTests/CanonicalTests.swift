// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

struct CanonicalTests {
    private func canonical(
        _ text: String,
        _ numbers: CanonicalNumbers = .refuse,
        tolerating: JSONTolerance = []
    ) throws -> String {
        let document = try JSONDocument(text, tolerating: tolerating)
        return String(decoding: try document.canonicalBytes(of: document.root, numbers: numbers), as: UTF8.self)
    }

    @Test(
        .enabled(if: Vectors.areHere, "the vectors are not beside the repository; set WARD_VECTORS"),
        arguments: Vectors.names(in: "jcs/testdata/input"))
    func `writes the reference data of RFC 8785 byte for byte`(file: String) throws {
        let document = try JSONDocument(reading: Vectors.bytes("jcs/testdata/input/\(file)"))
        let bytes = try document.canonicalBytes(of: document.root)
        #expect(bytes == (try Vectors.bytes("jcs/testdata/output/\(file)")))
        let hexFile = "jcs/testdata/outhex/\(file.dropLast(5)).txt"
        let hex = String(decoding: try Vectors.bytes(hexFile), as: UTF8.self)
        #expect(bytes == hex.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) })
        #expect(JSONValue(document.root, in: document).canonicalBytes() == bytes)
    }

    /// RFC 8785, appendix B.
    static let numbers: [(bits: UInt64, text: String)] = [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ]

    @Test(arguments: numbers)
    func `writes the numbers of RFC 8785 appendix B`(number: (bits: UInt64, text: String)) throws {
        let value = Double(bitPattern: number.bits)
        #expect(String(decoding: JSONValue.double(value).canonicalBytes(), as: UTF8.self) == number.text)
        #expect(try canonical(value.description) == number.text)
    }

    @Test(
        arguments: [
            ("1.0", "1"), ("-0", "0"), ("-0.0", "0"), ("0e5", "0"), ("10e-1", "1"), ("1E2", "100"), ("0.1", "0.1"),
            ("1e-6", "0.000001"), ("1e-7", "1e-7"), ("123456789012345680000", "123456789012345680000"),
            ("1.000000000000000005", "1"), ("1.5e300", "1.5e+300"), ("-1.25e-10", "-1.25e-10"),
            ("1e20", "1" + zeros(20)),
            ("1e21", "1e+21"), ("12e20", "1.2e+21"), ("0.00001234", "0.00001234"),
            ("9007199254740991", "9007199254740991"),
            ("-1", "-1"), ("100", "100"), ("-9007199254740991.0", "-9007199254740991"),
        ])
    func `writes numbers as ECMAScript does`(text: String, expected: String) throws {
        #expect(try canonical(text, tolerating: .inexactNumbers) == expected)
    }

    @Test func `sorts names by UTF-16 code units`() throws {
        let text =
            #"{"\ufb33":1,"\ud83d\ude00":2,"\u20ac":3,"ö":4,"\r":5,"1":6,"":7,"\u0080":8,"aa":9,"a":10,"\ue000":11}"#
        #expect(
            try canonical(text)
                == "{\"\":7,\"\\r\":5,\"1\":6,\"a\":10,\"aa\":9,\"\u{80}\":8,\"ö\":4,\"€\":3,\"😀\":2,\"\u{E000}\":11,\"\u{FB33}\":1}"
        )
    }

    @Test func `sorts long names that differ late, escaped or not`() throws {
        #expect(
            try canonical(#"{"abcdefghijkl2":1,"\u0061bcdefghijkl1":2,"abcdefghijkl":3,"abcdefghijkl10":4}"#)
                == #"{"abcdefghijkl":3,"abcdefghijkl1":2,"abcdefghijkl10":4,"abcdefghijkl2":1}"#)
    }

    @Test func `escapes only what must be escaped, in the shortest way`() throws {
        let text = #"["\u0008\u0009\u000a\u000c\u000d\u0001\u001f\u007f\u0080\/\"\\\u2028\u00e9\ud83d\ude00 a\u0062c"]"#
        #expect(
            try canonical(text)
                == "[\"\\b\\t\\n\\f\\r\\u0001\\u001f\u{7F}\u{80}/\\\"\\\\\u{2028}é😀 abc\"]")
    }

    @Test func `drops white space and keeps nesting`() throws {
        let text = " [ { } , [ ] , { \"b\" : [ { \"d\" : 1 , \"c\" : null } ] , \"a\" : true } , false ] "
        #expect(try canonical(text) == "[{},[],{\"a\":true,\"b\":[{\"c\":null,\"d\":1}]},false]")
    }

    @Test func `writes a node inside a document`() throws {
        let document = try JSONDocument("{\"x\": {\"b\": 1, \"a\": [2 , 3]}, \"y\": \"z\"}")
        let node = try #require(document.value(named: "x", in: document.root))
        #expect(try document.canonicalBytes(of: node) == Array("{\"a\":[2,3],\"b\":1}".utf8))
        let digest = try document.canonicalDigest(of: node)
        #expect(digest == Digest256(of: Array("{\"a\":[2,3],\"b\":1}".utf8)))
        let name = try #require(document.node(containing: 1))
        #expect(try document.canonicalBytes(of: name) == Array("\"x\"".utf8))
    }

    @Test(
        arguments: [
            ("9007199254740993", true), ("18446744073709551615", true), ("-9223372036854775808", true),
            ("1e400", true), ("-1e400", true), ("1e-400", true), ("10000000000000000000000", true),
            ("9007199254740992", false), ("100000000000000000000", false), ("-9007199254740994", false),
        ])
    func `refuses or wraps a tolerated number that loses something`(text: String, isLossy: Bool) throws {
        let document = "{\"n\":[ \(text)]}"
        #expect(throws: JSONError.self) { try JSONDocument(document) }
        if isLossy {
            let error = #expect(throws: JSONError.self) { try canonical(document, tolerating: .inexactNumbers) }
            #expect(error?.code == .notCanonical)
            #expect(error?.offset == 7)
            #expect(
                try canonical(document, .wrap, tolerating: .inexactNumbers) == "{\"n\":[{\"$number\":\"\(text)\"}]}")
        } else {
            #expect(try canonical(document, tolerating: .inexactNumbers) == "{\"n\":[\(text)]}")
        }
    }

    @Test func `writes a tolerated lone surrogate as the replacement character`() throws {
        let text = #"["\ud800","a\udc00\n","\ud800\ud83d\ude00"]"#
        #expect(
            try canonical(text, tolerating: .loneSurrogates) == "[\"\u{FFFD}\",\"a\u{FFFD}\\n\",\"\u{FFFD}😀\"]")
    }
}

private func zeros(_ count: Int) -> String {
    String(repeating: "0", count: count)
}
