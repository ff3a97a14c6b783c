// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A project with a small server in it, as a repository would hold it, and a person's machine beside it.
///
/// The server lists what `tools.json` beside it says, and leaves a mark in `started` of the working folder when it starts.
struct ProjectServer {
    let shell: Shell

    static let program = #"""
        import json, os, sys
        open("started", "a").write("x")
        for line in sys.stdin:
            message = json.loads(line)
            if "id" not in message:
                continue
            if message["method"] == "initialize":
                result = {"protocolVersion": message["params"]["protocolVersion"], "capabilities": {"tools": {}},
                          "serverInfo": {"name": "small", "version": "1"}}
            elif message["method"] == "tools/list":
                result = {"tools": json.load(open(os.path.join(os.path.dirname(sys.argv[0]), "tools.json")))}
            else:
                result = {}
            print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
        """#

    init() throws {
        shell = try Shell()
        #expect(try shell.run("mkdir project").status == 0)
        try write("project/server.py", Self.program)
        try setTool("Greets somebody.")
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: shell.folder.appending(path: name))
    }

    func setTool(_ description: String, in project: String = "project") throws {
        try write(
            "\(project)/tools.json",
            #"[{"name":"greet","description":"\#(description)","inputSchema":{"type":"object"}}]"#)
    }

    func text(_ name: String) throws -> String { try shell.run("cat \(name)").output }

    var wasStarted: Bool { FileManager.default.fileExists(atPath: shell.folder.path + "/started") }

    /// Runs `ward` for the machine at `home`; errors and output come as one text.
    func ward(_ line: String, home: String = "home") throws -> (output: String, status: Int32) {
        try shell.run("ward \(line) --home \(home) 2>&1")
    }

    /// Runs a command that asks, as a person's script would: its dry run names the digest that then approves.
    func approve(_ line: String, home: String = "home") throws -> (output: String, status: Int32) {
        let words = line.split(separator: " -- ", maxSplits: 1).map(String.init)
        let command = words.count > 1 ? "-- " + words[1] : ""
        let sheet = try shell.run("ward \(words[0]) --dry-run --home \(home) \(command) 2>/dev/null").output
        let digest = try #require(sheet.matches(of: /sha256-[A-Za-z0-9_-]{43}/).last, "\(sheet)").0
        return try shell.run("ward \(words[0]) --approve \(digest) --home \(home) \(command) 2>&1")
    }

    /// Adds the server to the project's lock and approves all of it.
    func addToProject(_ options: String = "", home: String = "home") throws {
        let added = try approve(
            "add small --lock project/ward.lock \(options) -- python3 \"$PWD/project/server.py\"", home: home)
        #expect(added.output.contains("project:small is approved to start"), "\(added.output)")
        let reviewed = try approve("review small --lock project/ward.lock", home: home)
        #expect(reviewed.status == 0, "\(reviewed.output)")
        #expect(try shell.run("rm -f started").status == 0)
    }

    /// What a client gets that lists the tools of `ward run WORDS`.
    func tools(_ words: String, home: String = "home") throws -> String {
        let lines = [
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#,
        ]
        try write("input", lines.map { $0 + "\n" }.joined())
        let parts = words.split(separator: " -- ", maxSplits: 1).map(String.init)
        let command = parts.count > 1 ? "-- " + parts[1] : ""
        return try shell.run("ward run \(parts[0]) --home \(home) \(command) < input 2>/dev/null").output
    }
}
