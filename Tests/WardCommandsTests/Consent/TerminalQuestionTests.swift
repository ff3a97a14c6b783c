// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardLaunch
import WardLock

@testable import WardCommands

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The question in a real terminal: only the exact answer of a person who was asked approves (S5, S6, S7, T48).
///
/// One at a time, because a question takes the signals of the whole process.
@Suite(.serialized) struct TerminalQuestionTests {
    /// What a person does, and what it leads to.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var keys: String
        var risk: LaunchFinding.Tier = .note
        var outcome: Outcome

        static let all = [
            Case(testDescription: "yes", keys: "yes\n", outcome: .approved(.word)),
            Case(testDescription: "yes with Enter as terminals send it", keys: "yes\r", outcome: .approved(.word)),
            Case(testDescription: "yes, corrected", keys: "yex\u{7F}s\n", outcome: .approved(.word)),
            Case(testDescription: "Enter", keys: "\n", outcome: .denied(.noAnswer)),
            Case(testDescription: "end of input", keys: "\u{4}", outcome: .denied(.endOfInput)),
            Case(testDescription: "yes, then end of input", keys: "yes\u{4}\u{4}", outcome: .denied(.endOfInput)),
            Case(testDescription: "y", keys: "y\n", outcome: .denied(.refused)),
            Case(testDescription: "Y", keys: "Y\n", outcome: .denied(.refused)),
            Case(testDescription: "YES", keys: "YES\n", outcome: .denied(.refused)),
            Case(testDescription: "yes and a space", keys: "yes \n", outcome: .denied(.refused)),
            Case(testDescription: "a space and yes", keys: " yes\n", outcome: .denied(.refused)),
            Case(testDescription: "n", keys: "n\n", outcome: .denied(.refused)),
            Case(
                testDescription: "a very long line", keys: String(repeating: "yes", count: 900) + "\n",
                outcome: .denied(.refused)),
            Case(testDescription: "a pasted text", keys: "yes\nrm -rf ~\n", outcome: .denied(.severalLines)),
            Case(testDescription: "yes for high risk", keys: "yes\n", risk: .danger, outcome: .denied(.refused)),
            Case(testDescription: "the name for high risk", keys: "notes\n", risk: .danger, outcome: .approved(.name)),
            Case(testDescription: "the name for low risk", keys: "notes\n", outcome: .denied(.refused)),
        ]
    }

    private func sheet(_ tier: LaunchFinding.Tier = .note, arguments: [String] = ["a"]) throws -> ConsentSheet {
        var question = try ConsentFixtures.question(arguments)
        question.findings = [LaunchFinding(.shell, tier, .launch, "x")]
        return ConsentSheet(question, columns: 80)
    }

    private func asks(
        _ terminal: PseudoTerminal, _ sheet: ConsentSheet, input: Int32? = nil, timeout: Duration = .seconds(60),
        silence: Duration = .milliseconds(20)
    ) -> Outcome {
        Outcome(
            asking: TerminalQuestion(
                input: input ?? terminal.terminal, output: terminal.terminal, timeout: timeout, silence: silence),
            sheet)
    }

    @Test(arguments: Case.all)
    func `S5: only the exact answer approves`(person: Case) throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.whenAsked { $0.type(person.keys) }
        let before = terminal.flags
        #expect(asks(terminal, try sheet(person.risk)) == person.outcome)
        #expect(terminal.flags == before)
    }

    @Test func `S2: the sheet stands on the screen before the question`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.whenAsked { $0.type("no\n") }
        let sheet = try sheet()
        #expect(asks(terminal, sheet) == .denied(.refused))
        let shown = terminal.shown.replacing("\r\n", with: "\n")
        #expect(
            shown.hasPrefix(sheet.text + "\n" + TerminalQuestion.prompt(sheet.question.confirmation, columns: 80)))
    }

    @Test func `the sheet is as wide as the terminal says`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        let question = TerminalQuestion(input: terminal.terminal, output: terminal.terminal)
        #expect(question.columns == 80)
        terminal.resize(to: 33)
        #expect(question.columns == 33)
    }

    @Test func `S5: what is no terminal is not asked`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        let pipe = Pipe()
        #expect(TerminalQuestion(input: terminal.terminal, output: terminal.terminal).hasTerminal)
        #expect(
            !TerminalQuestion(input: terminal.terminal, output: pipe.fileHandleForWriting.fileDescriptor).hasTerminal)
        #expect(
            !TerminalQuestion(input: pipe.fileHandleForReading.fileDescriptor, output: terminal.terminal).hasTerminal)
        try pipe.fileHandleForWriting.write(contentsOf: Data("yes\n".utf8))
        let input = pipe.fileHandleForReading.fileDescriptor
        #expect(asks(terminal, try sheet(), input: input) == .denied(.notATerminal))
        let question = TerminalQuestion(
            input: terminal.terminal, output: pipe.fileHandleForWriting.fileDescriptor, timeout: .seconds(5))
        let sheet = try sheet()
        #expect(throws: Denial.self) { try question.ask(sheet) }
        #expect(asks(terminal, sheet, input: -1) == .denied(.notATerminal))
    }

    @Test func `S5: a terminal in raw mode is not asked`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.clear(ICANON)
        terminal.type("yes\n")
        #expect(asks(terminal, try sheet(), timeout: .seconds(2)) == .denied(.rawMode))
    }

    @Test(arguments: ["yes\n", "yes\nyes\nyes\n", "yes"])
    func `S5: what was typed before the question is no answer`(keys: String) throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.type(keys)
        terminal.whenAsked { _ in }
        #expect(asks(terminal, try sheet(), timeout: .milliseconds(400)) == .denied(.timedOut))
    }

    @Test func `S5: half an answer that was typed before is not completed by what comes later`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.type("ye")
        terminal.whenAsked { $0.type("s\n") }
        #expect(asks(terminal, try sheet()) == .denied(.refused))
    }

    @Test func `S5: no question is put while something keeps typing`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.whenAsked { _ in }
        terminal.type("yes\n")
        let before = terminal.flags
        #expect(asks(terminal, try sheet(), timeout: .milliseconds(200), silence: .seconds(30)) == .denied(.noSilence))
        #expect(!terminal.shown.contains("Answer: "))
        #expect(terminal.flags == before)
    }

    @Test func `S5: silence is no answer`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.whenAsked { $0.type("yes") }
        #expect(asks(terminal, try sheet(), timeout: .milliseconds(300)) == .denied(.timedOut))
    }

    @Test func `S5: an answer from another device is none`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        let other = try PseudoTerminal()
        defer { other.end() }
        let input = dup(terminal.terminal)
        defer { close(input) }
        terminal.whenAsked { _ in
            dup2(other.terminal, input)
            other.type("yes\n")
        }
        #expect(asks(terminal, try sheet(), input: input) == .denied(.deviceChanged))
    }

    @Test func `S5: an answer of a terminal that is in raw mode by then is none`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.whenAsked {
            $0.clear(ICANON)
            $0.type("yes\n")
        }
        #expect(asks(terminal, try sheet()) == .denied(.deviceChanged))
    }

    @Test func `S6: a window that is closed denies`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.whenAsked { $0.hangUp() }
        #expect(asks(terminal, try sheet()) == .denied(.endOfInput))
    }

    @Test func `S2: a sheet that is too long is shown in full and not approved by typing`() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.end() }
        terminal.whenAsked { _ in }
        terminal.type("yes\n")
        let sheet = try sheet(arguments: [String(repeating: "a", count: 10_240)])
        #expect(asks(terminal, sheet, timeout: .seconds(2)) == .denied(.tooLong))
        #expect(!terminal.shown.contains("Answer: "))
        #expect(
            ApprovalOptions(digest: sheet.question.content.digest.description)
                .decide(sheet.question, isTerminal: true) == .approved(.digestOption))
    }

    @Test func `S7: a denial says that nothing was changed and what to do`() {
        let digest = Digest256(of: [])
        for code in DenialCode.allCases {
            let hint = Denial(code, "x").hint(naming: digest)
            #expect(hint.hasPrefix("nothing was changed; "), "\(code)")
            #expect(
                hint.contains("again to be asked") || hint.contains("--approve \(digest)") || hint.contains("terminal"))
        }
    }
}
