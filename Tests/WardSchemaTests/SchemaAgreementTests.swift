// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardSchema

/// Whether Python's jsonschema, which servers use, says the same of made-up schemas and values.
@Suite(.enabled(if: PythonProgram.exists, "there is no Python with jsonschema (WARD_PEERS)"))
struct SchemaAgreementTests {
    @Test(arguments: [(UInt64(21), false), (22, true)])
    func `Python's jsonschema says the same of values`(seed: UInt64, isOld: Bool) throws {
        var generator = SchemaGenerator(seed: seed, isOld: isOld)
        var (lines, count): ([UInt8], Int) = ([], 0)
        while count < 6_000 {
            let schema = generator.schema()
            var options = Schema.Options()
            options.dialect = isOld ? .draft07 : .draft202012
            let compiled: Schema
            do throws(SchemaError) {
                compiled = try Schema(reading: schema.encoded(), options: options)
            } catch {
                #expect(error.code == .cycle, "\(error)")
                continue
            }
            var validator = SchemaValidator(compiled)
            var instances: [JSONValue] = []
            for _ in 0..<8 {
                let value = generator.value(3)
                let document = try JSONDocument(reading: value.encoded())
                let outcome = validator.check(document.root, in: document)
                #expect(outcome != .exhausted)
                instances.append(.array([value, .bool(outcome == .valid)]))
            }
            count += instances.count
            let line: JSONValue = [
                "dialect": .string("\(options.dialect)"), "schema": schema, "instances": .array(instances),
            ]
            lines += line.encoded() + [0x0A]
        }
        let said = try PythonProgram.run("schema-agreement.py", lines)
        #expect(said.status == 0, "\(said.output.prefix(4_000))")
        #expect(said.output.hasSuffix("\(count) compared\n"), "\(said.output.suffix(400))")
    }
}

private enum PythonProgram {
    static let path: String = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let peers = ProcessInfo.processInfo.environment["WARD_PEERS"].map { URL(filePath: $0) }
        return (peers ?? folder.appending(path: "../../.peers")).appending(path: "tools/bin/python").standardizedFileURL
            .path
    }()

    static let exists = FileManager.default.isExecutableFile(atPath: path)

    static func run(_ script: String, _ input: [UInt8]) throws -> (status: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ward-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let cases = folder.appending(path: "cases.jsonl")
        let output = folder.appending(path: "output")
        try Data(input).write(to: cases)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = [
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: script).path, cases.path,
        ]
        process.standardInput = FileHandle.nullDevice
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: try Data(contentsOf: output), as: UTF8.self))
    }
}
