// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLaunch
import WardLock

/// The parts of a sheet that say what would run.
extension SheetWriter {
    mutating func launch(of question: ConsentQuestion) {
        switch question.content.launch {
        case .stdio(let launch):
            heading("What runs")
            command(launch)
            lookedUp(question, launch.executable)
            folder(launch)
            environment(launch.environment, of: question)
        case .http(let launch):
            heading("What is recorded")
            field("url", exactly: launch.url)
            headers(launch.headers, of: question)
        }
        asked(question)
    }

    /// The program, then one argument a line: never joined, so that two commands never look alike (bypass class 11).
    private mutating func command(_ launch: StdioLaunch) {
        field("program", exactly: launch.executable)
        for (index, argument) in launch.arguments.enumerated() { field("[\(index + 1)]", exactly: argument) }
        if launch.arguments.isEmpty { field("arguments", [.own("none")]) }
    }

    private mutating func lookedUp(_ question: ConsentQuestion, _ executable: String) {
        guard let path = question.lookedUp else {
            return field("found at", [.own("NOT FOUND on this machine")], .caution)
        }
        // Where the lock has the path already, it stands above.
        if path != executable { field("found at", exactly: path) }
    }

    private mutating func folder(_ launch: StdioLaunch) {
        if let directory = launch.directory {
            field("folder", exactly: directory)
        } else {
            field("folder", [.own("the one that the client starts it in")])
        }
    }

    private mutating func environment(_ values: [String: EnvironmentValue], of question: ConsentQuestion) {
        heading("Environment variables that it sets (\(values.count))")
        if values.isEmpty { field("variables", [.own("none")]) }
        for (name, value) in Self.sorted(values) {
            variable("variable", name, value, Self.looksSecret(.environment(name), in: question), question)
        }
    }

    private mutating func headers(_ values: [String: EnvironmentValue], of question: ConsentQuestion) {
        heading("Headers of every request (\(values.count))")
        if values.isEmpty { field("headers", [.own("none")]) }
        for (name, value) in Self.sorted(values) {
            variable("header", name, value, Self.looksSecret(.header(name), in: question), question)
        }
    }

    /// A name and its value; never the value of a secret.
    private mutating func variable(
        _ label: String, _ name: String, _ value: EnvironmentValue, _ isSecret: Bool, _ question: ConsentQuestion
    ) {
        switch value {
        case .plain where isSecret:
            field(label, [.exact(name), .own("= (looks secret, its value is not shown)")], .caution)
        case .plain(let text): field(label, [.exact(name), .own("=")], exactly: text)
        case .inherited(let source):
            let isSet = question.inherited[source] ?? false
            let digest = question.content.inherited[name].map { ", keyed digest \($0.short)" } ?? ""
            field(
                label,
                [
                    .exact(name), .own("= from the environment of `ward run`, its variable"), .exact(source),
                    .own(isSet ? "(set here\(digest))" : "(NOT SET here)"),
                ])
        }
    }

    /// What the source asks for, where that is not what would run: symbols resolved, a package put in the store.
    private mutating func asked(_ question: ConsentQuestion) {
        guard let request = question.request, request.launch != question.content.launch else { return }
        heading("What was asked for")
        switch (request.launch, question.content.launch) {
        case (.stdio(let asked), .stdio(let launch)):
            if asked.arguments == launch.arguments, !asked.arguments.isEmpty {
                field("program", exactly: asked.executable)
                field("arguments", [.own("the same as above")])
            } else {
                command(asked)
            }
            if asked.directory != launch.directory { folder(asked) }
            askedValues("variable", asked.environment, launch.environment) { .environment($0) }
        case (.stdio(let asked), .http):
            command(asked)
            folder(asked)
            askedValues("variable", asked.environment, [:]) { .environment($0) }
        case (.http(let asked), .http(let launch)):
            field("url", exactly: asked.url)
            askedValues("header", asked.headers, launch.headers) { .header($0) }
        case (.http(let asked), .stdio):
            field("url", exactly: asked.url)
            askedValues("header", asked.headers, [:]) { .header($0) }
        }

        /// Only what differs; a value in clear is shown only where it stays one that may be.
        func askedValues(
            _ label: String, _ asked: [String: EnvironmentValue], _ taken: [String: EnvironmentValue],
            _ place: (String) -> LaunchFinding.Place
        ) {
            for (name, value) in Self.sorted(asked) where taken[name] != value {
                switch (value, taken[name]) {
                case (.plain, nil): field(label, [.exact(name), .own("= (left out)")], .caution)
                case (.plain, .inherited): field(label, [.exact(name), .own("= (a value in clear, not shown)")])
                case (.plain, .plain), (.inherited, _):
                    variable(label, name, value, Self.looksSecret(place(name), in: question), question)
                }
            }
        }
    }

    /// In the order of bytes, so that the same launch always makes the same sheet.
    private static func sorted(_ values: [String: EnvironmentValue]) -> [(key: String, value: EnvironmentValue)] {
        values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    static func looksSecret(_ place: LaunchFinding.Place, in question: ConsentQuestion) -> Bool {
        question.allFindings.contains { $0.place == place && $0.code == LaunchCode.secretInClear.rawValue }
    }
}
