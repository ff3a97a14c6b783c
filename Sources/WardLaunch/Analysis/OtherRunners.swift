// SPDX-License-Identifier: Apache-2.0

/// Deno and .NET's package runner.
extension CommandReader {
    mutating func readDeno(_ first: Word, _ arguments: ArraySlice<Word>) {
        runner = .denoRun
        var reader = OptionReader(arguments, .deno)
        var isFirst = true
        while let step = reader.next() {
            switch step {
            case .option(let option, let value, let word): judgeDeno(option, value, word)
            case .unknown(let word): noteUnknown(word, of: "deno")
            case .end: break
            case .operand(let word):
                if isFirst, word.equals("run") || word.equals("serve") || word.equals("x") {
                    isFirst = false
                    continue
                }
                if isFirst, word.equals("eval") {
                    noteCode(reader.rest.first { $0.bytes.first != UInt8(ascii: "-") } ?? word, of: "Deno")
                    (runner, program, serverArguments) = (.shell, first.text, Array(reader.rest))
                    return
                }
                if isFirst,
                    ["task", "repl", "install", "jupyter", "upgrade", "add", "test", "bench"].contains(word.text)
                {
                    note(
                        .shell, .caution, word.place,
                        "deno \(word.text) runs what a file of the folder says. Name the server's own module.")
                    (runner, program, serverArguments) = (.plain, first.text, Array(reader.rest))
                    return
                }
                serverArguments = Array(reader.rest)
                if word.equals("-") || word.hasPrefix("data:") || word.hasPrefix("blob:") { noteCode(word, of: "Deno") }
                return take(PackageSpec.deno(word), command: nil)
            }
        }
        note(
            .inlineCode, .caution, .launch,
            "No module is named, so Deno runs what it is sent. Name the server's module.")
    }

    private mutating func judgeDeno(_ option: String, _ value: Word?, _ word: Word) {
        let isBare = value == nil
        switch option {
        case "-A", "--allow-all":
            note(
                .broadPermissions, .danger, word.place,
                "Takes off Deno's whole sandbox. Allow only the hosts and folders that the server needs.")
        case "-P", "--permission-set":
            note(.broadPermissions, .caution, word.place, "A file decides what the server may do. Check it.")
        case "--allow-run", "--allow-ffi":
            note(
                .broadPermissions, isBare ? .danger : .caution, word.place,
                isBare
                    ? "Lets the server start any program, outside Deno's sandbox. Name the one that it needs."
                    : "Lets the server start programs that are outside Deno's sandbox. Check which.")
        case "-R", "--allow-read", "-W", "--allow-write":
            guard isBare else { return }
            note(
                .broadPermissions, .caution, word.place,
                "Lets the server reach every file. Name the folders that it needs.")
        case "-E", "--allow-env", "-N", "--allow-net", "-S", "--allow-sys":
            guard isBare else { return }
            note(
                .broadPermissions, .note, word.place,
                "Not limited to what the server needs. Name the hosts or variables.")
        case "--allow-scripts":
            note(
                .buildsFromSource, .caution, word.place,
                "Lets packages run their own scripts while they are installed. Leave it out.")
        case "--unsafely-ignore-certificate-errors": noteNoTLS(word)
        case "--import-map", "-c", "--config":
            note(
                .otherSource, .caution, (value ?? word).place,
                "A file decides which code each name means, and it is not shown here. Check it.")
        case "--preload", "--require":
            note(
                .preloadedCode, .caution, (value ?? word).place,
                "Loads other code before the server. Check that file.")
        case "--inspect", "--inspect-brk", "--inspect-wait":
            note(
                .debugger, .caution, word.place,
                "Opens a debugger: any program that reaches it runs any code. Leave it out.")
        case "-r", "--reload":
            note(.unpinned, .caution, word.place, "Fetches the code anew at each start. Leave it out.")
        case "--env-file", "--env": noteVariableFile(value ?? word)
        default: break
        }
    }

