// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How a process ended.
public enum ExitStatus: Hashable, Sendable {
    /// It ended by itself with this code.
    case exited(code: Int32)
    /// This signal killed it.
    case signalled(signal: Int32)
}

extension ExitStatus: CustomStringConvertible {
    /// The status for a person, such as `exited with code 3` or `killed by SIGTERM (15)`.
    public var description: String {
        switch self {
        case .exited(let code): "exited with code \(code)"
        case .signalled(let signal): "killed by \(signalName(signal))"
        }
    }
}

/// The name and number of a signal; numbers differ between systems, so both are shown.
private func signalName(_ number: Int32) -> String {
    let names: [Int32: String] = [
        SIGABRT: "SIGABRT", SIGALRM: "SIGALRM", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGHUP: "SIGHUP",
        SIGILL: "SIGILL", SIGINT: "SIGINT", SIGKILL: "SIGKILL", SIGPIPE: "SIGPIPE", SIGQUIT: "SIGQUIT",
        SIGSEGV: "SIGSEGV", SIGSYS: "SIGSYS", SIGTERM: "SIGTERM", SIGTRAP: "SIGTRAP", SIGXCPU: "SIGXCPU",
    ]
    return names[number].map { "\($0) (\(number))" } ?? "signal \(number)"
}
