// SPDX-License-Identifier: Apache-2.0

import Foundation
import Report
import WardJSON
import WardPattern
import WardSchema

/// Checking the arguments of a call against a tool's schema, and making the schemas of a long list ready.
func schemaCases() throws -> [Case] {
    let schema = try Schema(reading: SchemaTexts.tool(0))
    let document = try JSONDocument(reading: SchemaTexts.arguments)
    var validator = SchemaValidator(schema)
    guard validator.check(document.root, in: document) == .valid else { throw Unexpected() }
    let tools = try (0..<500).map { try JSONDocument(reading: SchemaTexts.tool($0)) }
    let arguments = "20 properties, \(SchemaTexts.arguments.count) B"
    return [
        Case(name: "schema: check, WardSchema", input: arguments, goal: .nanosecondsAtMost(5_000)) {
            validator.check(document.root, in: document) == .valid ? 1 : 0
        },
        Case(name: "schema: read and check, WardSchema", input: arguments) {
            let document = try JSONDocument(reading: SchemaTexts.arguments)
            return validator.check(document.root, in: document) == .valid ? 1 : 0
        },
        Case(name: "schema: compile, WardSchema", input: "500 tools", goal: .nanosecondsAtMost(50_000_000)) {
            try tools.reduce(0) { try $0 + Schema($1.root, in: $1).notes.count + 1 }
        },
    ]
}

/// Looking for a pattern in a text where it is not: ours, and Swift's own on the same text.
func patternCases() throws -> [Case] {
    let text = Array(String(decoding: Texts.textHeavy, as: UTF8.self).utf8)
    let rows: [(name: String, pattern: String, goal: Goal)] = [
        ("literals", "ignore previous instructions|BEGIN PRIVATE KEY|do not tell the user", .megabytesPerSecond(200)),
        ("classes", "[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,}\\.\\w+|\\d{3}-\\d{2}-\\d{4}", .megabytesPerSecond(50)),
    ]
    let compiling = "^[\\p{L}\\p{M}\\p{N}_-]+$"
    return try rows.flatMap { row -> [Case] in
        var matcher = PatternMatcher(try Pattern(row.pattern))
        let regex = try Regex(row.pattern)
        // A tenth, because it takes long.
        let part = String(decoding: text.prefix(text.count / 10), as: UTF8.self)
        return [
            Case(name: "pattern: \(row.name), WardPattern", input: "1 MB text", bytes: text.count, goal: row.goal) {
                matcher.match(text.span) == .noMatch ? 1 : 0
            },
            Case(name: "pattern: \(row.name), Swift's Regex", input: "100 KB text", bytes: part.utf8.count) {
                part.contains(regex) ? 0 : 1
            },
        ]
    } + [
        Case(name: "pattern: compile, WardPattern", input: compiling) { try Pattern(compiling).size },
        Case(name: "pattern: compile, Swift's Regex", input: compiling) {
            _ = try Regex(compiling)
            return 1
        },
    ]
}

/// Python's jsonschema on the same schemas and the same arguments, in a process of its own that tells its times.
struct PythonSchemas {
    private let program: String

    init(_ program: String) { self.program = program }

    /// Adds the rows to the table; none where there is no jsonschema.
    func run(rounds: Int, into table: inout Table) throws {
        let input: JSONValue = [
            "rounds": .integer(Int64(rounds)),
            "tools": .array(try (0..<500).map { try JSONValue(copying: SchemaTexts.tool($0)) }),
            "arguments": try JSONValue(copying: SchemaTexts.arguments),
        ]
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("ward-bench-\(UUID().uuidString).json")
        try Data(input.encoded()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../schema-check.py")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [script.standardizedFileURL.path, file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let numbers = said.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard process.terminationStatus == 0, numbers.count == 2 else { return }
        table.add([
            "schema: check, Python's jsonschema", "20 properties, \(SchemaTexts.arguments.count) B",
            duration(numbers[0]), "", "", "",
        ])
        table.add(["schema: compile, Python's jsonschema", "500 tools", duration(numbers[1]), "", "", ""])
    }
}

private enum SchemaTexts {
    /// A tool with twenty properties, as an API's wrapper has them.
    static func tool(_ number: Int) -> [UInt8] {
        let parts = [
            #""TEXT":{"type":"string","minLength":1,"maxLength":200}"#,
            #""ID":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{2,40}$"}"#,
            #""COUNT":{"type":"integer","minimum":0,"maximum":NUMBER}"#, #""KIND":{"enum":["open","closed","all"]}"#,
            #""LIST":{"type":"array","maxItems":20,"items":{"type":"string"}}"#,
        ].map { $0.replacingOccurrences(of: "NUMBER", with: String(1_000 + number)) }
        let names = ["TEXT", "ID", "COUNT", "KIND", "LIST"]
        let properties = (0..<20).map { index in
            parts[index % 5].replacingOccurrences(
                of: names[index % 5], with: names[index % 5].lowercased() + "_\(index)")
        }
        let text =
            #"{"type":"object","properties":{\#(properties.joined(separator: ","))},"#
            + #""required":["text_0","id_1"],"additionalProperties":false}"#
        return Array(text.utf8)
    }

    static let arguments: [UInt8] = {
        let values = [#""a line of text""#, #""item-number-\#(7)""#, "42", #""closed""#, #"["one","two","three"]"#]
        let names = ["text", "id", "count", "kind", "list"]
        let members = (0..<20).map { #""\#(names[$0 % 5])_\#($0)":\#(values[$0 % 5])"# }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }()
}

extension JSONValue {
    fileprivate init(copying bytes: [UInt8]) throws {
        let document = try JSONDocument(reading: bytes)
        self.init(document.root, in: document)
    }
}

private struct Unexpected: Error {}
