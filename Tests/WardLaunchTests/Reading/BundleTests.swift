// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch
import WardLock

/// Manifests of MCP bundles.
struct BundleTests {
    static func manifest(_ server: String, version: String = "0.3", more: String = "") -> String {
        """
        {"manifest_version":"\(version)","name":"tool","version":"1.0.0","description":"d","author":{"name":"a"},\
        "server":\(server)\(more)}
        """
    }

    static let node = """
        {"type":"node","entry_point":"server/index.js","mcp_config":{"command":"node",\
        "args":["${__dirname}/server/index.js","${HOME}${/}x","${user_config.dir}"],"env":{"A":"b","T":"${user_config.token}"},\
        "platform_overrides":{"win32":{"command":"node.exe","args":["${__dirname}${/}x.js"]},"darwin":{"env":{"A":"mac"}}}}}
        """

    static let settings = """
        ,"user_config":{"dir":{"type":"directory","title":"D"},"token":{"type":"string","title":"T","sensitive":true}}
        """

    private func read(_ text: String, _ platform: BundlePlatform = .linux) throws -> LaunchRequest {
        let requests = try SourceReader.read(json: Array(text.utf8), platform: platform)
        return try #require(requests.count == 1 ? requests.first : nil)
    }

    @Test(arguments: ["0.1", "0.2", "0.3", "0.4"])
    func `a manifest becomes its command line`(version: String) throws {
        let read = try read(Self.manifest(Self.node, version: version, more: Self.settings))
        #expect(read.argv == ["node", "{bundle}/server/index.js", "{home}/x", "${user_config.dir}"])
        #expect(read.stdio?.environment == ["A": .plain("b"), "T": .inherited("T")])
        #expect(read.suggestedName == "tool")
        #expect(read.source == .bundle)
        #expect(read.findings.map(\.place) == [.environment("T"), .argument(2, 0..<18)])
    }

    @Test func `a secret setting is never written into a variable, wherever in it it stands`() throws {
        let server = """
            {"type":"binary","entry_point":"x","mcp_config":{"command":"x",\
            "env":{"U":"${user_config.dir}:${user_config.token}@h","V":"${user_config.dir}","W":"${user_config.token"}}}
            """
        let read = try read(Self.manifest(server, more: Self.settings))
        #expect(
            read.stdio?.environment == [
                "U": .inherited("U"), "V": .plain("${user_config.dir}"), "W": .inherited("W"),
            ])
    }

    @Test func `the first manifests spelled their version otherwise`() throws {
        let text = Self.manifest(Self.node, more: Self.settings).replacing("manifest_version", with: "dxt_version")
        #expect(try read(text).argv.first == "node")
    }

    @Test func `an override replaces what it names, on its system only`() throws {
        let text = Self.manifest(Self.node, more: Self.settings)
        #expect(try read(text, .windows).argv == ["node.exe", "{bundle}\\x.js"])
        #expect(try read(text, .macOS).stdio?.environment == ["A": .plain("mac")])
        #expect(try read(text, .macOS).argv.first == "node")
    }

    @Test func `a bundle of uv is told not to be pinned`() throws {
        let read = try read(Self.manifest("{\"type\":\"uv\",\"entry_point\":\"src/x.py\"}", version: "0.4"))
        #expect(read.argv == ["uv", "run", "--directory", "{bundle}", "src/x.py"])
        #expect(read.finding(.unpinned)?.tier == .caution)
    }

    @Test func `a program in the bundle is named by its place`() throws {
        let server =
            "{\"type\":\"binary\",\"entry_point\":\"bin/x\",\"mcp_config\":{\"command\":\"${__dirname}/bin/x\"}}"
        let read = try read(Self.manifest(server))
        #expect(read.argv == ["{bundle}/bin/x"])
        #expect(read.findings.isEmpty)
    }

    /// The `server` member, the code, and where in the manifest the fault is.
    static let refused: [(String, SourceCode, [String])] = [
        ("[]", .shape, ["server"]),
        ("{}", .missing, ["server"]),
        ("{\"type\":\"ruby\",\"entry_point\":\"x\"}", .shape, ["server", "type"]),
        ("{\"type\":\"node\",\"entry_point\":\"x\"}", .missing, ["server"]),
        ("{\"type\":\"node\"}", .missing, ["server"]),
        ("{\"type\":\"uv\",\"entry_point\":\"../x\"}", .value, ["server", "entry_point"]),
        ("{\"type\":\"uv\",\"entry_point\":\"/x\"}", .value, ["server", "entry_point"]),
        ("{\"type\":\"uv\",\"entry_point\":\"a\\\\..\\\\x\"}", .value, ["server", "entry_point"]),
        ("{\"type\":\"uv\",\"entry_point\":\"\"}", .value, ["server", "entry_point"]),
        ("{\"type\":\"uv\",\"entry_point\":\"x\",\"hook\":\"y\"}", .unknownField, ["server", "hook"]),
        ("{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{}}", .missing, ["server", "mcp_config"]),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"\"}}", .missing,
            ["server", "mcp_config", "command"]
        ),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"n\",\"cwd\":\"/\"}}", .unknownField,
            ["server", "mcp_config", "cwd"]
        ),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"n\",\"args\":[\"{home}/x\"]}}",
            .value, ["server", "mcp_config", "args"]
        ),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"n\",\"platform_overrides\":{\"beos\":{}}}}",
            .unknownField, ["server", "mcp_config", "platform_overrides", "beos"]
        ),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"n\",\"env\":{\"A=\":\"x\"}}}",
            .name, ["server", "mcp_config", "env", "A="]
        ),
    ]

    @Test(arguments: refused)
    func `a server of a bundle that is not understood is refused at its place`(
        server: String, code: SourceCode, place: [String]
    ) throws {
        let fault = try #require(sourceFault(Self.manifest(server)), "it was read")
        #expect(fault.code == code, "\(fault)")
        #expect(fault.place == .pointer(JSONPointer(tokens: place)))
    }

    @Test func `manifests of other versions, and with other members, are refused`() {
        #expect(refusal(Self.manifest(Self.node, version: "0.5")) == .schema)
        #expect(refusal(Self.manifest(Self.node, version: "1")) == .schema)
        #expect(refusal(Self.manifest(Self.node, more: ",\"permissions\":{}")) == .unknownField)
        #expect(refusal("{\"manifest_version\":\"0.3\",\"server\":{}}") == .missing)
    }
}

