// SPDX-License-Identifier: Apache-2.0

/// The runners of the Python world (uv, pipx) and `python` itself.
extension CommandReader {
    mutating func readPythonRunner(_ base: String, _ first: Word, _ arguments: ArraySlice<Word>, depth: Int) {
        switch base {
        case "uvx": readTool(arguments, .uvx)
        case "pipx": readPipx(first, arguments)
        default: readUV(first, arguments, depth: depth)
        }
    }

    private mutating func readUV(_ first: Word, _ arguments: ArraySlice<Word>, depth: Int) {
        var reader = OptionReader(arguments, .uv)
        while let step = reader.next() {
            switch step {
            case .option(let option, let value, let word): judgePythonOption(option, value, word)
            case .unknown(let word): noteUnknown(word, of: "uv")
            case .end: break
            case .operand(let word):
                if word.equals("run") { return readUVRun(reader.rest, depth: depth) }
                if word.equals("x") { return readTool(reader.rest, .uvToolRun) }
                if word.equals("tool"), let next = reader.take() {
                    if next.equals("run") || next.equals("x") { return readTool(reader.rest, .uvToolRun) }
                    ProgramJudge.noteInstaller(next, into: &findings)
                } else if word.equals("pip") || word.equals("add") || word.equals("sync") {
                    ProgramJudge.noteInstaller(word, into: &findings)
                } else {
                    noteUnknown(word, of: "uv")
                }
                (runner, program, serverArguments) = (.plain, first.text, Array(reader.rest))
                return
            }
        }
        (runner, program) = (.plain, first.text)
    }

    /// `uvx` and `uv tool run`.
    private mutating func readTool(_ arguments: ArraySlice<Word>, _ kind: Runner) {
        runner = kind
        var source: Word?
        var reader = OptionReader(arguments, .uvx)
        while let step = reader.next() {
            switch step {
            case .option("--from", let value, _): source = value
            case .option(let option, let value, let word): judgePythonOption(option, value, word)
            case .unknown(let word): noteUnknown(word, of: "uvx")
            case .end: break
            case .operand(let word):
                serverArguments = Array(reader.rest)
                return take(PackageSpec.python(source ?? word), command: source == nil ? nil : word.text)
            }
        }
        if let source { return take(PackageSpec.python(source), command: nil) }
        note(.unknownOption, .caution, .launch, "No package is named. Name the package that uvx is to run.")
    }

    private mutating func readUVRun(_ arguments: ArraySlice<Word>, depth: Int) {
        runner = .uvRun
        var added: [Word] = []
        var isModule = false
        var reader = OptionReader(arguments, .uvRun)
        while let step = reader.next() {
            switch step {
            case .option("-m", _, _), .option("--module", _, _): isModule = true
            case .option(let option, let value, let word):
                if option == "--with" || option == "-w", let value { added += value.parts(between: UInt8(ascii: ",")) }
                judgePythonOption(option, value, word)
            case .unknown(let word): noteUnknown(word, of: "uv run")
            case .end: break
            case .operand(let word):
                (program, serverArguments) = (word.text, Array(reader.rest))
                let name = word.text
                if let spec = added.map({ PackageSpec.python($0) }).first(where: { $0.reference?.name == name }) {
                    return take(spec, command: nil)
                }
                if isModule { return }
                if word.hasPrefix("http://") || word.hasPrefix("https://") || word.equals("-") {
                    return noteCode(word, of: "uv")
                }
                if word.bytes.suffix(3).elementsEqual(".py".utf8) { return }
                return read(inner: [word] + Array(reader.rest), of: .uvRun, depth: depth)
            }
        }
        note(.unknownOption, .caution, .launch, "No program is named. Name what uv is to run.")
    }

    /// The inner program of a runner, unless it is just a command of the environment.
    private mutating func read(inner words: [Word], of outer: Runner, depth: Int) {
        read(inner: words[...], of: outer, depth: depth)
    }

