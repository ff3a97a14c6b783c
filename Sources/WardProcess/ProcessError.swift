// SPDX-License-Identifier: Apache-2.0

/// Why a process could not be started or looked after.
public struct ProcessError: Error, Hashable, Sendable {
    /// What went wrong, and by its first word who must act.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// No file has the name that the launch gives.
        case executableNotFound = "environment.executable-not-found"
        /// The file is there and cannot be run.
        case executableNotRunnable = "environment.executable-not-runnable"
        /// The working directory is missing or closed to this user.
        case directoryNotFound = "environment.directory-not-found"
        /// The operating system refused to make a process, a pipe or a thread.
        case startFailed = "environment.start-failed"
        /// The operating system refused to give this process its orphaned descendants.
        case adoptionFailed = "environment.adoption-failed"
        /// Signals to Ward itself cannot be caught.
        case signalsUnavailable = "environment.signals-unavailable"
        /// The launch holds something that no process can be given: a NUL, or an environment name that is no name.
        case launchNotExpressible = "config.launch-not-expressible"
    }

    /// What went wrong.
    public var code: Code
    /// The facts, for a person: lower case, one line, foreign text made visible.
    public var detail: String
    /// What to do about it, where that is known.
    public var hint: String?

    /// Makes an error.
    public init(_ code: Code, _ detail: String, hint: String? = nil) {
        self.code = code
        self.detail = detail
        self.hint = hint
    }
}
