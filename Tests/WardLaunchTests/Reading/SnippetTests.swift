// SPDX-License-Identifier: Apache-2.0

import Testing
import WardLaunch
import WardLock

/// The shapes in which clients keep and document servers.
struct SnippetTests {
    static let server = "{\"command\":\"npx\",\"args\":[\"-y\",\"pkg\"],\"env\":{\"MODE\":\"x\"}}"

    static let shapes: [String] = [
        "{\"mcpServers\":{\"s\":\(server)}}",
        "{\"$schema\":\"x\",\"mcpServers\":{\"s\":\(server)}}",
        "{\"servers\":{\"s\":\(server)},\"inputs\":[{\"id\":\"k\",\"type\":\"promptString\"}]}",
        "{\"context_servers\":{\"s\":\(server)}}",
        "{\"s\":\(server)}",
        " \n[{\"name\":\"s\",\"command\":\"npx\",\"args\":[\"-y\",\"pkg\"],\"env\":{\"MODE\":\"x\"}}]\n",
        "{\"name\":\"s\",\"config\":\(server)}",
        "{\"name\":\"s\",\"command\":\"npx\",\"args\":[\"-y\",\"pkg\"],\"env\":{\"MODE\":\"x\"}}",
        "{\"displayName\":\"s\",\"command\":\"npx\",\"args\":[\"-y\",\"pkg\"],\"env\":{\"MODE\":\"x\"}}",
        "{\"s\":{\"command\":\"npx\",\"args\":[\"-y\",\"pkg\"],\"environment\":{\"MODE\":\"x\"}}}",
        "{\"s\":{\"command\":\"npx\",\"args\":[\"-y\",\"pkg\"],\"envs\":{\"MODE\":\"x\"},\"type\":\"local\"}}",
        "{\"s\":{\"command\":[\"npx\",\"-y\",\"pkg\"],\"env\":{\"MODE\":\"x\"}}}",
        "{\"context_servers\":{\"s\":{\"command\":{\"path\":\"npx\",\"args\":[\"-y\",\"pkg\"],\"env\":{\"MODE\":\"x\"}}}}}",
        """
        {"mcpServers":{"s":{"transport":{"type":"stdio","command":"npx","args":["-y","pkg"],"env":{"MODE":"x"}}}}}
        """,
    ]

    @Test(arguments: shapes)
    func `each shape gives the same request`(text: String) throws {
        let read = try request(text)
        #expect(read.suggestedName == "s")
        #expect(
            read.launch
                == .stdio(
                    StdioLaunch(executable: "npx", arguments: ["-y", "pkg"], environment: ["MODE": .plain("x")])))
        #expect(read.findings.isEmpty, "\(read.findings)")
        #expect(read.source == .snippet)
    }

    @Test(arguments: ["url", "serverUrl", "httpUrl", "baseUrl"])
    func `each spelling of an endpoint gives the same request`(field: String) throws {
        for type in ["", ",\"type\":\"sse\"", ",\"transport\":\"streamable-http\""] {
            let read = try request("{\"mcpServers\":{\"s\":{\"\(field)\":\"https://example.com/mcp\"\(type)}}}")
            #expect(read.launch == .http(HTTPLaunch(url: "https://example.com/mcp")))
        }
    }

    @Test func `one text may hold several servers, in its order`() throws {
        let text = "{\"mcpServers\":{\"b\":{\"command\":\"x\"},\"a\":{\"url\":\"https://example.com\"}}}"
        #expect(try SourceReader.read(text).map(\.suggestedName) == ["b", "a"])
    }

    @Test func `a server may have the name of a field`() throws {
        for name in ["command", "url", "transport", "type", "config"] {
            let read = try request("{\"\(name)\":{\"command\":\"npx\"}}")
            #expect(read.suggestedName == name)
            #expect(read.argv == ["npx"])
        }
    }

    @Test func `numbers and truth values of variables are the texts that they would be`() throws {
        let read = try request("{\"s\":{\"command\":\"x\",\"env\":{\"A\":1,\"B\":true,\"C\":1.50}}}")
        #expect(read.stdio?.environment == ["A": .plain("1"), "B": .plain("true"), "C": .plain("1.50")])
    }

    @Test func `the working directory is kept`() throws {
        #expect(try request("{\"s\":{\"command\":\"x\",\"cwd\":\"/srv\"}}").stdio?.directory == "/srv")
    }

    @Test func `an endpoint over plain HTTP elsewhere is a danger, and here it is not`() throws {
        let there = try request("{\"s\":{\"url\":\"http://example.com/mcp\"}}")
        #expect(there.finding(.plainHTTP)?.tier == .danger)
        for host in ["localhost", "127.0.0.1:3000", "127.255.0.9", "[::1]:80", "LOCALHOST"] {
            #expect(try request("{\"s\":{\"url\":\"http://\(host)/mcp\"}}").findings.isEmpty, "\(host)")
        }
    }

    @Test func `a URL alone is an endpoint`() throws {
        for url in ["https://example.com/mcp?a=b", "http://localhost:8000/mcp", "HTTPS://example.com"] {
            let read = try request("  \(url)\n")
            #expect(read.launch == .http(HTTPLaunch(url: url)))
            #expect(read.source == .url)
        }
    }
}

