// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardLaunch
import WardLock

@testable import WardSupply

/// What is installed, held against the lock; npm itself is not needed for that.
struct NpmTreeTests {
    private let folder: TemporaryFolder
    private static let node = Interpreter(path: "/usr/bin/node", version: "20.0.0", digest: Digest256(of: []))

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A tree in which `tool` and, below it, `lib` are installed, with other files besides; both and `extra` are locked.
    private func tree(
        _ files: [String: String] = [:], bin: String = #""cli.js""#, package: String? = nil, optional: Bool = false
    ) throws(SupplyError) -> NpmTree {
        let own = package ?? #"{"name":"tool","version":"1.0.0","bin":\#(bin)}"#
        let all = [
            "tool/package.json": own, "tool/cli.js": "#!/usr/bin/env node\n",
            "tool/node_modules/lib/package.json": #"{"name":"lib","version":"v2.0.0"}"#,
        ].merging(files) { $1 }
        do {
            for (path, text) in all { try folder.write(text, to: "node_modules/" + path) }
        } catch {
            throw SupplyError(.unwritable, folder.path, "\(error)")
        }
        let digest = "sha512-" + String(repeating: "A", count: 86) + "=="
        func entry(_ version: String, _ isOptional: Bool = false) -> JSONValue {
            ["version": .string(version), "integrity": .string(digest), "optional": .bool(isOptional)]
        }
        var packages: JSONObject = [
            "node_modules/tool": entry("1.0.0"), "node_modules/tool/node_modules/lib": entry("2.0.0"),
        ]
        if optional { packages["node_modules/@s/extra"] = entry("3.0.0", true) }
        let lock: JSONValue = ["lockfileVersion": 3, "packages": .object(packages)]
        return try NpmTree(folder.path, NpmLock(lock.encoded()))
    }

    private func launch(_ tree: NpmTree, command: String? = nil) throws(SupplyError) -> StdioLaunch {
        try tree.launch(of: PackageReference(.npm, name: "tool", command: command), with: Self.node, symbol: "{t}")
    }

    @Test func `what is locked and there is the closure, and what is optional may be missing`() throws {
        let closure = try tree(optional: true).closure(Self.node)
        #expect(closure.artifacts.map(\.name) == ["lib", "tool"])
        #expect(closure.artifacts.first?.path == "node_modules/tool/node_modules/lib")
    }

    @Test func `what is locked and not optional must be there`() throws {
        try folder.write("", to: "node_modules/other/x")
        let error = failure { () throws(SupplyError) in try tree() }
        #expect(error?.code == .toolOutput && error?.place == "node_modules/other")
        let empty = try TemporaryFolder()
        let lock = try NpmLock(
            Array(
                #"{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-"#.utf8)
                + Array((String(repeating: "A", count: 86) + #"=="}}}"#).utf8))
        let missing = failure { () throws(SupplyError) in try NpmTree(empty.path, lock) }
        #expect(missing?.code == .toolOutput && missing?.detail.contains("did not install it") == true)
    }

    @Test(arguments: [
        "other/index.js", "file.js", "@s/file.js", "@s/p/x", "tool/node_modules/other/x", "tool/node_modules/x.js",
        "tool/node_modules/lib/node_modules/deep/x", ".hidden", "../outside",
    ])
    func `W10: what Node could load and is not locked is refused`(_ path: String) throws {
        let error = failure { () throws(SupplyError) in try tree([path: ""]) }
        #expect(error?.code == .toolOutput, "\(error?.description ?? "")")
    }

    @Test func `a folder of that name further inside of a package is the package's own`() throws {
        _ = try tree(["tool/test/node_modules/fixture/index.js": "", "tool/node_modules/lib/x/node_modules/y.js": ""])
    }

    @Test func `a link is refused`() throws {
        try folder.write("", to: "node_modules/tool/x")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/node_modules/tool/y", withDestinationPath: "/etc")
        #expect(failure { () throws(SupplyError) in try tree() }?.code == .unsupportedFile)
    }

    @Test(arguments: [
        (#"{"name":"other","version":"1.0.0"}"#, SupplyError.Code.hashMismatch),
        (#"{"name":"tool","version":"1.0.1"}"#, .hashMismatch),
        (#"{"name":"tool"}"#, .unsupportedFile), ("[]", .unsupportedFile), ("{", .unsupportedFile),
        (#"{"name":"tool","name":"other","version":"1.0.0"}"#, .unsupportedFile),
    ])
    func `W10: a package that says it is another one is refused`(_ package: String, _ code: SupplyError.Code) throws {
        #expect(failure { () throws(SupplyError) in try tree(package: package) }?.code == code)
    }

    @Test func `T88: install scripts that only the package itself tells of are a finding`() throws {
        let script = #"{"name":"tool","version":"1.0.0","scripts":{"postinstall":"x"}}"#
        #expect(try tree(package: script).findings().map(\.code) == [LaunchCode.installScripts.rawValue])
        #expect(try tree().findings().isEmpty)
    }

    @Test(
        arguments: [
            ("#!/usr/bin/env node\n", []), ("#!/usr/bin/node\r\n", []), ("#! /usr/bin/env node\n", []),
            ("#!/usr/bin/env -S node --no-warnings --x=1\n", ["--no-warnings", "--x=1"]), ("console.log()", []),
        ] as [(String, [String])])
    func `a command is started by Node as its first line says`(_ text: String, _ options: [String]) throws {
        let launch = try launch(tree(["tool/cli.js": text], bin: #"{"x":"././cli.js","y":"cli.js"}"#))
        #expect(launch.executable == "/usr/bin/node")
        #expect(launch.arguments == ["--no-global-search-paths"] + options + ["{t}/node_modules/tool/cli.js"])
    }

    @Test(arguments: [
        ("\"cli\"", "#!/bin/sh\n", "no program for Node"), ("\"cli\"", "x", "no program for Node"),
        ("\"cli\"", "#!/usr/bin/env node x\n", "no program for Node"), ("\"cli\"", "#!\n", "no program for Node"),
        ("\"cli\"", "#!/usr/bin/env -S A=1 node\n", "no program for Node"),
        ("\"gone.js\"", "", "that is not there"), ("\"node_modules\"", "", "that is not there"),
        ("\"../../../x.js\"", "", "no command to start"), ("\"/etc/passwd\"", "", "no command to start"),
        ("{}", "", "no command to start"), ("1", "", "no command to start"),
        (#"{"a":"cli.js","b":"cli"}"#, "", "several commands"),
    ])
    func `a package without a command for Node is refused`(_ bin: String, _ text: String, _ words: String) throws {
        let tree = try tree(["tool/cli": text], bin: bin)
        let error = failure { () throws(SupplyError) in try launch(tree) }
        #expect(error?.code == .command)
        #expect(error?.detail.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func `of several commands the wanted one is started, or that of the package's name, and else all are listed`()
        throws
    {
        let several = try tree(["tool/two.js": ""], bin: #"{"one":"cli.js","two":"two.js"}"#)
        #expect(try launch(several, command: "two").arguments.last == "{t}/node_modules/tool/two.js")
        let error = failure { () throws(SupplyError) in try launch(several, command: "three") }
        #expect(error?.hint == "it has these commands, name one: `one`, `two`")
        let named = try tree(["tool/two.js": ""], bin: #"{"one":"cli.js","tool":"two.js"}"#)
        #expect(try launch(named).arguments.last == "{t}/node_modules/tool/two.js")
    }
}
