// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Bundles and folders, from the first sight of their file to a change and a new approval.
struct BundleCommandTests {
    private let shell: Shell

    /// Packs a bundle whose server writes a marker when it starts, and answers with its arguments.
    private static let packer = #"""
        import json, sys, zipfile
        kind, word, version = sys.argv[1:4]
        node = """
        require('fs').appendFileSync(process.argv[2], 'x');
        require('readline').createInterface({input: process.stdin}).on('line', line => {
            const message = JSON.parse(line);
            if (message.id === undefined) return;
            const results = {
                initialize: {protocolVersion: '2025-11-25', capabilities: {tools: {}}, serverInfo: {name: 'n', version: '1'}},
                'tools/list': {tools: [{name: 'greet', inputSchema: {type: 'object'}}]},
                'tools/call': {content: [{type: 'text', text: require('./word') + ' ' + process.argv.slice(3).join(' ')}]},
            };
            process.stdout.write(JSON.stringify({jsonrpc: '2.0', id: message.id, result: results[message.method]}) + '\\n');
        });
        """
        python = """
        import json, sys, word, library
        open(sys.argv[1], "a").write("x")
        for line in sys.stdin:
            message = json.loads(line)
            if "id" not in message:
                continue
            results = {
                "initialize": {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "n", "version": "1"}},
                "tools/list": {"tools": [{"name": "greet", "inputSchema": {"type": "object"}}]},
                "tools/call": {"content": [{"type": "text", "text": word.word + library.none + " ".join(sys.argv[2:])}]},
            }
            print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": results[message["method"]]}), flush=True)
        """
        files, start, environment = {
            "node": ({"server/main.js": node, "server/word.js": f"module.exports = '{word}'"}, "main.js", {}),
            "python": ({"server/main.py": python, "server/word.py": f"word = '{word}'", "lib/library.py": "none = ' '"},
                       "main.py", {"PYTHONPATH": "${__dirname}/lib"}),
        }[kind]
        manifest = {
            "manifest_version": "0.3", "name": "small", "version": version, "description": "d", "author": {"name": "a"},
            "server": {"type": kind, "entry_point": "server/" + start, "mcp_config": {
                "command": kind, "env": environment,
                "args": ["${__dirname}/server/" + start, "${user_config.marker}", "${user_config.words}", "${user_config.size}"]}},
            "user_config": {
                "marker": {"type": "file", "title": "Where it writes", "required": True},
                "words": {"type": "string", "title": "Words", "multiple": True},
                "size": {"type": "number", "title": "Size", "default": 3, "max": 9}},
        }
        with zipfile.ZipFile("small.mcpb", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", json.dumps(manifest))
            for name, text in files.items():
                archive.writestr(name, text)
        """#

    init() throws {
        shell = try Shell()
        try Data(Self.packer.utf8).write(to: shell.folder.appending(path: "pack.py"))
        let lines = [
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greet","arguments":{}}}"#,
        ]
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: shell.folder.appending(path: "input"))
    }

    private func pack(_ kind: String, word: String = "hello", version: String = "1.0.0") throws {
        let made = try shell.run("python3 pack.py \(kind) \(word) \(version)")
        #expect(made.status == 0, "\(made.output)")
    }

    private func sheet(_ line: String) throws -> String {
        try shell.run("ward \(line) --dry-run --home home 2>/dev/null").output
    }

    /// Approves what a command shows, by the digest that its dry run prints.
    private func approve(_ line: String) throws -> String {
        let last = try #require(try sheet(line).matches(of: /sha256-[A-Za-z0-9_-]{43}/).last)
        return try shell.run("ward \(line) --approve \(last.0) --home home 2>&1").output
    }

    private func session() throws -> String {
        try shell.run("ward run small --home home < input 2>/dev/null").output
    }

    private var wasStarted: Bool { FileManager.default.fileExists(atPath: shell.folder.path + "/started") }

    private static let add =
        #"add ./small.mcpb --setting marker="$PWD/started" --setting words='a b' --setting words=c"#

    private func addApproved() throws {
        let added = try approve(Self.add)
        #expect(added.contains("small is approved to start"), "\(added)")
        let reviewed = try approve("review small")
        #expect(reviewed.contains("what small shows is approved"), "\(reviewed)")
    }

    @Test(arguments: ["node", "python"])
    func `T23: a bundle runs from the store as it was approved, and not when a byte of it changed`(kind: String) throws
    {
        try pack(kind)
        _ = try sheet(Self.add)
        #expect(!wasStarted, "S1: nothing of it runs before it was approved")
        try addApproved()
        // A module in the working folder is not the server's.
        #expect(try shell.run("echo 'raise SystemExit(9)' | tee json.py word.py library.py > word.js").status == 0)
        #expect(try session().contains("hello a b c 3"))
        let word = "home/state/store/mcpb/*/tree/server/word.*"
        #expect(try shell.run("ward lock --check --home home").status == 0, "nothing was written into the tree")
        #expect(try shell.run("chmod u+w \(word) && sed -i s/hello/jello/ \(word) && rm started").status == 0)
        let blocked = try session()
        #expect(blocked.contains("Ward holds it back") && !blocked.contains("jello"), "\(blocked)")
        #expect(!wasStarted)
        let difference = try shell.run("ward diff small --home home 2>/dev/null")
        #expect(difference.status == 2 && difference.output.contains("changed server/word."), "\(difference.output)")
        // The bundle's file is still the one that was approved, so nobody is asked.
        #expect(try shell.run("ward update small --home home 2>&1").output.contains("is as it was approved"))
        #expect(try session().contains("hello a b c 3"))
        try shell.remove(withReadOnlyTrees: true)
    }

    @Test func `W10: another bundle in place of the approved one is shown by an update, and runs only then`() throws {
        try pack("node")
        try addApproved()
        try pack("node", word: "other", version: "2.0.0")
        #expect(try session().contains("hello a b c 3"))
        let update = try sheet("update small")
        for part in ["1.0.0", "2.0.0", "digest"] { #expect(update.contains(part), "\(update)") }
        #expect(try session().contains("hello"))
        #expect(try approve("update small --setting size=5").contains("is approved to start"))
        #expect(try session().contains("other a b c 5"))
        #expect(try shell.run("ward update small --home home 2>&1").output.contains("is as it was approved"))
        try shell.remove(withReadOnlyTrees: true)
    }

    /// Makes the cache say of a changed file that it was read as it is now.
    private static let forger = #"""
        import glob, hashlib, os, struct, sys
        path, = glob.glob("home/state/store/mcpb/*/cache")
        bytes = open(path, "rb").read()[:-32]
        head = len(b"ward-tree-cache 1\n") + 8
        now = os.stat(glob.glob(sys.argv[1])[0])
        records = []
        for start in range(head, len(bytes), 72):
            device, inode, *rest = struct.unpack(">QQqqq", bytes[start:start + 40])
            if inode == now.st_ino:
                rest = [now.st_size, now.st_mtime_ns, now.st_ctime_ns]
            records.append(struct.pack(">QQqqq", device, inode, *rest) + bytes[start + 40:start + 72])
        forged = bytes[:head] + b"".join(records)
        open(path, "wb").write(forged + hashlib.sha256(forged).digest())
        """#

    /// T23: what is known of files is in the user's own folder, and a program of the same user can write there.
    @Test func `T23: with --verify every file is read, whatever is known of it`() throws {
        try pack("python")
        try addApproved()
        // What changed a moment ago is not remembered yet.
        #expect(try shell.run("sleep 2.1; ward list --home home").output.contains("ready"))
        try Data(Self.forger.utf8).write(to: shell.folder.appending(path: "forge.py"))
        let word = "home/state/store/mcpb/*/tree/server/word.py"
        let change = try shell.run(
            "chmod u+w \(word) && sed s/hello/jello/ \(word) > word && cat word > $(echo \(word)) && chmod u-w \(word) && "
                + "python3 forge.py '\(word)'")
        #expect(change.status == 0, "\(change)")
        #expect(try session().contains("jello"), "the cache was not forged, so this test shows nothing")
        let verified = try shell.run("ward run small --verify --home home < input 2>/dev/null").output
        #expect(verified.contains("Ward holds it back") && !verified.contains("jello"), "\(verified)")
        try shell.remove(withReadOnlyTrees: true)
    }

    @Test func `a folder with a manifest is used where it is, and a change of it blocks`() throws {
        try pack("python")
        #expect(try shell.run("mkdir small && cd small && python3 -m zipfile -e ../small.mcpb .").status == 0)
        #expect(try approve(Self.add.replacing("./small.mcpb", with: "./small")).contains("is approved to start"))
        _ = try approve("review small")
        #expect(try session().contains("hello a b c 3"))
        #expect(try shell.run("ward lock --check --home home").status == 0)
        #expect(try shell.run("echo 'import os' > small/lib/os.py").status == 0)
        #expect(try session().contains("Ward holds it back"))
        #expect(try shell.run("ward diff small --home home 2>/dev/null").output.contains("lib/os.py"))
        #expect(try approve("update small").contains("is approved to start"))
        #expect(try shell.run("rm -r small; ward list --home home 2>&1").output.contains("BLOCKED"))
        try shell.remove(withReadOnlyTrees: true)
    }

    /// The wrong line, the exit code, and what is said about it.
    @Test(arguments: [
        ("add small.mcpb", Int32(3), "`marker` (Where it writes, file), in /user_config (config.source-setting)"),
        ("add small.mcpb --setting x=1", 3, "hint: it has: marker, words, size"),
        ("add small.mcpb --setting marker=x", 3, "`x` cannot be `marker`, which is a full path"),
        ("add small.mcpb --setting marker", 64, "`marker` is no setting"),
        ("add x --setting marker=/x -- /bin/true", 64, "`--setting` is for bundles"),
        ("add x empty", 1, "is a folder without a bundle's manifest.json"),
        ("add twice.mcpb", 1, "bytes that are no signature|before the archive"),
        ("add other.dxt", 1, "config.bundle-not-zip"),
        ("add '{\"manifest_version\":\"0.3\",\"server\":{}}'", 3, "config.source-not-runnable"),
    ])
    func `a bundle that is wrong is refused in words`(line: String, status: Int32, said: String) throws {
        try pack("node")
        _ = try shell.run("mkdir empty; cat small.mcpb small.mcpb > twice.mcpb; echo x > other.dxt")
        let result = try shell.run("ward \(line) --home home 2>&1")
        #expect(result.status == status, "\(result.output)")
        #expect(said.split(separator: "|").contains { result.output.contains($0) }, "\(result.output)")
        try shell.remove(withReadOnlyTrees: true)
    }

    @Test func `a signature is told, and told not to be verified`() throws {
        try pack("node")
        let sign = #"import sys; open('small.mcpb','ab').write(b'MCPB_SIG_V1\x05\0\0\0\x30\x03abcMCPB_SIG_END')"#
        #expect(try shell.run("python3 -c \"\(sign)\"").status == 0)
        #expect(try sheet(Self.add).contains("the bundle is signed, and Ward does not verify this signature"))
        try shell.remove(withReadOnlyTrees: true)
    }
}
