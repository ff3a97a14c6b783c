// SPDX-License-Identifier: Apache-2.0

import WardLock

/// Reads one command line: peels the wrappers, finds the runner, and notes what is worth knowing on the way.
struct CommandReader: Sendable {
    /// How many programs may start one another before nobody follows any more.
    static let deepest = 8
    /// More arguments than that hide something among them.
    static let mostArguments = 256

    let paths: PathJudge
    var findings = FindingList()
    var runner: Runner?
    var package: PackageReference?
    /// Whether no other package is named beside it, and no line for a shell.
    var isOnePackage = true
    var program: String?
    var serverArguments: [Word] = []
    /// From this argument on, paths are those of a container.
    var containerStart = Int.max
    /// Arguments that a script's reader judges piece by piece.
    var scripts: Set<Int> = []

    init(paths: PathJudge) {
        self.paths = paths
    }

    /// Reads the whole launch.
    mutating func read(_ launch: StdioLaunch) {
        var words = [Word(launch.executable, .executable)]
        for (index, argument) in launch.arguments.enumerated() { words.append(Word(argument, .argument(index))) }
        if launch.arguments.count > Self.mostArguments {
            note(
                .manyArguments, .danger, .launch,
                "\(launch.arguments.count) arguments are more than a person reviews. Put them into a file, or refuse.")
        }
        read(words[...], depth: 0)
        for word in words { TextJudge.judge(word, into: &findings) }
        judgeArguments(words)
        for (name, value) in launch.environment {
            VariableJudge.judge(name, value: value, place: .environment(name), into: &findings)
            if case .plain(let text) = value {
                let word = Word(text, .environment(name))
                TextJudge.judge(word, into: &findings)
                paths.judge(word, into: &findings)
                SecretJudge.judge(word, behind: Word("-" + name, .environment(name)), into: &findings)
                EndpointJudge.judge(word, into: &findings)
            }
            TextJudge.judge(Word(name, .environment(name)), into: &findings)
        }
        if let directory = launch.directory {
            let word = Word(directory, .directory)
            TextJudge.judge(word, into: &findings)
            paths.judge(directory: word, into: &findings)
        }
    }

    /// What holds of any argument, whatever program gets it.
    private mutating func judgeArguments(_ words: [Word]) {
        var before: Word?
        for (position, word) in words.enumerated() {
            if position - 1 < containerStart, !scripts.contains(position - 1) { paths.judge(word, into: &findings) }
            if position > 0 {
                SecretJudge.judge(word, behind: before, into: &findings)
                EndpointJudge.judge(word, into: &findings)
                if !scripts.contains(position - 1) { ScriptJudge.judge(argument: word, into: &findings) }
            }
            before = word
        }
        AgentJudge.judge(words, into: &findings)
    }

    /// Reads a program and its arguments.
    mutating func read(_ words: ArraySlice<Word>, depth: Int) {
        guard let first = words.first else { return }
        guard depth < Self.deepest else {
            note(
                .nestedCommand, .danger, first.place,
                "More than \(Self.deepest) programs start one another here. Name the real program directly.")
            return
        }
        let name = ProgramName(first)
        let arguments = words.dropFirst()
        if depth == 0 { judge(executable: first) }
        if readWrapper(name, first, arguments, depth: depth) { return }
        if readRunner(name, first, arguments, depth: depth) { return }
        if readInterpreter(name, first, arguments) { return }
        ProgramJudge.judge(name, first, arguments, into: &findings)
        runner = .plain
        program = first.text
        serverArguments = Array(arguments)
        judgeProxy(named: name.base, at: first)
        judgeInnerPrograms(arguments)
    }

    /// Programs such as `flock` or `strace` start another one that they are given; Ward knows not all of them.
    private mutating func judgeInnerPrograms(_ arguments: ArraySlice<Word>) {
        var isValue = false
        for word in arguments {
            defer { isValue = word.hasPrefix("-") && !word.equals("--") }
            guard !isValue, !word.hasPrefix("-") else { continue }
            let name = ProgramName(word).base
            guard ScriptJudge.shells.contains(name) || Self.starters.contains(name) else { continue }
            return note(
                .nestedCommand, .caution, word.place,
                "Seems to start \(word.shown) in turn, and Ward does not follow it there. Name that program directly.")
        }
    }

