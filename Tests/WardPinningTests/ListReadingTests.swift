// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardTesting
import WardText

/// What is taken as a list of a server (R018, T7, T62).
struct ListReadingTests {
    private func read(
        _ pages: [String],
        _ kind: PinnedSurface.Kind = .tools,
        limits: SurfaceLimits = SurfaceLimits()
    ) throws -> [String] {
        var reading = ListReading(kind, limits: limits)
        for page in pages {
            let document = try Listed.document(page)
            _ = try reading.take(document.root, in: document)
        }
        return reading.declarations.map(\.name.text)
    }

    private func code(_ pages: [String], _ kind: PinnedSurface.Kind = .tools, limits: SurfaceLimits = SurfaceLimits())
        -> SurfaceError.Code?
    {
        do {
            _ = try read(pages, kind, limits: limits)
            return nil
        } catch {
            return (error as? SurfaceError)?.code
        }
    }

    @Test func `the pages of a list are put together in the order of the server`() throws {
        let pages = [Listed.page([Listed.tool("b"), Listed.tool("a")], cursor: "2"), Listed.page([Listed.tool("c")])]
        #expect(try read(pages) == ["b", "a", "c"])
    }

    @Test func `a page says what the next one is`() throws {
        var reading = ListReading(.tools)
        let first = try Listed.document(Listed.page([], cursor: "x"))
        #expect(try reading.take(first.root, in: first) == "x")
        let last = try Listed.document(Listed.page([]))
        #expect(try reading.take(last.root, in: last) == nil)
    }

    @Test(arguments: [
        ([("a", "a")], SurfaceError.Code.duplicate), ([("a", "A")], .folded), ([("ſend", "send")], .folded),
        ([("e\u{301}", "\u{E9}")], .folded), ([("ｒead", "read")], .folded), ([("x", "ward_status")], .reserved),
        ([("x", "WARD_Status")], .reserved), ([("x", "ｗard_x")], .reserved),
    ])
    func `T7: names that are one to some reader are refused`(names: [(String, String)], expected: SurfaceError.Code) {
        for (first, second) in names {
            #expect(code([Listed.page([Listed.tool(first), Listed.tool(second)])]) == expected)
            #expect(
                code([Listed.page([Listed.tool(first)], cursor: "2"), Listed.page([Listed.tool(second)])]) == expected)
        }
    }

    @Test func `templates that differ in case are two`() throws {
        let templates = [#"{"name":"t","uriTemplate":"x://A/{a}"}"#, #"{"name":"t","uriTemplate":"x://a/{a}"}"#]
        #expect(try read([Listed.page(templates, .templates)], .templates).count == 2)
        #expect(code([Listed.page([templates[0], templates[0]], .templates)], .templates) == .duplicate)
    }

    @Test func `a list is bounded in declarations, bytes and pages`() {
        let page = Listed.page([Listed.tool("a"), Listed.tool("b")])
        #expect(code([page], limits: SurfaceLimits(declarations: 1)) == .tooLarge)
        #expect(code([page], limits: SurfaceLimits(bytes: 60)) == .tooLarge)
        let empty = ["1", "2", "3"].map { Listed.page([], cursor: $0) }
        #expect(code(empty, limits: SurfaceLimits(pages: 3)) == .tooLarge)
        #expect(code(empty, limits: SurfaceLimits(pages: 4)) == nil)
    }

    @Test func `pages that lead in a circle are refused`() {
        #expect(code([Listed.page([], cursor: "1"), Listed.page([], cursor: "1")]) == .repeatedCursor)
    }

    @Test(arguments: ["{}", #"{"tools":{}}"#, #"{"tools":[7]}"#, #"{"tools":[],"nextCursor":7}"#])
    func `what is no page is refused`(page: String) {
        #expect(code([page]) == .unreadable)
    }

    @Test(arguments: [UInt64](1...200))
    func `bytes at random never stop the process`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var text = Array(Listed.page([Listed.tool("a"), Listed.tool("b", "x", ",\"n\":1e400")], cursor: "c").utf8)
        for _ in 0..<3 { text[random.below(text.count)] = UInt8(random.below(256)) }
        guard let document = try? JSONDocument(reading: text, tolerating: [.loneSurrogates, .inexactNumbers]) else {
            return
        }
        var reading = ListReading(.tools)
        do throws(SurfaceError) {
            _ = try reading.take(document.root, in: document)
        } catch {
            #expect(SurfaceError.Code.allCases.contains(error.code))
        }
        for declaration in reading.declarations {
            // What was read can be read back and digests alike.
            #expect(try Listed.declaration(String(decoding: declaration.bytes, as: UTF8.self)) == declaration)
        }
    }
}
