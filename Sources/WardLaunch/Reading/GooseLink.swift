// SPDX-License-Identifier: Apache-2.0

import WardLock
import WardText

/// Goose's install link: the launch stands in query keys, of which some are repeated.
///
/// What stands behind `=` in `env` describes the variable: the app throws it away and asks its user.
struct GooseLink {
    var notes: ReadingNotes

    mutating func read(_ link: Link) throws(SourceError) -> LaunchRequest {
        var query = try LinkQuery(link.query, repeatable: ["arg", "env", "header"])
        let command = try text(&query, "cmd")
        let url = try text(&query, "url")
        let type = try text(&query, "type")
        let id = try text(&query, "id")
        let name = try text(&query, "name") ?? id
        for key in ["description", "timeout", "installation_notes"] {
            if let text = try text(&query, key) { notes.drop(key, text) }
        }
        let launch: Launch
        switch (command, url) {
        case (let command?, nil):
            guard type == nil || type == "stdio" else { throw conflict("type") }
            launch = .stdio(try stdio(command, &query))
        case (nil, let url?):
            guard type != "stdio", query.take("arg") == nil else { throw conflict("url") }
            if let type, !["sse", "streamable_http"].contains(type) {
                throw SourceError(
                    .shape, at: .key("type"), "`\(Visible.escaped(type, limit: 80))` is no known transport")
            }
            launch = .http(try http(url, &query))
        case (.some, .some): throw conflict("url")
        case (nil, nil): throw SourceError(.missing, at: .key("cmd"), "neither a command nor a URL stands in the link")
        }
        try query.finish()
        notes.interpolations(in: launch)
        return LaunchRequest(
            suggestedName: name, launch: launch, source: .link, dropped: notes.dropped, findings: notes.findings)
    }

    private mutating func stdio(_ command: String, _ query: inout LinkQuery) throws(SourceError) -> StdioLaunch {
        let arguments = try texts(&query, "arg")
        let words = try ServerObject.words(command, hasArguments: !arguments.isEmpty, &notes) { detail in
            SourceError(.shell, at: .key("cmd"), "the command is a whole line, and \(detail)")
        }
        guard let executable = words.first, !executable.isEmpty else {
            throw SourceError(.missing, at: .key("cmd"), "the command is empty")
        }
        var launch = StdioLaunch(executable: executable, arguments: words.dropFirst() + arguments)
        for pair in try texts(&query, "env") {
            let (name, description) = Self.cut(pair)
            if let fault = NamedValues.fault(inVariable: name) { throw SourceError(.name, at: .key("env"), fault) }
            guard launch.environment.updateValue(.inherited(name), forKey: name) == nil else {
                throw SourceError(.duplicate, at: .key("env"), "the variable `\(name)` stands twice")
            }
            notes.drop("env \(name)", description)
        }
        return launch
    }

    private mutating func http(_ url: String, _ query: inout LinkQuery) throws(SourceError) -> HTTPLaunch {
        do {
            if try EndpointURL.check(url) == .plain { notes.plainHTTP() }
        } catch {
            throw SourceError(.url, at: .key("url"), "the URL is refused: \(error.detail)")
        }
        var launch = HTTPLaunch(url: url)
        var folded: Set<String> = []
        for pair in try texts(&query, "header") {
            let (name, value) = Self.cut(pair)
            if let fault = NamedValues.fault(inHeader: name) ?? NamedValues.fault(inHeaderValue: value) {
                throw SourceError(.name, at: .key("header"), fault)
            }
            guard folded.insert(name.lowercased()).inserted else {
                throw SourceError(.duplicate, at: .key("header"), "the header `\(name)` stands twice")
            }
            launch.headers[name] = NamedValues.header(name, value, &notes)
        }
        // The app asks for variables of remote servers too; nothing uses them here, so they are shown.
        for pair in try texts(&query, "env") { notes.drop("env", pair) }
        return launch
    }

    /// What stands before and behind the first `=`.
    private static func cut(_ pair: String) -> (name: String, rest: String) {
        guard let sign = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (pair, "") }
        return (String(Substring(pair.utf8[..<sign])), String(Substring(pair.utf8[sign...].dropFirst())))
    }

    private mutating func text(_ query: inout LinkQuery, _ key: String) throws(SourceError) -> String? {
        guard let raw = query.take(key), !raw.isEmpty else { return nil }
        return try LinkText.decoded(raw, key: key, .space, &notes)
    }

    private mutating func texts(_ query: inout LinkQuery, _ key: String) throws(SourceError) -> [String] {
        var texts: [String] = []
        for raw in query.takeAll(key) { texts.append(try LinkText.decoded(raw, key: key, .space, &notes)) }
        return texts
    }

    private func conflict(_ key: String) -> SourceError {
        SourceError(.conflict, at: .key(key), "the link describes a process and an endpoint at once")
    }
}
