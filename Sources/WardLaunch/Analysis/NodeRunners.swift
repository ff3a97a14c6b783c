// SPDX-License-Identifier: Apache-2.0

/// The runners of the Node world (npm's `exec`, Bun, pnpm, Yarn) and `node` itself.
extension CommandReader {
    mutating func readNodeRunner(_ base: String, _ first: Word, _ arguments: ArraySlice<Word>, depth: Int) {
        switch base {
        case "npx": readPackage(arguments, .npx, .npx, depth: depth)
        case "bunx": readPackage(arguments, .bunx, .bunx, depth: depth)
        case "pnpx": readPackage(arguments, .pnpm, .pnpmDlx, depth: depth)
        case "npm": readSubcommand(first, arguments, .npmExec, ["exec": .npmExec, "x": .npmExec], depth: depth)
        case "bun": readSubcommand(first, arguments, .bunx, ["x": .bunx], depth: depth)
        case "pnpm": readSubcommand(first, arguments, .pnpm, ["dlx": .pnpmDlx, "dlx-script": .pnpmDlx], depth: depth)
        default: readSubcommand(first, arguments, .yarn, ["dlx": .yarnDlx], depth: depth)
        }
    }

    /// `npm exec`, `pnpm dlx`: the program's own options, the sub-command, the runner's options.
    private mutating func readSubcommand(
        _ first: Word, _ arguments: ArraySlice<Word>, _ table: OptionTable, _ known: [String: Runner], depth: Int
    ) {
        var packages: [Word] = []
        var reader = OptionReader(arguments, table)
        while let step = reader.next() {
            switch step {
            case .option("--package", let value?, _): packages.append(value)
            case .option(let option, let value, let word): judgeNode(option, value, word)
            case .unknown(let word):
                if first.bytes.contains(UInt8(ascii: "b")),
                    word.equals("-e") || word.equals("--eval") || word.equals("-p")
                {
                    if let code = reader.take() { noteCode(code, of: "bun") }
                    (runner, program) = (.shell, first.text)
                    return
                }
                noteUnknownNode(word, of: first.text)
            case .end: break
            case .operand(let word):
                if let known = known[word.text] {
                    return readPackage(reader.rest, table, known, named: packages, depth: depth)
                }
                return readScriptRun(word, reader.rest, of: first)
            }
        }
        (runner, program) = (.plain, first.text)
    }

    /// `npm run start`, `bun server.ts`: what a file of the project says.
    private mutating func readScriptRun(_ word: Word, _ rest: ArraySlice<Word>, of first: Word) {
        let isFile = [".ts", ".js", ".mjs", ".cjs", ".tsx"].contains {
            word.bytes.suffix($0.utf8.count).elementsEqual($0.utf8)
        }
        if isFile || (word.equals("run") && rest.first.map { PackageSpec.isLocal($0) } == true) {
            let script = isFile ? word : rest.first ?? word
            (runner, program) = (.nodeScript, script.text)
            serverArguments = Array(isFile ? rest : rest.dropFirst())
            return
        }
        let installs: Set<String> = ["install", "i", "add", "create", "init", "ci", "update", "link", "global"]
        if installs.contains(word.text) {
            ProgramJudge.noteInstaller(word, into: &findings)
        } else {
            note(
                .shell, .caution, word.place,
                "Runs a line of package.json through a shell, and that can be anything. Name the server's own program.")
        }
        (runner, program, serverArguments) = (.plain, first.text, Array(rest))
    }

