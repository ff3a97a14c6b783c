// SPDX-License-Identifier: Apache-2.0

/// Judges programs that stand inside an argument: shell scripts and code for interpreters (L2, W7).
enum ScriptJudge {
    static let shells: Set<String> = [
        "sh", "bash", "zsh", "dash", "ksh", "fish", "ash", "csh", "tcsh", "mksh", "pwsh", "powershell", "nu", "elvish",
        "xonsh",
    ]
    private static let running: Set<String> = [
        "eval", "source", ".", "exec", "iex", "invoke-expression", "chmod", "xargs", "python", "node", "perl", "ruby",
        "php",
        "sudo", "deno", "bun", "osascript", "start", "tclsh", "lua",
    ]

    /// A script for a shell.
    static func judge(script: Word, into findings: inout FindingList) {
        let commands = ShellLexer.commands(in: script)
        judge(code: script, into: &findings)
        var download: Word?
        var runs = false
        for command in commands {
            // Assignments in front of the program are not the program.
            let words = command.words.drop { $0.bytes.contains(UInt8(ascii: "=")) && !$0.hasPrefix("-") }
            for target in command.targets { WriteJudge.judge(target, into: &findings) }
            guard let first = words.first else { continue }
            AgentJudge.judge(Array(words), into: &findings)
            let name = ProgramName(first).base
            if ProgramJudge.downloaders.contains(name), download == nil { download = first }
            if shells.contains(name) || running.contains(name) || first.hasPrefix("./") || first.hasPrefix("/tmp/") {
                runs = true
            }
            ProgramJudge.judge(ProgramName(first), first, words.dropFirst(), into: &findings)
            ProgramJudge.judgeElevation(name, first, into: &findings)
        }
        guard let download else { return }
        findings.add(
            .download, runs ? .danger : .caution, download.place,
            runs
                ? "Downloads something and runs it, and nobody has seen it. Refuse, or install from a pinned package."
                : "Downloads something at each start, and it can change at any time. Use a pinned package.")
    }

    /// Text for any interpreter, by the phrases that only harmful code needs.
    static func judge(code: Word, into findings: inout FindingList) {
        let text = Bytes.lowered(code.bytes)
        for phrase in phrases {
            let needle = Bytes.of(phrase.text)
            guard let start = Bytes.find(needle, in: text) else { continue }
            if let also = phrase.also, !also.contains(where: { Bytes.contains($0, in: text) }) { continue }
            findings.add(phrase.code, phrase.tier, code.place(start..<start + needle.count), phrase.detail)
        }
    }

    /// An argument of some other program that reads like a script: the program may hand it to a shell (T53).
    static func judge(argument: Word, into findings: inout FindingList) {
        for opening in ["$(", "`"] as [StaticString] {
            guard let start = Bytes.find(Bytes.of(opening), in: argument.bytes) else { continue }
            findings.add(
                .interpolation, .caution, argument.place(start..<start + Bytes.of(opening).count),
                "A shell would run what follows; Ward passes it on as text. Write the value itself.")
        }
        guard argument.bytes.contains(where: { Bytes.isSpace($0) }),
            argument.bytes.contains(where: { Set("|;&>\n".utf8).contains($0) })
        else { return }
        let commands = ShellLexer.commands(in: argument)
        guard commands.count > 1 || commands.contains(where: { !$0.targets.isEmpty }) else { return }
        let names = commands.compactMap { $0.words.first.map { ProgramName($0).base } }
        guard
            names.contains(where: {
                ProgramJudge.downloaders.contains($0) || shells.contains($0) || $0 == "rm" || $0 == "nc" || $0 == "ncat"
            })
        else { return }
        findings.add(
            .shell, .danger, argument.place,
            "Reads like commands for a shell, smuggled in as a value. Refuse it unless you wrote it.")
        judge(script: argument, into: &findings)
    }

    private struct Phrase {
        let text: StaticString
        let also: [StaticString]?
        let code: LaunchCode
        let tier: LaunchFinding.Tier
        let detail: String

        init(
            _ text: StaticString, with also: [StaticString]? = nil, _ code: LaunchCode, _ tier: LaunchFinding.Tier,
            _ detail: String
        ) {
            (self.text, self.also, self.code, self.tier, self.detail) = (text, also, code, tier, detail)
        }
    }

    private static let reverse = "Opens a shell for somebody elsewhere. Refuse, and report where you got this from."
    private static let hidden = "Unpacks hidden code and runs it. Refuse: honest servers do not hide their code."
    private static let fetched = "Fetches something from the network inside inline code. Use a pinned package."
    private static let erases = "Deletes whole folders. Refuse it."
    private static let spawning: [StaticString] = [
        "subprocess", "dup2", "pty.spawn", "/bin/sh", "/bin/bash", "os.system",
    ]
    private static let evaluating: [StaticString] = [
        "eval", "exec", "| sh", "|sh", "bash", "function(", "import(", "iex", "-enc",
    ]

