// SPDX-License-Identifier: Apache-2.0

import WardLock

/// Containers: `docker run`, `podman run` and their kin, and what takes their isolation away (T90).
extension CommandReader {
    mutating func readContainer(_ first: Word, _ arguments: ArraySlice<Word>) {
        if let next = arguments.first, case .argument(let index) = next.origin { containerStart = index }
        (runner, program) = (.container, first.text)
        var reader = OptionReader(arguments, .containerGlobal)
        while let step = reader.next() {
            switch step {
            case .option(let option, let value, let word):
                if ["-H", "--host", "--context", "-c", "--url", "--connection", "--remote", "-r", "--config"].contains(
                    option)
                {
                    note(
                        .proxy, .caution, (value ?? word).place,
                        "The container runs wherever this says, not on this machine. Review it there.")
                }
            case .unknown(let word): noteUnknown(word, of: first.text)
            case .end: break
            case .operand(let word):
                if word.equals("run") { return readRun(reader.rest) }
                if word.equals("container") || word.equals("image") { continue }
                note(
                    .unknownOption, .caution, word.place,
                    "Ward understands only run here; \(word.shown) may start anything. Write the container as a run command."
                )
                (runner, serverArguments) = (.plain, Array(reader.rest))
                return
            }
        }
        noteUnknown(first, of: first.text)
    }

    private mutating func readRun(_ arguments: ArraySlice<Word>) {
        var reader = OptionReader(arguments, .container)
        while let step = reader.next() {
            switch step {
            case .option(let option, let value, let word): judgeContainer(option, value, word)
            case .unknown(let word): noteUnknown(word, of: "run")
            case .end: break
            case .operand(let word):
                serverArguments = Array(reader.rest)
                take(PackageSpec.image(word), command: nil)
                if let inner = serverArguments.first, ScriptJudge.shells.contains(ProgramName(inner).base) {
                    note(
                        .shell, .caution, inner.place,
                        "Runs a shell in the container instead of the image's own server. Name the server's program.")
                    for script in serverArguments.dropFirst() where script.bytes.contains(where: { Bytes.isSpace($0) })
                    {
                        ScriptJudge.judge(script: script, into: &findings)
                        if case .argument(let index) = script.origin { scripts.insert(index) }
                    }
                }
                return
            }
        }
        note(.unknownOption, .caution, .launch, "No image is named. Name the image, best with its sha256 digest.")
    }

