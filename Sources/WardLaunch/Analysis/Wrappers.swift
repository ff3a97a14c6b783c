// SPDX-License-Identifier: Apache-2.0

import WardLock

/// Programs that only start another program, each taken off so that the real one is seen (L2, S11).
extension CommandReader {
    private static let elevating: Set<String> = [
        "sudo", "doas", "pkexec", "runas", "gsudo", "run0", "su", "sudoedit", "kdesu", "gksu",
    ]
    private static let plain: Set<String> = [
        "nice", "ionice", "nohup", "setsid", "time", "stdbuf", "unbuffer", "exec", "command", "caffeinate", "chrt",
        "taskset", "arch", "winpty", "dbus-run-session", "systemd-run", "busybox", "toybox", "start",
    ]

    /// Takes one wrapper off and reads on; false if this is none.
    mutating func readWrapper(
        _ name: ProgramName, _ first: Word, _ arguments: ArraySlice<Word>, depth: Int
    ) -> Bool {
        switch name.base {
        case "env": readEnv(arguments, depth: depth)
        case "cmd", "command.com": readCmd(first, arguments, depth: depth)
        case "timeout", "gtimeout": readAfter(arguments, .timeout, skipping: 1, of: name.base, depth: depth)
        case "wsl": readAfter(arguments, Self.wsl, skipping: 0, of: name.base, depth: depth)
        case "xvfb-run", "direnv", "op", "doppler", "dotenv", "infisical", "aws-vault":
            readAfterSeparator(name.base, first, arguments, depth: depth)
        case let base where Self.elevating.contains(base):
            note(
                .elevation, .danger, first.place,
                "Starts the server as another user, usually root. An MCP server needs none of that: refuse it.")
            readAfter(arguments, .sudo, skipping: base == "su" ? 1 : 0, of: base, depth: depth)
        case let base where Self.plain.contains(base):
            readAfter(
                arguments, base == "nice" || base == "ionice" ? .nice : .simple,
                skipping: base == "taskset" || base == "chrt" ? 1 : 0, of: base, depth: depth)
        default: return false
        }
        return true
    }

    private static let wsl = OptionTable(
        flags: "-e --exec --", valued: "-d --distribution -u --user --cd --shell-type --distribution-id")

    private mutating func readAfter(
        _ arguments: ArraySlice<Word>, _ table: OptionTable, skipping operands: Int, of program: String, depth: Int
    ) {
        var reader = OptionReader(arguments, table)
        var left = operands
        while let step = reader.next() {
            switch step {
            case .option(let option, let value, _):
                // `su -c` and `sudo -c` take a command for a shell.
                if option == "-c", program == "su", let value { readScript(value, of: program) }
            case .unknown(let word): noteUnknown(word, of: program)
            case .end: break
            case .operand(let word):
                if left > 0 {
                    left -= 1
                } else if !noteAssignment(word) {
                    return read(([word] + reader.rest)[...], depth: depth + 1)
                }
            }
        }
    }

    /// `env A=1 program`, where each assignment is a variable like those of the launch.
    private mutating func readEnv(_ arguments: ArraySlice<Word>, depth: Int) {
        var reader = OptionReader(arguments, .env)
        while let step = reader.next() {
            switch step {
            case .option(let option, let value, _):
                if option == "-S" || option == "--split-string", let value {
                    note(
                        .joinedCommand, .caution, value.place,
                        "env cuts this text into words itself. Write one argument for each word.")
                    let words = ShellLexer.commands(in: value).flatMap(\.words)
                    return read((words + reader.rest)[...], depth: depth + 1)
                }
            case .unknown(let word): noteUnknown(word, of: "env")
            case .end: break
            // A lone dash clears the environment.
            case .operand(let word) where word.equals("-"): break
            case .operand(let word):
                if !noteAssignment(word) { return read(([word] + reader.rest)[...], depth: depth + 1) }
            }
        }
    }

    /// Judges `NAME=value`; false if the word is no assignment.
    private mutating func noteAssignment(_ word: Word) -> Bool {
        guard let (name, value) = word.split(at: UInt8(ascii: "=")), !name.bytes.isEmpty,
            name.bytes.allSatisfy({ Bytes.isLetter($0) || Bytes.isDigit($0) || $0 == UInt8(ascii: "_") })
        else { return false }
        VariableJudge.judge(name.text, value: .plain(value.text), place: word.place, into: &findings)
        SecretJudge.judge(word, behind: nil, into: &findings)
        return true
    }

    /// `cmd /c program …`: how npm's documentation for Windows starts servers; `&`, `|` and their like act in it.
    private mutating func readCmd(_ first: Word, _ arguments: ArraySlice<Word>, depth: Int) {
        var rest = arguments
        while let word = rest.first, word.bytes.first == UInt8(ascii: "/") {
            rest.removeFirst()
            guard let letter = word.bytes.dropFirst().first, Set("ckr".utf8).contains(Bytes.lowered(letter)) else {
                continue
            }
            // `/cnpx` is `/c npx`.
            if word.bytes.count > 2 { rest = ([word.rest(after: 2)] + rest)[...] }
            break
        }
        let acting = Set("&|<>^\n\r".utf8)
        let hot = rest.filter { $0.bytes.contains { acting.contains($0) } }
        for word in hot {
            note(
                .shell, .danger, word.place,
                "cmd acts on & | < > and ^, so more than one program can run here. Name the program directly.")
            ScriptJudge.judge(script: word, into: &findings)
        }
        guard hot.isEmpty, let program = rest.first else {
            note(.shell, .danger, first.place, "Starts a command interpreter. Name the program itself instead.")
            (runner, serverArguments) = (.shell, Array(rest))
            return
        }
        note(.shell, .note, first.place, "cmd starts the program. It is needed for .cmd files on Windows only.")
        guard program.bytes.contains(where: { Bytes.isSpace($0) }), rest.count == 1 else {
            return read(rest, depth: depth + 1)
        }
        note(
            .joinedCommand, .caution, program.place,
            "A whole command line in one argument; cmd cuts it into words. Write one argument for each word.")
        read(ShellLexer.commands(in: program).flatMap(\.words)[...], depth: depth + 1)
    }

    /// Programs that fetch variables first and start what stands behind `--` or `exec`/`run`.
    private mutating func readAfterSeparator(
        _ base: String, _ first: Word, _ arguments: ArraySlice<Word>, depth: Int
    ) {
        guard let separator = arguments.firstIndex(where: { $0.equals("--") }) else {
            noteUnknown(first, of: base)
            (runner, program, serverArguments) = (.plain, first.text, Array(arguments))
            return
        }
        read(arguments[(separator + 1)...], depth: depth + 1)
    }
}
