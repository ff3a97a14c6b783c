// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization
import WardGateway

/// What may run, looked at while everything else of a run is still being set up, so that the first request does not wait for it.
///
/// Only whoever asks soon gets it: what was looked at earlier says nothing about the files that would run now.
final class EarlyStanding: Sendable {
    /// How long it counts.
    static let lifetime = Duration.milliseconds(500)

    private let look: @Sendable () -> Coverage.Standing
    private let now: @Sendable () -> ContinuousClock.Instant
    private let seen = Mutex<(standing: Coverage.Standing, at: ContinuousClock.Instant)?>(nil)
    private let isTaken = Mutex(false)
    private let done = DispatchGroup()

    /// Begins to look.
    init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now },
        _ look: @escaping @Sendable () -> Coverage.Standing
    ) {
        self.look = look
        self.now = now
        DispatchQueue.global().async(group: done) { [self] in
            let standing = look()
            seen.withLock { $0 = (standing, now()) }
        }
    }

    /// What may run now.
    func current() -> Coverage.Standing {
        let isFirst = isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
        guard isFirst else { return look() }
        done.wait()
        guard let seen = seen.withLock({ $0 }), seen.at.duration(to: now()) < Self.lifetime else { return look() }
        return seen.standing
    }
}
