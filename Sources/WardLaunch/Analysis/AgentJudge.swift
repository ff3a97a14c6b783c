// SPDX-License-Identifier: Apache-2.0

/// Finds agent programs that are told not to ask (T93): an agent with no questions left is a shell for whoever writes its prompt.
enum AgentJudge {
    private static let agents: Set<String> = [
        "claude", "codex", "gemini", "qwen", "cursor-agent", "amp", "copilot", "aider", "goose", "droid", "opencode",
        "q",
        "kiro-cli", "cline", "crush", "grok", "auggie", "agy", "claude-code", "gemini-cli", "qwen-code",
    ]
    private static let bypasses: Set<String> = [
        "--dangerously-skip-permissions", "--allow-dangerously-skip-permissions",
        "--dangerously-bypass-approvals-and-sandbox",
        "--dangerously-allow-all", "--trust-all-tools", "--skip-permissions-unsafe", "--dangerously-auto-approve",
        "--dangerously-disable-sandbox", "--allow-all-tools", "--dangerously-bypass-hook-trust",
    ]
    /// Only an agent means these so.
    private static let shortBypasses: Set<String> = [
        "--yolo", "-y", "-f", "--force", "--full-auto", "--yes-always", "--yes", "-a", "--allow-all",
        "--allow-all-paths",
    ]
    private static let modes: Set<String> = [
        "bypasspermissions", "yolo", "never", "danger-full-access", "auto_edit", "auto", "high", "dontask",
    ]

    static func judge(_ words: [Word], into findings: inout FindingList) {
        var agent = false
        var before: Word?
        for word in words {
            let text = word.text
            if bypasses.contains(text) || bypasses.contains(word.split(at: UInt8(ascii: "="))?.before.text ?? "") {
                add(word, to: &findings)
            } else if agent, shortBypasses.contains(text) {
                add(word, to: &findings)
            } else if agent, let (option, mode) = word.split(at: UInt8(ascii: "=")), setsMode(option, mode) {
                add(word, to: &findings)
            } else if agent, let before, setsMode(before, word) {
                add(word, to: &findings)
            }
            // What follows an option such as `--model` is its value, not a program.
            let isValue = before.map {
                $0.hasPrefix("-") && !["-y", "--yes", "--", "-p", "--package"].contains($0.text)
            }
            if isValue != true, names(word) { agent = true }
            before = word
        }
    }

    private static func setsMode(_ option: Word, _ mode: Word) -> Bool {
        ["--permission-mode", "--approval-mode", "--ask-for-approval", "-a", "--sandbox", "-s", "--auto", "-c"]
            .contains(option.text)
            && (modes.contains(String(decoding: Bytes.lowered(mode.bytes), as: UTF8.self))
                || Bytes.contains("approval_policy", in: mode.bytes) || Bytes.contains("sandbox_mode", in: mode.bytes))
    }

    /// Whether a word names an agent, as a program or as a package.
    private static func names(_ word: Word) -> Bool {
        guard word.bytes.first != UInt8(ascii: "-"), word.bytes.count <= 200 else { return false }
        var base = ProgramName(word).base
        if let at = base.utf8.lastIndex(of: UInt8(ascii: "@")), at > base.startIndex { base = String(base[..<at]) }
        return agents.contains(base)
    }

    private static func add(_ word: Word, to findings: inout FindingList) {
        findings.add(
            .agentBypass, .danger, word.place,
            "Starts an agent that asks nobody before it acts. Leave the option out.")
    }
}