    private mutating func judgeContainer(_ option: String, _ value: Word?, _ word: Word) {
        let place = value ?? word
        let text = value.map { String(decoding: Bytes.lowered($0.bytes), as: UTF8.self) } ?? ""
        switch option {
        case "--privileged":
            if text != "false" {
                noteEscape(word, "Takes off the container's isolation: it can do what root can. Leave it out.")
            }
        case "--use-api-socket":
            noteEscape(word, "Gives the container Docker's own socket, and so this machine. Leave it out.")
        case "--network", "--net":
            if text == "host" {
                noteEscape(place, "Shares this machine's network, local services included. Leave it out.")
            }
            if text.hasPrefix("container:") || text.hasPrefix("ns:") {
                noteEscape(place, "Joins another's network. Use a network of its own.", .caution)
            }
        case "--pid", "--ipc", "--uts", "--userns", "--cgroupns":
            if text == "host" {
                noteEscape(place, "Shares this machine's processes or names with the container. Leave it out.")
            }
            if text.hasPrefix("container:") || text.hasPrefix("ns:") {
                noteEscape(place, "Joins another container's processes. Leave it out.", .caution)
            }
        case "--cap-add":
            let harmless: Set<String> = ["net_bind_service", "cap_net_bind_service", "chown", "setuid", "setgid"]
            if !harmless.contains(text) {
                noteEscape(
                    place, "Adds a right of root's to the container, enough to leave it in many cases. Leave it out.")
            }
        case "--security-opt":
            let weak = [
                "unconfined", "label=disable", "label:disable", "systempaths=", "apparmor=", "seccomp=",
                "no-new-privileges=false", "no-new-privileges:false",
            ]
            if weak.contains(where: { Bytes.find(Array($0.utf8), in: Array(text.utf8)) != nil }) {
                noteEscape(place, "Takes off a protection of the container. Leave it out.")
            }
        case "--device", "--device-cgroup-rule":
            noteEscape(place, "Gives the container a device of this machine. Leave it out.")
        case "--gpus", "--group-add", "--add-host", "--dns", "--sysctl", "--oom-score-adj":
            if option == "--sysctl" {
                noteEscape(place, "Changes a setting of the kernel for the container. Check it.", .caution)
            }
        case "--runtime", "--isolation", "--volume-driver", "--cgroup-parent", "--rootfs":
            noteEscape(place, "Changes what holds the container. Check it.", .caution)
        case "--volumes-from": noteEscape(place, "Takes over another container's folders. Name the folders.", .caution)
        case "-v", "--volume":
            // `SOURCE:TARGET[:OPTIONS]`; without a source it is a volume of Docker's own.
            if let value, let source = PathJudge.colonParts(of: value).first { judge(mounted: source) }
        case "--mount": if let value { judge(mountOption: value) }
        case "-e", "--env": if let value { judge(variable: value) }
        case "--env-file", "--label-file": if option == "--env-file" { noteVariableFile(place) }
        case "--entrypoint":
            note(
                .inlineCode, ScriptJudge.shells.contains(ProgramName(place).base) ? .danger : .caution, place.place,
                "Runs another program of the image than its own server. Leave it out.")
        case "-p", "--publish":
            if !text.hasPrefix("127.0.0.1:"), !text.hasPrefix("[::1]:"), !text.hasPrefix("localhost:") {
                noteEscape(
                    place, "Opens a port to everybody in the network. Write 127.0.0.1: in front, or leave it out.",
                    .caution)
            }
        case "-P", "--publish-all":
            noteEscape(word, "Opens the image's ports to everybody in the network. Leave it out.", .caution)
        case "--pull":
            if text == "always" {
                note(.unpinned, .caution, place.place, "Fetches the image anew at each start. Leave it out.")
            }
        case "--tls-verify": if text == "false" { noteNoTLS(word) }
        default: break
        }
    }

    private mutating func judge(mountOption value: Word) {
        // The value is a line of CSV, whose fields may stand in quotes.
        for field in value.parts(between: UInt8(ascii: ",")) {
            let part = PathJudge.unquoted(field)
            guard let (key, given) = part.split(at: UInt8(ascii: "=")) else { continue }
            if [Bytes.of("src"), Bytes.of("source")].contains(Bytes.lowered(key.bytes)) { judge(mounted: given) }
        }
    }

    private mutating func judge(mounted source: Word) {
        guard let kind = paths.kind(of: source) else { return }
        let detail =
            kind == .root
            ? "Gives the container this whole machine's files. Name the one folder that the server needs." : kind.detail
        // The root, the home folder and sockets undo the container; anything else is a sensitive path as elsewhere.
        let undoes = kind == .root || kind == .home || kind == .socket || kind == .system
        note(undoes ? .containerEscape : kind.code, kind.tier, source.place, detail)
    }

    /// `-e NAME=VALUE`: inside the container only its own programs load what the variable says.
    private mutating func judge(variable: Word) {
        guard let (name, value) = variable.split(at: UInt8(ascii: "=")) else {
            VariableJudge.judge(variable.text, value: .inherited(variable.text), place: variable.place, into: &findings)
            return
        }
        var inside = FindingList()
        VariableJudge.judge(name.text, value: .plain(value.text), place: variable.place, into: &inside)
        for finding in inside.sorted {
            note(.dangerousVariable, min(finding.tier, .caution), finding.place, finding.detail)
        }
    }

    private mutating func noteEscape(_ word: Word, _ detail: String, _ tier: LaunchFinding.Tier = .danger) {
        note(.containerEscape, tier, word.place, detail)
    }
}
