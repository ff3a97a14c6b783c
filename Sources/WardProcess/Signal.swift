// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A signal that Ward sends or takes.
public enum Signal: Hashable, Sendable, CaseIterable {
    /// `SIGTERM`: please stop.
    case terminate
    /// `SIGINT`: somebody pressed Control-C.
    case interrupt
    /// `SIGHUP`: the terminal or the client went away.
    case hangUp
    /// `SIGKILL`: stop now; cannot be caught.
    case kill
    /// `SIGCHLD`: a child ended.
    case childChanged

    /// The operating system's number.
    public var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .hangUp: SIGHUP
        case .kill: SIGKILL
        case .childChanged: SIGCHLD
        }
    }

    /// The signal with a number; `nil` if Ward has no use for it.
    init?(number: Int32) {
        guard let signal = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = signal
    }
}
