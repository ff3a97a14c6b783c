// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProcess
import WardTesting

struct ShutdownSequenceTests {
    private typealias Event = ShutdownSequence.Event
    private typealias Step = ShutdownSequence.Step

    /// Feeds (event, second) pairs and checks each answer.
    private func check(_ script: [(Event, Int, [Step])], finished: Bool) {
        var sequence = ShutdownSequence(graceAfterClosing: .seconds(2), graceAfterTerminating: .seconds(3))
        for (index, (event, second, steps)) in script.enumerated() {
            #expect(sequence.next(event, at: .seconds(second)) == steps, "step \(index)")
        }
        #expect(sequence.isFinished == finished)
        #expect(!finished || sequence.deadline == nil)
    }

    @Test func `closes, waits, terminates, waits, kills`() {
        check(
            [
                (.tick, 1, []), (.begin, 10, [.closeInput]), (.tick, 11, []), (.tick, 12, [.send(.terminate)]),
                (.tick, 14, []), (.tick, 15, [.killAll]), (.tick, 16, []), (.exited, 16, []),
            ], finished: true)
    }

    @Test func `sweeps as soon as the server ended, whatever the phase`() {
        check([(.exited, 1, [.killAll])], finished: true)
        check([(.begin, 1, [.closeInput]), (.exited, 2, [.killAll])], finished: true)
        check(
            [(.begin, 1, [.closeInput]), (.tick, 3, [.send(.terminate)]), (.exited, 4, [.killAll])], finished: true)
    }

    @Test(arguments: [Signal.terminate, .interrupt, .hangUp])
    func `passes a signal on and closes`(signal: Signal) {
        check(
            [(.signalled(signal), 1, [.send(signal), .closeInput]), (.tick, 3, [.send(.terminate)])], finished: false)
    }

    @Test func `hurries when asked again`() {
        check(
            [
                (.signalled(.interrupt), 1, [.send(.interrupt), .closeInput]),
                (.signalled(.interrupt), 1, [.send(.terminate)]), (.signalled(.interrupt), 1, [.killAll]),
                (.begin, 1, []),
            ], finished: true)
        check([(.begin, 1, [.closeInput]), (.begin, 1, [.send(.terminate)]), (.begin, 1, [.killAll])], finished: true)
    }

    @Test func `says when it wants to be asked next`() {
        var sequence = ShutdownSequence(graceAfterClosing: .seconds(2), graceAfterTerminating: .seconds(3))
        #expect(sequence.deadline == nil)
        _ = sequence.next(.begin, at: .seconds(10))
        #expect(sequence.deadline == .seconds(12))
        _ = sequence.next(.tick, at: .seconds(20))
        #expect(sequence.deadline == .seconds(23))
    }

    @Test func `always ends with exactly one kill, whatever happens`() {
        var random = SplitMix64(seed: 0x5EED)
        for round in 0..<2_000 {
            var sequence = ShutdownSequence()
            var now = Duration.zero
            var steps: [Step] = []
            for _ in 0..<random.below(12) {
                now += .milliseconds(random.below(3_000))
                let events: [Event] = [.begin, .tick, .tick, .exited, .signalled(.terminate)]
                steps += sequence.next(events[random.below(events.count)], at: now)
            }
            steps += sequence.next(.begin, at: now)
            while let deadline = sequence.deadline { steps += sequence.next(.tick, at: deadline) }
            #expect(sequence.isFinished, "seed 0x5EED, round \(round)")
            #expect(steps.count { $0 == .killAll } == 1 && steps.last == .killAll, "seed 0x5EED, round \(round)")
            #expect(steps.count { $0 == .closeInput } <= 1, "seed 0x5EED, round \(round)")
        }
    }
}
