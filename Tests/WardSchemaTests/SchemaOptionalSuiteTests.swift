// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardSchema

/// What the official suite calls optional: docs/json-schema.md has how it went, and this keeps the table true.
@Suite(.enabled(if: SuiteFiles.folder != nil, "the JSON-Schema-Test-Suite is absent (WARD_VECTORS)"))
struct SchemaOptionalSuiteTests {
    @Test func `the table of optional tests is what they say`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/json-schema.md")
            .standardizedFileURL
        let text = try String(contentsOf: page, encoding: .utf8)
        let found = text.split(separator: "\n").filter { $0.hasPrefix("| `optional/") }.joined(separator: "\n")
        let table = try Self.table()
        #expect(found == table, "\(table)")
    }

    private static func table() throws -> String {
        var rows: [String: [SchemaDialect: String]] = [:]
        for file in SuiteFiles.optional {
            let parts = file.path.split(separator: "/")
            let name = parts.suffix(parts.dropLast().last == "format" ? 3 : 2).joined(separator: "/")
            rows[name, default: [:]][file.dialect] = try result(of: file)
        }
        return rows.sorted { $0.key < $1.key }.map { name, cells in
            "| `\(name)` | \(cells[.draft202012] ?? "") | \(cells[.draft07] ?? "") |"
        }.joined(separator: "\n")
    }

    /// How many tests pass of how many, and how many groups of them are refused as schemas.
    private static func result(of file: SuiteFile) throws -> String {
        var (passed, count, refused) = (0, 0, 0)
        let groups: [SuiteFile.Group]
        do {
            groups = try file.groups()
        } catch is JSONError {
            return "the file is no I-JSON"
        }
        for group in groups {
            let assertsFormats = file.path.contains("/format/")
            switch SchemaSuiteTests.compile(
                group.schema, group.document, file.dialect, assertsFormats: assertsFormats)
            {
            case .failure: refused += 1
            case .success(let schema):
                var validator = SchemaValidator(schema)
                for test in group.tests {
                    count += 1
                    let outcome = validator.check(test.data, in: group.document)
                    if (outcome == .valid) == test.isValid, outcome != .exhausted { passed += 1 }
                }
            }
        }
        let schemas = refused == 1 ? "1 schema refused" : "\(refused) schemas refused"
        if count == 0 { return schemas }
        return (passed == count ? "all \(count)" : "\(passed) of \(count)") + (refused == 0 ? "" : ", \(schemas)")
    }
}
