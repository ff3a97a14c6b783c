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

    /// Adds a server, or renews one.
    func install(_ name: ServerName, _ request: LaunchRequest, source: String) throws {
        let analysis = LaunchAnalysis(of: request.launch, home: book.places.home, project: nil)
        let supplier = Supplier(book)
        let supplied = try supplier.supply(request, analysis, constraints: constraints)
        let entry = LockEntry(
            request: LockRequest(source: source, command: request.command), launch: supplied.launch,
            origin: supplied.origin, closures: [Platform.name: supplied.files.closure],
            surface: try book.storage.read().servers[name]?.surface)
        let content = try book.content(of: entry, supplied.files)
        if let consent = try book.consents.current(.launch, of: ServerKey(name)), content.isCovered(by: consent.value) {
            try ConsentAudit.record(.restored, of: name, "digest \(consent.digest)", in: book.folders)
            try book.storage.update { lock in lock.servers[name] = entry }
            Output.say("\(name) is as it was approved, digest \(consent.digest)")
            return
        }
        let question = try self.question(name, request, source, content, analysis, supplied)
        let shown = ConsentSheet(question, columns: 80).text
        let means = try consent(question)
        try refuseWhatChanged(entry, question)
        try ConsentAudit.record(
            .launchApproved, of: name, "\(means.rawValue), digest \(content.digest)", in: book.folders)
        try book.storage.update { lock in lock.servers[name] = entry }
        try book.consents.give(
            .launch, to: ServerKey(name), value: content.value, shown: shown, who: Self.user, how: means.rawValue,
            at: AuditWriter.now())
        Output.say("\(name) is approved to start, digest \(content.digest)")
        guard case .stdio = content.launch else { return }
        try SurfaceReview(book: book, approval: approval, mayWait: true).readAndAsk(name, content)
    }

    private func question(
        _ name: ServerName,
        _ request: LaunchRequest,
        _ source: String,
        _ content: LaunchContent,
        _ analysis: LaunchAnalysis,
        _ supplied: Supplied
    ) throws -> ConsentQuestion {
        let previous = try book.consents.current(.launch, of: ServerKey(name))
        var request = request
        // What resolves anew at each start elsewhere is pinned here, so that is no risk of this launch.
        let isPinned = content.closure.isResolved
        // Reading and analysis may notice the same thing at the same place.
        let known = request.findings
        request.findings += analysis.findings.filter { finding in
            !(isPinned && finding.code == LaunchCode.unpinned.rawValue)
                && !known.contains { $0.code == finding.code && $0.place == finding.place }
        }
        return ConsentQuestion(
            name: name, source: source, request: request, content: content, lookedUp: supplied.lookedUp,
            inherited: book.inheritedNames(of: content.launch), findings: supplied.findings,
            previous: try previous.map { try LaunchContent($0.value) },
            approvedAt: previous.map { ServerText.moment($0.time) }, closureNote: supplied.note)
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
    private func refuseWhatChanged(_ entry: LockEntry, _ question: ConsentQuestion) throws {
        guard case .intact(let files) = try Supplier(book).check(entry, question.content.closure, .changes),
            try book.content(of: entry, files) == question.content
        else {
            throw try denied(Denial(.changedMeanwhile, "its files changed while they were being shown"), question)
        }
    }

    private func denied(_ denial: Denial, _ question: ConsentQuestion) throws -> Failure {
        try ConsentAudit.record(
            .denied, of: question.name, "\(denial.detail), digest \(question.content.digest)", in: book.folders)
        return Failure(
            message: "not approved: \(denial.detail) (\(denial.code.rawValue))", hint: denial.hint, exitCode: 2)
    }

    /// Who approves, by the account database's number: names can be anything.
    static var user: String { "user \(getuid())" }
}
