// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

@testable import WardProtocol

struct ShapeCheckTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let shape: String
        let json: String
        let code: ShapeViolation.Code?
        let offset: Int
        let pointer: String
        var testDescription: String { "\(json) as \(shape)" }

        init(
            _ shape: String, _ json: String, _ code: ShapeViolation.Code? = nil, _ offset: Int = 0,
            _ pointer: String = ""
        ) {
            (self.shape, self.json, self.code, self.offset, self.pointer) = (shape, json, code, offset, pointer)
        }
    }

    static let scalars = [
        Case("any", "[1,{}]"),
        Case("null", "null"),
        Case("null", " 0", .wrongType, 1),
        Case("boolean", "true"),
        Case("boolean", "false"),
        Case("boolean", "\"true\"", .wrongType),
        Case("true", "false", .notInEnum),
        Case("true", "true"),
        Case("string", "\"\""),
        Case("string", "1", .wrongType),
        Case("string(1..2)", "\"\"", .wrongLength),
        Case("string(1..2)", "\"é\\u00e9\""),
        Case("string(1..2)", "\"abc\"", .wrongLength),
        Case("\"a\" | \"bc\"", "\"bc\""),
        Case("\"a\" | \"bc\"", "\"b\\u0063\""),
        Case("\"a\" | \"bc\"", "\"BC\"", .notInEnum),
        Case("\"a\" | \"bc\"", "\"\"", .notInEnum),
        Case("\"a\"", "null", .wrongType),
        Case("integer", "-9007199254740991"),
        Case("integer", "1.0", .wrongType),
        Case("integer", "1e2", .wrongType),
        Case("integer", "1E2", .wrongType),
        Case("integer(0..)", "-1", .outOfRange),
        Case("integer(..5)", "6", .outOfRange),
        Case("integer(0..5)", "5"),
        Case("-32020", "-32020"),
        Case("-32020", "-32021", .outOfRange),
        Case("number", "1.5e300"),
        Case("number(0..1)", "1.0001", .outOfRange),
        Case("number(0..1)", "1"),
        Case("number(0..1)", "-0.1", .outOfRange),
        Case("number(..1)", "true", .wrongType),
    ]

    static let containers = [
        Case("[integer]", "[]"),
        Case("[integer]", "[1,2,\"3\"]", .wrongType, 5, "/2"),
        Case("[any](1..2)", "[]", .wrongLength),
        Case("[any](1..2)", "[1,2,3]", .wrongLength),
        Case("[any]", "{}", .wrongType),
        Case("{}", "{}"),
        Case("{}", "{\"a\":1}", .unknownMember, 1, "/a"),
        Case("{a: string}", "{\"a\":\"x\"}"),
        Case("{a: string}", "{}", .missingMember),
        Case("{a: string}", "{\"a\":null}", .wrongType, 5, "/a"),
        Case("{a?: string}", "{}"),
        Case("{a?: string, *: integer}", "{\"b\":1,\"c\":2}"),
        Case("{a?: string, *: integer}", "{\"b\":\"1\"}", .wrongType, 5, "/b"),
        Case("{*: {*: any}}", "{\"b\":{\"c\":1},\"d\":[]}", .wrongType, 17, "/d"),
        Case("{a: {b: [{c: integer}]}}", "{\"a\":{\"b\":[{\"c\":1},{}]}}", .missingMember, 19, "/a/b/1"),
        Case("{\"x/y\": null}", "{\"x/y\":1}", .wrongType, 7, "/x~1y"),
        Case("{a: any}", "[]", .wrongType),
    ]

    @Test(arguments: scalars + containers)
    func `judges a value by its shape`(_ example: Case) throws {
        let violation = try check(example.json, "Value = " + example.shape, names: .none)
        #expect(violation?.code == example.code)
        if let violation {
            #expect(violation.offset == example.offset)
            #expect(violation.pointer.description == example.pointer)
        }
    }

    static let content = """
        Content = Text | Image | Link
        Text = {type: "text", text: string, *: any}
        Image = {type: "image", data: string, *: any}
        Link = {type: "link" | "anchor", to: Text | Image, *: any}
        Value = Content | [Content] | null
        """

    @Test(arguments: [
        Case("", "null"),
        Case("", "{\"type\":\"text\",\"text\":\"\"}"),
        Case("", "[{\"type\":\"anchor\",\"to\":{\"type\":\"image\",\"data\":\"\"}}]"),
        Case("", "7", .noVariant),
        Case("", "{\"type\":\"text\"}", .missingMember),
        Case("", "{\"type\":\"video\"}", .noVariant, 8, "/type"),
        Case("", "{\"type\":5}", .noVariant, 8, "/type"),
        Case("", "{\"text\":\"\"}", .noVariant),
        Case("", "{\"data\":1,\"type\":\"image\"}", .wrongType, 8, "/data"),
        Case("", "[{\"type\":\"link\",\"to\":{\"type\":\"text\",\"text\":0}}]", .wrongType, 43, "/0/to/text"),
    ])
    func `chooses the variant by its tag`(_ example: Case) throws {
        let violation = try check(example.json, Self.content, names: .strict)
        #expect(violation?.code == example.code)
        if let violation {
            #expect(violation.offset == example.offset)
            #expect(violation.pointer.description == example.pointer)
        }
    }

    @Test func `names the variant that a value comes nearest to`() throws {
        let violation = try check("{\"type\":\"text\"}", Self.content, names: .none)
        #expect(violation?.detail == "member `text` is missing (as Text)")
        #expect(violation?.expected == "Text")
        let untagged = "Value = {a: {b: integer}, *: any} | {c: string, *: any}"
        #expect(try check("{\"a\":{\"b\":1.5}}", untagged, names: .none)?.pointer.description == "/a/b")
        #expect(try check("{\"a\":{\"b\":1.5},\"c\":\"\"}", untagged, names: .none) == nil)
    }

    @Test func `a variant whose tag may be absent is tried`() throws {
        let text = "Value = {mode?: \"form\", message: string, *: any} | {mode: \"url\", url: string, *: any}"
        #expect(try check("{\"message\":\"\"}", text, names: .none) == nil)
        #expect(try check("{\"mode\":\"url\",\"url\":\"\"}", text, names: .none) == nil)
        #expect(try check("{\"mode\":\"url\",\"message\":\"\"}", text, names: .none)?.code == .missingMember)
        #expect(try check("{\"mode\":\"other\",\"message\":\"\"}", text, names: .none)?.code == .noVariant)
    }

    @Test(arguments: [
        ("[1]", "[integer(..0)]", "1 is not an integer within ..0", "an integer within ..0"),
        (
            "[]", "[any](1..)", "the length is not that of an array of anything within 1..",
            "an array of anything within 1.."
        ),
        ("\"\\u202e\"", "\"a\" | \"b\"", #"`\u{202e}` is not `a` or `b`"#, "`a` or `b`"),
        ("{\"a\\nb\":1}", "{}", #"member `a\u{a}b` is not allowed here"#, "Value"),
        (
            "true", "[string | null]", "expected an array of a string or null, found a boolean",
            "an array of a string or null"
        ),
        ("1.5", "integer", "expected an integer, found a number that is no integer", "an integer"),
    ])
    func `says what it found and what it wants`(json: String, shape: String, detail: String, expected: String) throws {
        let violation = try #require(try check(json, "Outer = \(shape)\nValue = Outer", names: .none))
        // Only the name of a definition differs, which stands for the type where there is one.
        #expect(violation.detail.replacing("Outer", with: expected) == detail.replacing("Value", with: "Outer"))
    }

    @Test(arguments: Revision.allCases)
    func `agrees with the plain reading of every definition`(revision: Revision) throws {
        let model = try ShapeModel(ShapeModel.text(of: revision))
        let catalog = ShapeCatalog.catalog(of: revision)
        var random = ShapeRandom(seed: 0x5EED_0102)
        for definition in model.definitions {
            let shape = try #require(catalog.shape(named: definition.name))
            for round in 0..<3 {
                let sample = try model.sample(of: definition.type, &random)
                let changed = try model.mutations(of: sample, as: definition.type)
                for value in [sample] + changed.map(\.value).shuffled(using: &random).prefix(12) {
                    let document = try value.document()
                    let violation = catalog.check(document.root, in: document, as: shape, names: .none)
                    let accepted = try model.accepts(value, definition.type)
                    #expect(
                        (violation == nil) == accepted,
                        "seed 0x5EED_0102, \(definition.name), round \(round): \(value.text), \(violation.debugDescription)"
                    )
                }
                #expect(try model.accepts(sample, definition.type))
            }
        }
    }

    @Test(arguments: Revision.allCases)
    func `gives an answer for any value and any shape`(revision: Revision) throws {
        let model = try ShapeModel(ShapeModel.text(of: revision))
        let catalog = ShapeCatalog.catalog(of: revision)
        var random = ShapeRandom(seed: 0x5EED_0103)
        let values = try model.definitions.map { try model.sample(of: $0.type, &random) }
        for definition in model.definitions {
            let shape = try #require(catalog.shape(named: definition.name))
            for names in NameStrictness.allCases {
                let document = try values[random.below(values.count)].document()
                if let violation = catalog.check(document.root, in: document, as: shape, names: names) {
                    #expect(document.bytes.indices.contains(violation.offset))
                    #expect(!violation.detail.isEmpty && !violation.description.isEmpty)
                    #expect(document.node(at: violation.pointer) != nil)
                }
            }
        }
    }

    private func check(_ json: String, _ text: String, names: NameStrictness) throws -> ShapeViolation? {
        let catalog = try ShapeCatalog(parsing: text)
        let document = try JSONDocument(reading: Array(json.utf8))
        return catalog.check(document.root, in: document, as: try #require(catalog.shape(named: "Value")), names: names)
    }
}
