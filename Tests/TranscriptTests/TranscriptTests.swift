// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The command line as its users see it: each file in `Transcripts/` is a test.
///
/// `RECORD=1` writes what happens now into the files, to be reviewed like code.
struct TranscriptTests {
    @Test(arguments: try TranscriptFile.all())
    func `a transcript happens again as it is written`(file: TranscriptFile) throws {
        let written = Transcript(reading: try String(contentsOf: file.url, encoding: .utf8))
        try #require(!written.steps.isEmpty, "no command line in \(file)")
        let shell = try Shell()
        let played = try written.played(in: shell)
        try shell.remove()
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(played.text.utf8).write(to: file.url)
        } else {
            for (now, then) in zip(played.steps, written.steps) {
                #expect(now.output == then.output, "$ \(now.command)")
                #expect(now.status == then.status, "$ \(now.command)")
            }
        }
    }

    @Test func `a transcript that is read and written again is the same text`() {
        let text = "$ a\nx\n\ny\n[exit 2]\n\n$ b\n\n$ c\nz\n"
        #expect(Transcript(reading: text).text == text)
    }

    @Test func `what differs from run to run is normalised`() {
        let folder = URL(filePath: "/tmp/somewhere")
        let digest = String(repeating: "aB3_", count: 10) + "-Z0"
        let line = "2026-11-21 03:04:05.678 /tmp/somewhere/ward.db sha256-\(digest) pid 42 12 ms, 3 rows in 2 commits"
        #expect(
            Normaliser(folder: folder).normalised(line)
                == "{time} {folder}/ward.db sha256-{digest} pid {pid} {duration}, 3 rows in {n} commits")
    }
}

/// One transcript, shown by its name in test reports.
struct TranscriptFile: Sendable, CustomTestStringConvertible {
    var url: URL
    var testDescription: String { url.deletingPathExtension().lastPathComponent }

    static func all() throws -> [TranscriptFile] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "txt" }
            .sorted { $0.path < $1.path }
            .map(TranscriptFile.init)
    }
}
