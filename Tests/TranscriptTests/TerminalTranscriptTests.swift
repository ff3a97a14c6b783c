// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `ward add` in a terminal, from the command to its end, as a person sees it; the files are in `Transcripts/Terminal`.
///
/// Nothing in them is masked: the folder, the programs and so every digest are the same in each run. `RECORD=1` writes what
/// happens now into the files, to be reviewed like code.
@Suite(.serialized)
struct TerminalTranscriptTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var columns: Int
        var command: String
        var answers: [String]

        var testDescription: String { "\(name) at \(columns)" }

        static let all = [20, 80, 200].flatMap { columns in
            [
                Case(
                    name: "stdio", columns: columns,
                    command: "ward add greeter --env LANGUAGE=de --env GREETER_TOKEN --home home -- "
                        + "greeter --polite 'two words'",
                    answers: ["greeter", "yes"]),
                Case(
                    name: "remote", columns: columns,
                    command: "ward add notes 'https://notes.example/mcp?team=7' --home home", answers: ["yes"]),
                Case(
                    name: "container", columns: columns,
                    command: "ward add notes --home home -- docker run -i --rm -v /home/ana/notes:/notes "
                        + "-v /var/run/docker.sock:/var/run/docker.sock -e NOTES_TOKEN example/notes:latest",
                    answers: ["no"]),
            ]
        }

        var file: URL {
            URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "Transcripts/Terminal/\(name)-\(columns).txt")
        }
    }

    @Test(arguments: Case.all)
    func `S3: adding a server reads as it was reviewed`(golden: Case) throws {
        let shell = try Shell()
        let seen = try shell.person(
            golden.command, answers: golden.answers, columns: golden.columns, in: "/tmp/ward-golden")
        try shell.remove()
        // What is wider, the terminal would break itself, and foreign text could begin one of its lines (T46).
        for line in seen.screen.split(separator: "\n") where !line.hasPrefix("ward: ") {
            #expect(line.utf8.count <= golden.columns, "\(line)")
        }
        let now = "$ \(golden.command)\n\(seen.screen)[exit \(seen.status)]\n"
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(now.utf8).write(to: golden.file)
        } else {
            #expect(try String(contentsOf: golden.file, encoding: .utf8) == now)
        }
    }
}
