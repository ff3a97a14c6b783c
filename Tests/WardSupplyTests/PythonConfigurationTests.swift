// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardLaunch

@testable import WardSupply

@Suite(.enabled(if: Peers.hasUV, Peers.absent)) struct PythonConfigurationTests {
    private let folder: TemporaryFolder
    private let store: ContentStore

    init() throws {
        folder = try TemporaryFolder()
        store = try ContentStore(at: folder.path + "/store")
    }

    private func tools(_ owner: [String: String]) throws(SupplyError) -> PythonTools {
        let search = ["PATH": Peers.bin + ":/usr/bin:/bin", "PIP_CONFIG_FILE": "/dev/null"]
        return try store.withScratch { scratch throws(SupplyError) in
            try PythonTools(
                owner: search.merging(owner) { $1 }, home: folder.path, python: nil, scratch: scratch)
        }
    }

    @Test func `where nobody configured an index, none is named`() throws {
        #expect(try tools([:]).indexes == PythonTools.Indexes())
    }

    @Test func `T85: the index of uv's own file is used, password and all, and pip's is not asked`() throws {
        try folder.write(
            """
            [[index]]
            name = "own"
            url = "http://user:secret@127.0.0.1:1/own"
            default = true
            [[index]]
            name = "second"
            url = "http://127.0.0.1:1/second"
            """, to: ".config/uv/uv.toml")
        let indexes = try tools(["PIP_INDEX_URL": "http://127.0.0.1:1/pip"]).indexes
        #expect(
            indexes.variables == [
                "UV_DEFAULT_INDEX": "http://user:secret@127.0.0.1:1/own", "UV_INDEX": "http://127.0.0.1:1/second",
            ])
        #expect(indexes.arguments.isEmpty)
    }

    @Test(arguments: ["UV_DEFAULT_INDEX", "UV_INDEX_URL"])
    func `T85: uv's variables count over pip's`(_ name: String) throws {
        let indexes = try tools([name: "http://127.0.0.1:1/uv", "PIP_INDEX_URL": "http://127.0.0.1:1/pip"]).indexes
        #expect(indexes.variables == ["UV_DEFAULT_INDEX": "http://127.0.0.1:1/uv"])
    }

    @Test func `T85: where only pip is configured, its index is used as pip reads it`() throws {
        try folder.write(
            """
            [global]
            index-url = http://127.0.0.1:1/global
            extra_index_url =
                http://127.0.0.1:1/a
                http://127.0.0.1:1/b
            [install]
            index-url = http://127.0.0.1:1/install
            """, to: "pip.conf")
        let variables = try tools(["PIP_CONFIG_FILE": folder.path + "/pip.conf"]).indexes.variables
        #expect(variables["UV_DEFAULT_INDEX"] == "http://127.0.0.1:1/install")
        #expect(variables["UV_INDEX"] == "http://127.0.0.1:1/a http://127.0.0.1:1/b")
        let other = try tools([
            "PIP_CONFIG_FILE": folder.path + "/pip.conf", "PIP_INDEX_URL": "http://127.0.0.1:1/variable",
        ])
        #expect(other.indexes.variables["UV_DEFAULT_INDEX"] == "http://127.0.0.1:1/variable")
    }

    @Test(arguments: ["uv.toml", "pyproject.toml"])
    func `T85: a project's file above the folder that is worked in has no say`(_ file: String) throws {
        let table = file == "uv.toml" ? "" : "[tool.uv]\n"
        try folder.write(table + "index-url = \"http://127.0.0.1:1/project\"\n", to: file)
        #expect(try tools([:]).indexes == PythonTools.Indexes())
    }

    @Test func `a configuration that its own tool cannot read is an error`() throws {
        try folder.write("[[index]\n", to: ".config/uv/uv.toml")
        #expect(failure { () throws(SupplyError) in try tools([:]) }?.code == .toolFailed)
        try FileManager.default.removeItem(atPath: folder.path + "/.config/uv/uv.toml")
        try folder.write("no section\n", to: "pip.conf")
        let error = failure { () throws(SupplyError) in try tools(["PIP_CONFIG_FILE": folder.path + "/pip.conf"]) }
        #expect(error?.code == .toolFailed)
    }

    @Test func `of the owner's environment only proxies and certificates reach a tool`() throws {
        let kept = ["SSL_CERT_FILE": "/cert.pem", "https_proxy": "http://127.0.0.1:1", "NO_PROXY": "a"]
        let dropped = ["PYTHONPATH": "/evil", "LD_PRELOAD": "/evil.so", "UV_NO_BUILD": "0", "PIP_TARGET": "/evil"]
        let environment = try tools(kept.merging(dropped) { $1 }).environment
        for (name, value) in kept { #expect(environment[name] == value) }
        for name in dropped.keys { #expect(environment[name] == nil) }
        #expect(environment["HOME"] == folder.path)
    }

    @Test func `without uv the message says what to install`() throws {
        let supply = PythonSupply(store: store, environment: ["PATH": "/nowhere"], home: folder.path)
        let error = failure { () throws(SupplyError) in try supply.resolve(.python("demo")) }
        #expect(error?.code == .toolMissing)
        #expect(error?.hint?.contains("install it") == true)
    }

    @Test func `without Python the message says so`() throws {
        let supply = PythonSupply(store: store, environment: ["PATH": Peers.bin], home: folder.path)
        let error = failure { () throws(SupplyError) in try supply.resolve(.python("demo"), python: "python9") }
        #expect(error?.code == .interpreterUnusable)
    }
}

@Suite(.enabled(if: Peers.hasUV, Peers.absent)) struct ToolFailureTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// What becomes of a `uv` that says something and ends with a status.
    private func error(_ words: String, status: Int) throws -> SupplyError? {
        try folder.write("#!/bin/sh\nprintf '\(words)' >&2\nexit \(status)\n", to: "bin/uv")
        try Files.setMode(0o755, folder.path + "/bin/uv")
        let supply = PythonSupply(
            store: try ContentStore(at: folder.path + "/store"),
            environment: ["PATH": "\(folder.path)/bin:\(Peers.bin):/usr/bin:/bin"], home: folder.path)
        return failure { () throws(SupplyError) in try supply.resolve(.python("demo")) }
    }

    @Test func `a full disk is said as such`() throws {
        let error = try error("error: failed to write\\n cause: No space left on device (os error 28)\\n", status: 2)
        #expect(error?.code == .diskFull)
        #expect(error?.hint == "free some space on this disk, then try again")
    }

    @Test func `a failure shows the status and the tool's own last lines with nothing hidden in them`() throws {
        let error = try error("first\\nlast \\033[2K\\n", status: 7)
        #expect(error?.code == .toolFailed)
        #expect(error?.detail == "`uv` ended with status 7:\n  first\n  last \\u{1b}[2K")
    }

    @Test func `a failure without words says so`() throws {
        #expect(try error("", status: 1)?.detail == "`uv` ended with status 1 and said nothing")
    }

    @Test func `a tool that never ends is stopped`() throws {
        let error = failure { () throws(SupplyError) in
            try Tool(path: "/bin/sh", name: "sh").run(
                ["-c", "while :; do sleep 1; done"], environment: ["PATH": "/usr/bin:/bin"], scratch: folder.path,
                limit: 0)
        }
        #expect(error?.code == .toolTimeout)
    }
}
