// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardTesting

/// Makes schemas, and values that have something to do with them.
struct SchemaGenerator {
    var random: SplitMix64
    let isOld: Bool

    private static let names = ["a", "b", "c", "é", "x-1", ""]
    private static let texts = ["", "a", "ab", "abc", "é", "漢字", "A1", "2026-11-21", "x y"]
    private static let patterns = ["^a", "b$", "^[a-z]+$", "[0-9]", "^.{2,3}$", "^(?:ab|c)*$", "x|y"]
    private static let types = ["null", "boolean", "object", "array", "number", "string", "integer"]

    init(seed: UInt64, isOld: Bool) {
        random = SplitMix64(seed: seed)
        self.isOld = isOld
    }

    private mutating func one<T>(of list: [T]) -> T { list[random.below(list.count)] }

    mutating func schema() -> JSONValue {
        var members: [(String, JSONValue)] = keywords(3)
        let definitions: [(String, JSONValue)] = ["p", "q"].map { ($0, part(2)) }
        members.append((isOld ? "definitions" : "$defs", .object(JSONObject(definitions))))
        return .object(JSONObject(members))
    }

    private mutating func part(_ depth: Int) -> JSONValue {
        if random.below(8) == 0 { return .bool(random.below(3) > 0) }
        // Only from below a step into the value, so that no reference leads back to itself.
        if depth < 2, random.below(6) == 0 {
            return ["$ref": .string("#/\(isOld ? "definitions" : "$defs")/\(one(of: ["p", "q"]))")]
        }
        return .object(JSONObject(keywords(depth)))
    }

    private mutating func keywords(_ depth: Int) -> [(String, JSONValue)] {
        var members: [String: JSONValue] = [:]
        for _ in 0..<(1 + random.below(3)) {
            let (name, value) = keyword(depth)
            members[name] = value
        }
        return members.sorted { $0.key < $1.key }
    }

    private mutating func keyword(_ depth: Int) -> (String, JSONValue) {
        guard depth > 0, random.below(2) == 0 else { return assertion() }
        switch random.below(isOld ? 12 : 17) {
        case 0: return ("allOf", .array([part(0), flat()]))
        case 1: return ("anyOf", .array([flat(), flat()]))
        case 2: return ("oneOf", .array([flat(), flat(), flat()]))
        case 3: return ("not", flat())
        case 4: return ("if", flat())
        case 5: return ("then", flat())
        case 6: return ("else", flat())
        case 7: return ("properties", named(depth))
        case 8: return ("patternProperties", .object([one(of: Self.patterns): part(depth - 1)]))
        case 9: return ("additionalProperties", part(depth - 1))
        case 10: return ("items", part(depth - 1))
        case 11: return ("contains", part(depth - 1))
        case 12: return ("prefixItems", .array([part(depth - 1), part(depth - 1)]))
        case 13: return ("unevaluatedProperties", part(depth - 1))
        case 14: return ("unevaluatedItems", part(depth - 1))
        case 15: return ("dependentSchemas", .object([one(of: Self.names): flat()]))
        default: return ("propertyNames", flat())
        }
    }

    /// A schema for the same value, without references.
    private mutating func flat() -> JSONValue {
        if random.below(8) == 0 { return .bool(random.below(2) == 0) }
        var members = [assertion()]
        if random.below(3) == 0 { members.append(("properties", named(1))) }
        if random.below(4) == 0 { members.append(("items", part(0))) }
        return .object(JSONObject(Dictionary(members) { $1 }.sorted { $0.key < $1.key }))
    }

    private mutating func named(_ depth: Int) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for _ in 0..<(1 + random.below(3)) { members[one(of: Self.names)] = part(depth - 1) }
        return .object(JSONObject(members.sorted { $0.key < $1.key }))
    }

    private mutating func assertion() -> (String, JSONValue) {
        switch random.below(18) {
        case 0...2: return ("type", .string(one(of: Self.types)))
        case 3:
            return ("type", .array([.string(one(of: ["string", "null"])), .string(one(of: ["object", "array"]))]))
        case 4: return ("enum", .array([value(1), value(1), value(0)]))
        case 5: return ("const", value(1))
        case 6: return ("minimum", .integer(Int64(random.below(5))))
        case 7: return ("exclusiveMaximum", .integer(Int64(random.below(8))))
        case 8: return ("multipleOf", .integer(Int64(1 + random.below(3))))
        case 9: return ("minLength", .integer(Int64(random.below(3))))
        case 10: return ("maxLength", .integer(Int64(random.below(4))))
        case 11: return ("pattern", .string(one(of: Self.patterns)))
        case 12: return ("minItems", .integer(Int64(random.below(3))))
        case 13: return ("uniqueItems", .bool(true))
        case 14: return ("required", .array([.string(one(of: Self.names))]))
        case 15: return ("maxProperties", .integer(Int64(random.below(4))))
        case 16 where !isOld: return ("dependentRequired", .object([one(of: Self.names): .array(["a"])]))
        case 17 where isOld: return ("dependencies", .object([one(of: Self.names): .array(["a"])]))
        default: return ("maxItems", .integer(Int64(random.below(4))))
        }
    }

    mutating func value(_ depth: Int) -> JSONValue {
        switch random.below(depth > 0 ? 9 : 6) {
        case 0: return .null
        case 1: return .bool(random.below(2) == 0)
        case 2: return .integer(Int64(random.below(9)) - 2)
        case 3: return .double(Double(random.below(20)) / 4)
        case 4, 5: return .string(one(of: Self.texts))
        case 6: return .array((0..<random.below(4)).map { _ in value(depth - 1) })
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<random.below(4) { members[one(of: Self.names)] = value(depth - 1) }
            return .object(JSONObject(members.sorted { $0.key < $1.key }))
        }
    }
}
