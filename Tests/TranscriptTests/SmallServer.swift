// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Tests about one server: a small program beside a file that holds its tools, so that its program and its surface can each
/// change alone.
protocol SmallServer {
    /// Where the server is, and the home folder `home`.
    var shell: Shell { get }
}

extension SmallServer {
    /// A folder in which the server is ready to be added.
    static func prepared() throws -> Shell {
        let shell = try Shell()
        try write("server", program, in: shell)
        try setTools(["greet": "Greets somebody."], in: shell)
        #expect(try shell.run("chmod +x server").status == 0)
        return shell
    }

    /// The server; it leaves a marker when it starts.
    static var program: String {
        #"""
        #!/usr/bin/env python3
        import json, os, sys
        open(sys.argv[1] + ".started", "a").write("x")
        for line in sys.stdin:
            message = json.loads(line)
            if "id" not in message:
                continue
            method = message["method"]
            if method == "initialize":
                result = {"protocolVersion": message["params"]["protocolVersion"], "capabilities": {"tools": {}},
                          "serverInfo": {"name": "small", "version": "1"}}
            elif method == "tools/list":
                result = {"tools": json.load(open(sys.argv[1]))}
            elif method == "tools/call":
                result = {"content": [{"type": "text", "text": "did " + message["params"]["name"]
                                       + " " + os.environ.get("MODE", "-") + " " + os.environ.get("STRANGER", "-")}]}
            else:
                result = {}
            print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
        """#
    }

    // MARK: The server

    func write(_ name: String, _ text: String) throws { try Self.write(name, text, in: shell) }

    private static func write(_ name: String, _ text: String, in shell: Shell) throws {
        try Data(text.utf8).write(to: shell.folder.appending(path: name))
    }

    func setTools(_ tools: [String: String]) throws { try Self.setTools(tools, in: shell) }

    private static func setTools(_ tools: [String: String], in shell: Shell) throws {
        let list = tools.sorted { $0.key < $1.key }.map { name, description in
            #"{"name":"\#(name)","description":"\#(description)","inputSchema":{"type":"object"}}"#
        }
        try write("tools.json", "[" + list.joined(separator: ",") + "]", in: shell)
    }

    /// The command line of the server, behind its dashes.
    var command: String { "-- \"$PWD/server\" \"$PWD/tools.json\"" }

    /// Whether the server was started since ``forgetStart()``.
    var wasStarted: Bool { FileManager.default.fileExists(atPath: shell.folder.path + "/tools.json.started") }

    func forgetStart() throws { #expect(try shell.run("rm -f tools.json.started").status == 0) }

    // MARK: Commands

    func ward(_ line: String) throws -> (output: String, status: Int32) {
        try shell.run("ward \(line) --home home 2>&1")
    }

    /// Adds the server and approves launch and surface by their digests, as a script that a person wrote would.
    func addApproved(_ options: String = "") throws {
        let sheet = try shell.run("ward add small --dry-run \(options) --home home \(command) 2>/dev/null")
        #expect(sheet.status == 0)
        let launch = try shell.run(
            "ward add small --approve \(try launchDigest(of: sheet.output)) \(options) --home home \(command) 2>&1")
        #expect(launch.output.contains("is approved to start"), "\(launch.output)")
        try approveSurface()
    }

    /// The digest that a dry run prints last.
    func launchDigest(of sheet: String) throws -> String {
        let last = try #require(sheet.matches(of: /sha256-[A-Za-z0-9_-]{43}/).last)
        return String(last.0)
    }

    func approveSurface() throws {
        let sheet = try shell.run("ward review small --dry-run --home home 2>/dev/null")
        let approved = try ward("review small --approve \(try launchDigest(of: sheet.output))")
        #expect(approved.status == 0, "\(approved.output)")
    }

    /// What a client gets that lists the tools and calls one.
    func session(_ tool: String = "greet", environment: String = "") throws -> String {
        let lines = [
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#,
            #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"\#(tool)","arguments":{}}}"#,
        ]
        try write("input", lines.map { $0 + "\n" }.joined())
        return try shell.run("\(environment) ward run small --home home < input 2>/dev/null").output
    }
}