    /// The options of a runner, its package, and what the package's program gets.
    private mutating func readPackage(
        _ arguments: ArraySlice<Word>, _ table: OptionTable, _ kind: Runner, named before: [Word] = [], depth: Int
    ) {
        runner = kind
        var packages = before
        var operands: [Word] = []
        var (isCode, hasScript) = (false, false)
        var reader = OptionReader(arguments, table)
        reading: while let step = reader.next() {
            switch step {
            case .option(let option, let value, let word):
                if option == "--package" || (option == "-p" && kind != .npmExec) {
                    if let value { packages.append(value) }
                } else if option == "-c" || option == "--call" || option == "--shell-mode" {
                    hasScript = true
                    if let value { readScript(value, of: "a shell") } else { isCode = true }
                } else {
                    judgeNode(option, value, word)
                }
            case .unknown(let word): noteUnknownNode(word, of: kind.rawValue)
            case .end:
                operands += reader.rest
                break reading
            case .operand(let word):
                operands.append(word)
                // npm reads its own options wherever they stand; the others stop here.
                if kind == .npmExec { continue }
                if reader.rest.first?.equals("--") == true, kind == .npx { _ = reader.take() }
                operands += reader.rest
                break reading
            }
        }
        if isCode { operands.first.map { readScript($0, of: "a shell") } }
        isOnePackage = !hasScript && packages.count < 2
        let named = packages.first ?? operands.first
        for extra in packages.dropFirst() { PackageSpec.npm(extra).judge(into: &findings) }
        guard let named else {
            note(
                .unknownOption, .caution, .launch,
                "No package is named, so what \(kind.rawValue) starts depends on the folder it runs in. Name the package."
            )
            return
        }
        serverArguments = Array(operands.dropFirst())
        let command = packages.isEmpty ? nil : operands.first?.text
        take(PackageSpec.npm(named), command: command)
        if packages.isEmpty, package == nil { program = named.text }
        // A package that is itself a runner: what counts stands behind it.
        if let name = package?.name, ["deno", "tsx", "ts-node", "bun", "node"].contains(name) {
            let inner = [named.part(0..<name.utf8.count)] + serverArguments
            read(inner: inner[...], of: kind, depth: depth)
        }
    }

    /// Keeps what a runner's argument names.
    mutating func take(_ spec: PackageSpec, command: String?) {
        spec.judge(into: &findings)
        if spec.source == .local { program = spec.word.text }
        guard var reference = spec.reference else { return }
        reference.command = command
        reference.arguments = serverArguments.map(\.text)
        package = reference
        judgeProxy(named: reference.name, at: spec.word)
        judgeInstaller(spec.word, reference)
    }

    private mutating func judgeNode(_ option: String, _ value: Word?, _ word: Word) {
        switch option {
        case "--registry", "--reg", "--replace-registry-host", "--userconfig", "--globalconfig", "--git", "--prefix",
            "-C":
            noteOtherIndex(value ?? word)
        case "--strict-ssl", "--no-strict-ssl":
            if option == "--no-strict-ssl" || value?.equals("false") == true { noteNoTLS(word) }
        case "--script-shell", "--shell", "--node-options", "--node-arg", "-n":
            note(
                .preloadedCode, .danger, (value ?? word).place,
                "Changes which program or options the package is started with. Leave it out.")
        case "--proxy", "--https-proxy", "--cafile", "--ca":
            note(
                .otherIndex, .caution, (value ?? word).place,
                "Packages are fetched through another host or believed by another certificate. Use your own settings.")
        case "--allow-build":
            note(
                .buildsFromSource, .caution, (value ?? word).place,
                "Lets a package run its own scripts while it is installed. Leave it out.")
        default: break
        }
    }

    /// npm takes `--@scope:registry=URL`, a registry for one scope, beside its named settings.
    private mutating func noteUnknownNode(_ word: Word, of program: String) {
        if Bytes.contains(":registry", in: word.bytes) || Bytes.contains(":_auth", in: word.bytes) {
            noteOtherIndex(word)
        } else {
            noteUnknown(word, of: program)
        }
    }

    mutating func noteOtherIndex(_ word: Word) {
        note(
            .otherIndex, .danger, word.place,
            "Packages come from \(word.shown) and not from your own registry: the same name can be other code. Leave it out."
        )
    }

    mutating func noteNoTLS(_ word: Word) {
        note(
            .otherIndex, .danger, word.place,
            "Certificates are not checked, so whoever is on the way can change the code. Leave it out.")
    }
}
