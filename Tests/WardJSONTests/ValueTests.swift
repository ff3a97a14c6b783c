// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

struct ValueTests {
    private func text(_ value: JSONValue) -> String {
        String(decoding: value.encoded(), as: UTF8.self)
    }

    @Test func `writes every kind`() {
        let value: JSONValue = [
            "null": nil, "bool": [true, false], "integer": -5, "double": 2.5, "string": "a\"b\\c", "array": [],
            "object": [:], "big": .double(1e20), "whole": .double(3),
        ]
        #expect(
            text(value)
                == #"{"null":null,"bool":[true,false],"integer":-5,"double":2.5,"string":"a\"b\\c","array":[],"object":{},"big":1e+20,"whole":3.0}"#
        )
    }

    @Test func `escapes what some reader might split or show`() {
        #expect(
            text(.string("\u{0}\t\n\u{1F}\u{7F}\u{85}\u{2028}\u{2029}é😀/"))
                == #""\u0000\t\n\u001f\u007f\u0085\u2028\u2029é😀/""#)
    }

    @Test func `writes only what the own reader accepts`() throws {
        let odd = "a\u{0}\u{FFFF}\u{1FFFE}b\(Unicode.Scalar(0xFDD0).map(String.init) ?? "")"
        let value = JSONValue.object([
            odd: .string(odd), "n": .integer(.max), "m": .integer(.min), "i": .double(.infinity), "q": .double(.nan),
        ])
        let document = try JSONDocument(reading: value.encoded())
        #expect(
            document.text(of: document.root)
                == "{\"a\u{FFFD}\u{FFFD}\u{FFFD}b\u{FFFD}\":\"a\\u0000\u{FFFD}\u{FFFD}b\u{FFFD}\",\"n\":\"9223372036854775807\",\"m\":\"-9223372036854775808\",\"i\":null,\"q\":null}"
        )
        #expect(try document.canonicalBytes(of: document.root) == value.canonicalBytes())
    }

    @Test func `writes integers as numbers up to 2^53-1 and as strings beyond`() {
        #expect(text(.integer(9_007_199_254_740_991)) == "9007199254740991")
        #expect(text(.integer(-9_007_199_254_740_991)) == "-9007199254740991")
        #expect(text(.integer(9_007_199_254_740_992)) == "\"9007199254740992\"")
        #expect(text(.integer(-9_007_199_254_740_992)) == "\"-9007199254740992\"")
    }

    @Test func `keeps the last of members with one name, at the place of the first`() {
        let object: JSONObject = ["a": 1, "b": 2, "a": 3, "e\u{301}": 4, "\u{E9}": 5, "\u{FFFF}": 6, "\u{FFFD}": 7]
        #expect(text(.object(object)) == "{\"a\":3,\"b\":2,\"e\u{301}\":4,\"\u{E9}\":5,\"\u{FFFD}\":7}")
    }

    @Test func `sets, reads and removes members`() {
        var object = JSONObject()
        object["a"] = 1
        object["b"] = 2
        object["a"] = "x"
        object["c"] = nil
        #expect(object["a"] == "x" && object["z"] == nil && object["\u{E9}"] == nil)
        object["b"] = nil
        #expect(object.members.map(\.name) == ["a"])
    }

    @Test func `compares code points, signs and order`() {
        #expect(JSONValue.string("\u{E9}") != "e\u{301}")
        #expect(Set<JSONValue>(["\u{E9}", "e\u{301}"]).count == 2)
        #expect(JSONValue.double(0) != .double(-0.0))
        #expect(JSONValue.double(1) != .integer(1))
        #expect(JSONValue.object(["a": 1, "b": 2]) != .object(["b": 2, "a": 1]))
        #expect(JSONValue.object(["a": 1, "b": [2, nil]]) == ["a": 1, "b": [2, nil]])
        #expect(
            JSONValue.array([1, "2", true, nil, [:], 2.5]).hashValue
                == JSONValue.array([1, "2", true, nil, [:], 2.5]).hashValue)
    }

    @Test func `takes values from a document`() throws {
        let text = #"{"a":[1,1.5,"x\n",true,false,null,{"b":{}}],"big":12345678901234567890,"huge":1e999}"#
        let document = try JSONDocument(text, tolerating: .inexactNumbers)
        #expect(
            JSONValue(document.root, in: document) == [
                "a": [1, 1.5, "x\n", true, false, nil, ["b": [:]]], "big": "12345678901234567890", "huge": "1e999",
            ])
    }

    @Test func `writes a text step by step`() throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("jsonrpc", "2.0")
            writer.name("id")
            writer.raw(Array("7".utf8))
            writer.name("list")
            writer.array { writer in
                writer.null()
                writer.bool(true)
                writer.integer(3)
                writer.double(0.5)
                writer.string("s")
                writer.array { _ in }
                writer.object { $0.member("k", [1, 2]) }
                writer.value(["x": nil])
            }
            writer.name("empty")
            writer.object { _ in }
        }
        let expected = #"{"jsonrpc":"2.0","id":7,"list":[null,true,3,0.5,"s",[],{"k":[1,2]},{"x":null}],"empty":{}}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
        _ = try JSONDocument(reading: writer.bytes)
    }
}
