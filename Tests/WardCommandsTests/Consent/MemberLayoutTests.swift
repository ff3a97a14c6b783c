// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardTesting

@testable import WardCommands

/// How schemas and annotations stand in a sheet: short enough to be read, and nothing lost.
struct MemberLayoutTests {
    private func lines(_ label: String, _ text: String, columns: Int = 400) -> [String] {
        var writer = SheetWriter(columns: columns)
        writer.member(label, text)
        return writer.lines.map(\.text)
    }

    @Test(arguments: [
        (#"{"type":"object","required":["a","b"]}"#, [#"  inputSchema type "object" required [ "a" "b" ]"#]),
        (
            #"{"properties":{"n":{"type":"integer","default":3},"s":{"default":"3","enum":[]}},"x-k":null}"#,
            [
                #"  inputSchema "x-k" null"#, #"  inputSchema "/properties/n" type "integer" default 3"#,
                #"  inputSchema "/properties/s" default "3" enum []"#,
            ]
        ),
        (
            #"{"anyOf":[{"type":"string"},true,{}],"":{"":1}}"#,
            [
                #"  inputSchema "/anyOf" "1" true "2" {}"#, #"  inputSchema "/anyOf/0" type "string""#,
                #"  inputSchema "/" "" 1"#,
            ]
        ),
        (#"{"0":{"a":1}}"#, [#"  inputSchema "{\"0\":{\"a\":1}}""#]),
        ("{}", ["  inputSchema {}"]), ("[]", ["  inputSchema []"]),
        (#"{"description":"größe"}"#, [#"  inputSchema description "gr\u{f6}\u{df}e""#, #"  reads     "größe""#]),
    ])
    func `an object is shown with a line for each object in it`(text: String, expected: [String]) {
        #expect(lines("inputSchema", text) == expected)
    }

    @Test func `a text that looks like an object is shown as the text that it is`() {
        #expect(lines("description", #"{"a":1}"#) == [#"  description "{\"a\":1}""#])
    }

    /// What a model gets and a person does not see would be approved blindly.
    @Test func `S8: different schemas never look alike, and no line leaves its indent`() {
        var random = SplitMix64(seed: 5)
        var seen: [String: JSONValue] = [:]
        for _ in 0..<10_000 {
            let value = Self.schema(depth: 2, &random)
            guard case .object = value else { continue }
            let shown = lines("inputSchema", String(decoding: value.encoded(), as: UTF8.self), columns: 80)
            #expect(shown.allSatisfy { $0.hasPrefix("  ") && !$0.contains("\n") })
            let known = seen.updateValue(value, forKey: shown.joined(separator: "\n"))
            #expect(known == nil || known?.canonicalBytes() == value.canonicalBytes(), "\(shown)")
        }
        #expect(seen.count > 500)
    }

    /// The two kinds of values that a place and its text alone would not tell apart.
    @Test func `S8: a list is never taken for names, nor a number for a text`() {
        var random = SplitMix64(seed: 6)
        var count = 0
        for _ in 0..<3000 {
            let value = JSONValue.object(JSONObject([("m", Self.schema(depth: 2, &random))]))
            let shown = lines("inputSchema", String(decoding: value.encoded(), as: UTF8.self))
            for twin in [Self.named(value), Self.quoted(value)]
            where twin.canonicalBytes() != value.canonicalBytes() {
                count += 1
                #expect(lines("inputSchema", String(decoding: twin.encoded(), as: UTF8.self)) != shown)
            }
        }
        #expect(count > 500)
    }

    /// The value with an object of numbers in place of each list.
    private static func named(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements):
            .object(JSONObject(elements.enumerated().map { (String($0.offset), named($0.element)) }))
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, named($0.value)) }))
        default: value
        }
    }

    /// The value with the text of each part that is none in its place.
    private static func quoted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string: value
        case .array(let elements): .array(elements.map(quoted))
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, quoted($0.value)) }))
        default: .string(String(decoding: value.encoded(), as: UTF8.self))
        }
    }

    private static func schema(depth: Int, _ random: inout SplitMix64) -> JSONValue {
        let texts = ["type", "", "[", "3", "0", "\" \"", "x\ny"]
        let kinds = depth == 0 ? 0..<4 : 0..<8
        switch Int.random(in: kinds, using: &random) {
        case 0: return .null
        case 1: return .bool(true)
        case 2: return .integer(3)
        case 3: return .string(texts.randomElement(using: &random) ?? "")
        case 4:
            return .array((0..<Int.random(in: 0...2, using: &random)).map { _ in schema(depth: depth - 1, &random) })
        default:
            var object = JSONObject([])
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                object[texts.randomElement(using: &random) ?? ""] = schema(depth: depth - 1, &random)
            }
            return .object(object)
        }
    }
}
