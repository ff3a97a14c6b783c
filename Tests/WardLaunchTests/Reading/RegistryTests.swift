// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch
import WardLock

/// `server.json` of a registry, as command lines.
struct RegistryTests {
    static func file(_ members: String, schema: String = "2025-12-11") -> String {
        """
        {"$schema":"https://static.modelcontextprotocol.io/schemas/\(schema)/server.schema.json",\
        "name":"io.github.someone/tool","description":"d","version":"1.0.0",\(members)}
        """
    }

    static func package(_ members: String) -> String {
        file("\"packages\":[{\(members),\"transport\":{\"type\":\"stdio\"}}]")
    }

    static let digest = String(repeating: "aB", count: 32)

    /// The members of one package, and what clients run for it.
    static let packages: [(String, [String])] = [
        (
            "\"registryType\":\"npm\",\"identifier\":\"@scope/tool\",\"version\":\"1.2.3\"",
            ["npx", "-y", "@scope/tool@1.2.3"]
        ),
        (
            """
            "registryType":"npm","identifier":"tool","version":"1.2.3","runtimeHint":"npx",\
            "runtimeArguments":[{"type":"named","name":"--yes"}],\
            "packageArguments":[{"type":"positional","value":"start"},{"type":"named","name":"--port","value":"80"}]
            """, ["npx", "--yes", "tool@1.2.3", "start", "--port", "80"]
        ),
        ("\"registryType\":\"pypi\",\"identifier\":\"tool\",\"version\":\"0.4.0\"", ["uvx", "tool@0.4.0"]),
        (
            """
            "registryType":"pypi","identifier":"My.Tool","version":"0.4.0",\
            "runtimeArguments":[{"type":"named","name":"--from","value":"my-tool[x]==0.4.0"},\
            {"type":"positional","value":"serve"}],"packageArguments":[{"type":"positional","value":"-v"}]
            """, ["uvx", "--from", "my-tool[x]==0.4.0", "serve", "-v"]
        ),
        (
            """
            "registryType":"pypi","identifier":"tool","version":"0.4.0",\
            "runtimeArguments":[{"type":"named","name":"--from","value":"tool==0.4.0"}]
            """, ["uvx", "--from", "tool==0.4.0", "tool"]
        ),
        (
            """
            "registryType":"oci","identifier":"registry.example/o/tool:1.2",\
            "runtimeArguments":[{"type":"named","name":"--network","value":"none"}],\
            "environmentVariables":[{"name":"TOKEN","isSecret":true},{"name":"MODE","value":"x"}]
            """,
            [
                "docker", "run", "-i", "--rm", "-e", "TOKEN", "-e", "MODE", "--network", "none",
                "registry.example/o/tool:1.2",
            ]
        ),
        (
            """
            "registryType":"oci","identifier":"tool:1.2","runtimeHint":"podman","runtimeArguments":[\
            {"type":"positional","value":"run"},{"type":"named","name":"-i"}],"packageArguments":[{"value":"stdio"}]
            """, ["podman", "run", "-i", "tool:1.2", "stdio"]
        ),
        (
            "\"registryType\":\"nuget\",\"identifier\":\"Some.Tool\",\"version\":\"1.0.0-beta\"",
            ["dnx", "Some.Tool@1.0.0-beta", "--yes"]
        ),
        (
            """
            "registryType":"nuget","identifier":"T","version":"1.0.0","packageArguments":[{"type":"positional","value":"mcp"}]
            """, ["dnx", "T@1.0.0", "--yes", "--", "mcp"]
        ),
    ]

    @Test(arguments: packages)
    func `a package becomes the command line that clients make of it`(members: String, argv: [String]) throws {
        let read = try request(Self.package(members))
        #expect(read.argv == argv)
        #expect(read.suggestedName == "tool")
        #expect(read.source == .registryFile)
        #expect(read.package?.isPinned == (read.package?.ecosystem != .oci))
        #expect(read.findings.isEmpty, "\(read.findings)")
    }

    @Test func `a bundle keeps the digest of its file`() throws {
        let members =
            "\"registryType\":\"mcpb\",\"identifier\":\"https://example.com/mcp/x.mcpb\",\"fileSha256\":\"\(Self.digest)\""
        let read = try request(Self.package(members))
        #expect(read.package?.fileSha256 == Self.digest.lowercased())
        #expect(read.package?.name == "https://example.com/mcp/x.mcpb")
        #expect(read.argv == ["{bundle}"])
    }

    @Test func `an image is pinned by its digest only`() throws {
        let image = "tool@sha256:" + Self.digest.lowercased()
        let read = try request(Self.package("\"registryType\":\"oci\",\"identifier\":\"\(image)\""))
        #expect(read.package?.isPinned == true)
        #expect(read.package?.name == "tool")
    }