    private static let phrases: [Phrase] = [
        Phrase("/dev/tcp/", .reverseShell, .danger, reverse),
        Phrase("/dev/udp/", .reverseShell, .danger, reverse),
        Phrase("tcpclient", .reverseShell, .danger, reverse),
        Phrase("fsockopen(", .reverseShell, .danger, reverse),
        Phrase("tcpsocket", .reverseShell, .danger, reverse),
        Phrase("pty.spawn", .reverseShell, .danger, reverse),
        Phrase("socket.socket", with: spawning, .reverseShell, .danger, reverse),
        Phrase("net.connect(", with: ["child_process", "spawn", "exec"], .reverseShell, .danger, reverse),
        Phrase("net.socket(", with: ["child_process", "spawn", "exec"], .reverseShell, .danger, reverse),
        Phrase("io::socket", .reverseShell, .danger, reverse),
        Phrase("use socket", .reverseShell, .danger, reverse),
        Phrase("mkfifo", with: ["nc ", "ncat", "netcat", "telnet", "openssl"], .reverseShell, .danger, reverse),
        Phrase("bash -i", with: [">&", "&>", "exec"], .reverseShell, .danger, reverse),
        Phrase("base64 -d", .obfuscated, .danger, hidden),
        Phrase("base64 --decode", .obfuscated, .danger, hidden),
        Phrase("b64decode", .obfuscated, .danger, hidden),
        Phrase("frombase64string", .obfuscated, .danger, hidden),
        Phrase("atob(", .obfuscated, .danger, hidden),
        Phrase("fromhex(", .obfuscated, .danger, hidden),
        Phrase("'base64'", with: evaluating, .obfuscated, .danger, hidden),
        Phrase("\"base64\"", with: evaluating, .obfuscated, .danger, hidden),
        Phrase("xxd -r", .obfuscated, .danger, hidden),
        Phrase("marshal.loads", .obfuscated, .danger, hidden),
        Phrase("fromcharcode", .obfuscated, .danger, hidden),
        Phrase("downloadstring", .download, .danger, fetched),
        Phrase("downloadfile", .download, .danger, fetched),
        Phrase("urlopen(", .download, .danger, fetched),
        Phrase("urlretrieve(", .download, .danger, fetched),
        Phrase("requests.get(", .download, .danger, fetched),
        Phrase("https.get(", .download, .danger, fetched),
        Phrase("http.get(", .download, .danger, fetched),
        Phrase("fetch(", .download, .danger, fetched),
        Phrase("file_get_contents('http", .download, .danger, fetched),
        Phrase("open-uri", .download, .danger, fetched),
        Phrase("lwp::", .download, .danger, fetched),
        Phrase("rmtree(", .deletion, .danger, erases),
        Phrase("rmsync(", .deletion, .danger, erases),
        Phrase("rm -rf", .deletion, .danger, erases),
        Phrase("rm -fr", .deletion, .danger, erases),
        Phrase(":(){", .deletion, .danger, "Starts copies of itself until the machine stops. Refuse it."),
        Phrase(
            "with administrator privileges", .elevation, .danger,
            "Asks for the administrator's password. An MCP server needs none of that: refuse it."),
        Phrase(
            "-verb runas", .elevation, .danger,
            "Asks for administrator's rights. An MCP server needs none of that: refuse it."),
        Phrase(
            "authorized_keys", .outsideWrite, .danger, "Touches the keys that may log in to this machine. Refuse it."),
    ]
}

/// Judges where a script writes (L2).
enum WriteJudge {
    static func judge(_ target: Word, into findings: inout FindingList) {
        if target.equals("/dev/null") || target.bytes.allSatisfy({ Bytes.isDigit($0) || $0 == UInt8(ascii: "-") }) {
            return
        }
        // Where the home folder lies does not matter here: it is always spelled.
        let place = PathJudge(home: "/home/user", project: nil, directory: nil).kind(of: target)
        if let place, place != .mixed {
            findings.add(
                .outsideWrite, .danger, target.place,
                "Writes \(target.shown), which other programs read or run later. Refuse it.")
        } else if let first = target.bytes.first, Set("/~$%".utf8).contains(first) {
            findings.add(
                .outsideWrite, .caution, target.place,
                "Writes \(target.shown), outside the server's own folder. Ask what for.")
        }
    }
}
