// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// One server as a client keeps it: `{"command": …, "args": …, "env": …}` or `{"url": …, "headers": …}`.
struct ServerObject {
    private var fields: SourceFields
    private(set) var notes: ReadingNotes
    private let source: LaunchRequest.Source

    static let commands = ["command"]
    static let urls = ["url", "serverUrl", "httpUrl", "baseUrl"]
    static let environments = ["env", "environment", "envs"]

    init(
        _ node: JSONNode,
        in document: JSONDocument,
        source: LaunchRequest.Source,
        notes: ReadingNotes
    ) throws(SourceError) {
        fields = try SourceFields(node, in: document)
        self.source = source
        self.notes = notes
    }

    private var document: JSONDocument { fields.document }

    /// Reads the request; a name that stands around the object counts, and else one inside it.
    mutating func read(name: String?) throws(SourceError) -> LaunchRequest {
        var suggested = name
        for member in ["name", "displayName"] where suggested == nil { suggested = try fields.string(member) }
        try unfoldTransport()
        let kind = try transportKind()
        let launch: Launch
        if let node = fields.take("command") {
            launch = .stdio(try stdio(command: node))
        } else if let node = try fields.take(oneOf: Self.urls) {
            launch = .http(try http(url: node))
        } else {
            throw document.error(.missing, at: fields.object, "neither a command nor a URL stands here")
        }
        try check(kind, against: launch)
        ServerFields.drop(from: &fields, &notes)
        try refuseOtherKind(launch)
        try fields.finish()
        notes.interpolations(in: launch)
        return LaunchRequest(
            suggestedName: suggested, launch: launch, source: source, dropped: notes.dropped, findings: notes.findings)
    }

    // MARK: A process

    private mutating func stdio(command node: JSONNode) throws(SourceError) -> StdioLaunch {
        var words: [String]
        switch document.kind(of: node) {
        case .array:
            guard !fields.has("args") else {
                throw document.error(.conflict, at: node, "the command is a list, and `args` stands beside it")
            }
            words = try document.texts(node)
        case .object:
            // The oldest form of Zed: `"command": {"path": …, "args": …, "env": …}`.
            return try nested(node)
        default:
            let command = try document.text(node)
            let arguments = try fields.texts("args")
            let document = document
            words = try Self.words(command, hasArguments: !arguments.isEmpty, &notes) { detail in
                document.error(
                    .shell, at: node, "the command is a whole line, and \(detail)",
                    hint: "put the program into `command` and each argument into `args`")
            }
            words += arguments
        }
        guard let executable = words.first, !executable.isEmpty else {
            throw document.error(.missing, at: node, "the command is empty")
        }
        var launch = StdioLaunch(executable: executable, arguments: Array(words.dropFirst()))
        launch.directory = try fields.string("cwd")
        launch.environment = try environment()
        return launch
    }

    private mutating func nested(_ node: JSONNode) throws(SourceError) -> StdioLaunch {
        var inner = try SourceFields(node, in: document)
        let path = try document.text(try inner.needed("path"))
        guard !path.isEmpty else { throw document.error(.missing, at: node, "the command is empty") }
        let arguments = try inner.texts("args")
        let environmentNode = inner.take("env")
        try inner.finish()
        guard !fields.has("args"), environmentNode == nil || !Self.environments.contains(where: fields.has) else {
            throw document.error(.conflict, at: node, "arguments or variables stand in `command` and beside it")
        }
        var launch = StdioLaunch(executable: path, arguments: arguments)
        launch.directory = try fields.string("cwd")
        launch.environment = try environmentNode.map { node throws(SourceError) in try environment(node) } ?? [:]
        if environmentNode == nil { launch.environment = try environment() }
        return launch
    }

    /// The words of a command that may be a whole line.
    ///
    /// A path with spaces in it is one program, as every client that has no shell takes it: so it is where arguments
    /// stand beside it, and where it begins with a drive, because a shell's rules would eat its backslashes.
    static func words(
        _ command: String,
        hasArguments: Bool,
        _ notes: inout ReadingNotes,
        error: (String) -> SourceError
    ) throws(SourceError) -> [String] {
        guard command.utf8.contains(where: ASCII.isBlank) else { return [command] }
        let first = command.utf8.prefix { !ASCII.isBlank($0) }
        let hasPath = first.contains(UInt8(ascii: "/")) || first.contains(UInt8(ascii: "\\"))
        let hasDrive = first.first.map(ASCII.isLetter) == true && first.dropFirst().starts(with: ":\\".utf8)
        guard !hasDrive, !hasArguments || !hasPath else {
            notes.find(
                .joinedCommand, .caution, .executable(0..<command.utf8.count),
                "The command is a path and has spaces in it: it is taken for one program, without arguments of its own")
            return [command]
        }
        let words: [String]
        do {
            words = try CommandWords.split(command)
        } catch let refusal {
            throw error(refusal.detail)
        }
        notes.find(
            .joinedCommand, .caution, .executable(0..<(words.first ?? "").utf8.count),
            "The source has a whole line in `command`; it was split into \(words.count) words, none of which a shell sees"
        )
        return words
    }

