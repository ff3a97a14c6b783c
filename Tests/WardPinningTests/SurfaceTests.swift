// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardText

/// A surface as a consent keeps it.
struct SurfaceTests {
    private func surface() throws -> Surface {
        try Listed.surface(
            tools: [Listed.tool("b", "two\\u0085lines"), Listed.tool("a", "\\ud800", ",\"n\": 9007199254740993 ")],
            prompts: ["{\"name\":\"e\u{301}\"}"], instructions: #""Do \"this\".""#,
            capabilities: #"{ "tools" : {"listChanged":true}, "x-big": 1e400 }"#)
    }

    @Test func `a surface that was kept is read back byte for byte`() throws {
        let surface = try surface()
        let kept = surface.value.encoded()
        let document = try JSONDocument(reading: kept)
        let back = try Surface(JSONValue(document.root, in: document))
        #expect(back == surface)
        #expect(back.declarations[.tools]?.map(\.bytes) == surface.declarations[.tools]?.map(\.bytes))
        #expect(back.capabilities == surface.capabilities)
        #expect(back.value == surface.value)
    }

    @Test func `a list that was not read stays unread`() throws {
        let partial = Surface(instructions: nil, declarations: [.tools: []])
        let back = try Surface(partial.value)
        #expect(back == partial)
        #expect(back.declarations[.prompts] == nil)
        #expect(back.capabilities == nil)
    }

    @Test(arguments: [
        "7", #"{"tools":7}"#, #"{"tools":[7]}"#, #"{"tools":["{"]}"#, #"{"tools":["{}"]}"#, #"{"other":[]}"#,
        #"{"instructions":[]}"#, #"{"capabilities":"[]"}"#, #"{"capabilities":"{"}"#,
    ])
    func `a damaged surface is refused, not taken for an empty one`(text: String) throws {
        let document = try JSONDocument(reading: Array(text.utf8))
        let value = JSONValue(document.root, in: document)
        #expect(throws: SurfaceError.self) { try Surface(value) }
    }

    @Test(arguments: ["{}", #"{"capabilities":7}"#, #"{"capabilities":{},"instructions":7}"#])
    func `a handshake without its members is no surface`(text: String) throws {
        let document = try Listed.document(text)
        var reading = SurfaceReading()
        #expect(throws: SurfaceError.self) { try reading.take(handshake: document.root, in: document) }
    }
}
