// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs command lines as a person would, against the program that was built.
struct Shell {
    /// The folder that the command lines run in; it starts empty and goes with ``remove()``.
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ward-transcript-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove(withReadOnlyTrees: Bool = false) throws {
        if withReadOnlyTrees { _ = try run("chmod -R u+w .") }
        try FileManager.default.removeItem(at: folder)
    }

    /// Runs one line with `/bin/sh -c`; its output and errors come as one text, in the order they were written.
    func run(_ line: String) throws -> (output: String, status: Int32) {
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        // Whose files others may change is part of what is tested.
        shell.arguments = ["-c", "umask 022\n" + line]
        shell.currentDirectoryURL = folder
        shell.environment = [
            "PATH": "\(Self.programs.path):\(Self.tools.path):/usr/local/bin:/usr/bin:/bin",
            "HOME": folder.path, "LC_ALL": "C", "COLUMNS": "100", "TZ": "UTC",
        ]
        shell.standardInput = FileHandle.nullDevice
        let output = Pipe()
        shell.standardOutput = output
        shell.standardError = output
        try shell.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        return (String(decoding: bytes, as: UTF8.self), shell.terminationStatus)
    }

    /// Runs a line with `/bin/sh -c` in a terminal of a width, at which somebody types the answers to what is asked.
    ///
    /// - Parameters:
    ///   - line: What is run.
    ///   - answers: What is typed, one answer for each question.
    ///   - columns: The width of the terminal.
    ///   - place: A folder whose path is the same in each run, made for the line and removed; without it ``folder``.
    /// - Returns: What the screen showed, and the exit code.
    /// - Throws: If nothing can be started.
    func person(_ line: String, answers: [String], columns: Int = 80, in place: String? = nil) throws -> (
        screen: String, status: Int32
    ) {
        let words = try String(decoding: JSONEncoder().encode(answers), as: UTF8.self)
        let fixed = place.map { "--in \(Self.quoted($0)) " } ?? ""
        let seen = try run(
            "python3 \(Self.quoted(Self.program("person.py"))) \(fixed)\(columns) \(Self.quoted(words)) "
                + "sh -c \(Self.quoted(line))")
        return (seen.output, seen.status)
    }

    /// A text as one word of the shell.
    static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// The path of a program beside these tests.
    static func program(_ name: String) -> String {
        URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "Programs/\(name)").path
    }

    /// The folder of the tools that `make peers` installs, `uv` among them; `WARD_PEERS` names another place.
    static let tools: URL = {
        let peers = ProcessInfo.processInfo.environment["WARD_PEERS"].map { URL(filePath: $0) }
        return (peers ?? ReadmeTests.root.appending(path: ".peers")).appending(path: "tools/bin")
    }()

    /// The folder that holds `ward`: that of `WARD_BINARY`, else the build products that this test runs from.
    static let programs: URL = {
        if let binary = ProcessInfo.processInfo.environment["WARD_BINARY"] {
            return URL(filePath: binary).deletingLastPathComponent()
        }
        // On Linux the tests are a program beside `ward`; on macOS they are a bundle beside it.
        if let bundle = Bundle.allBundles.first(where: { $0.bundlePath.hasSuffix(".xctest") }) {
            return bundle.bundleURL.deletingLastPathComponent()
        }
        return URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    }()
}
