// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Real packages, from the index of whoever runs this, through `ward add` to a client, and what happens when something changes.
@Suite(.serialized)
struct RealPackageTests {
    private static let client = #"""
        import json, subprocess, sys, tempfile, time
        said = tempfile.NamedTemporaryFile()
        child = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
        def send(message):
            child.stdin.write((json.dumps(message) + "\n").encode()); child.stdin.flush()
        def ask(number, method, params):
            send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            for line in child.stdout:
                message = json.loads(line)
                if message.get("id") == number:
                    return message
            return {"error": "the server is gone"}
        def tools():
            # On a busy machine the files are still being checked, and Ward stands in until then.
            for number in range(1000, 1300):
                found = ask(number, "tools/list", {}).get("result", {}).get("tools", [])
                blocks = [line for line in open(said.name) if " is blocked: " in line]
                if found[:1] != [] and found[0]["name"] != "ward_status" or not blocks or "being-checked" not in blocks[-1]:
                    return found
                time.sleep(0.2)
        ask(0, "initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}})
        send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        for number, step in enumerate(json.loads(sys.argv[1]), 1):
            if step == "list":
                for tool in tools():
                    print("tool", tool["name"], json.dumps(tool.get("description", "")))
            else:
                print("call", json.dumps(ask(number, "tools/call", step)))
        child.stdin.close(); child.wait()
        """#

    private func shell(adding source: String, _ options: String = "") throws -> Shell {
        let shell = try Shell()
        try Data(Self.client.utf8).write(to: shell.folder.appending(path: "client.py"))
        let added = try shell.run("ward add it '\(source)' \(options) --yes --home home 2>&1")
        #expect(added.output.contains("is approved to start"), "\(added.output)")
        return shell
    }

    private func approveSurface(_ shell: Shell) throws {
        let sheet = try shell.run("ward review it --dry-run --home home 2>/dev/null").output
        let digest = try #require(sheet.matches(of: /sha256-[A-Za-z0-9_-]{43}/).last).0
        #expect(try shell.run("ward review it --approve \(digest) --home home 2>&1").status == 0)
    }

    /// What a client gets for some steps: `list`, or the params of a call.
    private func talk(_ shell: Shell, _ steps: String, in folder: String = ".") throws -> String {
        try shell.run(
            "here=$PWD; cd '\(folder)' && python3 $here/client.py '[\(steps)]' ward run it --home $here/home"
        ).output
    }

    private func list(_ shell: Shell) throws -> String { try shell.run("ward list --home home 2>/dev/null").output }

    /// T22, T24: the package changes a description after its first call, live.
    @Test func `T24: a rug pull of a real server is held back and shown`() throws {
        let shell = try shell(adding: "pypi:mcp-server-everything-wrong", "--constraint 'mcp<2'")
        // Its description holds what cannot be seen, so `--yes` does not cover it.
        #expect(try list(shell).contains("ward review it"))
        try approveSurface(shell)
        let greet = #"{"name":"greet","arguments":{"name":"Ana"}}"#
        let seen = try talk(shell, "\"list\",\(greet),\"list\",\(greet)")
        #expect(seen.contains("Use this tool to greet the user."), "\(seen)")
        #expect(!seen.contains("french"))
        #expect(seen.contains("surface.not-pinned"))
        let difference = try shell.run("ward diff it --home home 2>/dev/null")
        #expect(difference.status == 2 && difference.output.contains("french"), "\(difference.output)")
        try shell.remove(withReadOnlyTrees: true)
    }

    private static let module = "tree/lib/python3*/site-packages/mcp_server_time"

    /// What somebody does to an installed package, and the file that the difference must name.
    private static let changes: [(String, String)] = [
        (
            "cp -p \(module)/server.py kept; sed -i.old 's/time/tame/' \(module)/server.py; "
                + "rm \(module)/server.py.old; touch -r kept \(module)/server.py", "server.py"
        ),
        ("echo x > $(echo \(module))/json.py", "json.py"),
        ("echo x | tee -a \(module)/__pycache__/server.*.pyc", ".pyc"),
        ("rm \(module)/__init__.py", "__init__.py"),
        ("chmod +x \(module)/server.py", "server.py"),
    ]

    /// T23, W10, W14: each change is found and named, and what is put back runs again.
    @Test func `T23: a real package that was changed in any way does not start`() throws {
        let shell = try shell(adding: "pypi:mcp-server-time")
        #expect(try list(shell).contains("ready"))
        let zone = #"{"name":"get_current_time","arguments":{"timezone":"UTC"}}"#
        // A module of the working folder shadows nothing.
        _ = try shell.run("mkdir shadow; echo 'raise SystemExit(3)' > shadow/json.py")
        #expect(try talk(shell, "\"list\",\(zone)", in: "shadow").contains("day_of_week"))
        for (change, name) in Self.changes {
            let made = try shell.run(
                "chmod -R u+w home/state/store; rm -f tree; ln -s $PWD/home/state/store/pypi/*/tree tree; \(change)")
            #expect(made.status == 0, "\(change): \(made.output)")
            #expect(try list(shell).contains("BLOCKED"), "\(change)")
            let difference = try shell.run("ward diff it --home home 2>/dev/null")
            #expect(difference.status == 2 && difference.output.contains(name), "\(change): \(difference.output)")
            #expect(try talk(shell, "\"list\"").contains("ward_status"), "\(change)")
            let restored = try shell.run("ward update it --yes --home home 2>&1")
            #expect(restored.output.contains("as it was approved"), "\(change): \(restored.output)")
            #expect(try list(shell).contains("ready"), "\(change)")
        }
        try shell.remove(withReadOnlyTrees: true)
    }

    /// The lock that Ward writes is one that its schema describes.
    @Test func `the lock of a real package fits the schema of locks`() throws {
        let shell = try shell(adding: "pypi:mcp-server-time")
        let schema = ReadmeTests.root.appending(path: "docs/ward-lock.schema.json").path
        let script = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))
            """
        try Data(script.utf8).write(to: shell.folder.appending(path: "check.py"))
        let check = try shell.run("\(Shell.tools.path)/python check.py '\(schema)' home/config/ward.lock")
        #expect(check.status == 0, "\(check.output)")
        try shell.remove(withReadOnlyTrees: true)
    }
}
