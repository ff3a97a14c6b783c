// SPDX-License-Identifier: Apache-2.0

import WardLock

/// What an approved server finds in its environment: what its launch names, and a few harmless names besides (A19, T91).
///
/// Nothing else of the client's or of the shell's environment reaches it.
enum ChildEnvironment {
    /// Names that say where and in which language the user works.
    ///
    /// They load no code and move no traffic.
    private static let passed: Set<String> = [
        "COLORTERM", "HOME", "LANG", "LANGUAGE", "LOGNAME", "SHELL", "TEMP", "TERM", "TMP", "TMPDIR", "TZ", "USER",
        "XDG_RUNTIME_DIR",
    ]

    /// Where programs are looked for, whatever the client's own `PATH` says: a folder in front of it could give a server other
    /// programs than those that were there when it was approved.
    static let path = "/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin"

    /// The environment of a launch.
    ///
    /// - Parameters:
    ///   - launch: what was approved.
    ///   - own: the environment of `ward run` itself.
    /// - Returns: Every variable that the server gets.
    static func make(for launch: StdioLaunch, from own: [String: String]) -> [String: String] {
        var environment = own.filter { passed.contains($0.key) || $0.key.hasPrefix("LC_") }
        // A program that was installed apart finds its interpreter beside it, behind what the system has.
        let folder = launch.executable.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        environment["PATH"] = folder.isEmpty ? path : path + ":" + folder.joined(separator: "/")
        for (name, value) in launch.environment {
            switch value {
            case .plain(let text): environment[name] = text
            case .inherited(let source): environment[name] = own[source]
            }
        }
        return environment
    }
}
