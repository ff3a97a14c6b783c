// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardSchema

/// Schemas that are refused, each with its code and its place, and what a violation says.
struct SchemaRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let code: SchemaError.Code
        let pointer: String

        init(_ text: String, _ code: SchemaError.Code, _ pointer: String) {
            self.text = text
            self.code = code
            self.pointer = pointer
        }

        var testDescription: String { text }
    }

    @Test(arguments: [
        Case("{", .invalid, ""), Case("5", .invalid, ""), Case(#""text""#, .invalid, ""),
        Case(#"{"type":5}"#, .invalid, "/type"), Case(#"{"type":"text"}"#, .invalid, "/type"),
        Case(#"{"type":[]}"#, .invalid, "/type"), Case(#"{"enum":1}"#, .invalid, "/enum"),
        Case(#"{"minimum":"1"}"#, .invalid, "/minimum"), Case(#"{"multipleOf":0}"#, .invalid, "/multipleOf"),
        Case(#"{"multipleOf":-1}"#, .invalid, "/multipleOf"), Case(#"{"minLength":-1}"#, .invalid, "/minLength"),
        Case(#"{"maxLength":1.5}"#, .invalid, "/maxLength"), Case(#"{"maxItems":"2"}"#, .invalid, "/maxItems"),
        Case(#"{"uniqueItems":1}"#, .invalid, "/uniqueItems"), Case(#"{"required":"a"}"#, .invalid, "/required"),
        Case(#"{"required":[1]}"#, .invalid, "/required"), Case(#"{"properties":[]}"#, .invalid, "/properties"),
        Case(#"{"properties":{"a":1}}"#, .invalid, "/properties/a"), Case(#"{"items":[true]}"#, .invalid, "/items"),
        Case(#"{"allOf":{}}"#, .invalid, "/allOf"), Case(#"{"anyOf":[]}"#, .invalid, "/anyOf"),
        Case(#"{"allOf":[{"not":7}]}"#, .invalid, "/allOf/0/not"), Case(#"{"$ref":5}"#, .invalid, "/$ref"),
        Case(#"{"$id":5}"#, .invalid, "/$id"), Case(#"{"$anchor":1}"#, .invalid, "/$anchor"),
        Case(#"{"pattern":3}"#, .invalid, "/pattern"), Case(#"{"pattern":"("}"#, .pattern, "/pattern"),
        Case(#"{"patternProperties":{"[":true}}"#, .pattern, "/patternProperties/["),
        Case(#"{"$schema":"http://json-schema.org/draft-04/schema#"}"#, .dialect, "/$schema"),
        Case(#"{"$schema":7}"#, .dialect, "/$schema"),
        Case(#"{"items":{"$id":"urn:a","$schema":"urn:b"}}"#, .dialect, "/items/$schema"),
        Case(#"{"items":{"$schema":"http://json-schema.org/draft-07/schema#"}}"#, .dialect, "/items/$schema"),
        Case(#"{"$anchor":""}"#, .invalid, "/$anchor"), Case(#"{"$anchor":"1"}"#, .invalid, "/$anchor"),
        Case(#"{"$dynamicAnchor":"a/b"}"#, .invalid, "/$dynamicAnchor"),
        Case(#"{"$anchor":"\#u{212A}"}"#, .invalid, "/$anchor"),
        Case(#"{"$ref":"https://example.com/other.json"}"#, .remoteReference, "/$ref"),
        Case(#"{"properties":{"a":{"$ref":"other.json#/x"}}}"#, .remoteReference, "/properties/a/$ref"),
        Case(##"{"$ref":"#/nothing"}"##, .brokenReference, "/$ref"),
        Case(##"{"$ref":"#name"}"##, .brokenReference, "/$ref"), Case(##"{"$ref":"#/%zz"}"##, .invalid, "/$ref"),
        Case(##"{"items":{"$ref":"#/items/5"}}"##, .brokenReference, "/items/$ref"),
        Case(#"{"$defs":{"a":{"$id":"urn:x"},"b":{"$id":"urn:x"}}}"#, .invalid, "/$defs/a/$id"),
    ])
    func `X7: what is no schema is refused with its place`(_ row: Case) {
        do throws(SchemaError) {
            _ = try Schema(reading: Array(row.text.utf8))
            Issue.record("it was read")
        } catch {
            #expect(error.code == row.code, "\(error)")
            if row.code != .invalid || !row.text.contains("urn:x") { #expect(error.pointer.description == row.pointer) }
        }
    }

    @Test(arguments: [
        (#"{"type":"object"}"#, "1", "", "/type"),
        (#"{"properties":{"a":{"items":{"maximum":3}}}}"#, #"{"a":[1,9]}"#, "/a/1", "/properties/a/items/maximum"),
        (#"{"required":["a"]}"#, "{}", "", "/required"),
        (#"{"additionalProperties":false}"#, #"{"a/b":1}"#, "/a~1b", "/additionalProperties"),
        (##"{"$ref":"#/$defs/d","$defs":{"d":{"minLength":2}}}"##, #""x""#, "", "/$defs/d/minLength"),
        (#"{"anyOf":[{"type":"null"},{"minimum":5}]}"#, "1", "", "/anyOf"),
    ])
    func `a violation says where in the value and where in the schema`(
        schema: String, value: String, instance: String, keyword: String
    ) throws {
        let document = try JSONDocument(reading: Array(value.utf8))
        var validator = SchemaValidator(try Schema(reading: Array(schema.utf8)))
        guard case .invalid(let violation) = validator.check(document.root, in: document) else {
            Issue.record("it was accepted")
            return
        }
        #expect(violation.instance.description == instance)
        #expect(violation.schema.description == keyword)
    }

    /// The keyword is then not enforced, but what it was meant for does not grow without bound.
    @Test func `a pattern that cannot be matched is noted, and its text has a limit`() throws {
        let schema = try Schema(reading: Array(#"{"properties":{"a":{"pattern":"(a)\\1"}}}"#.utf8))
        #expect(schema.notes.map(\.pointer.description) == ["/properties/a/pattern"])
        var validator = SchemaValidator(schema)
        for (length, isValid) in [(10, true), (4_096, true), (4_097, false)] {
            let text = #"{"a":"\#(String(repeating: "a", count: length))"}"#
            let document = try JSONDocument(reading: Array(text.utf8))
            #expect((validator.check(document.root, in: document) == .unvalidated) == isValid)
        }
    }

    @Test func `a schema within a document is told apart from the document`() throws {
        let text = ##"{"tools":[{"inputSchema":{"$ref":"#/$defs/a","$defs":{"a":{"type":"array"}}}}]}"##
        let document = try JSONDocument(reading: Array(text.utf8))
        let tools = try #require(document.value(named: "tools", in: document.root))
        let tool = try #require(document.elements(of: tools).first { _ in true })
        let node = try #require(document.value(named: "inputSchema", in: tool))
        var validator = SchemaValidator(try Schema(node, in: document))
        guard case .invalid(let violation) = validator.check(tool, in: document) else {
            Issue.record("it was accepted")
            return
        }
        #expect(violation.schema.description == "/$defs/a/type")
        #expect(violation.instance.description == "")
    }
}
