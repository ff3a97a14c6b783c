// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLaunch
import WardLock
import WardText

/// What a person reads before consenting: all of it, at any width, in words that foreign text cannot imitate.
///
/// SEP-1024 asks for the exact command without a cut, a clear warning in the same view, an explicit act and a way to cancel
/// (S2, S3, S4). There is no shorter form.
package struct ConsentSheet: QuestionSheet, Hashable {
    /// What the sheet is about.
    package let question: ConsentQuestion
    private let lines: [SheetLine]

    /// Lays a question out.
    ///
    /// - Parameters:
    ///   - question: What is asked.
    ///   - columns: The width of the terminal; less than 20 counts as 20, more than 400 as 400.
    package init(_ question: ConsentQuestion, columns: Int) {
        self.question = question
        var writer = SheetWriter(columns: columns)
        writer.head(of: question)
        if let previous = question.previous {
            writer.differences(from: previous, of: question)
        } else {
            writer.launch(of: question)
            writer.origin(of: question)
            writer.closure(of: question)
        }
        writer.findings(of: question)
        writer.dropped(question.allDropped)
        writer.permissions(of: question)
        writer.digest(of: question)
        lines = writer.lines
    }

    package var text: String { lines.map { $0.text + "\n" }.joined() }

    package var colouredText: String { lines.map { $0.coloured + "\n" }.joined() }

    package var confirmation: Confirmation { question.confirmation }

    package func approval(by answer: [UInt8]) -> ApprovalMeans? { question.approval(by: answer) }
}

extension SheetWriter {
    fileprivate mutating func head(of question: ConsentQuestion) {
        switch (question.content.launch, question.previous) {
        case (_, .some): say("This MCP server is not what you approved. Approve what has changed?", .strong)
        case (.stdio, nil): say("Approve this MCP server? Nothing of it has run yet.", .strong)
        case (.http, nil): say("Record this remote MCP server? Nothing has been sent to it yet.", .strong)
        }
        field("server", exactly: question.name.text)
        if let lock = question.lock { field("lock", [.own("a project's:")], exactly: lock) }
        // What is renewed was asked for in some form once; the lock keeps the words of it, not the form.
        if let request = question.request, question.previous == nil {
            field("kind", [.own(request.source.rawValue)])
        }
        field("source", exactly: question.source)
        risk(question.risk)
    }

    fileprivate mutating func findings(of question: ConsentQuestion) {
        let findings = question.allFindings
        guard !findings.isEmpty else { return }
        heading("What to look at (\(findings.count))")
        for finding in findings {
            // Findings about how the source was read count its arguments, not those of what would run.
            let isAsked = !question.findings.contains(finding)
            let launch = isAsked ? question.request?.launch : nil
            let differs = launch.map { !Self.isSame(finding.place, in: $0, question.content.launch) } ?? false
            self.finding(finding, in: launch ?? question.content.launch, isAsked && differs)
        }
    }

    /// Whether a place holds the same in two launches, so that nobody has to be told which of the two is meant.
    private static func isSame(_ place: LaunchFinding.Place, in asked: Launch, _ taken: Launch) -> Bool {
        guard case (.stdio(let asked), .stdio(let taken)) = (asked, taken) else { return asked == taken }
        return switch place {
        case .executable: asked.executable == taken.executable
        case .argument: asked.arguments == taken.arguments
        case .environment(let name): asked.environment[name] == taken.environment[name]
        case .directory: asked.directory == taken.directory
        case .launch, .url, .header: asked == taken
        }
    }

    private mutating func finding(_ finding: LaunchFinding, in launch: Launch, _ isOnlyAsked: Bool) {
        let (label, style) = Self.mark(of: finding.tier)
        let remark: [Content] = isOnlyAsked && finding.place != .launch ? [.own("of what was asked for")] : []
        field(label, [.own(Self.plain(finding.code))] + Self.place(finding.place) + remark, style)
        if let (span, rest) = Self.span(of: finding.place, in: launch) {
            field("at", [.bytes(span)] + (rest > 0 ? [.own("and \(rest) more bytes")] : []), style)
        }
        field("why", [.own(Self.plain(finding.detail))], style)
    }

    private static func mark(of tier: LaunchFinding.Tier) -> (String, SheetStyle) {
        switch tier {
        case .note: ("NOTE", .plain)
        case .caution: ("CAUTION", .caution)
        case .danger: ("DANGER", .danger)
        }
    }

