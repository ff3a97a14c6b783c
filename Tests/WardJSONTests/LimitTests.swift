// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

struct LimitTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let set: @Sendable (inout JSONLimits) -> Void
        let accepted: String
        let refused: String
        let code: JSONError.Code
        let offset: Int

        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(
            name: "bytes", set: { $0.bytes = 5 }, accepted: "[123]", refused: "[123] ", code: .tooLarge, offset: 5),
        Row(
            name: "depth of arrays", set: { $0.depth = 2 }, accepted: "[[],[1]]", refused: "[[1,[]]]", code: .tooDeep,
            offset: 4),
        Row(
            name: "depth of objects", set: { $0.depth = 2 }, accepted: "{\"a\":{\"b\":1}}",
            refused: "{\"a\":{\"b\":{}}}", code: .tooDeep, offset: 10),
        Row(
            name: "depth of both", set: { $0.depth = 2 }, accepted: "[{\"a\":1}]", refused: "[{\"a\":[1]}]",
            code: .tooDeep, offset: 6),
        Row(name: "no depth", set: { $0.depth = 0 }, accepted: "1", refused: "[]", code: .tooDeep, offset: 0),
        Row(
            name: "members", set: { $0.members = 2 }, accepted: "{\"a\":{\"a\":1,\"b\":2},\"b\":1}",
            refused: "{\"a\":1,\"b\":2,\"c\":3}", code: .tooManyMembers, offset: 13),
        Row(
            name: "no members", set: { $0.members = 0 }, accepted: "[{}]", refused: "[{\"a\":1}]",
            code: .tooManyMembers,
            offset: 2),
        Row(
            name: "elements", set: { $0.elements = 2 }, accepted: "[[1,2],[3,4]]", refused: "[1,2, 3]",
            code: .tooManyElements, offset: 6),
        Row(
            name: "no elements", set: { $0.elements = 0 }, accepted: "[]", refused: "[1]", code: .tooManyElements,
            offset: 1),
        Row(
            name: "string", set: { $0.stringBytes = 3 }, accepted: "[\"abc\"]", refused: "[1,\"abcd\"]",
            code: .stringTooLong, offset: 3),
        Row(
            name: "name", set: { $0.stringBytes = 3 }, accepted: "{\"abc\":1}", refused: "{\"abcd\":1}",
            code: .stringTooLong, offset: 1),
        Row(
            name: "escapes as written", set: { $0.stringBytes = 6 }, accepted: "\"\\u0041\"", refused: "\"\\u0041b\"",
            code: .stringTooLong, offset: 0),
        Row(
            name: "number", set: { $0.numberBytes = 4 }, accepted: "[1.25]", refused: "[1,-1.25]", code: .numberTooLong,
            offset: 3),
        Row(
            name: "a negative limit is none", set: { $0.elements = -1 }, accepted: "[]", refused: "[1]",
            code: .tooManyElements, offset: 1),
    ]

    @Test(arguments: rows)
    func `accepts up to a limit and refuses beyond`(row: Row) throws {
        var limits = JSONLimits()
        row.set(&limits)
        _ = try JSONDocument(row.accepted, limits: limits)
        let error = #expect(throws: JSONError.self) { try JSONDocument(row.refused, limits: limits) }
        #expect(error?.code == row.code)
        #expect(error?.offset == row.offset)
    }

    @Test func `has the documented defaults`() {
        let limits = JSONLimits.default
        #expect(limits.bytes == 16_777_216 && limits.depth == 128 && limits.members == 50_000)
        #expect(limits.elements == 1_000_000 && limits.stringBytes == 16_777_216 && limits.numberBytes == 1_024)
    }

    @Test func `accepts 128 levels and refuses 129 by default`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSONDocument(nested(128))
        let error = #expect(throws: JSONError.self) { try JSONDocument(nested(129)) }
        #expect(error?.code == .tooDeep && error?.offset == 128)
    }

    @Test func `stops at 1024 levels whatever the caller sets`() throws {
        var limits = JSONLimits()
        limits.depth = .max
        limits.bytes = .max
        limits.members = .max
        limits.elements = .max
        let deep = String(repeating: "{\"a\":", count: 1_024) + "1" + String(repeating: "}", count: 1_024)
        let document = try JSONDocument(deep, limits: limits)
        // Whatever walks a document must hold at this depth.
        let value = JSONValue(document.root, in: document)
        #expect(value.canonicalBytes() == Array(deep.utf8))
        #expect(try document.canonicalBytes(of: document.root) == Array(deep.utf8))
        let error = #expect(throws: JSONError.self) {
            try JSONDocument(String(repeating: "[", count: 2_000_000), limits: limits)
        }
        #expect(error?.code == .tooDeep && error?.offset == 1_024)
    }

    @Test func `refuses the first member and element over the defaults`() {
        let elements = "[" + String(repeating: "0,", count: 1_000_000) + "0]"
        let tooMany = #expect(throws: JSONError.self) { try JSONDocument(elements) }
        #expect(tooMany?.code == .tooManyElements && tooMany?.offset == 2_000_001)
        let members = "{" + (0...50_000).map { "\"\($0 + 100_000)\":0" }.joined(separator: ",") + "}"
        let error = #expect(throws: JSONError.self) { try JSONDocument(members) }
        #expect(error?.code == .tooManyMembers && error?.offset == 1 + 50_000 * 11)
    }
}