/// Packages named with their ecosystem.
struct PackageTextTests {
    static let packages: [(String, PackageReference, [String])] = [
        ("pypi:mcp-server-git", PackageReference(.pypi, name: "mcp-server-git"), ["uvx", "mcp-server-git"]),
        (
            "pypi:name==1.2", PackageReference(.pypi, name: "name", version: "1.2", isPinned: true),
            ["uvx", "name@1.2"]
        ),
        (
            "pypi:name[extra,b]@1.2",
            PackageReference(.pypi, name: "name", version: "1.2", isPinned: true, extras: ["extra", "b"]),
            ["uvx", "--from", "name[extra,b]==1.2", "name"]
        ),
        ("PyPI:A.b_c@latest", PackageReference(.pypi, name: "A.b_c", version: "latest"), ["uvx", "A.b_c@latest"]),
        ("npm:name", PackageReference(.npm, name: "name"), ["npx", "-y", "name"]),
        (
            "npm:@scope/name@1.2.3", PackageReference(.npm, name: "@scope/name", version: "1.2.3", isPinned: true),
            ["npx", "-y", "@scope/name@1.2.3"]
        ),
        ("npm:@scope/name", PackageReference(.npm, name: "@scope/name"), ["npx", "-y", "@scope/name"]),
        ("npm:name@next", PackageReference(.npm, name: "name", version: "next"), ["npx", "-y", "name@next"]),
        ("npm:name@^1.2", PackageReference(.npm, name: "name", version: "^1.2"), ["npx", "-y", "name@^1.2"]),
        (
            "npm:name@1.0.0-rc.1+b", PackageReference(.npm, name: "name", version: "1.0.0-rc.1+b", isPinned: true),
            ["npx", "-y", "name@1.0.0-rc.1+b"]
        ),
    ]

    @Test(arguments: packages)
    func `a package becomes what a client would run`(text: String, package: PackageReference, argv: [String]) throws {
        let read = try request(text)
        #expect(read.package == package)
        #expect(read.argv == argv)
        #expect(read.source == .package)
        #expect(read.findings.isEmpty)
    }
}
