// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardSchema

/// Schemas and values that were made to keep a validator busy, or to make it fall (A27, X7).
struct SchemaBombTests {
    private static func schema(_ text: String) throws(SchemaError) -> Schema { try Schema(reading: Array(text.utf8)) }

    private static func outcome(_ schema: Schema, _ text: String) throws -> SchemaOutcome {
        let document = try JSONDocument(reading: Array(text.utf8))
        var validator = SchemaValidator(schema)
        return validator.check(document.root, in: document)
    }

    @Test func `a schema that doubles its work at each step ends without an answer`() throws {
        let steps = (0..<40).map { step in
            ##""s\##(step)":{"allOf":[{"$ref":"#/$defs/s\##(step + 1)"},{"$ref":"#/$defs/s\##(step + 1)"}]}"##
        }
        let text = ##"{"$ref":"#/$defs/s0","$defs":{\##(steps.joined(separator: ",")),"s40":{"type":"null"}}}"##
        #expect(try Self.outcome(try Self.schema(text), "null") == .exhausted)
    }

    @Test func `X7: a chain of 10,000 references is compiled, and too deep to follow`() throws {
        let steps = (0..<10_000).map { ##""s\##($0)":{"$ref":"#/$defs/s\##($0 + 1)"}"## }
        let text = ##"{"$ref":"#/$defs/s0","$defs":{\##(steps.joined(separator: ",")),"s10000":true}}"##
        #expect(try Self.outcome(try Self.schema(text), "1") == .exhausted)
    }

    @Test func `10,000 schemas in each other are refused as too deep a text`() {
        let text = String(repeating: #"{"not":"#, count: 10_000) + "true" + String(repeating: "}", count: 10_000)
        #expect(throws: SchemaError.self) { try Self.schema(text) }
    }

    @Test func `10,000 schemas beside each other are checked`() throws {
        let parts = (0..<10_000).map { #"{"not":{"const":\#($0)}}"# }
        let schema = try Self.schema(#"{"allOf":[\#(parts.joined(separator: ","))]}"#)
        #expect(try Self.outcome(schema, "-1") == .valid)
        #expect(try Self.outcome(schema, "9999") != .valid)
    }

    @Test func `an enumeration of 10 MB is looked up, not searched`() throws {
        let values = (0..<600_000).map { #""value-\#($0)""# }.joined(separator: ",")
        let schema = try Self.schema(#"{"enum":[\#(values)]}"#)
        let items = (0..<1_000).map { #""value-\#($0 * 599)""# }.joined(separator: ",")
        let list = try Self.schema(##"{"items":{"$ref":"#/$defs/e"},"$defs":{"e":{"enum":[\##(values)]}}}"##)
        #expect(try Self.outcome(list, "[\(items)]") == .valid)
        #expect(try Self.outcome(schema, #""value-600000""#) != .valid)
    }

    @Test func `a long list is compared with itself once`() throws {
        let schema = try Self.schema(#"{"uniqueItems":true}"#)
        let items = (0..<100_000).map(String.init).joined(separator: ",")
        #expect(try Self.outcome(schema, "[\(items)]") == .valid)
        #expect(try Self.outcome(schema, "[\(items),5.0e1]") != .valid)
    }

    /// Each is small; what is made of all of them would fill the memory.
    @Test func `X7: patterns that stand for much are refused when they are too many`() {
        let parts = (0..<100).map { #"{"pattern":"a{\#(4_800 + $0)}"}"# }.joined(separator: ",")
        #expect { try Self.schema(#"{"allOf":[\#(parts)]}"#) } throws: { ($0 as? SchemaError)?.code == .tooLarge }
    }

    @Test func `X7: values that stand where schemas should are counted`() {
        let parts = [String](repeating: "true", count: 60_000).joined(separator: ",")
        #expect { try Self.schema(#"{"allOf":[\#(parts)]}"#) } throws: { ($0 as? SchemaError)?.code == .tooLarge }
    }

    /// What is below a long identifier begins with it.
    @Test func `X7: an identifier that makes all others long is refused`() {
        let long = String(repeating: "a", count: 2_000)
        let text = #"{"$id":"urn:\#(long)","allOf":[{"$id":"b"}]}"#
        #expect { try Self.schema(text) } throws: { ($0 as? SchemaError)?.code == .tooLarge }
    }

    @Test func `X7: many patterns that cannot be matched are refused`() {
        let parts = (0..<101).map { #"{"pattern":"(?<=a)\#($0)"}"# }.joined(separator: ",")
        #expect { try Self.schema(#"{"allOf":[\#(parts)]}"#) } throws: { ($0 as? SchemaError)?.code == .tooLarge }
    }

    @Test func `references into large lists are found, not searched`() throws {
        let names = (0..<40_000).map { #""n\#($0)":{"minimum":\#($0)}"# }.joined(separator: ",")
        let references = (0..<9_000).map { ##"{"$ref":"#/$defs/n\##(39_999 - $0)"}"## }.joined(separator: ",")
        let schema = try Self.schema(##"{"anyOf":[\##(references)],"$defs":{\##(names)}}"##)
        #expect(try Self.outcome(schema, "30999") != .valid)
        #expect(try Self.outcome(schema, "31000") == .valid)
    }

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##, ##"{"not":{"anyOf":[true,{"$ref":"#"}]}}"##,
        ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"if":{"$ref":"#/$defs/a"}}}}"##,
        ##"{"dependentSchemas":{"a":{"$ref":"#"}}}"##, ##"{"$dynamicAnchor":"n","$dynamicRef":"#n"}"##,
    ])
    func `X7: references that lead back to themselves are refused`(text: String) {
        #expect { try Self.schema(text) } throws: { ($0 as? SchemaError)?.code == .cycle }
    }

    @Test func `a reference back through a step into the value is no cycle`() throws {
        let schema = try Self.schema(##"{"type":"object","additionalProperties":{"$ref":"#"}}"##)
        #expect(try Self.outcome(schema, #"{"a":{"b":{}}}"#) == .valid)
        #expect(try Self.outcome(schema, #"{"a":{"b":1}}"#) != .valid)
    }

    @Test func `the deepest text that is read is checked`() throws {
        let schema = try Self.schema(##"{"properties":{"a":{"$ref":"#"}},"type":"object"}"##)
        let depth = JSONLimits.default.depth
        let text = String(repeating: #"{"a":"#, count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1)
        #expect(try Self.outcome(schema, text) == .valid)
    }
}
