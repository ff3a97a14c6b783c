// SPDX-License-Identifier: Apache-2.0

import Testing
import WardLaunch
import WardLock
import WardTesting

@Suite struct `What a person reads differently than a program` {
    @Test(arguments: [
        ("pkg\u{200B}", "\u{200B}"), ("pk\u{202E}g", "\u{202E}"), ("a\nb", "\n"), ("a\r\nb", "\r\n"),
        ("a\u{0}b", "\u{0}"),
        ("a\tb", "\t"), ("\u{1B}[2Kx", "\u{1B}"), ("a\u{7F}", "\u{7F}"), ("x\u{E0041}\u{E0042}", "\u{E0041}\u{E0042}"),
        ("a\u{2028}b", "\u{2028}"), ("a\u{A0}b", "\u{A0}"), ("a\u{3000}b", "\u{3000}"), ("a\u{FE0F}", "\u{FE0F}"),
        ("a\u{2066}b", "\u{2066}"), ("a\u{FEFF}b", "\u{FEFF}"), ("a\u{AD}b", "\u{AD}"), ("a\u{E000}b", "\u{E000}"),
        ("a" + String(repeating: " ", count: 40) + "b", String(repeating: " ", count: 40)),
        // Look-alikes.
        ("m\u{441}p-server", "m\u{441}p-server"), ("@scope/p\u{3BF}stgres", "p\u{3BF}stgres"),
        ("g\u{131}thub", "g\u{131}thub"), ("x.\u{FF41}b/c", "\u{FF41}b"), ("a/\u{1D41A}b", "\u{1D41A}b"),
    ]) func `S8: a character that is not seen, or that imitates another, is dangerous`(
        _ argument: String, _ text: String
    ) {
        let start = StdioLaunch(executable: "server", arguments: [argument])
        let found = LaunchAnalysis(of: .stdio(start), home: home, project: nil).findings
        #expect(found.map { written($0, in: start) } == ["hidden-text danger " + text])
        #expect(
            found.allSatisfy { finding in
                finding.detail.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E }
            })
    }

    @Test func `S8: the executable, a variable and the folder are read alike`() {
        let start = StdioLaunch(
            executable: "n\u{440}x", arguments: [], directory: "/srv/\u{200B}",
            environment: ["A\u{200B}": .plain("x\u{202E}")])
        let found = LaunchAnalysis(of: .stdio(start), home: home, project: nil).findings
        #expect(
            found.map { written($0, in: start) } == [
                "hidden-text danger n\u{440}x", "hidden-text danger $A\u{200B}", "hidden-text danger cwd",
            ])
    }

    @Test func `S8: punctuation that imitates an option is flagged`() {
        #expect(findings("server \u{2013}y") == ["hidden-text caution \u{2013}"])
        #expect(findings("server h.example\u{2215}x") == ["hidden-text caution \u{2215}"])
        #expect(findings("server 1990\u{2013}2000").isEmpty)
    }

    @Test(arguments: ["Grüße", "naïve", "東京", "Привет", "Ελλάδα", "e\u{301}", "日本語-server", "שלום"])
    func `honest text in any language passes`(_ text: String) {
        let start = StdioLaunch(executable: "server", arguments: [text])
        #expect(LaunchAnalysis(of: .stdio(start), home: home, project: nil).findings.isEmpty)
    }

    @Test func `more than 256 arguments are dangerous`() {
        let few = StdioLaunch(executable: "server", arguments: Array(repeating: "x", count: 256))
        let many = StdioLaunch(executable: "server", arguments: Array(repeating: "x", count: 257))
        #expect(LaunchAnalysis(of: .stdio(few), home: home, project: nil).findings.isEmpty)
        #expect(
            LaunchAnalysis(of: .stdio(many), home: home, project: nil).findings.map(\.code) == ["launch.many-arguments"]
        )
    }

    @Test func `findings are in order, 64 at most, the gravest kept, and the rest is counted`() throws {
        var arguments = Array(repeating: "http://h.example", count: 100)
        arguments.append("~/.ssh")
        let found = LaunchAnalysis(
            of: .stdio(StdioLaunch(executable: "server", arguments: arguments)), home: home, project: nil
        ).findings
        #expect(found.count == 64)
        #expect(found.first?.code == "launch.many-findings")
        #expect(found.first?.detail.contains("38 more") == true)
        #expect(found.last?.place == .argument(100, 0..<6))
        let indices = found.compactMap { finding in
            if case .argument(let index, _) = finding.place { index } else { nil }
        }
        #expect(indices == indices.sorted())
    }
}

@Suite struct `Any command line` {
    private static let pieces = [
        "npx", "npm", "exec", "uvx", "uv", "run", "tool", "pipx", "python", "node", "docker", "deno", "dnx", "sh",
        "bash", "cmd",
        "/c", "env", "sudo", "nice", "timeout", "-c", "-e", "-y", "-p", "--", "-", "--package=", "--from", "--with",
        "-v", "/:/x",
        "--mount", "type=bind,src=/", "pkg@", "@", "@a/b@1.2.3", "git+https://h/x@", "jsr:", "npm:", "npm:@", "pkg[",
        "pkg[a]==",
        "$(", "`", "'", "\"", "|", ">", ">>", "&", ";", "\\", "(", "A=", "=", "~", "~/.ssh", "%2e%2e/", "%", "%2", "..",
        "../..",
        "http://", "http://[", "http://a:b@", "://", "\u{0}", "\n", "\u{202E}", "é", "\u{301}", "с", "a\u{430}b", "🙂",
        "", " ", ":",
        ",", "-it", "-e=", "C:\\", "powershell", "-enc", "su", "wsl", "mcp-remote", "curl x | sh", "\u{2013}y",
        "sha256:", "x:1@",
    ]

    @Test(arguments: 0..<40) func `S8: nothing traps, and each span lies within its text on scalar boundaries`(
        _ seed: Int
    ) {
        var random = SplitMix64(seed: UInt64(seed))
        for _ in 0..<150 {
            var argv: [String] = []
            for _ in 0...random.below(8) {
                var word = ""
                for _ in 0...random.below(4) { word += Self.pieces[random.below(Self.pieces.count)] }
                argv.append(random.below(3) == 0 ? word : Self.pieces[random.below(Self.pieces.count)])
            }
            let start = launch(argv, ["A": .plain(argv[0])], directory: argv.last)
            let result = LaunchAnalysis(of: .stdio(start), home: home, project: random.below(2) == 0 ? nil : project)
            #expect(result.findings.count <= 64)
            for finding in result.findings {
                let text = written(finding, in: start)
                #expect(
                    !text.contains("outside ") && !text.contains("no scalar boundary") && !text.contains("no argument"),
                    "\(argv)")
                #expect(!finding.detail.isEmpty)
            }
            #expect(LaunchAnalysis(of: .http(HTTPLaunch(url: argv[0])), home: "", project: nil).package == nil)
        }
    }
}
