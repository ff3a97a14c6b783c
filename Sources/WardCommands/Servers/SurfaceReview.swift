// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import WardAudit
import WardGateway
import WardJSON
import WardLock
import WardPinning
import WardProcess
import WardSession
import WardStore
import WardText

/// Looks at what a server shows to a model, has a person decide, and pins what was approved.
struct SurfaceReview {
    let book: ServerBook
    let approval: ApprovalArguments
    /// The digest of a surface that `--approve` names.
    var surfaceDigest: String?
    /// Whether the question may be left for later where nobody can be asked now.
    var mayWait = false

    /// Starts the server once, reads its surface, and asks.
    func readAndAsk(_ name: ServerName, _ content: LaunchContent) throws {
        guard case .stdio(let launch) = content.launch else { return }
        Output.say("\(name) is started once, to see what it shows")
        let configuration = GatewayConfiguration(
            peer: .process(ChildLaunch(launch, in: book)), server: name.text, client: "ward", isUnapproved: false,
            folders: book.folders)
        do {
            try ask(name, try SurfaceProbe.read(configuration, version: Ward.version).surface)
        } catch let failure as GatewayFailure {
            throw Failure(
                message: "\(failure.detail) (\(failure.code))",
                hint: "the launch stays approved; `ward review \(name)` tries again")
        }
    }

    /// Asks about a surface that is known already.
    func ask(_ name: ServerName, _ seen: Surface) throws {
        let old = try book.approvedSurface(of: name)
        let surface = old?.surface.overlaid(with: seen) ?? seen
        let question = SurfaceQuestion(name: name, surface: surface, old: old?.surface)
        let sheet = SurfaceSheet(question, columns: 80)
        if let old, SurfaceCheck(surface, against: old.pin).isCovered {
            Output.say("what \(name) shows is covered by what was approved")
            return try book.consents.releaseHeld(of: ServerKey(name))
        }
        let means = try consent(question)
        let pin = old?.pin.replacing(by: surface) ?? PinnedSurface(approving: surface)
        let approved = ApprovedSurface(surface: surface, pin: pin)
        try ConsentAudit.record(
            .surfaceApproved, of: name,
            "\(means.rawValue), digest \(question.digest), kept as \(approved.value.canonicalDigest())",
            in: book.folders)
        try book.storage.update { lock in lock.servers[name]?.surface = pin }
        try book.consents.give(
            .surface, to: ServerKey(name), value: approved.value, shown: sheet.text, who: Installation.user,
            how: means.rawValue, at: AuditWriter.now())
        try book.consents.releaseHeld(of: ServerKey(name))
        Output.say("what \(name) shows is approved, digest \(question.digest)")
        Output.say("put `ward run \(name)` where the client's configuration has the server's command")
    }

    private func consent(_ question: SurfaceQuestion) throws -> ApprovalMeans {
        if mayWait, surfaceDigest == nil, !approval.yes, !approval.isDryRun, !Terminal.canAsk {
            // Nobody was asked, so nobody said no.
            Output.say(
                "what \(question.name) shows is not approved yet; `ward review \(question.name)` shows it and asks")
            throw ExitCode.success
        }
        let sheet = SurfaceSheet(question, columns: Terminal.columns)
        if approval.isDryRun {
            try Output.write(sheet.text)
            throw ExitCode.success
        }
        do throws(Denial) {
            if let means = try decide(question) {
                Output.sayAll(sheet.text)
                return means
            }
            return try Terminal.question.ask(sheet)
        } catch {
            if !Terminal.canAsk { Output.sayAll(sheet.text) }
            try ConsentAudit.record(
                .denied, of: question.name, "\(error.detail), digest \(question.digest)", in: book.folders)
            throw Failure(
                message: "what \(question.name) shows is not approved: \(error.detail) (\(error.code.rawValue))",
                hint: "the launch stays approved; `ward review \(question.name)` asks again, "
                    + "or approves with `--approve \(question.digest)`",
                exitCode: 2)
        }
    }

    /// What the options say; nil where a person has to be asked.
    ///
    /// `--approve` of `ward add` names the launch; what a server shows is not known before it ran, so its digest is named
    /// to `ward review`.
    private func decide(_ question: SurfaceQuestion) throws(Denial) -> ApprovalMeans? {
        if let digest = surfaceDigest {
            guard Digest256(parsing: digest) == question.digest else {
                throw Denial(.otherDigest, "`--approve` does not name what would be approved, \(question.digest.short)")
            }
            return .digestOption
        }
        if approval.yes {
            guard !question.hidesText else {
                throw Denial(.riskTooHigh, "`--yes` covers low risk alone, and some text in it cannot be seen")
            }
            guard question.old == nil else {
                throw Denial(.riskTooHigh, "`--yes` covers what is seen for the first time, not what has changed")
            }
            return .yesOption
        }
        guard Terminal.canAsk else { throw Denial(.notATerminal, "there is no terminal to ask in") }
        return nil
    }
}

extension Surface {
    /// This surface with the parts that were read anew: a client does not ask for all lists in each session.
    fileprivate func overlaid(with seen: Surface) -> Surface {
        var surface = self
        if seen.capabilities != nil {
            surface.capabilities = seen.capabilities
            surface.instructions = seen.instructions
        }
        surface.declarations.merge(seen.declarations) { _, new in new }
        return surface
    }
}

extension ChildLaunch {
    /// How an approved launch is started.
    init(_ launch: StdioLaunch, in book: ServerBook) {
        self.init(
            executable: launch.executable, arguments: launch.arguments,
            directory: launch.directory,
            environment: ChildEnvironment.make(for: launch, from: book.environment), descendants: .adopt)
    }
}
