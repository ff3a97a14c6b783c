// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardSchema

/// What reads much of a value costs more than the one step of a subschema, so that steps bound the time (X7, A65).
struct SchemaWorkTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let schema: String
        let value: String

        /// A schema in which each number makes a part.
        init(_ name: String, _ start: String, count: Int, _ part: (Int) -> String, _ end: String, _ value: String) {
            testDescription = name
            schema = start + (0..<count).map(part).joined(separator: ",") + end
            self.value = value
        }
    }

    private static let text = "\"" + String(repeating: "y", count: 200_000) + "\""
    private static let list = "[" + (0..<40_000).map(String.init).joined(separator: ",") + "]"
    private static let objects = "[" + [String](repeating: "{}", count: 5_000).joined(separator: ",") + "]"
    private static let names = "{" + (0..<10_000).map { #""a\#($0)":1"# }.joined(separator: ",") + "}"

    private static let long =
        "{\"" + String(repeating: "y", count: 200_000) + "\":1,"
        + (0..<1_500).map { #""n\#($0)":1"# }.joined(separator: ",") + "}"
    private static let number = "[0." + String(repeating: "9", count: 900) + "]"

    static let cases = [
        Case("patterns of names", #"{"patternProperties":{"#, count: 2_000, { #""^\#($0)x":true"# }, "}}", names),
        Case("patterns", #"{"not":{"anyOf":["#, count: 1_500, { #"{"pattern":"x\#($0)"}"# }, "]}}", text),
        Case("lengths", #"{"allOf":["#, count: 1_500, { #"{"minLength":\#($0)}"# }, "]}", text),
        Case("values", #"{"not":{"anyOf":["#, count: 1_500, { #"{"const":[\#($0)]}"# }, "]}}", list),
        Case("repeats", #"{"allOf":["#, count: 1_500, { #"{"uniqueItems":true,"minItems":\#($0)}"# }, "]}", list),
        Case(
            "unevaluated items", #"{"unevaluatedItems":true,"allOf":["#, count: 1_500, { #"{"minItems":\#($0)}"# },
            "]}",
            list),
        Case(
            "needed names", #"{"items":{"dependentRequired":{"#, count: 9_000, { #""n\#($0)":["a"]"# }, "}}}", objects),
        Case("names", #"{"items":{"properties":{"#, count: 40_000, { #""n\#($0)":true"# }, "}}}", objects),
        Case(
            "a long name", #"{"allOf":["#, count: 1_500, { #"{"minProperties":0,"required":["n\#($0)"]}"# }, "]}", long),
        Case(
            "a long number", #"{"items":{"not":{"anyOf":["#, count: 1_500, { #"{"multipleOf":0.\#($0 + 1)}"# }, "]}}}",
            number),
    ]

    @Test(arguments: cases)
    func `X7: what reads much of a value ends without an answer`(_ row: Case) throws {
        let document = try JSONDocument(reading: Array(row.value.utf8))
        var validator = SchemaValidator(try Schema(reading: Array(row.schema.utf8)), steps: 20_000)
        #expect(validator.check(document.root, in: document) == .exhausted)
    }

    /// Each leads to the next for the same value, which is no cycle.
    @Test(arguments: [(300, SchemaOutcome.valid), (500, .exhausted)])
    func `X7: checks in each other have a limit`(count: Int, outcome: SchemaOutcome) throws {
        let steps = (0..<count).map { ##""s\##($0)":{"$ref":"#/$defs/s\##($0 + 1)"}"## }.joined(separator: ",")
        let text = ##"{"$ref":"#/$defs/s0","$defs":{\##(steps),"s\##(count)":true}}"##
        let document = try JSONDocument(reading: [0x31])
        var validator = SchemaValidator(try Schema(reading: Array(text.utf8)))
        #expect(validator.check(document.root, in: document) == outcome)
    }

    @Test func `any number of steps may be allowed`() throws {
        let document = try JSONDocument(reading: Array(#""x""#.utf8))
        for (steps, outcome) in [
            (Int.max, SchemaOutcome.valid), (0, .exhausted), (-1, .exhausted), (Int.min, .exhausted),
        ] {
            var validator = SchemaValidator(try Schema(reading: Array(#"{"pattern":"x"}"#.utf8)), steps: steps)
            #expect(validator.check(document.root, in: document) == outcome)
        }
    }
}
