// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The Node and npm of whoever runs the tests.
private enum NodeTools {
    static let areThere: Bool = {
        guard let shell = try? Shell(), let found = try? shell.run("npm --version && node --version") else {
            return false
        }
        try? shell.remove()
        return found.status == 0
    }()
}

/// An npm package, from a registry on the loopback, through `ward add` to a client, and what happens when something changes.
@Suite(.serialized, .enabled(if: NodeTools.areThere, "npm is missing: it comes with Node 18 or later"))
struct NpmPackageTests {
    private static let registry = ReadmeTests.root
        .appending(path: "Tests/WardSupplyTests/Fixtures/npm_registry.py").path

    private static let client = #"""
        import json, subprocess, sys
        child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        def ask(number, method, params):
            text = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            child.stdin.write((text + "\n").encode()); child.stdin.flush()
            for line in child.stdout:
                if json.loads(line).get("id") == number: return json.loads(line)
        ask(0, "initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}})
        child.stdin.write(b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
        print([tool["name"] for tool in ask(1, "tools/list", {})["result"]["tools"]])
        print(ask(2, "tools/call", {"name": "greet", "arguments": {}}))
        child.stdin.close(); child.wait()
        """#

    /// Runs lines with the registry, which the owner has configured; a project's own file names another one.
    private func run(_ shell: Shell, _ line: String) throws -> (output: String, status: Int32) {
        try shell.run("export NPM_CONFIG_USERCONFIG=$PWD/npmrc NO_PROXY=127.0.0.1; cd project; \(line)")
    }

    private func started() throws -> Shell {
        let shell = try Shell()
        try Data(Self.client.utf8).write(to: shell.folder.appending(path: "client.py"))
        let started = try shell.run(
            """
            mkdir registry project; python3 '\(Self.registry)' $PWD/registry >log 2>&1 & echo $! >pid
            while ! [ -e registry/port ] && kill -0 $(cat pid); do sleep 0.05; done
            echo "registry=http://127.0.0.1:$(cat registry/port)/" >npmrc
            echo "registry=http://127.0.0.1:9/" >project/.npmrc; echo '{}' >project/package.json
            """)
        #expect(started.status == 0, "\(started.output)")
        return shell
    }

    private func finish(_ shell: Shell) throws {
        _ = try shell.run("kill $(cat pid)")
        try shell.remove(withReadOnlyTrees: true)
    }

    private func digest(_ shell: Shell, _ command: String) throws -> String {
        let sheet = try run(shell, "ward \(command) --dry-run --home $PWD/../home 2>/dev/null").output
        return try #require(sheet.matches(of: /sha256-[A-Za-z0-9_-]{43}/).last).0.description
    }

    @Test func `T23, S1, T85: a package of npm is approved, runs, and does not start once a byte of it changed`() throws
    {
        let shell = try started()
        let source = "add demo npm:demo-mcp"
        let added = try run(
            shell, "ward \(source) --approve \(digest(shell, source)) --home ../home 2>&1 </dev/null")
        #expect(added.output.contains("no version was asked for; it is pinned to 1.0.0 until you update"), "\(added)")
        #expect(added.output.contains("closure.install-scripts"))
        let review = "review demo"
        _ = try run(shell, "ward \(review) --approve \(digest(shell, review)) --home ../home")
        // No install script ran, not then and not when the server started.
        #expect(try shell.run("[ -e registry/marker ]").status != 0)

        let talk = "python3 ../client.py ward run demo --home ../home"
        let said = try run(shell, talk).output
        #expect(said.contains("['greet']") && said.contains("hello 2"), "\(said)")

        let changed = try shell.run(
            """
            chmod -R u+w home/state/store; file=$(echo home/state/store/npm/*/tree/node_modules/demo-lib/index.js)
            cp -p $file kept; printf 'module.exports = 7' >$file; touch -r kept $file
            """)
        #expect(changed.status == 0, "\(changed.output)")
        #expect(try run(shell, talk).output.contains("['ward_status']"))
        let difference = try run(shell, "ward diff demo --home ../home 2>/dev/null")
        #expect(difference.status == 2, "\(difference.output)")
        #expect(difference.output.contains("changed node_modules/demo-lib/index.js"), "\(difference.output)")
        let restored = try run(shell, "ward update demo --home ../home 2>&1")
        #expect(restored.output.contains("as it was approved"), "\(restored.output)")

        // A folder above the store, from which Node would load what nobody approved, stops it too.
        _ = try shell.run("mkdir -p node_modules/ghost")
        #expect(try run(shell, talk).output.contains("['ward_status']"))
        let stray = try run(shell, "ward diff demo --home ../home 2>/dev/null")
        #expect(stray.status == 2 && stray.output.contains("/node_modules"), "\(stray.output)")
        try finish(shell)
    }

    @Test(arguments: [
        ("npm exec -y --package=demo-mcp -- demo-mcp", true), ("npx -y demo-mcp@^1", true),
        ("npx -y -p demo-mcp -p demo-lib demo-mcp", false), ("npx -y -p demo-mcp -c 'demo-mcp; true'", false),
        ("env A=1 npx -y demo-mcp", false),
    ])
    func `T86: a launch of exactly one package is resolved, and nothing of another launch is lost`(
        _ command: String, _ isResolved: Bool
    ) throws {
        let shell = try started()
        let sheet = try run(shell, "ward add demo --dry-run --home $PWD/../home -- \(command) 2>&1").output
        #expect(sheet.contains("pinned to 1.0.0") == isResolved, "\(sheet)")
        #expect(sheet.contains("closure.unresolved") != isResolved, "\(sheet)")
        try finish(shell)
    }
}
