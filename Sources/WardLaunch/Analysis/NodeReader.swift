// SPDX-License-Identifier: Apache-2.0

/// `node` and what takes its options.
extension CommandReader {
    mutating func readNode(_ arguments: ArraySlice<Word>) {
        runner = .nodeScript
        var reader = OptionReader(arguments, .node)
        while let step = reader.next() {
            switch step {
            case .option(let option, let value, let word):
                if ["-e", "--eval", "-p", "--print"].contains(option) {
                    noteCode(printedCode(value, &reader) ?? word, of: "node")
                    (runner, program) = (.shell, "node")
                    serverArguments = Array(reader.rest)
                } else {
                    judgeNodeOption(option, value, word)
                }
            case .unknown(let word): noteUnknown(word, of: "node")
            case .end: break
            case .operand(let word):
                if runner == .shell { return }
                if word.equals("-") { noteCode(word, of: "node") }
                if word.hasPrefix("http://") || word.hasPrefix("https://") || word.hasPrefix("data:") {
                    noteCode(word, of: "node")
                }
                // tsx has sub-commands of its own.
                if word.equals("watch"), let script = reader.take() {
                    (program, serverArguments) = (script.text, Array(reader.rest))
                    return
                }
                (program, serverArguments) = (word.text, Array(reader.rest))
                return
            }
        }
        if runner == .nodeScript {
            note(
                .inlineCode, .caution, .launch,
                "No script is named, so node runs what it is sent. Name the server's script.")
        }
    }

    /// `-pe CODE`: the letter behind `-p` is no code.
    private func printedCode(_ value: Word?, _ reader: inout OptionReader) -> Word? {
        guard let value else { return nil }
        return value.equals("e") || value.equals("p") ? reader.take() ?? value : value
    }

    private mutating func judgeNodeOption(_ option: String, _ value: Word?, _ word: Word) {
        switch option {
        case "-r", "--require", "--import", "--loader", "--experimental-loader", "--snapshot-blob",
            "--experimental-config-file":
            let place = value ?? word
            let text = Bytes.lowered(place.bytes)
            let remote = [Bytes.of("data:"), Bytes.of("http:"), Bytes.of("https:")].contains { text.starts(with: $0) }
            note(
                .preloadedCode, remote ? .danger : .caution, place.place,
                remote
                    ? "Loads code from an argument or the network before the server. Refuse it."
                    : "Loads \(place.shown) before the server, and that is not part of its package. Check that file.")
        case "--inspect", "--inspect-brk", "--inspect-wait", "--inspect-port", "--debug-port":
            let text = value?.text ?? ""
            let open =
                !text.isEmpty && !text.hasPrefix("127.") && !text.hasPrefix("localhost")
                && !text.utf8.allSatisfy { Bytes.isDigit($0) }
            note(
                .debugger, open ? .danger : .caution, word.place,
                open
                    ? "Opens a debugger to the network: whoever reaches it runs any code. Leave it out."
                    : "Opens a debugger: any program or web page that reaches it runs any code. Leave it out.")
        case "--env-file", "--env-file-if-exists":
            noteVariableFile(value ?? word)
        case "--openssl-config", "--icu-data-dir", "--tls-keylog":
            note(
                .preloadedCode, .caution, (value ?? word).place,
                "Changes what node loads or where it writes its TLS keys. Leave it out.")
        case "--run":
            note(
                .shell, .caution, (value ?? word).place,
                "Runs a line of package.json through a shell, and that can be anything. Name the server's own script.")
        default: break
        }
    }

    mutating func noteVariableFile(_ word: Word) {
        note(
            .dangerousVariable, .caution, word.place,
            "Variables come from the file \(word.shown), which is not shown here and can change. Name them one by one.")
    }
}