    private static let starters: Set<String> = [
        "npx", "uvx", "pipx", "bunx", "pnpx", "sudo", "doas", "pkexec", "docker", "podman", "python", "node", "perl",
        "ruby", "php",
        "curl", "wget", "nc", "ncat", "socat",
    ]

    /// Reads what another program starts; the outer runner stays the one that counts.
    mutating func read(inner words: ArraySlice<Word>, of outer: Runner, depth: Int) {
        let kept = package
        read(words, depth: depth + 1)
        if runner != .shell { runner = outer }
        if let kept { package = kept }
    }

    private mutating func readRunner(_ name: ProgramName, _ first: Word, _ arguments: ArraySlice<Word>, depth: Int)
        -> Bool
    {
        switch name.base {
        case "npx", "npm", "bunx", "bun", "pnpm", "pnpx", "yarn":
            readNodeRunner(name.base, first, arguments, depth: depth)
        case "node", "nodejs", "tsx", "ts-node": readNode(arguments)
        case "uvx", "uv", "pipx": readPythonRunner(name.base, first, arguments, depth: depth)
        case "python", "py", "pythonw", "pypy": readPython(arguments)
        case "deno": readDeno(first, arguments)
        case "docker", "podman", "nerdctl", "finch": readContainer(first, arguments)
        case "dnx", "dotnet": readNuGetRunner(name.base, first, arguments)
        default: return false
        }
        return true
    }

    private mutating func judge(executable: Word) {
        let base = ProgramName(executable).base
        if base.hasPrefix("ld-linux") || base.hasPrefix("ld-musl") || base.hasPrefix("ld.so") {
            note(
                .preloadedCode, .danger, executable.place,
                "The system's loader starts any file as a program, with any library. Name the program itself.")
        }
        for place in ["/tmp/", "/var/tmp/", "/dev/shm/", "/private/tmp/"] as [StaticString]
        where executable.hasPrefix(place) {
            note(
                .looseLocation, .caution, executable.place,
                "Any program can put a file into this folder. Install the server where only you can write.")
        }
    }

    /// Adds a finding.
    mutating func note(
        _ code: LaunchCode, _ tier: LaunchFinding.Tier, _ place: LaunchFinding.Place, _ detail: String
    ) {
        findings.add(code, tier, place, detail)
    }

    /// Says that an option is not known.
    mutating func noteUnknown(_ word: Word, of program: String) {
        note(
            .unknownOption, .caution, word.place,
            "Ward does not know the option \(word.shown) of \(program), so what follows it may be read wrongly. "
                + "Check it in the program's manual.")
    }
}

/// A program's name without its folder, its suffix and its version: `/usr/bin/npx`, `NPX.CMD`, `python3.12`.
struct ProgramName: Hashable, Sendable {
    let base: String

    init(_ word: Word) {
        let slashes: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
        var name = Bytes.lowered(
            word.bytes[((word.bytes.lastIndex { slashes.contains($0) }) ?? -1) + 1..<word.bytes.count])
        for suffix in [".exe", ".cmd", ".bat", ".ps1", ".com"] where name.count > suffix.utf8.count {
            if name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) { name.removeLast(suffix.utf8.count) }
        }
        let stem = name.prefix { !Bytes.isDigit($0) && $0 != UInt8(ascii: ".") }
        let versioned = ["python", "pypy", "perl", "ruby", "php", "lua", "node", "pip"]
        let text = String(decoding: stem, as: UTF8.self)
        let rest = name.dropFirst(stem.count)
        let isVersion = rest.allSatisfy { Bytes.isDigit($0) || $0 == UInt8(ascii: ".") }
        base = versioned.contains(text) && isVersion ? text : String(decoding: name, as: UTF8.self)
    }
}
