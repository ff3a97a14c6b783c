// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The README shows only what happens.
///
/// Its `console` blocks are one transcript, played from top to bottom in one folder, which the README calls `/home/me`. `make` lines are not run (they build
/// everything), but make must know what to do for them.
struct ReadmeTests {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `every command that the README shows does what it shows`() throws {
        let shell = try Shell()
        let shown = try Self.transcript().steps.filter { !$0.command.hasPrefix("make ") }
        try #require(!shown.isEmpty)
        let played = try Transcript(steps: shown).played(in: shell)
        let normaliser = Normaliser(folder: shell.folder)
        try shell.remove()
        for (now, then) in zip(played.steps, shown) {
            let shownOutput = then.output.replacing("/home/me", with: "{folder}")
            #expect(now.output == normaliser.normalised(shownOutput), "$ \(now.command)")
            #expect(now.status == then.status, "$ \(now.command)")
        }
    }

    @Test func `make knows every target that the README shows`() throws {
        let commands = try Self.transcript().steps.map(\.command).filter { $0.hasPrefix("make ") }
        try #require(!commands.isEmpty)
        let shell = try Shell()
        for command in commands {
            let result = try shell.run("make -n -C '\(Self.root.path)' \(command.dropFirst("make ".count))")
            #expect(result.status == 0, "\(command): \(result.output)")
        }
        try shell.remove()
    }

    @Test func `the README shows commands in console blocks only`() throws {
        for block in try Self.blocks() where block.language != "console" {
            #expect(!block.text.contains(/(?:^|\n)\$\s/), "\(block.text)")
        }
    }

    /// All `console` blocks, one after the other.
    private static func transcript() throws -> Transcript {
        Transcript(reading: try blocks().filter { $0.language == "console" }.map(\.text).joined(separator: "\n"))
    }

    /// The fenced blocks of the README.
    private static func blocks() throws -> [(language: String, text: String)] {
        let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        return text.matches(of: /(?:^|\n)```(\w*)\n((?s:.*?))\n```/).map { (String($0.1), String($0.2)) }
    }
}
