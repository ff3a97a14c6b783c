// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON

@testable import WardProtocol

// Skipped where the vectors are absent: they are shared data and not part of the repository.
@Suite(.enabled(if: ShapeVectors.haveSchemas, "the protocol's schema files are absent (WARD_VECTORS)"))
struct ShapeExamplesTests {
    let catalog = ShapeCatalog.catalog(of: .v20260728)

    @Test func `every example is accepted as its type, with the strictest name rules`() throws {
        let examples = try ShapeVectors.examples()
        #expect(examples.count >= 129)
        for example in examples {
            let shape = try #require(catalog.shape(named: example.type), "\(example.type)")
            let document = try JSONDocument(reading: example.bytes)
            let violation = catalog.check(document.root, in: document, as: shape, names: .strict)
            #expect(violation == nil, "\(example.type)/\(example.file): \(violation.debugDescription)")
        }
    }

    @Test func `every example is refused once something is broken in it`() throws {
        let model = try ShapeModel(ShapeModel.text(of: .v20260728))
        var count = 0
        for example in try ShapeVectors.examples() {
            let shape = try #require(catalog.shape(named: example.type))
            let document = try JSONDocument(reading: example.bytes)
            let sample = ShapeSample(document.root, in: document)
            let type = ShapeExpression.reference(example.type)
            var refused = 0
            for mutation in try model.mutations(of: sample, as: type) {
                let changed = try mutation.value.document()
                let violation = catalog.check(changed.root, in: changed, as: shape, names: .none)
                let accepted = try model.accepts(mutation.value, type)
                // Where a union is open another branch may take what was broken in one; the model says when.
                #expect((violation == nil) == accepted, "\(example.type)/\(example.file), \(mutation.label)")
                refused += violation == nil ? 0 : 1
            }
            #expect(refused > 0, "\(example.type)/\(example.file)")
            count += refused
        }
        #expect(count > 2_000)
    }

    @Test func `every member name of every example is refused when it is spelled otherwise`() throws {
        for example in try ShapeVectors.examples() {
            let shape = try #require(catalog.shape(named: example.type))
            let document = try JSONDocument(reading: example.bytes)
            for member in document.members(of: document.root) {
                let name = document.string(member.name) ?? ""
                guard isKnown(name, of: shape), let first = name.unicodeScalars.first, first.properties.isAlphabetic
                else { continue }
                let digits = String(first.value, radix: 16)
                let spellings: [(String, ShapeViolation.Code)] = [
                    (name.prefix(1).uppercased() + name.dropFirst(), .foldedName),
                    ("\u{200B}" + name, .foldedName),
                    ("\\u00\(digits)" + name.dropFirst(), .escapedName),
                ]
                for (spelling, code) in spellings {
                    let edit = JSONEdit(.span(document.span(of: member.name)), bytes: Array("\"\(spelling)\"".utf8))
                    let changed = try JSONDocument(reading: try document.replacing([edit]))
                    let violation = catalog.check(changed.root, in: changed, as: shape, names: .shaped)
                    #expect(violation?.code == code, "\(example.type)/\(example.file), \(spelling)")
                }
            }
        }
    }

    @Test(.enabled(if: ShapeVectors.anyPython != nil, "there is no Python 3"))
    func `the generated texts are those that the schema files give`() throws {
        let python = try #require(ShapeVectors.anyPython)
        let script = ShapeVectors.repository.appending(path: "Scripts/protocol-shapes.py").path
        try ShapeVectors.withFolder { folder in
            let run = try ShapeVectors.run(python, [script, ShapeVectors.schemas.path, folder.path])
            #expect(run.status == 0, "\(run.output)")
            let sources = ShapeVectors.repository.appending(path: "Sources/WardProtocol/Shapes")
            for revision in Revision.allCases {
                let name = "Shapes\(revision.rawValue.replacing("-", with: "")).swift"
                let generated = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                let committed = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
                #expect(generated == committed, "\(name) is stale: run Scripts/protocol-shapes.py")
            }
        }
    }

    /// Whether the object shape itself, not a union of several, names this member.
    private func isKnown(_ name: String, of shape: Shape) -> Bool {
        guard case .object(let index) = catalog.table.nodes[Int(shape.index)] else { return false }
        return catalog.table.objects[Int(index)].members.contains {
            catalog.table.text(catalog.table.members[Int($0)].name) == name
        }
    }
}
