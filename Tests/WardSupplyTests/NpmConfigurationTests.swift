// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardLaunch
import WardLock

@testable import WardSupply

@Suite(.enabled(if: NodeTools.areThere, NodeTools.absent)) struct NpmConfigurationTests {
    private let registry: LoopbackRegistry

    init() throws {
        registry = try LoopbackRegistry()
    }

    /// An owner who has configured nothing in the home folder.
    private func supply(_ environment: [String: String]) throws(SupplyError) -> NpmSupply {
        try registry.supply(environment: environment, home: "bare")
    }

    @Test func `T85: the registries and credentials of the owner's own file are used, with variables that it names`()
        throws
    {
        let host = registry.url.dropFirst("http:".count)
        try registry.folder.write(
            "registry=http://127.0.0.1:9/\n@demo:registry=\(registry.url)\n\(host):_authToken=${DEMO_TOKEN}\n",
            to: "own/npmrc")
        let owner = ["NPM_CONFIG_USERCONFIG": registry.folder.path + "/own/npmrc", "DEMO_TOKEN": "sesame"]
        let error = failure { () throws(SupplyError) in try supply(owner).resolve(.npm("@demo/scoped")) }
        // The scope's own registry answers; for a package without a scope the other one counts, which is not there.
        #expect(error?.code == .indexUnreachable)
        #expect(try registry.requests == ["@demo/scoped Bearer sesame"])
    }

    @Test(arguments: ["npm_config_registry", "NPM_CONFIG_REGISTRY"])
    func `T85: a registry in the owner's environment counts`(_ name: String) throws {
        #expect(try supply([name: registry.url]).resolve(.npm("demo-lib")).origin.version == "2.0.0")
    }

    @Test func `T85, S1: nothing that changes what npm runs or writes is taken from the owner's configuration`() throws
    {
        let marker = registry.folder.path + "/marker"
        try registry.folder.write("#!/bin/sh\necho x >>'\(marker)'\n", to: "evil/sh")
        try Files.setMode(0o755, registry.folder.path + "/evil/sh")
        try registry.folder.write("require('fs').writeFileSync('\(marker)', 'x')", to: "evil/preload.js")
        let evil = registry.folder.path + "/evil/sh"
        try registry.folder.write(
            """
            registry=\(registry.url)
            ignore-scripts=false
            script-shell=\(evil)
            git=\(evil)
            node-options=--require \(registry.folder.path)/evil/preload.js
            package-lock=false
            global=true
            location=global
            dry-run=true
            omit[]=optional
            bin-links=true
            install-strategy=linked
            lockfile-version=1
            prefix=/nowhere/prefix
            workspaces=true
            offline=true
            """, to: "home/.npmrc")
        let supply = try registry.supply(environment: [
            "NODE_OPTIONS": "--require \(registry.folder.path)/evil/preload.js", "npm_config_ignore_scripts": "false",
            "npm_config_script_shell": evil, "npm_config_git": evil,
        ])
        let made = try supply.materialise(.npm("demo-server"))
        #expect(failure { () throws(SupplyError) in try supply.resolve(.npm("demo-git")) }?.code == .foreignSource)
        #expect(!registry.hasMarker)
        #expect(!Files.exists("/nowhere"))
        #expect(made.closure.artifacts.count == 5)
    }

    @Test func `a registry that cannot be reached is said as such`() throws {
        let supply = try supply(["npm_config_registry": "http://127.0.0.1:9/"])
        let error = failure { () throws(SupplyError) in try supply.resolve(.npm("demo-lib")) }
        #expect(error?.code == .indexUnreachable)
        #expect(error?.detail.contains("127.0.0.1:9") == true)
    }

    @Test func `variables that a file names are passed on, but none that changes how programs start`() {
        let text = "a=${TOKEN}\nb=${A_1?}${X} ${NODE_OPTIONS} ${npm_config_git} ${LD_PRELOAD}${PATH} ${} ${a b} ${open"
        #expect(NpmTools.names(in: Array(text.utf8)) == ["TOKEN", "A_1", "X"])
    }

    /// What becomes of a program that stands where npm or Node is looked for.
    private func error(_ name: String, saying text: String) throws -> SupplyError? {
        try registry.folder.write("#!/bin/sh\n\(text)\n", to: "bin/" + name)
        try Files.setMode(0o755, registry.folder.path + "/bin/" + name)
        let supply = try registry.supply(environment: ["PATH": registry.folder.path + "/bin:" + NodeTools.search])
        return failure { () throws(SupplyError) in try supply.resolve(.npm("demo-lib")) }
    }

    @Test func `without npm, or with one that is too old, the message says what to install`() throws {
        let supply = try registry.supply(environment: ["PATH": "/nowhere"])
        let error = failure { () throws(SupplyError) in try supply.resolve(.npm("demo-lib")) }
        #expect(error?.code == .toolMissing)
        #expect(error?.hint?.contains("install it") == true)
        let old = try self.error("npm", saying: #"echo '{"npm-version":"8.19.4"}'"#)
        #expect(old?.code == .toolMissing)
        #expect(old?.detail == "this is npm 8.19.4, and 9 or later is needed")
    }

    @Test(arguments: [
        (
            #"echo '{"path":"/x","version":"16.20.0","name":"node"}'"#,
            "it is `node` 16.20.0, and Node 18 or later is needed"
        ),
        (
            #"echo '{"path":"/x","version":"22.0.0","name":"bun"}'"#,
            "it is `bun` 22.0.0, and Node 18 or later is needed"
        ),
    ])
    func `another interpreter, or one that is too old, is refused`(_ text: String, _ detail: String) throws {
        let error = try error("node", saying: text)
        #expect(error?.code == .interpreterUnusable)
        #expect(error?.detail == detail)
    }

    @Test func `a full disk is said as such`() throws {
        let listing = #"{"npm-version":"10.0.0","userconfig":"/u","globalconfig":"/g"}"#
        let error = try error(
            "npm",
            saying: "[ \"$1\" = config ] && echo '\(listing)' && exit 0\n"
                + "echo 'npm error nospc ENOSPC: no space left on device, write' >&2; exit 1")
        #expect(error?.code == .diskFull)
    }
}
