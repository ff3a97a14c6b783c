// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardTesting
import WardText

/// A surface against what was approved: only growth asks (T22, W13).
struct SurfaceCheckTests {
    private func standings(_ surface: Surface, _ pin: PinnedSurface) -> [String: SurfaceStanding] {
        var standings: [String: SurfaceStanding] = [:]
        for entry in SurfaceCheck(surface, against: pin).entries {
            switch entry.place {
            case .instructions: standings["instructions"] = entry.standing
            case .capability(let pointer): standings["capabilities\(pointer)"] = entry.standing
            case .declaration(let kind, let name): standings["\(kind.rawValue)/\(name.text)"] = entry.standing
            }
        }
        return standings
    }

    @Test func `what was approved is covered`() throws {
        let surface = try Listed.surface(
            tools: [Listed.tool("a"), Listed.tool("b")], prompts: [#"{"name":"p"}"#], instructions: #""Hello""#)
        let check = SurfaceCheck(surface, against: PinnedSurface(approving: surface))
        #expect(check.isCovered)
        #expect(check.heldBack.isEmpty)
        #expect(check.removed.isEmpty)
        #expect(check.entries.count == 5)
    }

    @Test func `T22: a changed tool is held back and the others are not`() throws {
        let pin = PinnedSurface(approving: try Listed.surface(tools: ["a", "b", "c"].map { Listed.tool($0) }))
        let now = try Listed.surface(tools: [Listed.tool("a"), Listed.tool("b", "evil"), Listed.tool("c")])
        #expect(SurfaceCheck(now, against: pin).heldBack.map(\.place) == [.declaration(.tools, "b")])
        #expect(SurfaceCheck(now, against: pin).heldBack.map(\.standing) == [.changed])
    }

    @Test func `W13: a tool more is new, and a tool of the same name as a prompt too`() throws {
        let pin = PinnedSurface(approving: try Listed.surface(prompts: [Listed.tool("a")]))
        let now = try Listed.surface(tools: [Listed.tool("a")], prompts: [Listed.tool("a")])
        let check = SurfaceCheck(now, against: pin)
        #expect(check.heldBack.map(\.place) == [.declaration(.tools, "a")])
        #expect(check.heldBack.map(\.standing) == [.new])
    }

    @Test func `what is gone is noted and asks for nothing`() throws {
        let all = try Listed.surface(
            tools: [Listed.tool("a"), Listed.tool("b")], instructions: #""i""#,
            capabilities: #"{"tools":{"listChanged":true},"logging":{}}"#)
        let less = try Listed.surface(tools: [Listed.tool("b")])
        let check = SurfaceCheck(less, against: PinnedSurface(approving: all))
        #expect(check.isCovered)
        #expect(check.removed == [.instructions, .declaration(.tools, "a")])
        #expect(check.removedCapabilities == 2)
    }

    @Test func `a list that was not read is not gone`() throws {
        let all = try Listed.surface(tools: [Listed.tool("a")], instructions: #""i""#)
        let check = SurfaceCheck(Surface(declarations: [.prompts: []]), against: PinnedSurface(approving: all))
        #expect(check.removed.isEmpty)
        #expect(check.removedCapabilities == 0)
    }

    @Test func `T22: instructions are approved as they are`() throws {
        let pin = PinnedSurface(approving: try Listed.surface(instructions: #""Be kind""#))
        #expect(standings(try Listed.surface(instructions: #""Be k\u0069nd""#), pin)["instructions"] == .approved)
        #expect(standings(try Listed.surface(instructions: #""Be cruel""#), pin)["instructions"] == .changed)
        let none = PinnedSurface(approving: try Listed.surface())
        #expect(standings(try Listed.surface(instructions: #""Be kind""#), none)["instructions"] == .new)
    }

    @Test func `W13: each capability is approved for itself`() throws {
        let pin = PinnedSurface(
            approving: try Listed.surface(capabilities: #"{"tools":{"listChanged":true},"logging":{}}"#))
        let now = try Listed.surface(
            capabilities: #"{"tools":{"listChanged":true,"more":{"x":1}},"logging":{},"experimental":{"y":{}}}"#)
        let held = SurfaceCheck(now, against: pin).heldBack.map(\.place)
        #expect(
            held
                == [["tools", "more"], ["experimental"], ["experimental", "y"]].map {
                    .capability(JSONPointer(tokens: $0))
                })
        let document = try Listed.document(String(decoding: try #require(now.capabilities), as: UTF8.self))
        let kept = try CapabilityFacets(document.root, in: document).text(keeping: pin.capabilities)
        #expect(String(decoding: kept, as: UTF8.self) == #"{"tools":{"listChanged":true},"logging":{}}"#)
    }

    @Test(arguments: [#"{"a":{"b":{}}}"#, #"{"a":{}}"#, #"{"a":{"b":true}}"#, #"{"a":true}"#, #"{"b":{}}"#, "{}"])
    func `no capabilities are approved by approving others`(text: String) throws {
        let pin = PinnedSurface(approving: try Listed.surface(capabilities: text))
        for other in [
            #"{"a":{"b":{"c":1}}}"#, #"{"a":{"b":false}}"#, #"{"a":{"d":{}}}"#, #"{"a":false}"#, #"{"c":{}}"#,
        ] {
            #expect(!SurfaceCheck(try Listed.surface(capabilities: other), against: pin).isCovered)
        }
    }

    @Test func `a name may have variants, and each is approved for itself`() throws {
        let first = try Listed.surface(tools: [Listed.tool("a", "one")])
        let second = try Listed.surface(tools: [Listed.tool("a", "two"), Listed.tool("b")])
        let pin = PinnedSurface(approving: first).adding(variantsOf: second)
        for surface in [first, second] { #expect(SurfaceCheck(surface, against: pin).isCovered) }
        let third = try Listed.surface(tools: [Listed.tool("a", "three")])
        #expect(standings(third, pin)["tools/a"] == .changed)
    }

    @Test func `a varying place is neither pinned nor asked about`() throws {
        let pointer = JSONPointer(tokens: ["tools", "now", "description"])
        let pin = PinnedSurface(
            approving: try Listed.surface(tools: [Listed.tool("now", "10:00"), Listed.tool("other", "10:00")]),
            varying: [pointer])
        let later = try Listed.surface(tools: [Listed.tool("now", "11:00"), Listed.tool("other", "11:00")])
        #expect(standings(later, pin)["tools/now"] == .approved)
        #expect(standings(later, pin)["tools/other"] == .changed)
    }

    @Test func `T22: a mark on a whole declaration marks nothing`() throws {
        let pin = PinnedSurface(
            approving: try Listed.surface(tools: [Listed.tool("a", "x")]),
            varying: [JSONPointer(tokens: ["tools", "a"]), JSONPointer(tokens: ["tools"]), JSONPointer()])
        #expect(standings(try Listed.surface(tools: [Listed.tool("a", "y")]), pin)["tools/a"] == .changed)
    }

    @Test(arguments: [UInt64](1...40))
    func `T22: exactly what was approved as it is is covered`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let names = (0..<8).map { "tool\($0)" }
        func pick() -> [String: Int] {
            var versions: [String: Int] = [:]
            for name in names where Bool.random(using: &random) { versions[name] = random.below(3) }
            return versions
        }
        func surface(_ versions: [String: Int]) throws -> Surface {
            try Listed.surface(tools: versions.sorted { $0.key < $1.key }.map { Listed.tool($0.key, "v\($0.value)") })
        }
        let approved = [pick(), pick()]
        var pin = PinnedSurface(approving: try surface(approved[0]))
        pin = pin.adding(variantsOf: try surface(approved[1]))
        let now = pick()
        let check = SurfaceCheck(try surface(now), against: pin)
        let expected = now.filter { tool in approved.allSatisfy { $0[tool.key] != tool.value } }.keys.sorted()
        let held = check.heldBack.compactMap { if case .declaration(_, let name) = $0.place { name.text } else { nil } }
        #expect(held == expected)
    }
}