    private mutating func environment() throws(SourceError) -> [String: EnvironmentValue] {
        guard let node = try fields.take(oneOf: Self.environments) else { return [:] }
        return try environment(node)
    }

    private mutating func environment(_ node: JSONNode) throws(SourceError) -> [String: EnvironmentValue] {
        var environment: [String: EnvironmentValue] = [:]
        for (name, text) in try document.namedTexts(node, fault: NamedValues.fault(inVariable:)) {
            environment[name] = NamedValues.variable(name, text, &notes)
        }
        return environment
    }

    // MARK: An endpoint

    private mutating func http(url node: JSONNode) throws(SourceError) -> HTTPLaunch {
        let url = try document.text(node)
        do {
            if try EndpointURL.check(url) == .plain { notes.plainHTTP() }
        } catch {
            throw document.error(.url, at: node, "the URL is refused: \(error.detail)")
        }
        guard let node = fields.take("headers") else { return HTTPLaunch(url: url) }
        return HTTPLaunch(url: url, headers: try headers(node))
    }

    private mutating func headers(_ node: JSONNode) throws(SourceError) -> [String: EnvironmentValue] {
        var headers: [String: EnvironmentValue] = [:]
        var folded: Set<String> = []
        for (name, text) in try document.namedTexts(node, fault: NamedValues.fault(inHeader:)) {
            guard folded.insert(name.lowercased()).inserted else {
                throw document.error(.duplicate, at: node, "the header `\(name)` stands twice")
            }
            if let fault = NamedValues.fault(inHeaderValue: text) { throw document.error(.value, at: node, fault) }
            headers[name] = NamedValues.header(name, text, &notes)
        }
        return headers
    }

    // MARK: Transports

    /// Moves the members of a nested `transport` object to where other clients have them.
    private mutating func unfoldTransport() throws(SourceError) {
        guard fields.has("transport"), let node = fields.take("transport") else { return }
        guard document.kind(of: node) == .object else {
            try fields.unfold([("transport", node)])
            return
        }
        let inner = try SourceFields(node, in: document)
        try fields.unfold(inner.rest)
    }

    private mutating func transportKind() throws(SourceError) -> (name: String, node: JSONNode)? {
        guard let node = try fields.take(oneOf: ["type", "transport"]) else { return nil }
        return (try document.text(node), node)
    }

    private mutating func check(
        _ kind: (name: String, node: JSONNode)?,
        against launch: Launch
    ) throws(SourceError) {
        guard let kind else { return }
        let isProcess: Bool
        switch kind.name {
        case "stdio", "local": isProcess = true
        case "http", "sse", "streamable-http", "streamableHttp", "streamable_http", "remote": isProcess = false
        default:
            throw document.error(
                .shape, at: kind.node, "`\(Visible.escaped(kind.name, limit: 80))` is no transport that Ward knows")
        }
        guard case .stdio = launch else {
            guard !isProcess else {
                throw document.error(.conflict, at: kind.node, "the type says a process, and a URL stands here")
            }
            notes.drop(document.pointer(to: kind.node).description, kind.name)
            return
        }
        guard isProcess else {
            throw document.error(.conflict, at: kind.node, "the type says an endpoint, and a command stands here")
        }
    }

    /// A command beside a URL, or arguments of a URL: clients differ on which one they start.
    private func refuseOtherKind(_ launch: Launch) throws(SourceError) {
        let other: [String] =
            switch launch {
            case .stdio: Self.urls + ["headers"]
            case .http: ["args", "cwd"] + Self.environments
            }
        guard let name = other.first(where: fields.has) else { return }
        throw document.error(
            .conflict, at: fields.object, "`\(name)` does not go with the rest: clients differ on which one counts")
    }
}