    @Test func `each package and each remote is a request`() throws {
        let members = """
            "packages":[{"registryType":"npm","identifier":"a","version":"1.0.0","transport":{"type":"stdio"}},\
            {"registryType":"pypi","identifier":"b","version":"1.0","transport":{"type":"stdio"}}],\
            "remotes":[{"type":"streamable-http","url":"https://example.com/mcp"}]
            """
        let answer = "{\"server\":\(Self.file(members)),\"_meta\":{\"x\":{\"status\":\"active\"}}}"
        for text in [Self.file(members), answer] {
            let requests = try SourceReader.read(text)
            #expect(requests.map(\.argv) == [["npx", "-y", "a@1.0.0"], ["uvx", "b@1.0"], []])
            #expect(requests.last?.launch == .http(HTTPLaunch(url: "https://example.com/mcp")))
        }
    }

    @Test func `variables are kept as the file says them`() throws {
        let variables = """
            [{"name":"A","value":"x"},{"name":"B","default":7},{"name":"C","isRequired":true},{"name":"D"},\
            {"name":"E","isSecret":true,"value":"s"},{"name":"F","value":"u{x}","variables":{"x":{"isSecret":true}}},\
            {"name":"G","value":"{home_dir}/y","variables":{"home_dir":{"description":"d","format":"filepath"}}}]
            """
        let read = try request(
            Self.package(
                "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"environmentVariables\":\(variables)"
            ))
        #expect(
            read.stdio?.environment == [
                "A": .plain("x"), "B": .plain("7"), "C": .inherited("C"), "E": .inherited("E"), "F": .inherited("F"),
                "G": .plain("{home_dir}/y"),
            ])
        #expect(read.dropped == [DroppedField(place: "/packages/0/environmentVariables/3", value: "D")])
        #expect(read.finding(.interpolation)?.place == .environment("G"))
    }

    @Test func `what an argument leaves open stays open`() throws {
        let arguments = """
            [{"type":"positional","valueHint":"path","isRequired":true},{"type":"positional","valueHint":"more"},\
            {"type":"named","name":"--key","isRequired":true,"format":"string"},\
            {"type":"named","name":"--level","choices":["a"]},{"type":"named","name":"--size","default":"9"},\
            {"type":"named","name":"--verbose","description":"d"}]
            """
        let read = try request(
            Self.package(
                "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"packageArguments\":\(arguments)")
        )
        #expect(read.stdio?.arguments == ["-y", "a@1.0.0", "{path}", "--key", "{key}", "--size", "9", "--verbose"])
        #expect(read.dropped.map(\.value) == ["more", "--level"])
        #expect(read.findings.map(\.place) == [.argument(2, 0..<6), .argument(4, 0..<5)])
    }

    @Test func `headers of a remote are kept as the file says them`() throws {
        let headers = """
            [{"name":"Authorization","isRequired":true,"isSecret":true},{"name":"X-A","value":"b"},\
            {"name":"X-T","value":"Bearer {t}","variables":{"t":{"isSecret":true}}},{"name":"X-O"}]
            """
        let read = try request(
            Self.file(
                "\"remotes\":[{\"type\":\"sse\",\"url\":\"https://{host}/mcp\",\"headers\":\(headers),\"variables\":{\"host\":{}}}]"
            ))
        #expect(
            read.http?.headers == [
                "Authorization": .inherited("AUTHORIZATION"), "X-A": .plain("b"), "X-T": .inherited("X_T"),
            ])
        #expect(read.finding(.interpolation)?.place == .url)
    }

    @Test func `a remote without encryption is a danger`() throws {
        let read = try request(Self.file("\"remotes\":[{\"type\":\"sse\",\"url\":\"http://example.com/mcp\"}]"))
        #expect(read.finding(.plainHTTP)?.tier == .danger)
    }

    @Test func `a file of an old schema is read with a finding`() throws {
        let old = """
            {"name":"io.github.someone/tool","description":"d","version_detail":{"version":"1.0.0"},"packages":[\
            {"registry_name":"npm","name":"@scope/tool","version":"1.2.3","runtime_arguments":[],"package_arguments":[\
            {"type":"positional","value_hint":"x","value":"go","is_required":true}],"environment_variables":[\
            {"name":"A","is_required":true,"is_secret":true}]}],"remotes":[{"transport_type":"sse","url":"https://example.com"}]}
            """
        let requests = try SourceReader.read(old)
        #expect(requests.first?.argv == ["npx", "-y", "@scope/tool@1.2.3", "go"])
        #expect(requests.first?.stdio?.environment == ["A": .inherited("A")])
        #expect(requests.allSatisfy { $0.codes == ["source.old-schema"] })
        #expect(requests.count == 2)
        let dated = try request(
            Self.file("\"remotes\":[{\"type\":\"sse\",\"url\":\"https://example.com\"}]", schema: "2025-07-09"))
        #expect(dated.codes == ["source.old-schema"])
    }

    @Test func `another index that a file names is shown and not used`() throws {
        let read = try request(
            Self.package(
                "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"registryBaseUrl\":\"https://npm.example\""
            ))
        #expect(read.finding(.otherIndex)?.tier == .caution)
        #expect(read.dropped.map(\.value) == ["https://npm.example"])
        #expect(read.argv == ["npx", "-y", "a@1.0.0"])
    }
}
