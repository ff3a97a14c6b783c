// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardSchema

/// The input schemas of real and of hostile tools; skipped where the corpus is absent.
@Suite(.enabled(if: CorpusTools.file != nil, "the corpus of tools is absent"))
struct CorpusSchemaTests {
    @Test func `every input schema compiles, and what is not enforced is counted`() throws {
        let file = try #require(CorpusTools.file)
        let lines = try Data(contentsOf: file).split(separator: 0x0A)
        var (compiled, refused, notes): (Int, [String], [String]) = (0, [], [])
        for line in lines {
            let document = try JSONDocument(reading: Array(line), tolerating: [.inexactNumbers, .loneSurrogates])
            guard let node = document.value(named: "input_schema", in: document.root),
                document.kind(of: node) == .object
            else { continue }
            do throws(SchemaError) {
                notes += try Schema(node, in: document).notes.map(\.detail)
                compiled += 1
            } catch {
                let id = document.value(named: "id", in: document.root).flatMap { document.string($0) } ?? ""
                refused.append("\(id) \(error.pointer) \(error.code.rawValue)")
            }
        }
        #expect(compiled > 1_000)
        #expect(refused == Self.broken)
        // What is not enforced, by its reason; nothing of what real tools ask for.
        #expect(notes == [])
    }

    /// Those that are no schemas: keywords with values that they cannot have, and references that lead to nothing.
    static let broken = [
        "d-00976 /properties/type/type schema.invalid", "d-01780 /properties/required schema.invalid",
        "d-01806 /properties/description schema.invalid",
        "d-02780 /properties/BankTransactions/items/$ref schema.broken-reference",
        "d-02781 /properties/Contacts/items/$ref schema.broken-reference",
    ]
}

private enum CorpusTools {
    static let file: URL? = {
        let place = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/corpus/tools.jsonl").standardizedFileURL
        return FileManager.default.fileExists(atPath: place.path) ? place : nil
    }()
}