    private mutating func readPipx(_ first: Word, _ arguments: ArraySlice<Word>) {
        var reader = OptionReader(arguments, .pipx)
        var source: Word?
        var isRun = false
        while let step = reader.next() {
            switch step {
            case .option("--spec", let value, _): source = value
            case .option(let option, let value, let word): judgePythonOption(option, value, word)
            case .unknown(let word): noteUnknown(word, of: "pipx")
            case .end: break
            case .operand(let word) where isRun:
                runner = .pipxRun
                serverArguments = Array(reader.rest)
                if word.hasPrefix("https://") || word.hasPrefix("http://"), source == nil { noteCode(word, of: "pipx") }
                return take(PackageSpec.python(source ?? word), command: source == nil ? nil : word.text)
            case .operand(let word):
                guard word.equals("run") else {
                    ProgramJudge.noteInstaller(word, into: &findings)
                    (runner, program, serverArguments) = (.plain, first.text, Array(reader.rest))
                    return
                }
                isRun = true
            }
        }
        (runner, program) = (isRun ? .pipxRun : .plain, first.text)
    }

    /// Options that change what is installed beside the package, or from where (T85).
    private mutating func judgePythonOption(_ option: String, _ value: Word?, _ word: Word) {
        let place = value ?? word
        switch option {
        case "-i", "--index-url", "--extra-index-url", "--index", "--default-index", "-f", "--find-links",
            "--config-file",
            "--index-strategy":
            noteOtherIndex(place)
        case "--pip-args":
            note(
                .otherIndex, .danger, place.place,
                "Gives pip options of its own, which can change where code comes from. Leave it out.")
        case "--allow-insecure-host", "--trusted-host":
            noteNoTLS(place)
        case "-w", "--with", "--with-editable", "-P", "--upgrade-package":
            guard let value, option.hasPrefix("-w") || option.hasPrefix("--with") else { return }
            for part in value.parts(between: UInt8(ascii: ",")) { PackageSpec.python(part).judge(into: &findings) }
        case "--with-requirements", "-c", "--constraints", "--constraint", "-b", "--build-constraints",
            "--build-constraint",
            "--overrides", "--override":
            note(
                .otherSource, .caution, place.place,
                "The file \(place.shown) decides what is installed, and it is not shown here. Check it.")
        case "--env-file":
            noteVariableFile(place)
        case "--no-build-isolation", "--no-binary", "--no-binary-package":
            note(
                .buildsFromSource, .caution, word.place,
                "Builds the package here and so runs its build script. Leave it out.")
        case "-U", "--upgrade", "--refresh":
            note(
                .unpinned, .caution, word.place, "Looks for newer code at each start. Leave it out and name a version.")
        default: break
        }
    }

    mutating func readPython(_ arguments: ArraySlice<Word>) {
        runner = .pythonScript
        var reader = OptionReader(arguments, .python)
        while let step = reader.next() {
            switch step {
            case .option("-c", let value, let word):
                noteCode(value ?? word, of: "Python")
                (runner, program, serverArguments) = (.shell, "python", Array(reader.rest))
                return
            case .option("-m", let value, let word):
                (runner, program, serverArguments) = (.pythonModule, value?.text, Array(reader.rest))
                return judge(module: value ?? word)
            case .option("-i", _, let word):
                note(
                    .inlineCode, .caution, word.place,
                    "Python goes on to run what it is sent when the script ends. Leave it out.")
            case .option: break
            case .unknown(let word):
                // The Windows launcher: `py -3.12`.
                if word.bytes.dropFirst().allSatisfy({
                    Bytes.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                }) {
                    continue
                }
                noteUnknown(word, of: "Python")
            case .end: break
            case .operand(let word):
                if word.equals("-") { noteCode(word, of: "Python") }
                (program, serverArguments) = (word.text, Array(reader.rest))
                return
            }
        }
        note(
            .inlineCode, .caution, .launch,
            "No script is named, so Python runs what it is sent. Name the server's script or module.")
    }

    private mutating func judge(module: Word) {
        let name = module.text
        if ["pip", "ensurepip", "easy_install", "pipx", "uv", "conda"].contains(name) {
            ProgramJudge.noteInstaller(module, into: &findings)
        } else if ["http.server", "code", "pdb", "idlelib", "webbrowser", "timeit"].contains(name) {
            note(
                .inlineCode, .caution, module.place,
                "Python's own module \(module.shown) is no MCP server and can run or give away other code.")
        }
    }
}
