// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import WardAudit
import WardGateway
import WardJSON
import WardLaunch
import WardLock
import WardPinning
import WardProcess
import WardSession
import WardStore
import WardText

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Takes a request all the way: resolve, show, ask, lock, start once, show what it shows, ask, pin.
///
/// Whoever says no on the way leaves everything as it was; only the audit log knows that somebody was asked (S6, S7).
struct Installation {
    let book: ServerBook
    let approval: ApprovalArguments
    var constraints: [String] = []
    /// The bundle that the request stands in, if it does.
    var bundle: BundleInput?

    /// Adds a server, or renews one.
    func install(_ name: ServerName, _ request: LaunchRequest, source: String) throws {
        try book.storage.requireWritable()
        let analysis = LaunchAnalysis(of: request.launch, home: book.places.home, project: book.places.project)
        let draft = LockDraft(book: book, before: try book.storage.read().servers[name], bundle: bundle)
        let supplied = try Supplier(book).supply(request, analysis, constraints: constraints, bundle: bundle)
        guard constraints.isEmpty || !supplied.origin.constraints.isEmpty else {
            throw Failure(
                message: "`--constraint` is for packages that Ward resolves, and \(name) is none", exitCode: 64)
        }
        let entry = try draft.entry(for: request, analysis, supplied, source: source)
        let dropped = draft.dropped(by: entry)
        try approve(name, entry, request, source, analysis.findings, supplied) {
            try book.storage.update { lock in lock.servers[name] = entry }
            for note in entry.notes { Output.say("note: \(note)") }
            guard !dropped.isEmpty else { return }
            Output.say(
                "note: the lock no longer says what runs on \(dropped.joined(separator: ", ")), which was of another version; "
                    + "`\(book.command("update", name))` there adds it")
        }
    }

    /// Makes a server of the lock ready here, exactly as it is locked; the lock is not written (`ward install`).
    func install(locked entry: LockEntry, as name: ServerName) throws {
        let request = try SourceInput.request(of: entry, in: book.places)
        let supplied = try Supplier(book).restore(entry, request, try lockedClosure(of: entry, name))
        guard !supplied.files.closure.isResolved else {
            // It starts what was asked for, and nothing else, so that is what there is to judge.
            let noticed = LaunchAnalysis(of: request.launch, home: book.places.home, project: book.places.project)
                .findings
            return try approve(name, entry, request, entry.request.source, noticed, supplied, write: nil)
        }
        // What starts was written by whoever wrote the lock, so it is judged like a stranger's command.
        var own = supplied
        let launch = try book.places.resolve(entry.launch)
        own.findings += LaunchAnalysis(of: launch, home: book.places.home, project: book.places.project).findings
        try approve(name, entry, request, entry.request.source, [], own, write: nil)
    }

    /// Has what the server shows approved, where only that is missing.
    func reviewSurface(of name: ServerName) throws {
        guard let content = try book.approvedContent(of: name) else { return }
        try review(isLockWritten: false).readAndAsk(name, content)
    }

    private func lockedClosure(of entry: LockEntry, _ name: ServerName) throws -> Closure {
        guard entry.unknown.members.isEmpty, let closure = entry.closures[Platform.name] else {
            if case .blocked(let block) = try book.standing(of: name, entry) {
                throw Failure(
                    message: "\(block.detail) (\(block.reason.rawValue))", hint: "to resolve: \(block.remedy)",
                    exitCode: 2)
            }
            return Closure(artifacts: [], isResolved: false)
        }
        return try book.places.resolve(closure)
    }