    mutating func readNuGetRunner(_ base: String, _ first: Word, _ arguments: ArraySlice<Word>) {
        var rest = arguments
        if base == "dotnet" {
            if rest.first?.equals("dnx") == true {
                rest.removeFirst()
            } else if rest.first?.equals("tool") == true,
                let verb = rest.dropFirst().first, verb.equals("exec") || verb.equals("execute")
            {
                rest.removeFirst(2)
            } else {
                return readDotNet(first, rest)
            }
        }
        runner = .dnx
        var reader = OptionReader(rest, .dnx)
        var version: Word?
        var named: Word?
        reading: while let step = reader.next() {
            switch step {
            case .option("--version", let value, _): version = value
            case .option(let option, let value, let word):
                if option == "--source" || option == "--add-source" || option == "--configfile" {
                    noteOtherIndex(value ?? word)
                } else if option == "--prerelease" {
                    note(
                        .unpinned, .caution, word.place,
                        "Takes versions that are not released yet. Name one exact version.")
                }
            case .unknown(let word):
                // Behind the package, what dnx does not know is the package's own.
                guard named == nil else {
                    serverArguments = [word] + Array(reader.rest)
                    break reading
                }
                noteUnknown(word, of: "dnx")
            case .end:
                serverArguments = Array(reader.rest)
                break reading
            case .operand(let word):
                if named != nil {
                    serverArguments = [word] + Array(reader.rest)
                    break reading
                }
                named = word
            }
        }
        guard let named else {
            note(.unknownOption, .caution, .launch, "No package is named. Name the package that dnx is to run.")
            return
        }
        take(PackageSpec.nuget(named, version: version), command: nil)
    }

    private mutating func readDotNet(_ first: Word, _ arguments: ArraySlice<Word>) {
        runner = .plain
        program = arguments.first?.text ?? first.text
        serverArguments = Array(arguments.dropFirst())
        guard let verb = arguments.first, !verb.bytes.suffix(4).elementsEqual(".dll".utf8) else { return }
        if verb.equals("run") || verb.equals("watch") || verb.equals("build") || verb.equals("script")
            || verb.equals("fsi")
        {
            note(
                .buildsFromSource, .caution, verb.place,
                "Builds from source at each start, and so runs whatever stands there. Build it once and name the program."
            )
        } else {
            noteUnknown(verb, of: "dotnet")
        }
    }

    /// Bridges to a server elsewhere: the package is pinned, the server behind it is not (W18).
    mutating func judgeProxy(named name: String, at word: Word) {
        let proxies: Set<String> = [
            "mcp-remote", "supergateway", "mcp-proxy", "@modelcontextprotocol/mcp-proxy", "mcp-bridge",
            "mcp-remote-client",
            "@smithery/cli", "mcp-gateway", "superargs", "mcp-stdio-to-sse",
            "@pyroprompts/mcp-stdio-to-streamable-http-adapter",
            "mcpproxy", "@sparfenyuk/mcp-proxy", "http-to-stdio", "mcp-http-proxy",
            "mcp-streamablehttp-client",
        ]
        guard proxies.contains(name) || name.hasSuffix("/mcp-remote") || name.hasSuffix("/supergateway") else { return }
        var found = false
        var before: Word?
        for argument in serverArguments {
            defer { before = argument }
            // supergateway gives this to a shell and serves what it starts.
            if before?.equals("--stdio") == true, argument.bytes.contains(where: { Bytes.isSpace($0) }) {
                note(
                    .joinedCommand, .caution, argument.place,
                    "A command line that the bridge gives to a shell. Add that server itself, without the bridge.")
                ScriptJudge.judge(script: argument, into: &findings)
                found = true
            } else if let start = Bytes.find(Bytes.of("://"), in: argument.bytes) {
                found = true
                let host = EndpointJudge.hostRange(argument.bytes, after: start + 3)
                note(
                    .proxy, .caution, argument.place,
                    "The server itself is at \(argument.part(host).shown); only the bridge to it can be locked. Add the URL itself."
                )
            } else if argument.equals("--allow-http") {
                note(.plainHTTP, .caution, argument.place, "Lets the bridge talk without encryption. Leave it out.")
            }
        }
        guard !found else { return }
        note(.proxy, .caution, word.place, "A bridge to a server elsewhere; only the bridge can be locked.")
    }

    /// Packages whose work is to install other servers or to edit clients' configurations (W7).
    mutating func judgeInstaller(_ word: Word, _ reference: PackageReference) {
        let names: Set<String> = [
            "mcp-installer", "@anaisbetts/mcp-installer", "mcp-get", "@michaellatman/mcp-get", "add-mcp", "install-mcp",
            "@smithery/cli", "mcpm", "create-mcp", "@composio/mcp", "mcp-add",
        ]
        let installs = serverArguments.first.map { ["install", "add", "setup", "init"].contains($0.text) } ?? false
        let client = serverArguments.contains { $0.equals("--client") || $0.hasPrefix("--client=") }
        guard names.contains(reference.name) || (installs && client) else { return }
        // `@smithery/cli run` starts a server and installs nothing.
        if serverArguments.first?.equals("run") == true { return }
        ProgramJudge.noteInstaller(word, into: &findings)
    }
}
