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
    /// What the command line says about the way in which it is approved.
    var options = SurfaceQuestion.Options()
    /// Whether what has not changed is shown whole too.
    var isWhole = false
    /// Whether the lock is told; what is installed from a lock leaves it as it is.
    var isLockWritten = true
    /// Whether the question may be left for later where nobody can be asked now.
    var mayWait = false

    /// Starts the server once, reads its surface, and asks.
    func readAndAsk(_ name: ServerName, _ content: LaunchContent) throws {
        guard case .stdio(let launch) = content.launch else { return }
        Output.say("\(book.key(of: name)) is started once, to see what it shows")
        let configuration = GatewayConfiguration(
            peer: .process(ChildLaunch(launch, in: book)), server: book.key(of: name).description, client: "ward",
            isUnapproved: false, folders: book.folders)
        do {
            try ask(name, try SurfaceProbe.read(configuration, version: Ward.version).surface)
        } catch let failure as GatewayFailure {
            throw Failure(
                message: "\(failure.detail) (\(failure.code))",
                hint: "the launch stays approved; `\(book.command("review", name))` tries again")
        }
    }

    /// Asks about a surface that is known already.
    func ask(_ name: ServerName, _ seen: Surface) throws {
        let old = try book.approvedSurface(of: name)
        var options = options
        options.wasApproved = try wasApproved(seen, name)
        try check(options.varying, seen, old, name)
        // A lock that came from elsewhere says what to expect; it approves nothing.
        let expected = try book.storage.read().servers[name]?.surface
        let question = SurfaceQuestion(
            name: name, surface: seen, old: old, options: options, expected: expected == old?.pin ? nil : expected,
            lock: book.key(of: name).lock)
        guard !question.isCovered else {
            Output.say("what \(book.key(of: name)) shows is covered by what was approved")
            for change in question.difference.changes {
                let part = SurfaceWords.name(of: change.place).map { " " + ServerText.shown($0) } ?? ""
                Output.say("\(SurfaceWords.noun(change.place))\(part) is gone, and stays approved as it was")
            }
            return try book.consents.releaseHeld(of: book.key(of: name))
        }
        if isLockWritten { try book.storage.requireWritable() }
        let (means, choice) = try consent(question)
        try ConsentAudit.record(
            .surfaceApproved, of: book.key(of: name),
            "\(means.rawValue), \(choice.way.rawValue), digest \(choice.digest)", in: book.folders)
        if isLockWritten { try book.storage.update { lock in lock.servers[name]?.surface = choice.value.pin } }
        try book.consents.give(
            .surface, to: book.key(of: name), value: choice.value.value,
            shown: SurfaceSheet(question, columns: 80, isWhole: isWhole).text,
            who: Installation.user, how: means.rawValue, at: AuditWriter.now())
        try book.consents.releaseHeld(of: book.key(of: name))
        Output.say("what \(book.key(of: name)) shows is approved, digest \(choice.digest)")
        Output.say("put `\(book.command("run", name))` where the client's configuration has the server's command")
    }

    /// Whether a person approved each part of it at some time, so that two surfaces take each other's place in turn.
    ///
    /// What stood where a text could vary was not looked at, so it does not count.
    private func wasApproved(_ seen: Surface, _ name: ServerName) throws -> Bool {
        guard let old = try book.approvedSurface(of: name) else { return false }
        var open = Set(SurfaceCheck(seen, against: old.pin).heldBack.map(\.place))
        guard !open.isEmpty else { return false }
        for consent in try book.consents.history(of: book.key(of: name))
        where consent.kind == .surface && consent.withdrawn == nil {
            // What cannot be read any more counts for nothing: the person is asked as if it were new.
            guard let earlier = try? ApprovedSurface(consent.value) else { continue }
            let check = SurfaceCheck(seen, against: earlier.exactPin)
            open.subtract(check.entries.filter { $0.standing == .approved }.map(\.place))
        }
        return open.isEmpty
    }

    /// Refuses a mark on what is not there, and more marks than one server may have.
    private func check(
        _ marks: Set<VaryingPlace>, _ seen: Surface, _ old: ApprovedSurface?, _ name: ServerName
    ) throws {
        for place in marks.sorted() where place.text(in: seen) == nil && old?.text(at: place) == nil {
            throw Failure(
                .varyingPlace, "nothing that may vary stands at `\(Visible.escaped(place.description))`",
                hint:
                    "`\(book.command("review", name)) --whole` shows what is there; a text of up to \(VaryingPlace.longestText) bytes may vary"
            )
        }
        guard marks.union(old?.varying ?? []).count <= VaryingPlace.most else {
            throw Failure(.varyingPlace, "more than \(VaryingPlace.most) places would vary")
        }
    }

    private func consent(_ question: SurfaceQuestion) throws -> (ApprovalMeans, SurfaceQuestion.Choice) {
        if mayWait, surfaceDigest == nil, !approval.yes, !approval.isDryRun, !Terminal.canAsk {
            // Nobody was asked, so nobody said no.
            Output.say(
                "what \(question.name) shows is not approved yet; `\(book.command("review", question.name))` shows it and asks"
            )
            throw ExitCode.success
        }
        let sheet = SurfaceSheet(question, columns: Terminal.columns, isWhole: isWhole)
        if approval.isDryRun {
            try Output.write(sheet.text)
            throw ExitCode.success
        }
        do throws(Denial) {
            if let decided = try decide(question) {
                Output.sayAll(sheet.text)
                return decided
            }
            return try Terminal.question.ask(sheet, question.choice(by:))
        } catch {
            if !Terminal.canAsk { Output.sayAll(sheet.text) }
            let asked = question.choices.map(\.digest.description).joined(separator: " or ")
            try ConsentAudit.record(
                .denied, of: book.key(of: question.name), "\(error.detail), digest \(asked)", in: book.folders)
            throw Failure(
                message: "what \(question.name) shows is not approved: \(error.detail) (\(error.code.rawValue))",
                hint: "the launch stays approved; "
                    + (error.code.isAboutAsking
                        ? "`\(book.command("review", question.name))` asks again"
                        : "to approve exactly what stands above: \(book.command("review", question.name)) "
                            + "--approve \(question.choices.last?.digest.description ?? "DIGEST")"),
                exitCode: 2)
        }
    }

    /// What the options say; nil where a person has to be asked.
    ///
    /// `--approve` of `ward add` names the launch; what a server shows is not known before it ran, so its digest is named
    /// to `ward review`.
    private func decide(
        _ question: SurfaceQuestion
    ) throws(Denial) -> (ApprovalMeans, SurfaceQuestion.Choice)? {
        if let digest = surfaceDigest {
            let given = Digest256(parsing: digest)
            guard let choice = question.choices.first(where: { $0.digest == given }) else {
                let digests = question.choices.map(\.digest.short).joined(separator: " or ")
                throw Denial(.otherDigest, "`--approve` does not name what would be approved, \(digests)")
            }
            return (.digestOption, choice)
        }
        if approval.yes, let choice = question.choices.last {
            guard !question.hidesText, choice.value.varying.isEmpty else {
                throw Denial(
                    .riskTooHigh, "`--yes` covers low risk alone, and some text in it cannot be seen, or is not pinned")
            }
            guard question.isAsExpected else {
                throw Denial(
                    .riskTooHigh, "`--yes` covers low risk alone, and it shows something else than the lock says")
            }
            guard question.old == nil else {
                throw Denial(.riskTooHigh, "`--yes` covers what is seen for the first time, not what has changed")
            }
            return (.yesOption, choice)
        }
        guard Terminal.canAsk else { throw Denial(.notATerminal, "there is no terminal to ask in") }
        return nil
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
