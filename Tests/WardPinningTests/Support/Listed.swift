// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardText

/// Surfaces from the texts of declarations, for tests.
enum Listed {
    static func document(_ text: String) throws -> JSONDocument {
        try JSONDocument(reading: Array(text.utf8), tolerating: [.loneSurrogates, .inexactNumbers])
    }

    static func declaration(_ text: String, _ kind: PinnedSurface.Kind = .tools) throws -> Declaration {
        let document = try document(text)
        return try Declaration(document.root, in: document, kind: kind)
    }

    static func page(_ texts: [String], _ kind: PinnedSurface.Kind = .tools, cursor: String? = nil) -> String {
        let next = cursor.map { ",\"nextCursor\":\"\($0)\"" } ?? ""
        return "{\"\(kind.listMember)\":[\(texts.joined(separator: ","))]\(next)}"
    }

    static func surface(
        tools: [String] = [],
        prompts: [String] = [],
        templates: [String] = [],
        instructions: String? = nil,
        capabilities: String = "{\"tools\":{}}"
    ) throws -> Surface {
        var reading = SurfaceReading()
        let spoken = instructions.map { ",\"instructions\":\($0)" } ?? ""
        let handshake = try document("{\"capabilities\":\(capabilities)\(spoken)}")
        try reading.take(handshake: handshake.root, in: handshake)
        for (kind, texts) in [(PinnedSurface.Kind.tools, tools), (.prompts, prompts), (.templates, templates)] {
            let page = try document(page(texts, kind))
            _ = try reading.take(pageOf: kind, page.root, in: page)
        }
        return reading.surface
    }

    static func tool(_ name: String, _ description: String = "does", _ more: String = "") -> String {
        "{\"name\":\"\(name)\",\"description\":\"\(description)\",\"inputSchema\":{\"type\":\"object\"}\(more)}"
    }
}
