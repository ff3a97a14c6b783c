// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardLaunch
import WardLock

@testable import WardSupply

/// What starts a bundle, and its files in the store.
@Suite struct BundleSupplyTests {
    private let folder: TemporaryFolder
    private let supply: BundleSupply
    private let machine: BundleMachine

    /// Programs that answer as interpreters do, so that no test depends on those of this machine.
    init() throws {
        folder = try TemporaryFolder()
        let answers = [
            "node": #"{"path":"\#(folder.path)/bin/node","version":"20.1.0","name":"node"}"#,
            "python3":
                #"{"executable":"\#(folder.path)/bin/tool","version":"3.11.2","implementation":"cpython","pip":{}}"#,
            "tool": "",
        ]
        for (name, answer) in answers {
            try folder.write("#!/bin/sh\necho '\(answer)'\n", to: "bin/" + name)
            try Files.setMode(0o755, folder.path + "/bin/" + name)
        }
        let environment = ["PATH": folder.path + "/bin"]
        machine = BundleMachine(owner: environment, home: folder.path)
        supply = BundleSupply(
            store: try ContentStore(at: folder.path + "/store"), environment: environment, home: folder.path)
    }

    // MARK: Programs

    /// A command of a manifest: how it starts, nil where more than the bundle may run.
    static let commands: [([String], [String: String], [String]?)] = [
        (["node", "{bundle}/i.js", "x"], [:], ["--no-global-search-paths", "{bundle}/i.js", "x"]),
        (
            ["node", "--no-warnings", "--max-old-space-size=9", "{bundle}/i.js"], ["NODE_PATH": "{bundle}/a:{bundle}"],
            ["--no-global-search-paths", "--no-warnings", "--max-old-space-size=9", "{bundle}/i.js"]
        ),
        (["node", "-r", "/x.js", "{bundle}/i.js"], [:], nil), (["node", "--import=/x.js", "{bundle}/i.js"], [:], nil),
        (["node", "i.js"], [:], nil), (["node", "{bundle}/../i.js"], [:], nil), (["node", "{bundle}x/i.js"], [:], nil),
        (["node"], [:], nil), (["node", "-e", "1"], [:], nil), (["node", "/i.js"], [:], nil),
        (["node", "{bundle}/i.js"], ["NODE_OPTIONS": "--import /x"], nil),
        (["node", "{bundle}/i.js"], ["NODE_PATH": "/x"], nil),
        (["node", "{bundle}/i.js"], ["LD_PRELOAD": "{bundle}/x"], nil),
        (["node", "{bundle}/i.js"], ["PATH": "/x"], nil),
        (["python", "{bundle}/m.py"], [:], ["-B", "-S", "{bundle}/m.py"]),
        (["python3", "-u", "{bundle}/m.py"], ["PYTHONPATH": "{bundle}/lib"], ["-B", "-S", "-u", "{bundle}/m.py"]),
        (["python", "-m", "pkg"], ["PYTHONPATH": "{bundle}/lib"], ["-B", "-S", "-P", "-m", "pkg"]),
        (["python", "-c", "1"], [:], nil), (["python"], [:], nil), (["python", "-m"], [:], nil),
        (["python", "m.py"], [:], nil), (["python", "{bundle}/m.py"], ["PYTHONPATH": "{bundle}/lib:"], nil),
        (["python", "{bundle}/m.py"], ["PYTHONPATH": "{bundle}/lib:/usr/lib"], nil),
        (["python", "{bundle}/m.py"], ["PYTHONPATH": "{bundle}/../lib"], nil),
        (["python", "{bundle}/m.py"], ["PYTHONHOME": "{bundle}"], nil),
        (["{bundle}/bin/x", "y"], [:], ["y"]), (["{bundle}/bin/script"], [:], nil), (["tool", "run"], [:], nil),
    ]

