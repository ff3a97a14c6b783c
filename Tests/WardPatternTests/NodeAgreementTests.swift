// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardPattern

/// Whether Node's RegExp, an engine that servers use, says the same; skipped where there is no Node.
@Suite(.enabled(if: NodeProgram.path != nil, "there is no Node on the search path"))
struct NodeAgreementTests {
    @Test func `Node matches what is matched here`() throws {
        var generator = PatternGenerator(seed: 11)
        var lines: [JSONValue] = []
        while lines.count < 10_000 {
            let text = generator.pattern()
            var matcher = PatternMatcher(try Pattern(text))
            for _ in 0..<3 {
                let subject = generator.text()
                // V8 looks between the halves of a surrogate pair too, where ECMA-262 has no place, and finds there what
                // takes nothing: `\B` and a negative look-ahead.
                if text.contains("\\B") || text.contains("(?!"),
                    subject.unicodeScalars.contains(where: { $0.value > 0xFFFF })
                {
                    continue
                }
                lines.append([
                    "pattern": .string(text), "text": .string(subject),
                    "match": .bool(matcher.match(subject) == .match),
                ])
            }
        }
        try Self.compare(lines)
    }

    @Test func `Node refuses what is refused here as no pattern`() throws {
        var generator = PatternGenerator(seed: 12)
        var lines: [JSONValue] = []
        for _ in 0..<10_000 {
            let text = generator.broken()
            var (code, isLegacy) = ("", false)
            do throws(PatternError) {
                isLegacy = try Pattern(text).usesLegacyForms
            } catch {
                code = error.code.rawValue
            }
            lines.append(["pattern": .string(text), "code": .string(code), "legacy": .bool(isLegacy)])
        }
        try Self.compare(lines)
    }

    private static func compare(_ lines: [JSONValue]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patterns-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let cases = folder.appending(path: "cases.jsonl")
        let bytes: [UInt8] = lines.reduce(into: []) { $0 += $1.encoded() + [0x0A] }
        try Data(bytes).write(to: cases)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "node-agreement.mjs").path
        let output = folder.appending(path: "output")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(filePath: try #require(NodeProgram.path))
        process.arguments = [script, cases.path]
        process.standardInput = FileHandle.nullDevice
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        let said = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(said.prefix(4_000))")
        #expect(said.hasSuffix("\(lines.count) compared\n"), "\(said.suffix(400))")
    }
}

private enum NodeProgram {
    static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/node" }.first { FileManager.default.isExecutableFile(atPath: $0) }
}
