// SPDX-License-Identifier: Apache-2.0

/// Judges a program by its name and its own arguments, at the top or inside a script (L2, S11, W7).
enum ProgramJudge {
    static let downloaders: Set<String> = [
        "curl", "wget", "fetch", "aria2c", "iwr", "irm", "invoke-webrequest", "invoke-restmethod", "certutil",
        "bitsadmin",
        "start-bitstransfer", "http", "lynx", "ftp", "tftp", "scp", "rsync", "axel",
    ]
    private static let netcats: Set<String> = [
        "nc", "ncat", "netcat", "nc.traditional", "nc.openbsd", "socat", "telnet",
    ]
    private static let loaders: Set<String> = [
        "mshta", "rundll32", "regsvr32", "wscript", "cscript", "msbuild", "installutil", "forfiles", "wmic", "msiexec",
        "hh", "odbcconf", "pcalua",
    ]
    private static let schedulers: Set<String> = [
        "crontab", "at", "launchctl", "schtasks", "systemctl", "reg", "update-rc.d",
    ]
    private static let installers: Set<String> = [
        "mcp-installer", "mcp-get", "mcpm", "add-mcp", "install-mcp", "pip", "easy_install", "brew", "apt", "apt-get",
        "gem",
        "choco", "winget", "smithery",
    ]
    private static let elevating: Set<String> = ["sudo", "doas", "pkexec", "runas", "gsudo", "run0", "su"]

    static func judge(
        _ name: ProgramName, _ first: Word, _ arguments: ArraySlice<Word>, into findings: inout FindingList
    ) {
        let base = name.base
        if downloaders.contains(base) {
            findings.add(
                .download, .caution, first.place,
                "Fetches or sends files itself, and what it gets can change at any time. Use a pinned package.")
        } else if netcats.contains(base) {
            let opens = arguments.contains { word in
                let text = Bytes.lowered(word.bytes)
                return word.equals("-e") || word.equals("-c") || word.equals("--exec") || word.equals("--sh-exec")
                    || Bytes.contains("exec:", in: text) || Bytes.contains("system:", in: text)
            }
            findings.add(
                .reverseShell, opens ? .danger : .caution, first.place,
                opens
                    ? "Gives a program to whoever is at the other end. Refuse, and report where you got this from."
                    : "Connects this process to another machine without any protocol. The server is not on this machine."
            )
        } else if base == "rm" || base == "rmdir" || base == "del" || base == "rd" || base == "remove-item"
            || base == "shred"
        {
            judgeDeletion(base, first, arguments, into: &findings)
        } else if base.hasPrefix("mkfs") || base == "wipefs" || base == "format" {
            findings.add(.deletion, .danger, first.place, "Erases a disk. Refuse it.")
        } else if base == "dd", arguments.contains(where: { $0.hasPrefix("of=/dev/") }) {
            findings.add(.deletion, .danger, first.place, "Overwrites a device. Refuse it.")
        } else if base == "find", arguments.contains(where: { $0.equals("-delete") || $0.equals("-exec") }) {
            findings.add(.deletion, .danger, first.place, "Deletes or runs whatever it finds. Refuse it.")
        } else if loaders.contains(base) {
            findings.add(
                .inlineCode, .danger, first.place,
                "A Windows tool that runs code from elsewhere, and is used to get past checks. Refuse it.")
        } else if schedulers.contains(base) {
            findings.add(.outsideWrite, .danger, first.place, "Makes something run later by itself. Refuse it.")
        } else if base == "setcap" || base == "chown" || base == "visudo" || base == "usermod" || base == "useradd" {
            findings.add(.elevation, .danger, first.place, "Changes rights or users of this machine. Refuse it.")
        } else if base == "tee" || base == "cp" || base == "mv" || base == "ln" || base == "install" {
            if let target = arguments.last(where: { $0.bytes.first != UInt8(ascii: "-") }) {
                WriteJudge.judge(target, into: &findings)
            }
        } else if base == "ssh" || base == "plink" || base == "mosh" || base == "kubectl" {
            findings.add(
                .proxy, .caution, first.place,
                "The server runs on another machine; what is locked here is only the way to it. Review it there.")
            for word in arguments {
                let text = Bytes.lowered(word.bytes)
                guard Bytes.contains("proxycommand", in: text) || Bytes.contains("localcommand", in: text) else {
                    continue
                }
                findings.add(
                    .inlineCode, .danger, word.place, "ssh gives this to a shell on this machine. Leave it out.")
            }
        } else if installers.contains(base) {
            noteInstaller(first, into: &findings)
        } else if base == "nix" || base == "jbang" || base == "mise" || base == "flatpak" || base == "snap" {
            findings.add(
                .otherSource, .caution, first.place,
                "Fetches what it runs in a way that Ward cannot lock. Prefer a package that Ward understands.")
        } else if base == "make" || base == "just" || base == "go" || base == "cargo" {
            findings.add(
                .buildsFromSource, .caution, first.place,
                "Builds from source at each start, and so runs whatever stands there. Build it once and name the program."
            )
        }
    }

    static func noteInstaller(_ word: Word, into findings: inout FindingList) {
        findings.add(
            .installer, .caution, word.place,
            "Installs something else or edits clients' configurations, past any consent. Add the server itself instead."
        )
    }

    static func judgeElevation(_ name: String, _ first: Word, into findings: inout FindingList) {
        guard elevating.contains(name) else { return }
        findings.add(
            .elevation, .danger, first.place,
            "Starts something as another user, usually root. An MCP server needs none of that: refuse it.")
    }

    private static func judgeDeletion(
        _ base: String, _ first: Word, _ arguments: ArraySlice<Word>, into findings: inout FindingList
    ) {
        let whole = arguments.contains { word in
            let text = Bytes.lowered(word.bytes)
            if text.starts(with: Bytes.of("--recursive")) || text.starts(with: Bytes.of("-recurse"))
                || text == Bytes.of("/s")
            {
                return true
            }
            return base == "rm" && text.first == UInt8(ascii: "-") && !text.starts(with: Bytes.of("--"))
                && text.contains(UInt8(ascii: "r"))
        }
        findings.add(
            .deletion, whole || base == "shred" ? .danger : .caution, first.place,
            whole ? "Deletes whole folders. Refuse it." : "Deletes files. Ask what for.")
    }
}
