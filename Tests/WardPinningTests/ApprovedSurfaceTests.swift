// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardTesting
import WardText

/// What a consent keeps, and what an approval makes of it (T22, W13).
struct ApprovedSurfaceTests {
    private func isCovered(_ surface: Surface, _ approved: ApprovedSurface) -> Bool {
        SurfaceCheck(surface, against: approved.pin).isCovered
    }

    private func tools(_ descriptions: [String: String], capabilities: String = #"{"tools":{}}"#) throws -> Surface {
        let texts = descriptions.sorted { $0.key < $1.key }.map { Listed.tool($0.key, $0.value) }
        return try Listed.surface(tools: texts, capabilities: capabilities)
    }

    // MARK: Ways of approving

    @Test func `T22: what takes the place of the old ends all variants of its name, and of no other`() throws {
        let first = try tools(["a": "one", "b": "one"])
        let second = try tools(["a": "two", "b": "two"])
        let both = ApprovedSurface(approving: first).adding(variantsOf: second)
        #expect(both.variants(of: .tools, "a").count == 2)
        for surface in [first, second] { #expect(isCovered(surface, both)) }
        let third = try tools(["a": "three", "b": "two"])
        let replaced = both.replacing(by: third)
        #expect(isCovered(third, replaced))
        #expect(replaced.variants(of: .tools, "a").count == 1)
        for text in ["one", "two"] { #expect(!isCovered(try tools(["a": text]), replaced)) }
        for text in ["one", "two"] { #expect(isCovered(try tools(["b": text]), replaced)) }
    }

    @Test func `what is approved already is no variant once more`() throws {
        let surface = try Listed.surface(
            tools: [Listed.tool("a")], prompts: [#"{"name":"p"}"#], instructions: #""i""#)
        let once = ApprovedSurface(approving: surface)
        #expect(once.adding(variantsOf: surface) == once)
        #expect(once.replacing(by: surface) == once)
    }

    @Test func `what a lesser client is not shown stays approved`() throws {
        let full = try Listed.surface(
            tools: [Listed.tool("a"), Listed.tool("b")], prompts: [#"{"name":"p"}"#], instructions: #""i""#,
            capabilities: #"{"tools":{"listChanged":true},"prompts":{}}"#)
        let lesser = try Listed.surface(tools: [Listed.tool("a", "other")], capabilities: #"{"tools":{}}"#)
        let approved = ApprovedSurface(approving: full).replacing(by: lesser)
        #expect(isCovered(lesser, approved))
        let rest = try Listed.surface(
            tools: [Listed.tool("a", "other"), Listed.tool("b")], prompts: [#"{"name":"p"}"#], instructions: #""i""#,
            capabilities: #"{"tools":{"listChanged":true},"prompts":{}}"#)
        #expect(isCovered(rest, approved))
        #expect(!isCovered(full, approved))
    }

    @Test func `instructions have variants like declarations`() throws {
        func spoken(_ text: String) throws -> Surface { try Listed.surface(instructions: "\"\(text)\"") }
        let both = ApprovedSurface(approving: try spoken("one")).adding(variantsOf: try spoken("two"))
        for text in ["one", "two"] { #expect(isCovered(try spoken(text), both)) }
        let third = both.replacing(by: try spoken("three"))
        #expect(third.instructions == ["three"])
        for text in ["one", "two"] { #expect(!isCovered(try spoken(text), third)) }
    }

    @Test func `W13: a changed capability takes the place of the old one alone`() throws {
        func declaring(_ text: String) throws -> Surface { try Listed.surface(capabilities: text) }
        let old = ApprovedSurface(approving: try declaring(#"{"tools":{"listChanged":true},"logging":{},"x":1}"#))
        let now = try declaring(#"{"tools":{"listChanged":false}}"#)
        let replaced = old.replacing(by: now)
        #expect(isCovered(now, replaced))
        #expect(isCovered(try declaring(#"{"tools":{"listChanged":false},"logging":{},"x":1}"#), replaced))
        #expect(!isCovered(try declaring(#"{"tools":{"listChanged":true}}"#), replaced))
        let both = old.adding(variantsOf: now)
        for flag in ["true", "false"] {
            #expect(isCovered(try declaring(#"{"tools":{"listChanged":\#(flag)}}"#), both))
        }
        // Text of which nothing is left is not kept.
        #expect(replaced.replacing(by: try declaring(#"{"tools":{"n":1},"logging":{},"x":2}"#)).capabilities.count == 2)
    }

    @Test func `variants that differ only where a text may vary are one`() throws {
        let place = try #require(VaryingPlace(try JSONPointer("/tools/now/description")))
        let two = ApprovedSurface(approving: try tools(["now": "10:00", "b": "x"]))
            .adding(variantsOf: try tools(["now": "11:00"]))
        let marked = two.marking([place])
        #expect(
            marked.variants(of: .tools, "now").map { place.text(in: Surface(declarations: [.tools: [$0]])) } == [
                "11:00"
            ])
        #expect(isCovered(try tools(["now": "12:00", "b": "x"]), marked))
        #expect(!isCovered(try tools(["now": "12:00", "b": "y"]), marked))
        #expect(marked.marking([place]) == marked)
        // Only what was looked at was approved word for word.
        let seen = try tools(["now": "11:00"])
        #expect(SurfaceCheck(seen, against: marked.exactPin).isCovered)
        #expect(!SurfaceCheck(try tools(["now": "12:00"]), against: marked.exactPin).isCovered)
    }

    // MARK: As a value

    @Test func `T22: what was approved is read back whole, and gives the same pin`() throws {
        let place = try #require(VaryingPlace(try JSONPointer("/tools/a/description")))
        let surface = try Listed.surface(
            tools: [Listed.tool("a", "\\ud800"), Listed.tool("b", "n", ",\"n\":9007199254740993")],
            prompts: ["{\"name\":\"e\u{301}\"}"], templates: [#"{"name":"t","uriTemplate":"x://{a}"}"#],
            instructions: #""i""#)
        let approved = ApprovedSurface(approving: surface, varying: [place])
            .adding(variantsOf: try Listed.surface(tools: [Listed.tool("b")], instructions: #""j""#))
        let document = try JSONDocument(reading: approved.value.encoded())
        let back = try ApprovedSurface(JSONValue(document.root, in: document))
        #expect(back == approved)
        #expect(back.pin == approved.pin)
        #expect(try PinnedSurface(back.pin.value) == approved.pin)
    }

    @Test(arguments: [
        "7", #"{"tools":7}"#, #"{"tools":[7]}"#, #"{"tools":["{"]}"#, #"{"other":[]}"#, #"{"instructions":"i"}"#,
        #"{"capabilities":["[]"]}"#, #"{"varying":["/tools/a"]}"#, #"{"varying":["x"]}"#,
        #"{"surface":{},"pin":{}}"#,
    ])
    func `a damaged approval is refused, not taken for an empty one`(text: String) throws {
        let document = try JSONDocument(reading: Array(text.utf8))
        #expect(throws: SurfaceError.self) { try ApprovedSurface(JSONValue(document.root, in: document)) }
    }

    // MARK: Only growth asks

    /// A surface by its parts: what stands at each place, so that coverage can be told without Ward.
    private struct Parts {
        var parts: [String: String] = [:]

        init(_ random: inout SplitMix64) {
            for name in [
                "tool a", "tool b", "prompt a", "prompt b", "template a", "instructions", "facet a", "facet b",
            ]
            where random.below(3) > 0 { parts[name] = "v\(random.below(3))" }
        }

        func surface() throws -> Surface {
            func list(_ kind: String, _ text: (String, String) -> String) -> [String] {
                parts.filter { $0.key.hasPrefix(kind) }.sorted { $0.key < $1.key }.map { text($0.key, $0.value) }
            }
            let facets = list("facet") { "\"\($0)\":{\"\($1)\":true}" }.joined(separator: ",")
            return try Listed.surface(
                tools: list("tool") { Listed.tool($0, $1) },
                prompts: list("prompt") { "{\"name\":\"\($0)\",\"title\":\"\($1)\"}" },
                templates: list("template") { "{\"name\":\"\($1)\",\"uriTemplate\":\"\($0)\"}" },
                instructions: parts["instructions"].map { "\"\($0)\"" }, capabilities: "{\(facets)}")
        }
    }

    @Test(arguments: [UInt64](1...150))
    func `T22: of any two surfaces the second is covered iff nothing in it is new or changed`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let old = Parts(&random)
        var new = Parts(&random)
        if random.below(2) == 0 {
            // Mostly two surfaces at random differ, so that half of the time the second is made of the first.
            new.parts = old.parts.filter { _ in random.below(3) > 0 }
        }
        let isCovered = new.parts.allSatisfy { old.parts[$0.key] == $0.value }
        let approved = ApprovedSurface(approving: try old.surface())
        let surface = try new.surface()
        #expect(self.isCovered(surface, approved) == isCovered)
        let difference = SurfaceDifference(from: approved, to: surface)
        #expect(difference.changes.allSatisfy { $0.kind == .removed } == isCovered)
        // What is gone is noted, each part of it.
        let gone = old.parts.keys.filter { new.parts[$0] == nil && !$0.hasPrefix("facet") }
        #expect(difference.changes.filter { $0.kind == .removed && $0.isNoFacet }.count == gone.count)
        // Either way of approving covers it; the old is covered still where it was kept.
        #expect(self.isCovered(surface, approved.replacing(by: surface)))
        let both = approved.adding(variantsOf: surface)
        for each in [surface, try old.surface()] { #expect(self.isCovered(each, both)) }
        // In turn, each asks at most once more: nobody is asked for ever.
        let again = approved.replacing(by: surface).adding(variantsOf: try old.surface())
        for each in [surface, try old.surface()] { #expect(self.isCovered(each, again)) }
    }
}

extension SurfaceDifference.Change {
    fileprivate var isNoFacet: Bool { if case .capability = place { false } else { true } }
}
