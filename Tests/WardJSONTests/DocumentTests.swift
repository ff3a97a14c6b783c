// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

struct DocumentTests {
    private static let text = #"""
         { "jsonrpc" : "2.0", "id": 7, "n\u0061me": "caf\u00e9 é 😀",
           "list": [1, -2.5, [], {}, true, false, null], "empty": {} }
        """#

    private func sample() throws -> JSONDocument {
        try JSONDocument(Self.text)
    }

    @Test func `tells kinds, spans, counts and texts`() throws {
        let document = try sample()
        #expect(document.kind(of: document.root) == .object)
        #expect(document.count(of: document.root) == 5)
        #expect(document.span(of: document.root) == 1..<document.bytes.count)
        let list = try #require(document.value(named: "list", in: document.root))
        #expect(document.kind(of: list) == .array && document.count(of: list) == 7)
        #expect(document.text(of: list) == "[1, -2.5, [], {}, true, false, null]")
        #expect(
            document.elements(of: list).map(document.kind) == [
                .number, .number, .array, .object, .true, .false, .null,
            ])
        #expect(document.elements(of: list).map(document.text) == ["1", "-2.5", "[]", "{}", "true", "false", "null"])
        #expect(document.elements(of: list).map(document.count) == [0, 0, 0, 0, 0, 0, 0])
        #expect(document.members(of: list).map(\.name) == [])
        #expect(document.elements(of: document.root).map { $0 } == [])
    }

    @Test func `walks members in the order of the text`() throws {
        let document = try sample()
        let names = document.members(of: document.root).map { document.string($0.name) }
        #expect(names == ["jsonrpc", "id", "name", "list", "empty"])
        #expect(
            document.members(of: document.root).map { document.isEscaped($0.name) } == [
                false, false, true, false, false,
            ])
    }

    @Test func `finds values by decoded name`() throws {
        let document = try sample()
        let name = try #require(document.value(named: "name", in: document.root))
        #expect(document.string(name) == "café é 😀")
        #expect(document.isEscaped(name))
        #expect(document.value(named: "nam", in: document.root) == nil)
        #expect(document.value(named: "Name", in: document.root) == nil)
        #expect(document.value(named: "", in: document.root) == nil)
        #expect(document.value(named: "x", in: name) == nil)
        let long = "a name that is longer than fifteen bytes é"
        let other = try JSONDocument("{\"\(long)\":1,\"e\u{301}\":2}")
        #expect(other.value(named: long, in: other.root) != nil)
        // The names only look the same.
        #expect(other.value(named: "\u{E9}", in: other.root) == nil)
    }

    @Test func `reads scalars`() throws {
        let document = try JSONDocument(#"["a\"b",9007199254740991,-0,1.0,1e2,-12,true,"\ud83d\ude00\u0000",0.1]"#)
        let nodes = Array(document.elements(of: document.root))
        #expect(document.string(nodes[0]) == "a\"b" && document.string(nodes[1]) == nil)
        #expect(nodes.map(document.integer) == [nil, 9_007_199_254_740_991, 0, nil, nil, -12, nil, nil, nil])
        #expect(
            nodes.map(document.double) == [nil, 9_007_199_254_740_991, 0, 1, 100, -12, nil, nil, 0.1])
        #expect(document.double(nodes[2])?.sign == .minus)
        #expect(document.string(nodes[7]) == "😀\u{0}")
        #expect(
            document.equals(nodes[0], "a\"b") && !document.equals(nodes[0], "a\"") && !document.equals(nodes[1], "9"))
    }

    @Test func `lends the bytes of a node`() throws {
        let document = try sample()
        let id = try #require(document.node(at: JSONPointer("/jsonrpc")))
        #expect(document.withBytes(of: id) { $0.count } == 3)
        let list = try #require(document.node(at: JSONPointer("/list/0")))
        #expect(document.withBytes(of: list) { $0[0] } == 0x31)
        let empty = try JSONDocument("\"\"")
        #expect(empty.withBytes(of: empty.root) { $0.isEmpty })
    }

    @Test(
        arguments: [
            ("", ""), ("/id", "7"), ("/name", #""caf\u00e9 é 😀""#), ("/list/1", "-2.5"), ("/list/6", "null"),
            ("/empty", "{}"),
        ])
    func `finds nodes by pointer and back`(pointer: String, text: String) throws {
        let document = try sample()
        let node = try #require(document.node(at: JSONPointer(pointer)))
        #expect(pointer.isEmpty || document.text(of: node) == text)
        #expect(document.pointer(to: node).description == pointer)
    }

    @Test(
        arguments: [
            "/nope", "/list/7", "/list/-", "/list/01", "/list/00", "/list/+1", "/list/ 1", "/list/1e0", "/list/",
            "/id/0",
            "/list/99999999999999999999", "/empty/a", "/list/0/0", "/n\\u0061me", "/list/-1", "/list/\u{661}",
        ])
    func `finds nothing where a pointer names nothing`(pointer: String) throws {
        #expect(try sample().node(at: JSONPointer(pointer)) == nil)
    }

    @Test func `follows odd names`() throws {
        let document = try JSONDocument(#"{"":{"/":{"~":{"0":[{"a b":1}]}}}}"#)
        let node = try #require(document.node(at: JSONPointer("//~1/~0/0/0/a b")))
        #expect(document.integer(node) == 1)
        #expect(document.pointer(to: node).description == "//~1/~0/0/0/a b")
        #expect(document.pointer(to: node).tokens == ["", "/", "~", "0", "0", "a b"])
    }

    @Test func `finds the innermost node at a byte`() throws {
        let document = try JSONDocument(" {\"a\": [10, {\"b\":\"xy\"}] , \"c\":1} ")
        func text(_ offset: Int) -> String? {
            document.node(containing: offset).map(document.text)
        }
        #expect(text(-1) == nil && text(0) == nil && text(34) == nil && text(1_000) == nil)
        #expect(text(2) == "\"a\"" && text(4) == "\"a\"")
        #expect(text(5).map { $0.hasPrefix("{") } == true)
        #expect(text(7) == "[10, {\"b\":\"xy\"}]" && text(8) == "10" && text(10) == "[10, {\"b\":\"xy\"}]")
        #expect(
            text(12) == "{\"b\":\"xy\"}" && text(13) == "\"b\"" && text(17) == "\"xy\"" && text(21) == "{\"b\":\"xy\"}")
        #expect(text(22) == "[10, {\"b\":\"xy\"}]" && text(30) == "1")
        let name = try #require(document.node(containing: 13))
        #expect(document.pointer(to: name).description == "/a/1/b")
    }

    @Test func `lists line separators and what is tolerated, in order`() throws {
        let text = "{\"a\u{85}\":\"\u{2028}\\ud800\u{2029}\",\"b\":[1e999,12345678901234567890,\"\\udc00\\ud800\"]}"
        let document = try JSONDocument(text, tolerating: [.loneSurrogates, .inexactNumbers])
        let bytes = document.bytes
        let shown = document.blemishes.map { "\($0.kind) \(String(decoding: bytes[$0.span], as: UTF8.self))" }
        #expect(
            shown == [
                "lineSeparator \u{85}", "lineSeparator \u{2028}", "loneSurrogate \\ud800", "lineSeparator \u{2029}",
                "inexactNumber 1e999", "inexactNumber 12345678901234567890", "loneSurrogate \\udc00",
                "loneSurrogate \\ud800",
            ])
        let list = try #require(document.value(named: "b", in: document.root))
        let nodes = Array(document.elements(of: list))
        #expect(document.isInexact(nodes[0]) && document.double(nodes[0]) == .infinity)
        #expect(document.isInexact(nodes[1]) && document.integer(nodes[1]) == nil)
        #expect(document.string(nodes[2]) == "\u{FFFD}\u{FFFD}")
    }

    @Test func `tolerates nothing that was not asked for`() {
        #expect(throws: JSONError.self) { try JSONDocument("[\"\\ud800\"]", tolerating: .inexactNumbers) }
        #expect(throws: JSONError.self) { try JSONDocument("[1e999]", tolerating: .loneSurrogates) }
        #expect(throws: JSONError.self) { try JSONDocument("{\"\\ud800\":1}", tolerating: .loneSurrogates) }
        #expect(throws: JSONError.self) { try JSONDocument("[\"\\uffff\"]", tolerating: .loneSurrogates) }
    }

    @Test func `reads scalars at the root`() throws {
        for (text, kind) in [
            ("\"\"", JSONKind.string), ("0", .number), ("true", .true), ("false", .false), ("null", .null),
        ] {
            let document = try JSONDocument(text)
            #expect(document.kind(of: document.root) == kind && document.span(of: document.root) == 0..<text.utf8.count)
        }
    }
}
