// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WardProtocol

struct ShapeLanguageTests {
    @Test func `reads every kind of type`() throws {
        let text = """
            # a comment
            Everything = {a: any, b?: null, "c/d": boolean, e: true | false, f: string(1..64), g: integer(-5..),
                h: number(0..0.5), i: "x" | "y", j: -32020, k: [Other | null](..100), l: {*: integer}, m: {}, *: any}
            Other = {...Everything, a: string}
            """
        let definitions = try ShapeParser.definitions(of: text)
        #expect(definitions.map(\.name) == ["Everything", "Other"])
        guard case .object(let object) = definitions[0].type else {
            Issue.record("Everything is no object")
            return
        }
        #expect(object.members.map(\.name) == ["a", "b", "c/d", "e", "f", "g", "h", "i", "j", "k", "l", "m"])
        #expect(object.members.map(\.isRequired) == [true, false] + Array(repeating: true, count: 10))
        #expect(object.members[3].type == .union([.booleanConstant(true), .booleanConstant(false)]))
        #expect(object.members[4].type == .string(least: 1, most: 64))
        #expect(object.members[5].type == .integer(least: -5, most: .max))
        #expect(object.members[6].type == .number(least: 0, most: 0.5))
        #expect(object.members[7].type == .union([.text("x"), .text("y")]))
        #expect(object.members[8].type == .integerConstant(-32020))
        #expect(object.members[9].type == .array(.union([.reference("Other"), .null]), least: 0, most: 100))
        #expect(object.members[10].type == .object(ObjectExpression(rest: .integer(least: .min, most: .max))))
        #expect(object.members[11].type == .object(ObjectExpression()))
        #expect(object.rest == .any)
    }

    @Test(arguments: [
        ("A", 1, "`=` is missing"),
        ("A = ", 4, "a type is missing"),
        ("= any", 0, "a definition begins with its name"),
        ("A = any any", 11, "`=` is missing"),
        ("A = {a: any", 11, "`}` is missing"),
        ("A = {a any}", 7, "`:` is missing"),
        ("A = {a: any, a: any}", 14, "member `a` stands twice"),
        ("A = {*: any, *: any}", 14, "`*` stands twice"),
        ("A = {,}", 6, "a member is missing"),
        ("A = {... 5}", 9, "`...` needs the name of a definition"),
        ("A = [any", 8, "`]` is missing"),
        ("A = string(1)", 12, "`..` is missing"),
        ("A = string(3..1)", 16, "nothing is within these bounds"),
        ("A = string(1.5..2)", 11, "`1.5` is no bound here"),
        ("A = 1.5", 7, "`1.5` is no integer"),
        ("A = \"x", 4, "a text has no end, or an escape"),
        ("A = \"x\\n\"", 4, "a text has no end, or an escape"),
        ("A = ;", 4, "byte 0x3b has no meaning"),
        ("A = .", 4, "`.` is no mark"),
        ("A = any\nA = any", 8, "`A` is defined twice"),
        ("A = B", 0, "`B` is not defined"),
        ("A = B\nB = A", 0, "`A` is defined by itself"),
        ("A = {...B}\nB = any", 0, "`...B` includes no object, or itself"),
        ("A = {...A}", 0, "`...A` includes no object, or itself"),
        ("A = null | A", 0, "a union holds itself"),
    ])
    func `says where a text is wrong`(text: String, offset: Int, detail: String) {
        let error = #expect(throws: ShapeSyntaxError.self) { try ShapeCatalog(parsing: text) }
        #expect(error?.detail == detail)
        #expect(error?.offset == offset)
    }

    @Test func `reads or refuses any text`() {
        var random = ShapeRandom(seed: 0x5EED_0101)
        let pieces = [
            "A", " = ", "{", "}", "[", "]", "(", ")", "..", "...", "*", ":", ",", "?", "|", "\"x\"", "5", "any", "\n",
        ]
        for _ in 0..<5_000 {
            let text = (0..<random.below(14)).map { _ in pieces[random.below(pieces.count)] }.joined()
            // Whatever comes out, it comes back.
            _ = try? ShapeCatalog(parsing: text)
        }
    }

    @Test(arguments: Revision.allCases)
    func `every built-in text is read, and its shapes form no circle`(revision: Revision) throws {
        let text = ShapeModel.text(of: revision)
        let compiler = try ShapeCompiler(try ShapeParser.definitions(of: text))
        var finished: Set<Int32> = []
        func visit(_ shape: Shape, _ path: Set<Int32>) {
            guard !finished.contains(shape.index) else { return }
            #expect(!path.contains(shape.index), "\(compiler.table.labels[Int(shape.index)]) holds itself")
            guard !path.contains(shape.index) else { return }
            for next in compiler.table.parts(of: shape) { visit(next, path.union([shape.index])) }
            finished.insert(shape.index)
        }
        for shape in compiler.shapes.values { visit(shape, []) }
    }

    @Test(arguments: Revision.allCases)
    func `no two known names of one object read alike`(revision: Revision) throws {
        let table = try ShapeCompiler(try ShapeParser.definitions(of: ShapeModel.text(of: revision))).table
        for object in table.objects {
            let names = object.members.map { table.text(table.members[Int($0)].name) }
            #expect(Set(names.map { $0.lowercased() }).count == names.count)
            #expect(names.allSatisfy { $0.allSatisfy(\.isASCII) })
        }
    }

    @Test(arguments: [
        (Revision.v20241105, 24, 15),
        (.v20250326, 24, 15),
        (.v20250618, 25, 16),
        (.v20251125, 31, 20),
        (.v20260728, 25, 16),
    ])
    func `finds the messages of each revision`(revision: Revision, count: Int, requests: Int) {
        let messages = ShapeCatalog.catalog(of: revision).messages
        #expect(messages.count == count)
        #expect(messages.values.filter { $0.kind == .request }.count == requests)
        #expect(messages.values.allSatisfy { ($0.result != nil) == ($0.kind == .request) })
    }

    @Test func `names params and results of a method`() throws {
        for revision in Revision.allCases {
            let catalog = ShapeCatalog.catalog(of: revision)
            let call = try #require(catalog.message(method: "tools/call"))
            #expect(call.name == "CallToolRequest" && call.kind == .request && call.requiresParams)
            #expect(call.params == catalog.shape(named: "CallToolRequestParams"))
            #expect(call.result == catalog.shape(named: "CallToolResult"))
            let changed = try #require(catalog.message(method: "notifications/tools/list_changed"))
            #expect(!changed.requiresParams && changed.result == nil)
        }
        let legacy = ShapeCatalog.catalog(of: .v20251125)
        #expect(legacy.message(method: "ping")?.result == legacy.shape(named: "Result"))
        #expect(legacy.message(method: "tasks/result")?.result == legacy.shape(named: "GetTaskPayloadResult"))
        let modern = ShapeCatalog.catalog(of: .v20260728)
        #expect(modern.message(method: "tasks/get")?.result == modern.shape(named: "GetTaskResult"))
        #expect(modern.message(method: "initialize") == nil)
        #expect(modern.shape(named: "NoSuchThing") == nil)
    }
}

extension ShapeTable {
    /// The shapes that one shape is made of.
    fileprivate func parts(of shape: Shape) -> [Shape] {
        switch nodes[Int(shape.index)] {
        case .array(let element, _, _): [element]
        case .object(let index):
            objects[Int(index)].members.map { members[Int($0)].shape } + [objects[Int(index)].rest].compactMap(\.self)
        case .union(let index): unions[Int(index)].branches.map { branches[Int($0)].shape }
        default: []
        }
    }
}