    /// Shows what would run, has it approved, and goes on to what the server shows; `write` locks it.
    private func approve(
        _ name: ServerName,
        _ entry: LockEntry,
        _ request: LaunchRequest,
        _ source: String,
        _ noticed: [LaunchFinding],
        _ supplied: Supplied,
        write: (() throws -> Void)?
    ) throws {
        let key = book.key(of: name)
        let places = book.places(for: supplied.origin.kind, supplied.files.closure)
        let approved = try book.consents.current(.launch, of: key)
        let content = try book.content(of: entry, supplied.files, in: places, approved: approved)
        if let approved, content.isCovered(by: approved.value) {
            if approval.isDryRun { return Output.say("\(key) is as it was approved, digest \(approved.digest)") }
            try ConsentAudit.record(.restored, of: key, "digest \(approved.digest)", in: book.folders)
            try write?()
            return Output.say("\(key) is as it was approved, digest \(approved.digest)")
        }
        let question = try self.question(name, request, source, content, noticed, supplied)
        let shown = ConsentSheet(question, columns: 80).text
        let means = try consent(question)
        try refuseWhatChanged(entry, places, question)
        try ConsentAudit.record(
            .launchApproved, of: key, "\(means.rawValue), digest \(content.digest)", in: book.folders)
        try write?()
        try book.consents.give(
            .launch, to: key, value: content.value, shown: shown, who: Self.user, how: means.rawValue,
            at: AuditWriter.now())
        guard case .stdio = content.launch else {
            return Output.say(
                "\(key) is recorded, digest \(content.digest); it is not protected, and `ward run` refuses it")
        }
        Output.say("\(key) is approved to start, digest \(content.digest)")
        try review(isLockWritten: write != nil).readAndAsk(name, content)
    }

    private func review(isLockWritten: Bool) -> SurfaceReview {
        SurfaceReview(book: book, approval: approval, isLockWritten: isLockWritten, mayWait: true)
    }

    private func question(
        _ name: ServerName,
        _ request: LaunchRequest,
        _ source: String,
        _ content: LaunchContent,
        _ noticed: [LaunchFinding],
        _ supplied: Supplied
    ) throws -> ConsentQuestion {
        let previous = try book.consents.current(.launch, of: book.key(of: name))
        var request = request
        // What resolves anew at each start elsewhere is pinned here, so that is no risk of this launch.
        let isPinned = content.closure.isResolved
        // Reading and analysis may notice the same thing at the same place.
        let known = request.findings
        request.findings += noticed.filter { finding in
            if case .environment(let name) = finding.place, finding.code == LaunchCode.dangerousVariable.rawValue,
                supplied.ownVariables.contains(name)
            {
                return false
            }
            return !(isPinned && finding.code == LaunchCode.unpinned.rawValue)
                && !known.contains { $0.code == finding.code && $0.place == finding.place }
        }
        return ConsentQuestion(
            name: name, source: source, request: request, content: content, lookedUp: supplied.lookedUp,
            inherited: book.inheritedNames(of: content.launch), findings: supplied.findings,
            previous: try previous.map { try LaunchContent($0.value) },
            approvedAt: previous.map { ServerText.moment($0.time) }, closureNote: supplied.note,
            lock: book.key(of: name).lock)
    }

    /// Asks, or has the options answer.
    private func consent(_ question: ConsentQuestion) throws -> ApprovalMeans {
        let options = ApprovalOptions(yes: approval.yes, digest: approval.approve)
        let columns = Terminal.columns
        if approval.isDryRun {
            try Output.write(ConsentSheet(question, columns: columns).text)
            throw ExitCode.success
        }
        switch options.decide(question, isTerminal: Terminal.canAsk) {
        case .approved(let means):
            Output.sayAll(ConsentSheet(question, columns: columns).text)
            return means
        case .denied(let denial):
            Output.sayAll(ConsentSheet(question, columns: columns).text)
            throw try denied(denial, question)
        case .ask:
            do {
                return try Terminal.question.ask(ConsentSheet(question, columns: columns))
            } catch {
                throw try denied(error, question)
            }
        }
    }

    /// People read for minutes, and programs write meanwhile: what is approved is what was shown (S8, bypass class 12).
    private func refuseWhatChanged(_ entry: LockEntry, _ places: Places, _ question: ConsentQuestion) throws {
        let key = book.key(of: question.name)
        guard case .intact(let files) = try Supplier(book).check(entry, question.content.closure, .changes),
            try book.content(of: entry, files, in: places, approved: try book.consents.current(.launch, of: key))
                == question.content
        else {
            throw try denied(Denial(.changedMeanwhile, "its files changed while they were being shown"), question)
        }
    }

    private func denied(_ denial: Denial, _ question: ConsentQuestion) throws -> Failure {
        try ConsentAudit.record(
            .denied, of: book.key(of: question.name), "\(denial.detail), digest \(question.content.digest)",
            in: book.folders)
        return Failure(
            message: "not approved: \(denial.detail) (\(denial.code.rawValue))",
            hint: denial.hint(naming: question.content.digest),
            exitCode: 2)
    }

    /// Who approves, by the account database's number: names can be anything.
    static var user: String { "user \(getuid())" }
}
