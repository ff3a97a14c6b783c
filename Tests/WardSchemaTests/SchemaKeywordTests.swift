// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardSchema

/// Keywords that reach beyond one value or one place; the official suite has them all, where its files are.
struct SchemaKeywordTests {
    private static let tree = ##"""
        {"$id":"urn:strict","$ref":"urn:tree","$dynamicAnchor":"node","required":["n"],
         "$defs":{"tree":{"$id":"urn:tree","$dynamicAnchor":"node","type":"object",
          "properties":{"sub":{"items":{"$dynamicRef":"#node"}},"other":{"$ref":"#node"}}}}}
        """##

    @Test(arguments: [
        (#"{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}"#, #"{"a":1}"#, true),
        (#"{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}"#, #"{"b":1}"#, false),
        (
            #"{"anyOf":[{"required":["b"],"properties":{"a":true}},true],"unevaluatedProperties":false}"#, #"{"a":1}"#,
            false
        ),
        (#"{"not":{"not":{"properties":{"a":true}}},"unevaluatedProperties":false}"#, #"{"a":1}"#, false),
        (#"{"if":{"prefixItems":[true]},"unevaluatedItems":false}"#, "[1]", true),
        (#"{"if":{"prefixItems":[true]},"unevaluatedItems":false}"#, "[1,2]", false),
        (#"{"contains":{"type":"null"},"unevaluatedItems":{"type":"string"}}"#, #"[null,"a"]"#, true),
        (#"{"contains":{"type":"null"},"unevaluatedItems":{"type":"string"}}"#, "[null,1]", false),
    ])
    func `A27: what another keyword looked at is not unevaluated`(schema: String, value: String, isValid: Bool) throws {
        #expect(try Self.outcome(schema, value) == isValid)
    }

    @Test(arguments: [
        (#"{"n":1,"sub":[{"n":1}]}"#, true), (#"{"n":1,"sub":[{}]}"#, false), (#"{"n":1,"other":{}}"#, true),
    ])
    func `A27: a dynamic reference leads to the outermost anchor`(value: String, isValid: Bool) throws {
        #expect(try Self.outcome(Self.tree, value) == isValid)
    }

    private static func outcome(_ schema: String, _ value: String) throws -> Bool {
        let document = try JSONDocument(reading: Array(value.utf8))
        var validator = SchemaValidator(try Schema(reading: Array(schema.utf8)))
        return validator.check(document.root, in: document) == .valid
    }
}
