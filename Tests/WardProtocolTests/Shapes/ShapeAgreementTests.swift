// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON

@testable import WardProtocol

// Skipped where the schema files or Python's jsonschema package are absent (WARD_VECTORS, WARD_PEERS).
@Suite(
    .enabled(if: ShapeVectors.haveSchemas, "the protocol's schema files are absent (WARD_VECTORS)"),
    .enabled(if: ShapeVectors.havePython, "there is no Python with jsonschema (WARD_PEERS)")
)
struct ShapeAgreementTests {
    @Test func `Python's jsonschema says the same of made-up and broken values of every type`() throws {
        var lines: [String] = []
        for revision in Revision.allCases {
            lines += try cases(of: revision)
        }
        lines += try exampleCases()
        #expect(lines.count > 10_000)
        try ShapeVectors.withFolder { folder in
            let file = folder.appending(path: "cases.jsonl")
            try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "schema-agreement.py")
                .path
            let run = try ShapeVectors.run(ShapeVectors.python, [script, ShapeVectors.schemas.path, file.path])
            #expect(run.status == 0, "\(run.output.suffix(4_000))")
        }
    }

    private func cases(of revision: Revision) throws -> [String] {
        let model = try ShapeModel(ShapeModel.text(of: revision))
        let catalog = ShapeCatalog.catalog(of: revision)
        let extensionNames = Set(try ShapeParser.definitions(of: ShapeTexts.tasksExtension).map(\.name))
        var random = ShapeRandom(seed: 0x5EED_0105)
        var lines: [String] = []
        for definition in model.definitions {
            // The extension's shapes have no schema file; legacy revisions define names that it uses too.
            if revision == .v20260728, extensionNames.contains(definition.name) { continue }
            for _ in 0..<6 {
                let sample = try model.sample(of: definition.type, &random)
                let changed = try model.mutations(of: sample, as: definition.type).map(\.value).shuffled(using: &random)
                for value in [sample] + changed.prefix(5) {
                    lines.append(try line(revision, definition.name, value, catalog))
                }
            }
        }
        return lines
    }

    private func exampleCases() throws -> [String] {
        let model = try ShapeModel(ShapeModel.text(of: .v20260728))
        let catalog = ShapeCatalog.catalog(of: .v20260728)
        var lines: [String] = []
        for example in try ShapeVectors.examples() {
            let document = try JSONDocument(reading: example.bytes)
            let sample = ShapeSample(document.root, in: document)
            let changed = try model.mutations(of: sample, as: .reference(example.type))
            for value in [sample] + changed.map(\.value) {
                lines.append(try line(.v20260728, example.type, value, catalog))
            }
        }
        return lines
    }

    private func line(
        _ revision: Revision,
        _ type: String,
        _ value: ShapeSample,
        _ catalog: ShapeCatalog
    ) throws -> String {
        let shape = try #require(catalog.shape(named: type))
        let document = try value.document()
        let violation = catalog.check(document.root, in: document, as: shape, names: .none)
        let place = ShapeSample.string(violation.map { "\($0.pointer)" } ?? "").text
        return """
            {"revision":"\(revision.rawValue)","type":"\(type)","accepted":\(violation == nil),"place":\(place),\
            "instance":\(value.text)}
            """
    }
}
