// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import WardCommands

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Interrupting a question, each time in a process of its own, because signals belong to the process (S6).
@Suite(.timeLimit(.minutes(5)))
struct TerminalInterruptTests {
    @Test func `S6: Control-C denies and leaves the terminal as it was`() async {
        await #expect(processExitsWith: .success) {
            let terminal = try PseudoTerminal()
            try terminal.becomesControlling()
            let before = terminal.flags
            terminal.whenAsked { $0.type("\u{3}") }
            let sheet = ConsentSheet(try ConsentFixtures.question(["a"]), columns: 80)
            let question = TerminalQuestion(input: terminal.terminal, output: terminal.terminal)
            #expect(Outcome(asking: question, sheet) == .denied(.interrupted))
            #expect(terminal.flags == before)
        }
    }

    @Test func `S6: Control-C before the question is put leaves the terminal as it was`() async {
        await #expect(processExitsWith: .success) {
            let terminal = try PseudoTerminal()
            try terminal.becomesControlling()
            let before = terminal.flags
            terminal.whenAsked { _ in }
            Thread.detachNewThread {
                while terminal.flags & tcflag_t(ICANON) != 0 { usleep(1000) }
                terminal.type("\u{3}")
            }
            let sheet = ConsentSheet(try ConsentFixtures.question(["a"]), columns: 80)
            let question = TerminalQuestion(
                input: terminal.terminal, output: terminal.terminal, silence: .seconds(200))
            #expect(Outcome(asking: question, sheet) == .denied(.interrupted))
            #expect(terminal.flags == before)
        }
    }

    @Test func `S6: being asked to end denies`() async {
        await #expect(processExitsWith: .success) {
            let terminal = try PseudoTerminal()
            terminal.whenAsked { _ in kill(getpid(), SIGTERM) }
            let sheet = ConsentSheet(try ConsentFixtures.question(["a"]), columns: 80)
            let question = TerminalQuestion(input: terminal.terminal, output: terminal.terminal)
            #expect(Outcome(asking: question, sheet) == .denied(.interrupted))
        }
    }

    @Test func `signals are the system's again after a question`() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            let terminal = try PseudoTerminal()
            terminal.whenAsked { $0.type("yes\n") }
            let sheet = ConsentSheet(try ConsentFixtures.question(["a"]), columns: 80)
            let question = TerminalQuestion(input: terminal.terminal, output: terminal.terminal)
            #expect(Outcome(asking: question, sheet) == .approved(.word))
            kill(getpid(), SIGINT)
            // The signal may be another thread's, and come a little later.
            while true { pause() }
        }
    }
}
