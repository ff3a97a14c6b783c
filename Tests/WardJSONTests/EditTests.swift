// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

struct EditTests {
    private static let text = "{ \"a\" : [1, 2,3] ,\"b\":{\"c\":\"x\"}, \"d\":null}"

    private func edited(_ edits: [JSONEdit]) throws -> String {
        String(decoding: try JSONDocument(Self.text).replacing(edits), as: UTF8.self)
    }

    private func edit(_ pointer: String, _ text: String) throws -> JSONEdit {
        JSONEdit(pointer: try JSONPointer(pointer), bytes: Array(text.utf8))
    }

    private func edit(_ span: Range<Int>, _ text: String) -> JSONEdit {
        JSONEdit(span: span, bytes: Array(text.utf8))
    }

    @Test func `changes only the edited values`() throws {
        #expect(try edited([]) == Self.text)
        #expect(try edited([edit("/a/1", "{}")]) == "{ \"a\" : [1, {},3] ,\"b\":{\"c\":\"x\"}, \"d\":null}")
        #expect(
            try edited([edit("/d", "7"), edit("/b/c", "\"yy\""), edit("/a", "0")])
                == "{ \"a\" : 0 ,\"b\":{\"c\":\"yy\"}, \"d\":7}")
        #expect(try edited([edit("", "[]")]) == "[]")
        #expect(
            try edited([edit("/a/0", "9"), edit(3..<4, "z")]) == Self.text.replacing("\"a\" : [1", with: "\"z\" : [9"))
    }

    @Test func `inserts and deletes at spans, and edits may touch`() throws {
        #expect(try edited([edit(0..<0, " "), edit(42..<42, "\n")]) == " " + Self.text + "\n")
        #expect(try edited([edit(1..<2, ""), edit(2..<5, "\"q\"")]).hasPrefix("{\"q\" :"))
        #expect(try edited([edit(2..<2, "x"), edit(2..<5, "\"q\"")]).hasPrefix("{ x\"q\" :"))
        #expect(try edited([edit(2..<5, "\"q\""), edit(5..<5, "x")]).hasPrefix("{ \"q\"x :"))
    }

    @Test func `refuses edits that overlap`() throws {
        let rows: [([JSONEdit], Int)] = [
            ([try edit("/a", "1"), try edit("/a/0", "2")], 1),
            ([try edit("/a/0", "2"), try edit("/a", "1")], 0),
            ([try edit("/d", "1"), try edit("/d", "1")], 1),
            ([edit(0..<2, ""), edit(1..<3, "")], 1),
            ([edit(3..<3, "x"), edit(3..<3, "y")], 1),
            ([edit(0..<5, ""), edit(3..<3, "y")], 1),
        ]
        for (edits, index) in rows {
            let error = #expect(throws: JSONEditError.self) { try edited(edits) }
            #expect(error?.code == .overlappingEdits && error?.edit == index)
        }
    }

    @Test func `refuses spans outside the text`() {
        for span in [0..<43, 43..<43, -1..<3, -5 ..< -2, 100..<200, Int.min..<0, 0..<Int.max] {
            let error = #expect(throws: JSONEditError.self) { try edited([edit(0..<1, "{"), edit(span, "")]) }
            #expect(error?.code == .spanOutOfRange && error?.edit == 1)
        }
    }

    @Test func `refuses pointers that name nothing`() throws {
        for pointer in ["/x", "/a/3", "/a/-", "/a/01", "/b/c/0"] {
            let error = #expect(throws: JSONEditError.self) { try edited([edit(pointer, "1")]) }
            #expect(error?.code == .pointerNotFound && error?.edit == 0)
        }
    }

    @Test func `refuses replacements that are not one strict value`() throws {
        for text in [
            "", " ", "1 2", "{", "{\"a\":1,\"a\":2}", "\"\\ud800\"", "12345678901234567890", "1,", "\u{FEFF}1",
        ] {
            let error = #expect(throws: JSONEditError.self) { try edited([edit("/d", text)]) }
            #expect(error?.code == .invalidReplacement && error?.edit == 0)
        }
    }

    @Test(arguments: seeds)
    func `changes nothing outside the spans of random edits`(seed: UInt64) throws {
        var generator = TextGenerator(seed: seed)
        for _ in 0..<100 {
            let document = try JSONDocument(reading: generator.document().bytes)
            let nodes = document.allValues()
            var edits: [JSONEdit] = []
            var spans: [Range<Int>] = []
            for _ in 0..<generator.int(0...4) {
                let node = nodes[generator.int(0...(nodes.count - 1))]
                let span = document.span(of: node)
                if !spans.contains(where: { $0.overlaps(span) }) {
                    spans.append(span)
                    let place: JSONEdit.Place = generator.bool() ? .span(span) : .pointer(document.pointer(to: node))
                    edits.append(JSONEdit(place, bytes: generator.document().bytes))
                }
            }
            let result = try document.replacing(edits)
            _ = try JSONDocument(reading: result)
            var expected = document.bytes
            for (span, edit) in zip(spans, edits).sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
                expected.replaceSubrange(span, with: edit.bytes)
            }
            #expect(result == expected)
        }
    }
}
