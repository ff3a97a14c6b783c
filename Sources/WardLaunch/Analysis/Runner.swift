// SPDX-License-Identifier: Apache-2.0

/// Which program's command line was understood, behind all wrappers such as `env` or `cmd /c`.
public enum Runner: String, Hashable, Sendable, CaseIterable {
    case npx
    case npmExec = "npm exec"
    case bunx
    case pnpmDlx = "pnpm dlx"
    case yarnDlx = "yarn dlx"
    case uvx
    case uvToolRun = "uv tool run"
    case uvRun = "uv run"
    case pipxRun = "pipx run"
    case pythonModule = "python -m"
    case pythonScript = "python script"
    case denoRun = "deno run"
    case container = "container run"
    case dnx
    case nodeScript = "node script"
    /// A shell, or an interpreter with its program in an argument: nothing further is known about what runs.
    case shell
    /// A program of its own.
    case plain
}
