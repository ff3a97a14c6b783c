// SPDX-License-Identifier: Apache-2.0

internal import WardText

extension SupplyError {
    /// Puts a tool's failure into words: what it means, how it ended, and its own last lines.
    init(_ result: ToolResult, of tool: Tool, _ place: String) {
        let text = String(decoding: result.errors, as: UTF8.self)
        let reason = FailureReason.all.first { reason in reason.signs.contains { text.contains($0) } }
        let ending =
            switch result.ending {
            case .exit(let status): "`\(tool.name)` ended with status \(status)"
            case .signal(let number): "`\(tool.name)` was stopped by signal \(number)"
            }
        let lines = text.split(whereSeparator: \.isNewline).suffix(12)
            .map { "\n  " + Visible.escaped(String($0), limit: 400) }
        let words = lines.isEmpty ? " and said nothing" : ":" + lines.joined()
        self.init(
            reason?.code ?? .toolFailed, place,
            [reason?.meaning, ending + words].compactMap { $0 }.joined(separator: "; "),
            hint: reason?.hint ?? "the lines of `\(tool.name)` say what it missed")
    }
}

/// What a tool's words tell about why it failed.
///
/// They only choose the code and the advice.
private struct FailureReason {
    var code: SupplyError.Code
    var meaning: String
    var hint: String
    var signs: [String]

    /// The first that fits counts.
    static let all = [
        FailureReason(
            code: .diskFull, meaning: "there is no room on the disk",
            hint: "free some space on this disk, then try again",
            signs: ["os error 28", "No space left on device", "Disk quota exceeded", "ENOSPC", "EDQUOT"]),
        FailureReason(
            code: .hashMismatch, meaning: "what the index serves is not what was locked",
            hint: "do not use it; find out why the index serves something else under the same name",
            signs: ["Hash mismatch", "hash mismatch", "EINTEGRITY"]),
        FailureReason(
            code: .sourceOnly, meaning: "it is there only as source, and building it would run its code",
            hint: "choose a version that has a wheel for this platform",
            signs: ["has no usable wheels", "building from source is disabled", "Building source distributions"]),
        FailureReason(
            code: .indexUnreachable, meaning: "the package index cannot be reached",
            hint: "check the network, the proxy, and the index that your package tools are configured for",
            signs: [
                "Failed to fetch", "error sending request", "dns error", "Could not connect", "Connection refused",
                "network was disabled", "Request failed", "operation timed out", "ECONNREFUSED", "ENOTFOUND",
                "EAI_AGAIN",
                "ETIMEDOUT", "ECONNRESET", "ERR_SOCKET_TIMEOUT", "UNABLE_TO_VERIFY", "SELF_SIGNED_CERT",
            ]),
        FailureReason(
            code: .noSolution, meaning: "no set of versions fits what was asked for",
            hint: "check the name, the version and the constraints",
            signs: ["No solution found", "was not found in the package registry", "ETARGET", "E404"]),
    ]
}