/// Command lines that stand in one text.
struct JoinedCommandTests {
    static let lines: [(String, [String])] = [
        ("npx -y pkg", ["npx", "-y", "pkg"]),
        ("  npx\\t-y  pkg ", ["npx", "-y", "pkg"]),
        ("npx 'a b' \\\"c d\\\"", ["npx", "a b", "c d"]),
        ("npx a'b'\\\"c\\\"d", ["npx", "abcd"]),
        ("npx '' x", ["npx", "", "x"]),
        ("npx a\\\\ b", ["npx", "a b"]),
        ("npx 'a\\\\b'", ["npx", "a\\b"]),
        ("npx \\\"a\\\\nb\\\\\\\"\\\"", ["npx", "a\\nb\""]),
        ("npx '$(id)' '|' ';'", ["npx", "$(id)", "|", ";"]),
        ("npx a#b a~b", ["npx", "a#b", "a~b"]),
        ("npx --x=1", ["npx", "--x=1"]),
        ("npx @scope/pkg@1.2.3", ["npx", "@scope/pkg@1.2.3"]),
    ]

    @Test(arguments: lines)
    func `a whole line is split as POSIX says, and that is told`(line: String, words: [String]) throws {
        let read = try request("{\"mcpServers\":{\"s\":{\"command\":\"\(line)\"}}}")
        #expect(read.argv == words)
        #expect(read.finding(.joinedCommand)?.tier == .caution)
    }

    @Test func `arguments beside a line are put behind it`() throws {
        let read = try request("{\"s\":{\"command\":\"npx -y\",\"args\":[\"pkg x\"]}}")
        #expect(read.argv == ["npx", "-y", "pkg x"])
    }

    @Test func `a path with spaces and arguments beside it is one program`() throws {
        let read = try request("{\"s\":{\"command\":\"/Applications/My App/bin\",\"args\":[\"-x\"]}}")
        #expect(read.argv == ["/Applications/My App/bin", "-x"])
        #expect(read.finding(.joinedCommand)?.tier == .caution)
    }

    @Test func `a path with a drive keeps its backslashes and its spaces`() throws {
        let read = try request("{\"s\":{\"command\":\"C:\\\\Program Files\\\\x.exe\"}}")
        #expect(read.argv == ["C:\\Program Files\\x.exe"])
        #expect(read.finding(.joinedCommand)?.tier == .caution)
    }

    @Test func `a command line is taken as it stands`() throws {
        let read = try SourceReader.commandLine(["npx", "-y", "a b", "", "$HOME"])
        #expect(read.argv == ["npx", "-y", "a b", "", "$HOME"])
        #expect(read.source == .commandLine)
        #expect(read.codes == ["launch.interpolation"])
        #expect(read.findings.first?.place == .argument(3, 0..<5))
    }

    @Test func `a command line in quotes is not split, and that is told`() throws {
        let read = try SourceReader.commandLine(["npx -y pkg"])
        #expect(read.argv == ["npx -y pkg"])
        #expect(read.codes == ["launch.joined-command"])
    }

    static let bad: [([String], SourceCode, Int)] = [
        ([], .missing, 0), ([""], .missing, 0), (["a", "b\u{0}"], .value, 1), (["A=b", "npx"], .shell, 0),
    ]

    @Test(arguments: bad)
    func `a command line that nothing can run is refused`(argv: [String], code: SourceCode, index: Int) throws {
        let fault = try #require(throws: SourceError.self) { try SourceReader.commandLine(argv) }
        #expect(fault.code == code)
        #expect(fault.place == .argument(index))
    }
}