    @Test(arguments: commands)
    func `W10: a bundle is resolved only where it brings all that its command runs`(
        command: [String], variables: [String: String], arguments: [String]?
    ) throws {
        let asked = StdioLaunch(
            executable: command[0], arguments: Array(command.dropFirst()),
            environment: variables.mapValues { .plain($0) })
        let program = try BundleProgram(
            asked, head: { ["bin/x": [0x7F, 0x45], "bin/script": Array("#!".utf8)][$0] }, machine: machine,
            scratch: folder.path)
        #expect((program.doubt == nil) == (arguments != nil), "\(String(describing: program.doubt))")
        if let arguments { #expect(program.launch.arguments == arguments) }
        let interpreters = ["node": "/bin/node", "python": "/bin/tool", "python3": "/bin/tool"]
        #expect(program.interpreter?.path == interpreters[command[0]].map { folder.path + $0 })
        #expect((program.program != nil) == (command[0] == "tool"))
        let own = Set(variables.filter { program.doubt == nil && $0.value.hasPrefix("{bundle}") }.keys)
        if program.doubt == nil { #expect(program.ownVariables == own) }
    }

    @Test func `a program that is not in the bundle, or not on this machine, is an error`() throws {
        for (command, code) in [
            ("{bundle}/none", SupplyError.Code.command), ("none", .toolMissing), ("a/b", .toolMissing),
        ] {
            let error = failure { () throws(SupplyError) in
                try BundleProgram(
                    StdioLaunch(executable: command), head: { _ in nil }, machine: machine, scratch: folder.path)
            }
            #expect(error?.code == code, "\(command)")
        }
    }

    @Test func `an interpreter that is too old or says nothing is an error`() throws {
        for (answer, code) in [
            (#"{"path":"/bin/sh","version":"16.1.0"}"#, SupplyError.Code.interpreterUnusable), ("hello", .toolOutput),
        ] {
            try folder.write("#!/bin/sh\necho '\(answer)'\n", to: "bin/node")
            #expect(failure { () throws(SupplyError) in try machine.node(folder.path) }?.code == code)
        }
    }

    // MARK: Unpacking

    private func materialise(_ zip: ZipMaker, _ command: [String]) throws -> BundleSupply.Materialised {
        let arguments = command.dropFirst().map { "\"\($0)\"" }.joined(separator: ",")
        let manifest = """
            {"manifest_version":"0.3","name":"tool","version":"1.0","server":{"type":"node","entry_point":"x",\
            "mcp_config":{"command":"\(command[0])","args":[\(arguments)],"env":{"A":"x:${__dirname}/a"}}}}
            """
        var zip = zip
        zip.entries[0].content = Array(manifest.utf8)
        let bundle = try BundleFile(reading: zip.bytes)
        let read = try BundleManifest(reading: bundle.manifest, home: folder.path)
        guard case .stdio(let asked) = read.request.launch else { throw CocoaError(.featureUnsupported) }
        return try supply.unpack(bundle, file: "tool.mcpb", read, asked)
    }

    @Test func `a bundle is unpacked, read-only, and starts from the store`() throws {
        var zip = ZipMaker()
        zip.entries[1].name = Array("bin/x".utf8)
        zip.entries += [ZipMaker.Entry("empty/"), ZipMaker.Entry("bin/y", "y")]
        zip.entries[3].mode = 0o100755
        let made = try materialise(zip, ["${__dirname}/bin/x", "--at=${__dirname}", "${__dirname}"])
        let tree = made.entry.tree
        #expect(made.launch.executable == made.entry.treeSymbol + "/bin/x")
        #expect(made.launch.arguments == ["--at=" + tree, made.entry.treeSymbol])
        #expect(made.launch.environment == ["A": .plain("x:" + tree + "/a")])
        #expect(made.origin == Origin(.mcpb, name: "tool", version: "1.0"))
        #expect(
            made.closure.isResolved && made.closure.interpreter == nil
                && made.closure.artifacts.map(\.file) == ["tool.mcpb"])
        // The manifest's own program can be executed, whatever the archive says.
        #expect(
            try ["bin/x", "bin/y", "manifest.json", "empty"].map { try Files.mode(tree + "/" + $0) } == [
                0o555, 0o555, 0o444, 0o555,
            ])
        #expect(try Files.read(tree + "/bin/x") == "run()")
        #expect(try made.entry.check.verify(full: true).difference.isEmpty)
        #expect(try materialise(zip, ["${__dirname}/bin/x", "--at=${__dirname}", "${__dirname}"]) == made)
        #expect(try supply.store.entries() == [made.entry])
    }

    @Test func `zip-slip: content that is not as declared leaves nothing behind`() throws {
        var zip = ZipMaker()
        zip.entries.append(ZipMaker.Entry("z", "last"))
        zip.entries[2].checksum = 7
        #expect(throws: SupplyError.self) { try materialise(zip, ["node", "${__dirname}/server/index.js"]) }
        #expect(try supply.store.entries().isEmpty)
        let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/store")
        #expect(left.allSatisfy { $0 == "mcpb" || $0.hasSuffix("lock") }, "\(left)")
    }

    @Test func `a bundle without a manifest at its top is refused`() {
        for name in ["x/manifest.json", "Manifest.json", "manifest.json/"] {
            let bytes = ZipMaker([ZipMaker.Entry(name)]).bytes
            #expect(
                failure { () throws(SupplyError) in try BundleFile(reading: bytes) }?.code == .noManifest, "\(name)")
        }
    }

    // MARK: Folders

    private static let asked = StdioLaunch(executable: "node", arguments: ["{bundle}/i.js"])

    @Test func `W14: a folder is used where it is, with all that it holds`() throws {
        try folder.write("1", to: "server/i.js")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/server/link", withDestinationPath: "./i.js")
        let made = try supply.folder(folder.path + "/server", Self.asked)
        #expect(made.doubt == nil && made.closure.isResolved)
        #expect(made.launch.arguments == ["--no-global-search-paths", folder.path + "/server/i.js"])
        #expect(made.origin == Origin(.path, name: folder.path + "/server"))
        try folder.write("2", to: "server/i.js")
        #expect(try made.entry.check.verify().difference.lines.count == 1)
    }

    /// Node looks for modules in every folder above, and no option prevents it.
    @Test func `T23: modules above a folder are told, and above the store they are refused`() throws {
        try folder.write("1", to: "server/i.js")
        try folder.write("1", to: "node_modules/ghost/index.js")
        let made = try supply.folder(folder.path + "/server", Self.asked)
        #expect(made.doubt?.contains("/node_modules`") == true && !made.closure.isResolved)
        #expect {
            try materialise(ZipMaker(), ["node", "${__dirname}/server/index.js"])
        } throws: { ($0 as? SupplyError)?.code == .strayModules }
    }

    @Test(arguments: ["/etc/passwd", "../x", "a/../../x", "a/../i.js"])
    func `W14: a folder with a link that leads out is not all that runs`(target: String) throws {
        try folder.write("1", to: "server/i.js")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/server/link", withDestinationPath: target)
        let made = try supply.folder(folder.path + "/server", Self.asked)
        #expect(made.doubt?.contains("`link`") == true && !made.closure.isResolved)
    }
}
