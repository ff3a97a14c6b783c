// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

@testable import WardProtocol

struct NameRulesTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let json: String
        let strict: ShapeViolation.Code?
        let shaped: ShapeViolation.Code?
        var testDescription: String { json }

        init(_ json: String, strict: ShapeViolation.Code? = nil, shaped: ShapeViolation.Code? = nil) {
            (self.json, self.strict, self.shaped) = (json, strict, shaped)
        }
    }

    static let shapes = """
        Value = {method: string, params?: {*: any}, list?: [{name: string, *: any}], map?: {*: {a?: any, *: any}}, *: any}
        """

    @Test(arguments: [
        Case(#"{"method":"x","params":{"a":1,"b":2},"extra":0,"other":0}"#),
        Case(#"{"m\u0065thod":"x"}"#, strict: .escapedName, shaped: .escapedName),
        Case(#"{"method":"m\u0065thod"}"#),
        Case(#"{"method":"x","Method":"y"}"#, strict: .foldedName, shaped: .foldedName),
        Case(#"{"Method":"y"}"#, strict: .foldedName, shaped: .foldedName),
        Case(#"{"method":"x","METHOD":0}"#, strict: .foldedName, shaped: .foldedName),
        Case(#"{"method":"x","M\u0065thod":0}"#, strict: .foldedName, shaped: .foldedName),
        Case(#"{"method":"x","param\u017f":0}"#, strict: .foldedName, shaped: .foldedName),
        Case("{\"method\":\"x\",\"param\u{17F}\":0}", strict: .foldedName, shaped: .foldedName),
        Case("{\"method\":\"x\",\"me\u{200B}thod\":0}", strict: .foldedName, shaped: .foldedName),
        Case("{\"method\":\"x\",\"ｐarams\":0}", strict: .foldedName, shaped: .foldedName),
        Case("{\"method\":\"x\",\"раrams\":0}"),
        Case(#"{"method":"x","Extra":0,"extra":0}"#, strict: .siblingNames, shaped: .siblingNames),
        Case(#"{"method":"x","\u0045xtra":0,"extra":0}"#, strict: .siblingNames, shaped: .siblingNames),
        Case("{\"method\":\"x\",\"é\":0,\"e\u{301}\":0}", strict: .siblingNames, shaped: .siblingNames),
        Case(#"{"method":"x","extr\u0061":0,"other":0}"#),
        Case(#"{"method":"x","params":{"Path":1,"path":2}}"#, strict: .siblingNames),
        Case(#"{"method":"x","params":{"deep":[0,{"Path":1,"path":2}]}}"#, strict: .siblingNames),
        Case(#"{"method":"x","params":{"Method":1,"p\u0061th":2}}"#),
        Case(#"{"method":"x","map":{"K":{},"k":{}}}"#, strict: .siblingNames),
        Case(#"{"method":"x","map":{"k":{"A":1}}}"#, strict: .foldedName, shaped: .foldedName),
        Case(#"{"method":"x","list":[{"name":"","Name":""}]}"#, strict: .foldedName, shaped: .foldedName),
    ])
    func `judges the spelling of names`(_ example: Case) throws {
        #expect(try code(example.json, .strict) == example.strict)
        #expect(try code(example.json, .shaped) == example.shaped)
    }

    @Test func `without name rules an escaped name is the name that it spells`() throws {
        #expect(try code(#"{"m\u0065thod":"x","Method":0,"METHOD":0}"#, .none) == nil)
        #expect(try code(#"{"m\u0065thod":5}"#, .none) == .wrongType)
        #expect(try code(#"{"Method":"x"}"#, .none) == .missingMember)
    }

    @Test func `a misspelled tag is the reason, not that no variant fits`() throws {
        let catalog = try ShapeCatalog(parsing: ShapeCheckTests.content)
        let value = try #require(catalog.shape(named: "Value"))
        let document = try JSONDocument(reading: Array(#"[{"Type":"text","text":""}]"#.utf8))
        let violation = catalog.check(document.root, in: document, as: value, names: .strict)
        #expect(violation?.code == .foldedName)
        #expect(violation?.offset == 2)
        #expect(violation?.pointer.description == "/0/Type")
        #expect(violation?.detail.hasPrefix("member name `Type` reads like `type`") == true)
        let escaped = try JSONDocument(reading: Array(#"[{"typ\u0065":"text","text":""}]"#.utf8))
        #expect(catalog.check(escaped.root, in: escaped, as: value, names: .strict)?.code == .escapedName)
        #expect(catalog.check(escaped.root, in: escaped, as: value, names: .none) == nil)
    }

    @Test func `one variant does not excuse a name that is wrong in another`() throws {
        let catalog = try ShapeCatalog(parsing: "Value = {tools: [any], *: any} | {*: any}")
        let document = try JSONDocument(reading: Array(#"{"Tools":[]}"#.utf8))
        let value = try #require(catalog.shape(named: "Value"))
        #expect(catalog.check(document.root, in: document, as: value, names: .shaped)?.code == .foldedName)
    }

    @Test func `shows where both names of a pair stand`() throws {
        let document = try JSONDocument(reading: Array(#"{"a":[{"Path":1,"x":2,"path":3}]}"#.utf8))
        let violation = try #require(NameRules.checkSiblings(of: document.root, in: document, deep: true))
        #expect(violation.code == .siblingNames)
        #expect(violation.offset == 22)
        #expect(violation.pointer.description == "/a/0/path")
        #expect(violation.detail == "member names `Path` and `path` read alike")
        #expect(NameRules.checkSiblings(of: document.root, in: document, deep: false) == nil)
    }

    @Test(arguments: [2, 8, 12, 13, 100, 40_000])
    func `finds the one pair among many members, or none`(count: Int) throws {
        let names = (0..<count).map { "member-\($0)" }
        func document(_ names: [String]) throws -> JSONDocument {
            let members = names.map { ShapeSample.Member(name: $0, value: .null) }
            return try ShapeSample.object(members).document()
        }
        let apart = try document(names)
        #expect(NameRules.checkSiblings(of: apart.root, in: apart, deep: true) == nil)
        for twin in ["Member-0", "MEMBER-0", "ｍember-0", "mem\u{AD}ber-0"] {
            let alike = try document(Array(names.dropLast()) + [twin])
            let violation = NameRules.checkSiblings(of: alike.root, in: alike, deep: true)
            #expect(violation?.pointer.tokens == [twin])
        }
    }

    @Test func `finds a pair below any depth of containers`() throws {
        let depth = 100
        let json =
            String(repeating: #"{"a":["#, count: depth / 2) + #"{"b":1,"B":2}"#
            + String(repeating: "]}", count: depth / 2)
        let document = try JSONDocument(reading: Array(json.utf8))
        #expect(NameRules.checkSiblings(of: document.root, in: document, deep: true)?.code == .siblingNames)
    }

    @Test func `agrees with comparing each name with each`() throws {
        var random = ShapeRandom(seed: 0x5EED_0104)
        let parts = [
            "a", "A", "\u{17F}", "s", "S", "é", "e\u{301}", "E", "\u{200B}", "ａ", "k", "\u{212A}", ";", "\u{37E}", "@",
            "`",
            "long-long-",
        ]
        for round in 0..<400 {
            var names: [String] = []
            for _ in 0..<(2 + random.below(14)) {
                let name = (0..<(1 + random.below(3))).map { _ in parts[random.below(parts.count)] }.joined()
                if !names.contains(where: { Array($0.utf8) == Array(name.utf8) }) { names.append(name) }
            }
            let members = names.map { ShapeSample.Member(name: $0, value: .null) }
            let document = try ShapeSample.object(members).document()
            let folded = names.map { Foldings.folded($0) }
            let hasPair = Set(folded).count < folded.count
            #expect(
                (NameRules.checkSiblings(of: document.root, in: document, deep: false) != nil) == hasPair,
                "seed 0x5EED_0104, round \(round): \(names)")
        }
    }

    private func code(_ json: String, _ names: NameStrictness) throws -> ShapeViolation.Code? {
        let catalog = try ShapeCatalog(parsing: Self.shapes)
        let document = try JSONDocument(reading: Array(json.utf8))
        let value = try #require(catalog.shape(named: "Value"))
        return catalog.check(document.root, in: document, as: value, names: names)?.code
    }
}

/// What the parts above fold to, written down by hand.
private enum Foldings {
    static func folded(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\u{17F}", "S": result += "s"
            case "A", "ａ": result += "a"
            case "E": result += "e"
            case "\u{212A}": result += "k"
            case "\u{37E}": result += ";"
            case "\u{200B}": break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
