// SPDX-License-Identifier: Apache-2.0

/// Shells, and interpreters whose program stands in an argument: the launch says nothing about what will run (L2, T53).
extension CommandReader {
    /// The options that take code, for each interpreter.
    private static let codeOptions: [String: Set<String>] = [
        "perl": ["-e", "-E"], "ruby": ["-e"], "php": ["-r", "-B", "-R", "-E"], "lua": ["-e"], "luajit": ["-e"],
        "rscript": ["-e"], "osascript": ["-e"], "groovy": ["-e"], "julia": ["-e", "--eval", "-E"],
        "elixir": ["-e", "--eval"], "swift": ["-e"], "ghc": ["-e"], "scala": ["-e"], "guile": ["-c"],
        "sbcl": ["--eval"],
        "emacs": ["--eval", "-f"], "vim": ["-c", "--cmd"], "gdb": ["-ex", "--eval-command"], "nix": ["--expr"],
        "nix-shell": ["--run", "--command", "-E", "--expr"], "script": ["-c", "--command"], "watch": [],
        "racket": ["-e"],
        "tclsh": [], "expect": ["-c"], "sqlite3": ["-cmd"],
    ]

    /// Reads a shell or another interpreter; false if the program is none.
    mutating func readInterpreter(_ name: ProgramName, _ first: Word, _ arguments: ArraySlice<Word>) -> Bool {
        if name.base == "powershell" || name.base == "pwsh" {
            readPowerShell(first, arguments)
        } else if ScriptJudge.shells.contains(name.base) {
            readShell(name.base, first, arguments)
        } else if ["awk", "gawk", "mawk", "nawk"].contains(name.base) {
            guard let code = arguments.first(where: { $0.bytes.first != UInt8(ascii: "-") }) else { return false }
            noteCode(code, of: name.base)
            (runner, program) = (.shell, first.text)
        } else if let options = Self.codeOptions[name.base] {
            return readCode(name.base, first, arguments, options)
        } else {
            return false
        }
        return true
    }

    private mutating func readCode(
        _ base: String, _ first: Word, _ arguments: ArraySlice<Word>, _ options: Set<String>
    ) -> Bool {
        var found = false
        for (index, word) in zip(arguments.indices, arguments) {
            if options.contains(word.text) {
                let next = arguments.index(after: index)
                noteCode(next < arguments.endIndex ? arguments[next] : word, of: base)
                found = true
            } else if let option = options.first(where: { $0.utf8.count == 2 && word.bytes.starts(with: $0.utf8) }) {
                noteCode(word.rest(after: option.utf8.count), of: base)
                found = true
            } else if isCluster(word, endingIn: options) {
                let next = arguments.index(after: index)
                noteCode(next < arguments.endIndex ? arguments[next] : word, of: base)
                found = true
            }
        }
        guard found else { return false }
        (runner, program, serverArguments) = (.shell, first.text, Array(arguments))
        return true
    }

    /// `-ne` and `-lane`: letters, the last of which takes code.
    private func isCluster(_ word: Word, endingIn options: Set<String>) -> Bool {
        guard word.bytes.count > 2, word.bytes.count <= 8, word.bytes[0] == UInt8(ascii: "-"),
            let last = word.bytes.last,
            word.bytes.dropFirst().allSatisfy({ Bytes.isLetter($0) || Bytes.isDigit($0) })
        else { return false }
        return options.contains("-" + String(UnicodeScalar(last)))
    }

    private mutating func readShell(_ base: String, _ first: Word, _ arguments: ArraySlice<Word>) {
        (runner, program, serverArguments) = (.shell, first.text, Array(arguments))
        var rest = arguments
        var takesCode = false
        while let word = rest.popFirst() {
            if word.equals("--") { continue }
            guard let sign = word.bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+"),
                word.bytes.count > 1
            else {
                if takesCode {
                    readScript(word, of: base)
                } else {
                    note(
                        .shell, .caution, word.place,
                        "Runs a shell script, and what it starts is not seen here. Read the script first.")
                }
                return
            }
            if word.hasPrefix("--") {
                if word.equals("--command") { takesCode = true }
                if word.equals("--rcfile") || word.equals("--init-file") { _ = rest.popFirst() }
            } else if sign == UInt8(ascii: "-"), word.bytes.contains(UInt8(ascii: "c")) {
                takesCode = true
            }
            if word.equals("-o") || word.equals("-O") || word.equals("+o") || word.equals("+O") { _ = rest.popFirst() }
        }
        note(
            .shell, .danger, first.place,
            "Starts a shell that runs whatever it is sent. Name the server's own program instead.")
    }

    private mutating func readPowerShell(_ first: Word, _ arguments: ArraySlice<Word>) {
        (runner, program, serverArguments) = (.shell, first.text, Array(arguments))
        note(
            .shell, .danger, first.place,
            "Starts PowerShell, which can run anything. Name the server's own program instead.")
        for (index, word) in zip(arguments.indices, arguments) where word.bytes.first == UInt8(ascii: "-") {
            let option = Bytes.lowered(word.bytes.dropFirst())
            guard let letter = option.first else { continue }
            let next = arguments.index(after: index)
            let value = next < arguments.endIndex ? arguments[next] : nil
            // Each option may be cut short: -e, -ec, -enc, -encodedcommand.
            if letter == UInt8(ascii: "e"), Bytes.of("encodedcommand").starts(with: option) || option == Bytes.of("ec")
            {
                note(
                    .obfuscated, .danger, (value ?? word).place,
                    "An encoded program, so that nobody reads it. Refuse it.")
            } else if letter == UInt8(ascii: "c"), Bytes.of("command").starts(with: option), let value {
                readScript(value, of: "PowerShell")
            }
        }
        for word in arguments where word.bytes.contains(where: { Bytes.isSpace($0) }) {
            ScriptJudge.judge(script: word, into: &findings)
        }
    }

    /// A script in an argument.
    mutating func readScript(_ script: Word, of program: String) {
        note(
            .shell, .danger, script.place,
            "A script for \(program): it can run anything, and nothing in it can be pinned. Name the real program instead."
        )
        ScriptJudge.judge(script: script, into: &findings)
        markScript(script)
    }

    /// Code for an interpreter in an argument.
    mutating func noteCode(_ code: Word, of program: String) {
        note(
            .inlineCode, .danger, code.place,
            "A program for \(program) in an argument: it can do anything, and nobody published it. Refuse it.")
        ScriptJudge.judge(code: code, into: &findings)
        markScript(code)
    }

    private mutating func markScript(_ script: Word) {
        if case .argument(let index) = script.origin { scripts.insert(index) }
        for command in ShellLexer.commands(in: script) {
            for word in command.words { paths.judge(word, into: &findings) }
        }
    }
}
