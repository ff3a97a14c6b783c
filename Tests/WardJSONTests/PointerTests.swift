// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

struct PointerTests {
    /// RFC 6901 section 5.
    private static let document =
        ##"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"##

    @Test(
        arguments: [
            ("", document), ("/foo", "[\"bar\",\"baz\"]"), ("/foo/0", "\"bar\""), ("/", "0"), ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"), ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"),
        ])
    func `follows the examples of RFC 6901`(pointer: String, text: String) throws {
        let document = try JSONDocument(Self.document)
        let node = try #require(document.node(at: JSONPointer(pointer)))
        #expect(document.text(of: node) == text)
        #expect(document.pointer(to: node) == (try JSONPointer(pointer)))
    }

    @Test(
        arguments: [
            ("a", JSONPointerError.Code.missingSlash, 0), ("é/a", .missingSlash, 0), ("~0", .missingSlash, 0),
            ("/~", .invalidEscape, 1), ("/a~", .invalidEscape, 2), ("/~2", .invalidEscape, 1),
            ("/é~/", .invalidEscape, 3),
            ("/~~0", .invalidEscape, 1), ("#/a", .missingSlash, 0),
        ])
    func `refuses what is no pointer`(text: String, code: JSONPointerError.Code, offset: Int) {
        let error = #expect(throws: JSONPointerError.self) { try JSONPointer(text) }
        #expect(error?.code == code && error?.offset == offset)
        #expect(error?.detail.isEmpty == false)
    }

    @Test(arguments: ["", "/", "//", "/~01", "/~10", "/a/b~1c~0d/é/", "/ /\u{0}"])
    func `writes what it parsed`(text: String) throws {
        let pointer = try JSONPointer(text)
        #expect(pointer.description == text)
        #expect(JSONPointer(tokens: pointer.tokens) == pointer)
    }

    @Test func `decodes each escape once`() throws {
        #expect(try JSONPointer("/~01").tokens == ["~1"])
        #expect(JSONPointer(tokens: ["~1", "/"]).description == "/~01/~1")
        #expect(JSONPointer().appending("a/b").appending(3).description == "/a~1b/3")
    }

    @Test func `compares code points and not looks`() {
        let composed = JSONPointer(tokens: ["\u{E9}"])
        let decomposed = JSONPointer(tokens: ["e\u{301}"])
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(JSONPointer(tokens: ["a", "b"]) != JSONPointer(tokens: ["ab"]))
    }
}