    private static func place(_ place: LaunchFinding.Place) -> [Content] {
        switch place {
        case .launch: []
        case .executable: [.own("in the program")]
        case .argument(let index, _): [.own("in argument [\(index + 1)]")]
        case .environment(let name): [.own("in the variable"), .exact(name)]
        case .directory: [.own("in the folder")]
        case .url: [.own("in the URL")]
        case .header(let name): [.own("in the header"), .exact(name)]
        }
    }

    /// The bytes that a finding is about, as many as help to find them above, and how many more there are.
    private static func span(of place: LaunchFinding.Place, in launch: Launch) -> ([UInt8], Int)? {
        guard case .stdio(let stdio) = launch else { return nil }
        let text: String
        let range: Range<Int>
        switch place {
        case .executable(let bytes): (text, range) = (stdio.executable, bytes)
        case .argument(let index, let bytes) where stdio.arguments.indices.contains(index):
            (text, range) = (stdio.arguments[index], bytes)
        default: return nil
        }
        let bytes = Array(text.utf8)
        let span = bytes[range.clamped(to: bytes.indices)]
        return span.isEmpty ? nil : (Array(span.prefix(200)), max(0, span.count - 200))
    }

    fileprivate mutating func dropped(_ fields: [DroppedField]) {
        guard !fields.isEmpty else { return }
        heading("What the source says for you, and Ward leaves out (\(fields.count))")
        for dropped in fields { field("left out", [.exact(dropped.place), .own("=")], exactly: dropped.value) }
    }

    fileprivate mutating func permissions(of question: ConsentQuestion) {
        heading("What it may do")
        switch question.content.launch {
        case .stdio:
            switch question.content.permissions {
            case .unconfined: field("may", [.own("unconfined: runs with all your rights")], .danger)
            }
            say(
                "WARNING: this runs code on your computer, as you. It can read, change and delete your files, use your "
                    + "network and your logins, and start other programs, each time a client starts it. Ward does not "
                    + "confine it: no sandbox holds it, and no signature of it was checked. Approve it only if you trust "
                    + "where it comes from.", .danger)
        case .http(let launch):
            field("state", [.own("NOT PROTECTED: Ward does not stand before remote servers")], .danger)
            say(
                "WARNING: it is recorded only, and `ward run` refuses it. What a client sends to this server leaves your "
                    + "computer" + (launch.headers.isEmpty ? "" : ", the headers above with it")
                    + ". What answers there is code that nobody here can see, and it can change at any time.", .danger)
        }
        say("Ward cannot tell you from another program that runs as you: such a program could approve this too.")
    }

    fileprivate mutating func digest(of question: ConsentQuestion) {
        heading("What an approval covers")
        switch question.content.launch {
        case .stdio(let launch):
            field(
                "covers",
                [
                    .own(Self.count(launch.arguments.count, "argument") + ","),
                    .own(Self.count(launch.environment.count, "variable") + ","),
                    .own(Self.count(question.content.closure.artifacts.count, "artifact")),
                ])
        case .http(let launch):
            field("covers", [.own("the URL and " + Self.count(launch.headers.count, "header"))])
        }
        risk(question.risk)
        field("digest", [.own(question.content.digest.description)])
        field("short", [.own(question.content.digest.short)])
    }

    private mutating func risk(_ risk: ConsentRisk) {
        switch risk {
        case .low: field("risk", [.own("low")])
        case .elevated: field("risk", [.own("ELEVATED: look at what is marked")], .caution)
        case .high: field("risk", [.own("HIGH: look at what is marked")], .danger)
        }
    }

    private static func count(_ count: Int, _ word: String) -> String { "\(count) \(word)" + (count == 1 ? "" : "s") }

    /// Words of which parts were escaped already, safe to show whoever wrote them: backslashes stay, all else is escaped.
    static func plain(_ text: String) -> String {
        let parts = text.split(separator: "\\", omittingEmptySubsequences: false)
        return parts.map { part in
            Visible.escaped(String(part), limit: .max).unicodeScalars.map { scalar in
                scalar.isASCII ? String(Character(scalar)) : "\\u{" + String(scalar.value, radix: 16) + "}"
            }.joined()
        }.joined(separator: "\\")
    }
}
