// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardLaunch
import WardLock

@Suite struct `The launch lines of real servers` {
    private struct Line {
        let id: String
        let launch: StdioLaunch
    }

    /// The corpus beside the repository; nil where it is absent.
    private static func corpus() throws -> [Line]? {
        let place = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../../shared/corpus/commands.jsonl").standardizedFileURL
        guard FileManager.default.fileExists(atPath: place.path) else { return nil }
        return try Data(contentsOf: place).split(separator: UInt8(ascii: "\n")).compactMap { line in
            let document = try JSONDocument(reading: Array(line))
            guard case .object(let object) = JSONValue(document.root, in: document),
                case .string(let id)? = object["id"], case .string(let command)? = object["command"],
                case .array(let arguments)? = object["args"], case .array(let names)? = object["env"]
            else { return nil }
            let argv = arguments.compactMap { value -> String? in
                if case .string(let text) = value { text } else { nil }
            }
            let variables = names.compactMap { value -> String? in
                if case .string(let text) = value { text } else { nil }
            }
            return Line(
                id: id,
                launch: StdioLaunch(
                    executable: command, arguments: argv,
                    environment: Dictionary(
                        variables.map { ($0, EnvironmentValue.inherited($0)) }, uniquingKeysWith: { first, _ in first })
                ))
        }
    }

    @Test func `at most 3 in 100 benign lines are called dangerous (L2)`() throws {
        guard let lines = try Self.corpus() else {
            print("The corpus is not beside this checkout, so no line of it was judged.")
            return
        }
        let dangerous = lines.compactMap { line -> String? in
            let found = LaunchAnalysis(of: .stdio(line.launch), home: home, project: nil).findings
                .filter { $0.tier == .danger }
            guard !found.isEmpty else { return nil }
            return "\(line.id): " + found.map { written($0, in: line.launch) }.joined(separator: "; ")
        }
        #expect(lines.count >= 400)
        #expect(
            dangerous.count * 100 <= lines.count * 3,
            "\(dangerous.count) of \(lines.count):\n\(dangerous.joined(separator: "\n"))")
    }
}
