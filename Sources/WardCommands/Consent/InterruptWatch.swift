// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Notes that somebody wants the program to end, so that the terminal can be put back and the question denied first.
///
/// Handlers belong to the process: only one question may be asked at a time. A handler only stores a number.
struct InterruptWatch: ~Copyable {
    private static let caught = Atomic<Int32>(0)
    /// Control-C, `kill`, and the terminal going away; Control-\ stays as it is, for whom all else fails.
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    private let former: [(number: Int32, handler: Handler)]

    #if canImport(Darwin)
    private typealias Handler = sig_t?
    #elseif canImport(Musl)
    private typealias Handler = (@convention(c) (Int32) -> Void)?
    #else
    private typealias Handler = __sighandler_t?
    #endif

    /// Starts to take signals.
    init() {
        Self.caught.store(0, ordering: .sequentiallyConsistent)
        former = Self.signals.map { number in
            (number, signal(number) { InterruptWatch.caught.store($0, ordering: .sequentiallyConsistent) })
        }
    }

    /// Puts the former handlers back.
    deinit {
        for (number, handler) in former { _ = signal(number, handler) }
    }

    /// Whether one came.
    var wasInterrupted: Bool { Self.caught.load(ordering: .sequentiallyConsistent) != 0 }
}
