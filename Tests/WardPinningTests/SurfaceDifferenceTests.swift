// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardTesting
import WardText

/// What a person is shown of a change (W13).
struct SurfaceDifferenceTests {
    @Test func `a changed description is shown word by word`() throws {
        let old = try Listed.surface(tools: [Listed.tool("a", "Adds two numbers."), Listed.tool("b")])
        let new = try Listed.surface(tools: [Listed.tool("a", "Adds two secret numbers."), Listed.tool("b")])
        let changes = SurfaceDifference(from: ApprovedSurface(approving: old), to: new).changes
        #expect(changes.map(\.place) == [.declaration(.tools, "a")])
        #expect(changes.map(\.kind) == [.changed])
        let component = try #require(changes.first?.components.first)
        #expect(component.pointer.description == "/description")
        #expect(
            component.words == [
                WordChange(fate: .kept, text: "Adds two "), WordChange(fate: .added, text: "secret "),
                WordChange(fate: .kept, text: "numbers."),
            ])
    }

    @Test func `a change deep in a schema is shown where it is`() throws {
        func surface(_ kind: String) throws -> Surface {
            let schema = #"{"type":"object","properties":{"path":{"type":"\#(kind)"}}}"#
            return try Listed.surface(tools: [#"{"name":"a","inputSchema":\#(schema)}"#])
        }
        let changes = SurfaceDifference(
            from: ApprovedSurface(approving: try surface("string")), to: try surface("array")
        ).changes
        let component = try #require(changes.first?.components.first)
        #expect(component.pointer.description == "/inputSchema/properties/path/type")
        #expect(component.old == "string")
        #expect(component.new == "array")
    }

    @Test func `what was added, taken away and renamed is named`() throws {
        let old = try Listed.surface(tools: [Listed.tool("a"), Listed.tool("b")], instructions: #""one""#)
        let new = try Listed.surface(
            tools: [Listed.tool("c"), Listed.tool("b")], capabilities: #"{"tools":{},"logging":{}}"#)
        let changes = SurfaceDifference(from: ApprovedSurface(approving: old), to: new).changes
        #expect(
            changes.map(\.place) == [
                .instructions, .capability(JSONPointer(tokens: ["logging"])), .declaration(.tools, "c"),
                .declaration(.tools, "a"),
            ])
        #expect(changes.map(\.kind) == [.removed, .added, .added, .removed])
        #expect(changes.first?.components.first?.old == "one")
        #expect(changes[2].components.map(\.pointer.description) == ["/name", "/description", "/inputSchema"])
    }

    @Test func `T22: numbers that readers disagree on are shown as they are`() throws {
        let old = try Listed.surface(tools: [#"{"name":"a","max":{"n":9007199254740993}}"#])
        let new = try Listed.surface(tools: [#"{"name":"a","max":{"n":9007199254740995}}"#])
        let component = try #require(
            SurfaceDifference(from: ApprovedSurface(approving: old), to: new).changes.first?.components.first)
        #expect(component.pointer.description == "/max/n")
        #expect(component.old == "9007199254740993")
        #expect(component.new == "9007199254740995")
    }

    @Test func `an element more in an array moves no other`() throws {
        let old = try Listed.surface(tools: [#"{"name":"a","required":["x","y","z"]}"#])
        let new = try Listed.surface(tools: [#"{"name":"a","required":["x","new","y","z"]}"#])
        let components = try #require(
            SurfaceDifference(from: ApprovedSurface(approving: old), to: new).changes.first?.components)
        #expect(components.map(\.pointer.description) == ["/required/1"])
        #expect(components.map(\.old) == [nil])
        #expect(components.map(\.new) == ["new"])
    }

    @Test func `a member in which nearly all differs is shown whole`() throws {
        func surface(_ value: Int) throws -> Surface {
            let members = (0..<3_000).map { "\"k\($0)\":\(value)" }.joined(separator: ",")
            return try Listed.surface(tools: [#"{"name":"a","schema":{\#(members)}}"#])
        }
        let components = try #require(
            SurfaceDifference(from: ApprovedSurface(approving: try surface(1)), to: try surface(2)).changes.first?
                .components)
        #expect(components.map(\.pointer.description) == ["/schema"])
    }

    // MARK: Variants

    @Test func `T22: a change is shown beside the variant that is most like it`() throws {
        func surface(_ text: String, _ more: String = "") throws -> Surface {
            try Listed.surface(tools: [Listed.tool("a", text, more)])
        }
        let approved = ApprovedSurface(approving: try surface("Reads the file that you name."))
            .adding(variantsOf: try surface("Asks a model about the weather."))
            .adding(variantsOf: try surface("Reads the file.", ",\"title\":\"t\",\"x\":1"))
        let changes = SurfaceDifference(from: approved, to: try surface("Asks a model about the wind.")).changes
        #expect(changes.first?.components.map(\.old) == ["Asks a model about the weather."])
        // One member that moved is nearer than three, however few words those have.
        let other = SurfaceDifference(from: approved, to: try surface("Reads the file.")).changes
        #expect(other.first?.components.map(\.pointer.description) == ["/description"])
        #expect(SurfaceDifference(from: approved, to: try surface("Reads the file that you name.")).changes.isEmpty)
    }

    @Test func `of capabilities that another variant has nothing is shown`() throws {
        func declaring(_ text: String) throws -> Surface { try Listed.surface(capabilities: text) }
        let approved = ApprovedSurface(approving: try declaring(#"{"tools":{},"logging":{}}"#))
            .adding(variantsOf: try declaring(#"{"tools":{},"extensions":{"x":{}}}"#))
        let now = try declaring(#"{"tools":{},"logging":{},"extensions":{"x":{},"y":{}}}"#)
        let changes = SurfaceDifference(from: approved, to: now).changes
        #expect(changes.map(\.place) == [.capability(JSONPointer(tokens: ["extensions", "y"]))])
    }

    @Test func `a single text that moved is a place that can vary, and nothing else is`() throws {
        func place(_ old: String, _ new: String) throws -> String? {
            let approved = ApprovedSurface(approving: try Listed.surface(tools: [old]))
            return SurfaceDifference(from: approved, to: try Listed.surface(tools: [new])).changes.first?
                .onlyVaryingPlace?.description
        }
        #expect(try place(Listed.tool("a/b", "10"), Listed.tool("a/b", "11")) == "/tools/a~1b/description")
        #expect(try place(Listed.tool("a", "10"), Listed.tool("a", "11", ",\"title\":\"t\"")) == nil)
        #expect(try place(Listed.tool("a"), Listed.tool("a", "does", ",\"title\":\"t\"")) == nil)
        #expect(
            try place(Listed.tool("a"), #"{"name":"a","description":"does","inputSchema":{"type":"array"}}"#) == nil)
    }

    @Test func `from nothing all is added, and a list that was not read is not compared`() throws {
        let surface = try Listed.surface(tools: [Listed.tool("a")], prompts: [#"{"name":"p"}"#])
        #expect(SurfaceDifference(of: surface).changes.allSatisfy { $0.kind == .added })
        let approved = ApprovedSurface(approving: surface)
        #expect(SurfaceDifference(from: approved, to: Surface()).changes.isEmpty)
        #expect(SurfaceDifference(from: approved, to: surface).changes.isEmpty)
    }

    @Test(arguments: [
        ("", ""), ("a", ""), ("", "a"), ("a b c", "a x c"), ("one  two", "one two"), ("e\u{301}", "\u{E9}"),
        ("a b a b", "b a b a"), ("line\none", "line\ntwo"), ("a\u{200B}b", "ab"),
    ])
    func `old and new can be read off the stretches`(old: String, new: String) {
        let changes = WordDifference.between(old, new)
        expectWhole(changes, old, new)
        #expect(changes.contains { $0.fate != .kept } == !old.utf8.elementsEqual(new.utf8))
    }

    private func expectWhole(_ changes: [WordChange], _ old: String, _ new: String) {
        let before = changes.filter { $0.fate != .added }.map(\.text).joined()
        let after = changes.filter { $0.fate != .removed }.map(\.text).joined()
        #expect(before.utf8.elementsEqual(old.utf8))
        #expect(after.utf8.elementsEqual(new.utf8))
    }

    @Test(arguments: [UInt64](1...60))
    func `any two texts can be read off their stretches`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let words = ["a", "b", "\u{301}", " ", "  ", "\n", "é", "\u{202E}", "word"]
        let texts = (0..<2).map { _ in
            (0..<random.below(40)).map { _ in words[random.below(words.count)] }.joined()
        }
        expectWhole(WordDifference.between(texts[0], texts[1]), texts[0], texts[1])
    }

    @Test func `texts of very many words are compared in bounded work`() {
        let old = "same " + (0..<20_000).map { "a\($0)" }.joined(separator: " ") + " end"
        let new = "same " + (0..<20_000).map { "b\($0)" }.joined(separator: " ") + " end"
        let changes = WordDifference.between(old, new)
        expectWhole(changes, old, new)
        #expect(changes.map(\.fate) == [.kept, .removed, .added, .kept])
    }
}
