// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A real package, from the index of whoever runs this, through `ward add` in a terminal to a real client, and everything that
/// can change afterwards.
struct RealPackageTests {
    /// T23, W10, W14, A56, T50: each change is stopped, shown, and approved by one command; then the server runs again.
    ///
    /// One test, because the package is fetched once.
    @Test func `T23: whatever changes of a real package stops it, is shown, and is approved by one command`() throws {
        let shell = try Shell()
        #expect(try shell.run("git init -q repository").status == 0)
        let package = try RealPackage(
            "git",
            adding: "git pypi:mcp-server-git --env GIT_AUTHOR_NAME=Ana --env GIT_COMMITTER_NAME --home home",
            variables: "GIT_COMMITTER_NAME=Ana", answers: ["yes", "yes"], in: shell)
        let status = #"{"name":"git_status","arguments":{"repo_path":"\#(shell.folder.path)/repository"}}"#

        // W10: a module of the working folder shadows nothing.
        try package.change("mkdir shadow; echo \"open('$PWD/marker', 'w')\" | tee shadow/json.py > shadow/git.py")
        let before = try package.client("\"list\"", status, variables: "GIT_COMMITTER_NAME=Ana", in: "shadow")
        #expect(before.contains("tool git_commit ") && before.contains("result \"Repository status"), "\(before)")
        #expect(!FileManager.default.fileExists(atPath: shell.folder.path + "/marker"))

        for drift in PackageDrift.all { try expectStopped(drift, package, status) }
        #expect(!FileManager.default.fileExists(atPath: shell.folder.path + "/marker"))
        try expectLockFitsSchema(package)
        try package.remove()
    }

    private func expectStopped(_ drift: PackageDrift, _ package: RealPackage, _ status: String) throws {
        try package.change(drift.change, module: "mcp_server_git")
        let stopped = try package.client("\"list\"", variables: drift.variables)
        #expect(stopped.contains("tool ward_status ") && !stopped.contains("tool git_"), "\(drift.change): \(stopped)")
        let difference = try package.ward("diff git", variables: drift.variables)
        #expect(difference.status == 2, "\(drift.change)")
        for line in drift.said { #expect(difference.output.contains(line), "\(drift.change): \(difference.output)") }
        let list = try package.ward("list", variables: drift.variables).output
        #expect(list.contains("BLOCKED") && list.contains("to resolve: ward update git"), "\(list)")
        let approved = try package.shell.person(
            "\(drift.variables) ward update git --home home", answers: drift.answers)
        #expect(approved.status == 0, "\(drift.change): \(approved.screen)")
        let served = try package.client(status, variables: drift.variables)
        // Where something else was approved, the next one begins again; all else is as it was approved.
        if !drift.answers.isEmpty { try package.reset() }
        #expect(served.contains("result \"Repository status"), "\(drift.change): \(served)")
    }

    /// The lock that Ward writes is one that its schema describes.
    private func expectLockFitsSchema(_ package: RealPackage) throws {
        let schema = ReadmeTests.root.appending(path: "docs/ward-lock.schema.json").path
        let script = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))
            """
        try Data(script.utf8).write(to: package.shell.folder.appending(path: "check.py"))
        let check = try package.shell.run("\(Shell.tools.path)/python check.py '\(schema)' home/config/ward.lock")
        #expect(check.status == 0, "\(check.output)")
    }
}
