// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardTesting
import WardText

/// What a digest of a declaration covers (T22, W13).
struct DeclarationTests {
    @Test(arguments: [
        (#"{"name":"a","x":1}"#, #"{ "x" : 1.0 , "name" : "\u0061" }"#),
        (#"{"name":"a","d":"\ud800"}"#, #"{"name":"a","d":"\ufffd"}"#),
    ])
    func `the order, the spacing and the spelling of a declaration do not count`(first: String, second: String) throws {
        let one = try Listed.declaration(first)
        let other = try Listed.declaration(second)
        #expect(one.digest == other.digest)
        #expect(one.bytes != other.bytes)
    }

    @Test(arguments: [
        #"{"name":"a"}"#, #"{"name":"a","description":"x","extra":null}"#, #"{"name":"a","description":"X"}"#,
        #"{"name":"a","description":"x","annotations":{"readOnlyHint":true}}"#,
        #"{"name":"a","description":"x","_meta":{"k":1}}"#, "{\"name\":\"a\",\"description\":\"x\u{200B}\"}",
        #"{"name":"a","description":["x"]}"#,
    ])
    func `T22: every member that the server sent counts`(text: String) throws {
        let approved = try Listed.declaration(#"{"name":"a","description":"x"}"#)
        #expect(try Listed.declaration(text).digest != approved.digest)
    }

    @Test func `numbers that readers disagree on are told apart by their text`() throws {
        let one = try Listed.declaration(#"{"name":"a","max":9007199254740993}"#)
        let other = try Listed.declaration(#"{"name":"a","max":9007199254740994}"#)
        #expect(one.digest != other.digest)
        let expected = #"{"max":{"$number":"9007199254740993"},"name":"a"}"#
        #expect(one.digest == Digest256(of: Array(expected.utf8)))
    }

    @Test func `components say which member moved`() throws {
        let old = try Listed.declaration(Listed.tool("a", "old"))
        let new = try Listed.declaration(Listed.tool("a", "new"))
        let moved = zip(old.components, new.components).filter { $0.0 != $0.1 }.map(\.0.name.text)
        #expect(moved == ["description"])
        #expect(old.components.map(\.name.text) == ["name", "description", "inputSchema"])
    }

    @Test func `a template is known by its URI template`() throws {
        let template = try Listed.declaration(#"{"name":"file","uriTemplate":"file:///{path}"}"#, .templates)
        #expect(template.name == "file:///{path}")
    }

    @Test(arguments: ["7", "[]", "{}", #"{"name":7}"#, #"{"name":""}"#])
    func `what has no name is no declaration`(text: String) throws {
        #expect(throws: SurfaceError.self) { try Listed.declaration(text) }
    }

    // MARK: Varying places

    private static let varying = [JSONPointer(tokens: ["description"])]

    @Test func `a varying place may hold another value, and nothing else may`() throws {
        let first = try Listed.declaration(Listed.tool("a", "at 10:00")).digest(leavingOut: Self.varying)
        #expect(try Listed.declaration(Listed.tool("a", "at 11:00")).digest(leavingOut: Self.varying) == first)
        let other = try Listed.declaration(Listed.tool("a", "at 11:00", ",\"title\":\"t\""))
        #expect(other.digest(leavingOut: Self.varying) != first)
    }

    @Test func `a varying place within a schema is left out alone`() throws {
        let pointer = [JSONPointer(tokens: ["list", "1", "zone"])]
        func digest(_ zone: String, _ rest: String) throws -> Digest256 {
            try Listed.declaration(#"{"name":"a","list":[0,{"zone":"\#(zone)","rest":"\#(rest)"}]}"#)
                .digest(leavingOut: pointer)
        }
        #expect(try digest("UTC", "r") == digest("CET", "r"))
        #expect(try digest("UTC", "r") != digest("UTC", "s"))
    }

    @Test(arguments: [
        #""""#, #""\u0000s""#, #""\u0000""#, "null", "{}", "[]", #"{"$varying":true}"#, #"{"$number":"1"}"#, "7",
        #""sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU""#,
    ])
    func `T22: no value that a server sends is taken for a varying place`(value: String) throws {
        let hole = try Listed.declaration(Listed.tool("a", "at 10:00")).digest(leavingOut: Self.varying)
        let imitation = try Listed.declaration(
            #"{"name":"a","description":\#(value),"inputSchema":{"type":"object"}}"#)
        #expect(imitation.digest != hole)
        #expect(imitation.digest(leavingOut: [JSONPointer(tokens: ["title"])]) == imitation.digest)
    }

    @Test func `T22: a varying place keeps its type, and cannot come or go`() throws {
        let text = try Listed.declaration(Listed.tool("a", "at 10:00")).digest(leavingOut: Self.varying)
        for other in [
            #"{"name":"a","inputSchema":{"type":"object"}}"#,
            #"{"name":"a","description":{"x":1},"inputSchema":{"type":"object"}}"#,
        ] {
            #expect(try Listed.declaration(other).digest(leavingOut: Self.varying) != text)
        }
    }

    @Test func `T22: a whole declaration cannot vary`() throws {
        let declaration = try Listed.declaration(Listed.tool("a"))
        #expect(declaration.digest(leavingOut: [JSONPointer()]) == declaration.digest)
    }

    @Test(arguments: [UInt64](1...20))
    func `T22: any change outside of the varying place changes the digest`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var members = (0..<6).map { "\"m\($0)\":\"\(random.below(1_000))\"" }
        let pointer = [JSONPointer(tokens: ["m2"])]
        func digest(_ members: [String]) throws -> Digest256 {
            try Listed.declaration("{\"name\":\"a\",\(members.joined(separator: ","))}").digest(leavingOut: pointer)
        }
        let approved = try digest(members)
        let place = random.below(6)
        members[place] = "\"m\(place)\":\"changed\""
        #expect(try (digest(members) == approved) == (place == 2))
        members.shuffle(using: &random)
        #expect(try (digest(members) == approved) == (place == 2))
    }
}
