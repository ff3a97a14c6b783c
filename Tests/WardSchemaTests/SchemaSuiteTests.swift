// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardSchema

/// The official test suite of JSON Schema, where its files are; they stand beside the checkout, or where WARD_VECTORS says.
@Suite(.enabled(if: SuiteFiles.folder != nil, "the JSON-Schema-Test-Suite is absent (WARD_VECTORS)"))
struct SchemaSuiteTests {
    @Test(arguments: SuiteFiles.required)
    func `A27: every required test passes, or leaves the document and is refused`(file: SuiteFile) throws {
        var (passed, refused) = (0, 0)
        for group in try file.groups() {
            let outcome = Self.compile(group.schema, group.document, file.dialect, assertsFormats: false)
            switch outcome {
            case .failure(let error):
                #expect(
                    error.code == .remoteReference || error.code == .dialect, "\(file.name): \(group.name): \(error)")
                refused += 1
            case .success(let schema):
                var validator = SchemaValidator(schema)
                for test in group.tests {
                    let found = validator.check(test.data, in: group.document)
                    #expect(
                        (found == .valid) == test.isValid && found != .exhausted,
                        "\(file.name): \(group.name): \(test.name): \(found)")
                    passed += 1
                }
            }
        }
        #expect(passed + refused > 0)
        #expect(refused == file.remoteGroups, "\(file.name): \(refused)")
    }

    static func compile(
        _ node: JSONNode, _ document: JSONDocument, _ dialect: SchemaDialect, assertsFormats: Bool
    ) -> Result<Schema, SchemaError> {
        var options = Schema.Options()
        options.dialect = dialect
        options.assertsFormats = assertsFormats
        do throws(SchemaError) {
            return .success(try Schema(node, in: document, options: options))
        } catch {
            return .failure(error)
        }
    }
}
