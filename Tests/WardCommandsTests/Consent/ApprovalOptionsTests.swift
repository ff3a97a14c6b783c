// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch
import WardLock

@testable import WardCommands

/// What options approve, and what they never do (S5, S7, T45).
struct ApprovalOptionsTests {
    private func question(_ tier: LaunchFinding.Tier?, isResolved: Bool = true) throws -> ConsentQuestion {
        var question = try ConsentFixtures.question(["a"])
        question.findings = tier.map { [LaunchFinding(.shell, $0, .launch, "x")] } ?? []
        question.content.closure.isResolved = isResolved
        return question
    }

    private func code(_ decision: ConsentDecision) -> DenialCode? {
        if case .denied(let denial) = decision { denial.code } else { nil }
    }

    @Test(
        arguments: [
            (nil, true, ConsentRisk.low), (.note, true, .low), (.caution, true, .elevated), (.danger, true, .high),
            (nil, false, .high), (.caution, false, .high),
        ] as [(LaunchFinding.Tier?, Bool, ConsentRisk)])
    func `W8: the risk is that of the heaviest finding, and high where what runs is not known`(
        tier: LaunchFinding.Tier?, isResolved: Bool, risk: ConsentRisk
    ) throws {
        let question = try question(tier, isResolved: isResolved)
        #expect(question.risk == risk)
        #expect(question.confirmation == (risk == .high ? .nameOrDigest : .word))
        let decision = ApprovalOptions(yes: true).decide(question, isTerminal: true)
        if risk == .low {
            #expect(decision == .approved(.yesOption))
        } else {
            #expect(code(decision) == .riskTooHigh)
        }
    }

    @Test func `a finding of the request counts like one of the content`() throws {
        var question = try question(nil)
        question.request = LaunchRequest(
            launch: question.content.launch, source: .link, findings: [LaunchFinding(.shell, .danger, .launch, "x")])
        #expect(question.risk == .high)
    }

    @Test func `a remote endpoint is never a matter for yes`() throws {
        var question = try ConsentFixtures.remote()
        question.findings = []
        #expect(question.risk == .elevated)
    }

    @Test func `T45: approve binds to the content, whatever its risk`() throws {
        let question = try question(.danger, isResolved: false)
        let digest = question.content.digest
        #expect(
            ApprovalOptions(digest: digest.description).decide(question, isTerminal: false) == .approved(.digestOption))
        var other = question
        other.content.launch = .stdio(StdioLaunch(executable: "notes-server", arguments: ["b"]))
        let decision = ApprovalOptions(yes: true, digest: digest.description).decide(other, isTerminal: true)
        guard case .denied(let denial) = decision else {
            Issue.record("\(decision)")
            return
        }
        #expect(denial.code == .otherDigest)
        #expect(denial.detail.contains(digest.short) && denial.detail.contains(other.content.digest.short))
    }

    @Test(arguments: ["", "yes", "sha256-", "sha256:abc", "\u{1B}[2Jsha256-x"])
    func `what is no launch digest approves nothing`(text: String) throws {
        let decision = ApprovalOptions(yes: true, digest: text).decide(try question(nil), isTerminal: true)
        #expect(code(decision) == .notADigest)
    }

    @Test func `the short digest is no option`() throws {
        let question = try question(nil)
        let decision = ApprovalOptions(digest: question.content.digest.short).decide(question, isTerminal: true)
        #expect(code(decision) == .notADigest)
    }

    @Test func `S7: with nobody to ask it is denied`() throws {
        let question = try question(nil)
        #expect(code(ApprovalOptions().decide(question, isTerminal: false)) == .notATerminal)
        #expect(ApprovalOptions().decide(question, isTerminal: true) == .ask)
    }

    @Test func `W13: yes does not approve a change, however small its risk`() throws {
        var question = try question(.note)
        question.previous = question.content
        #expect(ApprovalOptions(yes: true).decide(question, isTerminal: true) == .approved(.yesOption))
        question.content.launch = .stdio(StdioLaunch(executable: "notes-server", arguments: ["b"]))
        #expect(code(ApprovalOptions(yes: true).decide(question, isTerminal: true)) == .riskTooHigh)
    }

    /// Bypass class 7 and 14: no name, earlier approval or word of the source makes a content approved.
    @Test func `what was approved before does not approve what is asked now`() throws {
        let question = try ConsentFixtures.update()
        let before = try #require(question.previous).digest.description
        #expect(code(ApprovalOptions(digest: before).decide(question, isTerminal: true)) == .otherDigest)
        #expect(ApprovalOptions().decide(question, isTerminal: true) == .ask)
    }

    @Test(arguments: ["yes", "Y", "OK"])
    func `a server whose name is an everyday answer is approved by its digest`(name: String) throws {
        var question = try ConsentFixtures.question(["a"], name: name)
        question.content.closure.isResolved = false
        #expect(question.confirmation == .digest)
        #expect(question.approval(by: Array(name.utf8)) == nil)
        #expect(question.approval(by: Array(question.content.digest.short.utf8)) == .shortDigest)
    }

    @Test(arguments: ["", "y", "Y", "YES", "Yes", "yes ", " yes", "yes\r", "yes\u{301}", "no", "notes"])
    func `only the exact word approves`(answer: String) throws {
        #expect(try question(.caution).approval(by: Array(answer.utf8)) == nil)
        #expect(try question(.caution).approval(by: Array("yes".utf8)) == .word)
    }
}
