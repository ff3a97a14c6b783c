// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardSchema

/// Values that readers see differently: numbers by what they are, texts by their code points.
struct SchemaValueTests {
    private static func isValid(_ schema: String, _ value: String, options: Schema.Options = .init()) throws -> Bool {
        let document = try JSONDocument(reading: Array(value.utf8), tolerating: [.inexactNumbers, .loneSurrogates])
        var validator = SchemaValidator(try Schema(reading: Array(schema.utf8), options: options))
        let outcome = validator.check(document.root, in: document)
        #expect(outcome != .exhausted)
        return outcome == .valid
    }

    @Test(arguments: [
        (#"{"const":0}"#, "-0", true), (#"{"const":0}"#, "0e99", true), (#"{"const":1}"#, "1.0", true),
        (#"{"const":100}"#, "1e2", true), (#"{"type":"integer"}"#, "1e400", true),
        (#"{"type":"integer"}"#, "1e-400", false),
        (#"{"minimum":1e300}"#, "1e400", true), (#"{"maximum":-1e300}"#, "-1e400", true),
        (#"{"exclusiveMinimum":0}"#, "1e-99999999999999999999", true), (#"{"exclusiveMinimum":0}"#, "-0.0", false),
        (#"{"maximum":9007199254740993}"#, "9007199254740992", true),
        (#"{"maximum":9007199254740991}"#, "9007199254740993", false),
        (#"{"multipleOf":0.01}"#, "0.07", true), (#"{"multipleOf":0.0001}"#, "0.0075", true),
        (#"{"multipleOf":0.1}"#, "0.35", false), (#"{"multipleOf":1e300}"#, "1e400", true),
        (#"{"multipleOf":3}"#, "1e400", false), (#"{"multipleOf":7.5}"#, "22.5", true),
        (#"{"multipleOf":10}"#, "25", false), (#"{"multipleOf":2.5}"#, "0.5", false),
    ])
    func `A27: numbers are what they are, not how they are written or how a double holds them`(
        schema: String, value: String, isValid: Bool
    ) throws {
        #expect(try Self.isValid(schema.replacing("9007199254740993", with: "9007199254740993.0"), value) == isValid)
    }

    @Test(arguments: [
        (#"{"maxLength":1}"#, #""\ud83d\ude00""#, true), (#"{"maxLength":1}"#, #""\ud83d""#, true),
        (#"{"const":"\ufffd"}"#, #""\ud83d""#, true), (#"{"pattern":"^.$"}"#, #""\ud83d\ude00""#, true),
        (#"{"required":["a"]}"#, #"{"\u0061":1}"#, true), (#"{"enum":["é"]}"#, #""\u00e9""#, true),
        // Texts that only look the same are two.
        (#"{"enum":["\u00e9"]}"#, #""e\u0301""#, false),
        (#"{"properties":{"\u00e9":false,"e\u0301":true}}"#, #"{"e\u0301":1}"#, true),
        (
            #"{"allOf":[{"pattern":"^[^\u0301]*$"},{"not":{"pattern":"^\u00e9$"}},{"not":{"pattern":"^e\u0301$"}}]}"#,
            #""\u00e9""#, false
        ),
        (#"{"allOf":[{"pattern":"^\u00e9$"},{"pattern":"^e\u0301$"}]}"#, #""\u00e9""#, false),
        (#"{"anyOf":[{"pattern":"^\u00e9$"},{"pattern":"^e\u0301$"}]}"#, #""e\u0301""#, true),
    ])
    func `A27: texts are compared by their code points`(schema: String, value: String, isValid: Bool) throws {
        #expect(try Self.isValid(schema, value) == isValid)
    }

    @Test func `a resource within may be of the other dialect`() throws {
        let schema =
            ##"{"properties":{"a":{"$id":"urn:a","$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"null"}]}}}"##
        #expect(try Self.isValid(schema, #"{"a":[null,1]}"#))
        #expect(try !Self.isValid(schema, #"{"a":[1]}"#))
    }

    /// 512 KiB is what Apple's systems give a thread that is not the first.
    @Test func `the deepest schema, value and pattern are worked on a small stack`() throws {
        let depth = JSONLimits.default.depth - 2
        let schema = String(repeating: #"{"items":"#, count: depth) + "true" + String(repeating: "}", count: depth)
        let choices =
            ##"{"$ref":"#/$defs/s0","$defs":{"##
            + (0..<500).map { ##""s\##($0)":{"anyOf":[{"allOf":[{"$ref":"#/$defs/s\##($0 + 1)"}]}]}"## }.joined(
                separator: ",")
            + #","s500":true}}"#
        let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let pattern = String(repeating: "(?:(?:a|", count: 49) + "b" + String(repeating: ")*)", count: 49)
        let box = OutcomeBox()
        let thread = Thread {
            for (schema, value) in [
                (schema, nested), (choices, "1"), (#"{"const":\#(nested)}"#, nested),
                (#"{"unevaluatedItems":\#(schema),"pattern":"^\#(pattern)$"}"#, nested),
                (#"{"pattern":"\#(pattern)"}"#, #""b""#),
            ] {
                box.outcomes.append((try? Self.outcome(schema, value)) ?? "failed")
            }
            box.done.signal()
        }
        #if DEBUG
        // Without the optimizer each step takes several times the room.
        thread.stackSize = 2 * 1024 * 1024
        #else
        thread.stackSize = 512 * 1024
        #endif
        thread.start()
        box.done.wait()
        #expect(box.outcomes == ["valid", "exhausted", "valid", "valid", "valid"])
    }

    private static func outcome(_ schema: String, _ value: String) throws -> String {
        let document = try JSONDocument(reading: Array(value.utf8))
        var validator = SchemaValidator(try Schema(reading: Array(schema.utf8)))
        return "\(validator.check(document.root, in: document))"
    }
}

/// What another thread found; it is read when that has ended.
private final class OutcomeBox: @unchecked Sendable {
    var outcomes: [String] = []
    let done = DispatchSemaphore(value: 0)
}
