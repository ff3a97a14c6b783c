// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A real server that a person added in a terminal, and the real client that runs it: the Python SDK of MCP.
struct RealPackage {
    let shell: Shell
    let name: String

    /// Adds a server, typing the answers to what is asked.
    init(_ name: String, adding source: String, variables: String = "", answers: [String], in shell: Shell) throws {
        self.shell = shell
        self.name = name
        let added = try shell.person("\(variables) ward add \(source)", answers: answers)
        try #require(added.status == 0, "\(added.screen)")
        // What is read-only protects from mistakes, and who changes files here does not make one.
        try #require(try shell.run("chmod -R u+w home && cp -a home kept").status == 0)
    }

    /// Puts everything back as it was when the server had been added.
    func reset() throws {
        let reset = try shell.run("chmod -R u+w home && rm -rf home && cp -a kept home")
        try #require(reset.status == 0, "\(reset.output)")
    }

    /// Runs a line in which `$module` is the folder of an installed module.
    func change(_ line: String, module: String = "") throws {
        let made = try shell.run(
            "chmod -R u+w home/state/store; module=$(echo home/state/store/pypi/*/tree/lib/python3*/site-packages/\(module)); \(line)"
        )
        try #require(made.status == 0, "\(line): \(made.output)")
    }

    /// What the client gets for some steps: `"list"`, or the params of a call.
    func client(_ steps: String..., variables: String = "", in folder: String = ".") throws -> String {
        let python = Shell.tools.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "mcp-1.30.0/bin/python").path
        return try shell.run(
            "here=$PWD; cd '\(folder)' && '\(python)' '\(Shell.program("client.py"))' \(Shell.quoted("[\(steps.joined(separator: ","))]")) "
                + "PATH=\"$PATH\" \(variables) -- ward run \(name) --home \"$here/home\" 2>&1"
        ).output
    }

    /// What a command shows on standard output.
    func ward(_ command: String, variables: String = "") throws -> (output: String, status: Int32) {
        try shell.run("\(variables) ward \(command) --home home 2>/dev/null")
    }

    /// Takes everything away.
    func remove() throws { try shell.remove(withReadOnlyTrees: true) }
}
