// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import WardGateway

@testable import WardCommands

/// What was looked at early counts once, and only for a moment.
struct EarlyStandingTests {
    private final class Looks: Sendable {
        let count = Mutex(0)
        let time = Mutex(ContinuousClock.now)

        func look() -> Coverage.Standing {
            let number = count.withLock { count in
                count += 1
                return count
            }
            return .blocked(Coverage.Reason(detail: "\(number)", remedy: ""))
        }
    }

    private func detail(_ standing: Coverage.Standing) -> String {
        if case .blocked(let reason) = standing { reason.detail } else { "ready" }
    }

    @Test func `who asks soon gets what was looked at, and the next one looks anew`() {
        let looks = Looks()
        let early = EarlyStanding(now: { looks.time.withLock { $0 } }, looks.look)
        #expect(detail(early.current()) == "1")
        #expect(detail(early.current()) == "2")
        #expect(detail(early.current()) == "3")
    }

    @Test func `W14: what was looked at a while ago says nothing about what would run now`() {
        let looks = Looks()
        let seen = Mutex(false)
        // The first moment that is asked for is the one of the look.
        let early = EarlyStanding(
            now: {
                seen.withLock { seen in
                    defer { seen = true }
                    return looks.time.withLock { seen ? $0 + EarlyStanding.lifetime : $0 }
                }
            }, looks.look)
        #expect(detail(early.current()) == "2")
    }
}
