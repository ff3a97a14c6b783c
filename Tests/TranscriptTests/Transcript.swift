// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A file in which `$ ` lines are what a person types and the other lines what they then see.
struct Transcript: Equatable {
    /// One command line and what came of it.
    struct Step: Equatable {
        var command: String
        /// What was shown, with everything that differs from run to run normalised.
        var output: String
        var status: Int32
    }

    var steps: [Step]

    init(steps: [Step]) { self.steps = steps }

    /// Reads a transcript; lines before the first `$ ` are remarks.
    init(reading text: String) {
        steps = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2)), output: "", status: 0))
            } else if let status = line.wholeMatch(of: /\[exit (\d+)\]/), !steps.isEmpty {
                steps[steps.count - 1].status = Int32(status.1) ?? -1
            } else if !steps.isEmpty {
                steps[steps.count - 1].output += line + "\n"
            }
        }
        for index in steps.indices { steps[index].output = Self.trimmed(steps[index].output) }
    }

    /// The same command lines, run now.
    func played(in shell: Shell) throws -> Transcript {
        Transcript(
            steps: try steps.map { step in
                let result = try shell.run(step.command)
                let output = Self.trimmed(Normaliser(folder: shell.folder).normalised(result.output))
                return Step(command: step.command, output: output, status: result.status)
            })
    }

    /// The text of the file.
    var text: String {
        steps.map { step in
            var lines = "$ \(step.command)\n"
            if !step.output.isEmpty { lines += step.output + "\n" }
            if step.status != 0 { lines += "[exit \(step.status)]\n" }
            return lines
        }.joined(separator: "\n")
    }

    /// The text without the empty lines at its end, which only separate steps.
    private static func trimmed(_ output: String) -> String {
        var lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}

/// Replaces what differs from run to run by a word in braces: the one place for all transcripts and the README.
struct Normaliser {
    var folder: URL

    func normalised(_ output: String) -> String {
        output
            .replacing(folder.resolvingSymlinksInPath().path, with: "{folder}")
            .replacing(folder.path, with: "{folder}")
            .replacing(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/, with: "{time}")
            .replacing(/\b\d\d:\d\d:\d\d(?:\.\d+)?\b/, with: "{time}")
            .replacing(/sha256-[A-Za-z0-9_-]{43}/, with: "sha256-{digest}")
            .replacing(/\b[A-Za-z0-9+\/]{43}=/, with: "{hash}")
            .replacing(/(salt: +)[A-Za-z0-9_-]{22}\b/) { "\($0.1){salt}" }
            .replacing(/\b[0-9a-f]{32}\b/, with: "{id}")
            .replacing(/(process:? +)\d+/) { "\($0.1){pid}" }
            // How many events one commit takes is a matter of time.
            .replacing(/in \d+ commits?/, with: "in {n} commits")
            .replacing(/\bpid \d+/, with: "pid {pid}")
            .replacing(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/, with: "{uuid}")
            .replacing(/\b[0-9]+(?:\.[0-9]+)? ?(?:ns|µs|us|ms)\b/, with: "{duration}")
    }
}
