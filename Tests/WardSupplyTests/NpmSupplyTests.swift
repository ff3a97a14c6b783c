// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardLaunch
import WardLock

@testable import WardSupply

@Suite(.enabled(if: NodeTools.areThere, NodeTools.absent)) struct NpmSupplyTests {
    private let registry: LoopbackRegistry

    init() throws {
        registry = try LoopbackRegistry()
    }

    /// The error of a package, wherever on its way into the store it is refused.
    private func refusal(_ package: PackageReference) throws -> SupplyError? {
        let supply = try registry.supply()
        let error = failure { () throws(SupplyError) in try supply.materialise(package) }
        #expect(try registry.supply().store.entries().allSatisfy { _ in error?.code == .command })
        return error
    }

    @Test func `S1, T88: nothing of a package runs while it is resolved, fetched and started`() throws {
        let supply = try registry.supply()
        let made = try supply.materialise(.npm("demo-server", arguments: ["a b"]))
        #expect(!registry.hasMarker)
        #expect(made.findings.map(\.code) == [LaunchCode.installScripts.rawValue])
        #expect(made.findings.first?.detail.hasPrefix("`demo-scripts`: ") == true)
        #expect(try registry.run(made) == "hello 2 3 a b\n")
        // The server itself wrote it once, and the scripts of the other package did not.
        #expect(try Files.read(registry.folder.path + "/marker") == "x")

        #expect(try made.entry.check.verify(full: true).difference.isEmpty)
        let file = made.entry.tree + "/node_modules/demo-lib/index.js"
        try Files.setMode(0o644, file)
        try Files.write("module.exports = 9", to: file)
        let lines = try made.entry.check.verify().difference.lines
        #expect(lines.contains { $0.hasPrefix("changed node_modules/demo-lib/index.js") }, "\(lines)")
    }

    @Test func `W8: the whole closure is locked by digest, each package at its place`() throws {
        let supply = try registry.supply()
        let resolution = try supply.resolve(.npm("demo-server", "^1"))
        #expect(resolution.origin == Origin(.npm, name: "demo-server", version: "1.0.0", requested: "^1"))
        #expect(resolution.closure.artifacts.contains { $0.name == "demo-elsewhere" })
        let made = try supply.materialise(resolution)
        // What is for another system is not installed, with what it alone would need, and so is not of the closure.
        #expect(
            made.closure.artifacts.map { "\($0.name) \($0.version ?? "") \($0.path ?? "")" } == [
                "@demo/scoped 1.0.0 ", "demo-lib 1.5.0 ",
                "demo-lib 2.0.0 node_modules/@demo/scoped/node_modules/demo-lib", "demo-scripts 1.0.0 ",
                "demo-server 1.0.0 ",
            ])
        #expect(made.closure.artifacts.first?.file == "scoped-1.0.0.tgz")
        #expect(made.closure.artifacts.allSatisfy { NpmText.isSHA512($0.digest) })
        #expect(made.entry.digest == made.closure.value.canonicalDigest())
        let node = try #require(made.closure.interpreter)
        #expect(try Interpreter.digest(of: node.path) == node.digest)
    }

    @Test func `it starts by Node itself, and takes modules from no folder of the user or of a variable`() throws {
        try registry.folder.write("module.exports = 'ghost'", to: "home/.node_modules/ghost/index.js")
        try registry.folder.write("module.exports = 'ghost'", to: "modules/ghost/index.js")
        try registry.folder.write("module.exports = 'ghost'", to: "here/node_modules/ghost/index.js")
        let made = try registry.supply().materialise(.npm("demo-curious"))
        let script = made.entry.treeSymbol + "/node_modules/demo-curious/cli.js"
        #expect(made.launch.arguments == ["--no-global-search-paths", script])
        #expect(made.launch.executable == made.closure.interpreter?.path)
        let modules = ["NODE_PATH": registry.folder.path + "/modules"]
        #expect(try registry.run(made, in: registry.folder.path + "/here", environment: modules) == "none\n")
    }

    @Test func `T23: a module planted above the store would be loaded, so nothing is added or kept beside it`() throws {
        let supply = try registry.supply(store: "above/store")
        let made = try supply.materialise(.npm("demo-curious"))
        #expect(try StrayModules.folders(above: made.entry.tree) == [])
        let stray = registry.folder.path + "/above/node_modules"
        try Files.write("module.exports = 'ghost'", to: stray + "/ghost/index.js")
        // This is why: the server that was approved loads what nobody approved.
        #expect(try registry.run(made, store: "above/store") == "ghost\n")
        #expect(try StrayModules.folders(above: made.entry.tree) == [stray])
        let added = failure { () throws(SupplyError) in try supply.materialise(.npm("demo-unmarked")) }
        #expect(added?.code == .strayModules && added?.place == stray)
        let restored = failure { () throws(SupplyError) in try supply.restore(made.closure, of: made.origin) }
        #expect(restored?.code == .strayModules && restored?.place == stray)
    }

    @Test func `the same closure makes the same tree, from a resolution or from a lock`() throws {
        let made = try registry.supply().materialise(.npm("@demo/alias"))
        #expect(try registry.run(made) == "2 3\n")
        let other = try registry.supply(store: "other")
        let restored = try other.restore(made.closure, of: made.origin)
        #expect(restored.tree == made.tree)
        #expect(restored.entry.digest == made.entry.digest)
        #expect(try other.restore(made.closure, of: made.origin).tree == made.tree)
    }

    @Test func `W10: a lock is restored with its own versions, though the registry has newer ones`() throws {
        let made = try registry.supply().materialise(.npm("demo-mcp"))
        #expect(made.closure.artifacts.map(\.version) == ["1.5.0", "1.0.0"])
        let older = try registry.supply().resolve(.npm("demo-lib", "1.0.0")).closure.artifacts
        var closure = made.closure
        closure.artifacts[0] = try #require(older.first)
        let restored = try registry.supply(store: "other").restore(closure, of: made.origin)
        let text = try Files.read(restored.entry.tree + "/node_modules/demo-lib/index.js")
        #expect(text == "module.exports = 1")
        // And never with other content under the same version.
        closure.artifacts[0].digest = made.closure.artifacts[1].digest
        let supply = try registry.supply(store: "third")
        let error = failure { () throws(SupplyError) in try supply.restore(closure, of: made.origin) }
        #expect(error?.code == .hashMismatch)
    }

    @Test func `T23: an interpreter that is not the locked one is refused`() throws {
        let program = registry.folder.path + "/node"
        try Files.write("#!/bin/sh\n", to: program)
        try Files.setMode(0o755, program)
        let node = Interpreter(path: program, version: "20.0.0", digest: Digest256(of: []))
        let closure = Closure(interpreter: node, artifacts: [], isResolved: true)
        let supply = try registry.supply()
        let error = failure { () throws(SupplyError) in
            try supply.restore(closure, of: Origin(.npm, name: "demo", version: "1.0.0"))
        }
        #expect(error?.code == .interpreterChanged)
    }

    @Test(arguments: [
        ("demo-liar", SupplyError.Code.hashMismatch, "EINTEGRITY"),
        ("demo-old", .noDigest, "no SHA-512"),
        ("demo-git", .foreignSource, "git repository"),
        ("demo-remote", .foreignSource, "does not come from a registry: http://127.0.0.1"),
        ("demo-bundle", .foreignSource, "inside of another package"),
        ("demo-smuggler", .toolOutput, "it is not locked"),
        ("demo-none", .command, "no command to start"),
        ("nothing-here", .noSolution, "E404"),
    ])
    func `W10, T85: what is not wholly known by its digest, or cannot be started, is refused`(
        _ name: String, _ code: SupplyError.Code, _ words: String
    ) throws {
        let error = try refusal(.npm(name))
        #expect(error?.code == code, "\(error?.description ?? "")")
        #expect(error?.detail.contains(words) == true, "\(error?.description ?? "")")
        #expect(!registry.hasMarker)
    }

    @Test func `what no version fits is said as such`() throws {
        #expect(try refusal(.npm("demo-lib", "9.0.0"))?.code == .noSolution)
    }
}
