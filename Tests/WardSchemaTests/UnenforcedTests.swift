// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardSchema

/// What a pattern that cannot be matched leaves open, wherever it stands: the value counts as not validated, and neither as
/// valid nor as refused (T96).
struct UnenforcedTests {
    /// A schema with such a pattern, a value, and what is said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let schema: String
        let value: String
        let outcome: String

        init(_ schema: String, _ value: String, _ outcome: String) {
            self.schema = schema.replacing("@", with: #"{"pattern":"(a)\\1"}"#)
            self.value = value
            self.outcome = outcome
        }

        var testDescription: String { schema + " " + value }
    }

    @Test(arguments: [
        Case("@", #""x""#, "unvalidated"), Case("@", "1", "valid"),
        Case(#"{"allOf":[@,{"maxLength":3}]}"#, #""x""#, "unvalidated"),
        Case(#"{"allOf":[@,{"maxLength":3}]}"#, #""long""#, "invalid"),
        Case(#"{"properties":{"a":@}}"#, #"{"a":"x"}"#, "unvalidated"),
        Case(#"{"properties":{"a":@}}"#, #"{"b":"x"}"#, "valid"),
        Case(#"{"items":@}"#, #"["x"]"#, "unvalidated"), Case(#"{"propertyNames":@}"#, #"{"x":1}"#, "unvalidated"),
        // Whatever is alongside decides where it can.
        Case(#"{"anyOf":[@,true]}"#, #""x""#, "valid"), Case(#"{"anyOf":[@,false]}"#, #""x""#, "unvalidated"),
        Case(#"{"anyOf":[{"allOf":[@,false]},false]}"#, #""x""#, "invalid"),
        Case(#"{"anyOf":[{"allOf":[@,false]},true]}"#, #""x""#, "valid"),
        Case(#"{"oneOf":[@,false]}"#, #""x""#, "unvalidated"), Case(#"{"oneOf":[@,true]}"#, #""x""#, "unvalidated"),
        Case(#"{"oneOf":[@,true,true]}"#, #""x""#, "invalid"),
        // Neither all nor nothing passes an inverted one.
        Case(#"{"not":@}"#, #""x""#, "unvalidated"), Case(#"{"not":@}"#, "1", "invalid"),
        Case(#"{"not":{"not":@}}"#, #""x""#, "unvalidated"), Case(#"{"not":{"not":@}}"#, "1", "valid"),
        Case(#"{"not":{"allOf":[@,{"type":"string"}]}}"#, "1", "valid"),
        Case(#"{"not":{"anyOf":[@,{"type":"string"}]}}"#, #""x""#, "invalid"),
        Case(#"{"if":@,"then":false}"#, #""x""#, "unvalidated"), Case(#"{"if":@,"then":false}"#, "1", "invalid"),
        Case(#"{"if":@,"then":false,"else":false}"#, #""x""#, "invalid"),
        Case(#"{"if":@,"then":{"const":"x"},"else":false}"#, #""x""#, "unvalidated"),
        Case(#"{"contains":@}"#, #"["x"]"#, "unvalidated"), Case(#"{"contains":@}"#, "[]", "invalid"),
        Case(#"{"contains":@}"#, #"["x",1]"#, "valid"),
        Case(#"{"contains":@,"maxContains":1}"#, #"["x",1]"#, "unvalidated"),
        Case(#"{"contains":@,"maxContains":1}"#, "[1,2]", "invalid"),
        Case(#"{"contains":@,"minContains":3}"#, #"["x","y"]"#, "invalid"),
        // Annotations of what is open are open too.
        Case(
            #"{"anyOf":[{"propertyNames":@,"properties":{"a":true}},true],"unevaluatedProperties":false}"#, #"{"a":1}"#,
            "unvalidated"),
        Case(#"{"contains":@,"unevaluatedItems":false}"#, #"["x"]"#, "unvalidated"),
        Case(#"{"contains":@,"unevaluatedItems":false}"#, "[1]", "valid"),
    ])
    func `T96: what a pattern that is not enforced leaves open stays open`(_ row: Case) throws { try Self.check(row) }

    @Test(arguments: [
        Case(#"{"patternProperties":{"(a)\\1":false}}"#, #"{"x":1}"#, "unvalidated"),
        Case(#"{"patternProperties":{"(a)\\1":false}}"#, "{}", "valid"),
        Case(#"{"patternProperties":{"(a)\\1":{"type":"number"}}}"#, #"{"x":1}"#, "valid"),
        Case(#"{"patternProperties":{"(a)\\1":true},"additionalProperties":false}"#, #"{"x":1}"#, "unvalidated"),
        Case(#"{"patternProperties":{"(a)\\1":true},"additionalProperties":true}"#, #"{"x":1}"#, "valid"),
        Case(#"{"patternProperties":{"(a)\\1":false},"properties":{"x":true}}"#, #"{"x":1}"#, "unvalidated"),
        Case(#"{"patternProperties":{"(a)\\1":true},"unevaluatedProperties":false}"#, #"{"x":1}"#, "unvalidated"),
        Case(#"{"not":{"patternProperties":{"(a)\\1":false}}}"#, #"{"x":1}"#, "unvalidated"),
        Case(#"{"patternProperties":{"(a)\\1":true,"^x":false}}"#, #"{"x":1}"#, "invalid"),
    ])
    func `T96: members that such a pattern may stand for are open`(_ row: Case) throws { try Self.check(row) }

    @Test(arguments: [
        "@", #"{"not":@}"#, #"{"anyOf":[@,false]}"#, #"{"if":@,"then":false}"#, #"{"contains":@}"#,
    ])
    func `T96: a text that nothing validated has a limit`(schema: String) throws {
        for (length, outcome) in [(4_096, "unvalidated"), (4_097, "invalid")] {
            let text = "\"" + String(repeating: "x", count: length) + "\""
            try Self.check(Case(schema, schema.contains("contains") ? "[\(text)]" : text, outcome))
        }
        let text = #"{""# + String(repeating: "x", count: 4_097) + #"":1}"#
        try Self.check(Case(#"{"patternProperties":{"(a)\\1":false}}"#, text, "invalid"))
    }

    private static func check(_ row: Case) throws {
        let document = try JSONDocument(reading: Array(row.value.utf8))
        let schema = try Schema(reading: Array(row.schema.utf8))
        #expect(!schema.notes.isEmpty)
        var validator = SchemaValidator(schema)
        for _ in 1...2 {
            let outcome = validator.check(document.root, in: document)
            #expect("\(outcome)".hasPrefix(row.outcome), "\(outcome)")
        }
    }
}
