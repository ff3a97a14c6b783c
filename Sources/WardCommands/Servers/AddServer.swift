// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardDatabase
import WardLaunch
import WardLock
import WardProcess
import WardStore
import WardText

/// `ward add`: shows exactly what would run, asks, and locks what was approved (SEP-1024).
package struct AddServer: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add an MCP server: see what would run, approve it, lock it.",
        discussion: """
            A SOURCE is an install link, a JSON text or file as clients document it, a package (pypi:NAME, npm:NAME), a \
            folder or file, or a URL. Nothing of the server runs before it was approved.

              ward add pypi:mcp-server-git
              ward add git 'vscode:mcp/install?…'
              ward add time -- uvx mcp-server-time --local-timezone UTC
            """
    )

    @Argument(
        help: ArgumentHelp("The name it gets here; may be left out where the source suggests one.", valueName: "name"))
    var first: String?

    @Argument(help: ArgumentHelp("Where it comes from.", valueName: "source"))
    var second: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A variable that the server gets: its value, or the one in the client's entry.", valueName: "name[=value]"))
    var env: [String] = []

    @Option(name: .long, help: ArgumentHelp("What packages are held to besides, such as 'mcp<2'.", valueName: "spec"))
    var constraint: [String] = []

    @Option(
        name: .long, help: ArgumentHelp("A value that a bundle asks for; again for several.", valueName: "name=value"))
    var setting: [String] = []

    @Option(name: .long, help: "The working directory of the server.")
    var cwd: String?

    @OptionGroup var approval: ApprovalArguments
    @OptionGroup var lock: LockOption
    @OptionGroup var home: HomeOption

    @Argument(
        parsing: .postTerminator, help: ArgumentHelp("The server's command line, after `--`.", valueName: "command"))
    var command: [String] = []

    private var words: [String] { [first, second].compactMap { $0 } }

    package init() {}

    package func validate() throws {
        if command.isEmpty {
            guard (1...2).contains(words.count) else {
                throw ValidationError("write: ward add [NAME] SOURCE, or: ward add NAME -- COMMAND ARGUMENTS")
            }
        } else {
            guard words.count == 1 else {
                throw ValidationError("a command needs a name; write: ward add NAME -- COMMAND ARGUMENTS")
            }
        }
        for variable in env {
            let name = variable.prefix { $0 != "=" }
            guard !name.isEmpty, name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw ValidationError("`\(Visible.escaped(variable, limit: 80))` names no variable")
            }
        }
    }

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let book = try lock.open(in: home.folders(), mayBeNew: true)
            var requested = try request()
            try apply(to: &requested.request)
            let name = try self.name(for: requested.request)
            if try book.storage.read().servers[name] != nil {
                throw Failure(
                    .serverExists, "there is a server `\(book.key(of: name))` already",
                    hint:
                        "`\(book.command("update", name))` renews it; `\(book.command("remove", name))` removes it; or give the new one another name"
                )
            }
            try Installation(book: book, approval: approval, constraints: constraint, bundle: requested.bundle)
                .install(name, requested.request, source: requested.source)
        }
    }

    /// What is asked for, and how that was written.
    private func request() throws -> (request: LaunchRequest, source: String, bundle: BundleInput?) {
        let source = words[words.count - 1]
        if command.isEmpty, let bundle = try SourceInput.bundle(source, settings: BundleInput.settings(setting)) {
            return (bundle.manifest.request, bundle.path, bundle)
        }
        guard setting.isEmpty else {
            throw Failure(message: "`--setting` is for bundles", hint: "an argument stands behind `--`", exitCode: 64)
        }
        guard command.isEmpty else {
            return (try SourceInput.commandLine(command), CommandLineText.of(command), nil)
        }
        let requests = try SourceInput.read(source)
        guard requests.count == 1, let only = requests.first else {
            let names = requests.map { Visible.escaped($0.suggestedName ?? "?", limit: 80) }.joined(separator: ", ")
            guard words.count == 2, let chosen = requests.first(where: { $0.suggestedName == words[0] }) else {
                throw Failure(
                    .sourceSeveral, "the source holds \(requests.count) servers: \(names)",
                    hint: "name the one to add: ward add NAME SOURCE")
            }
            return (chosen, source, nil)
        }
        return (only, source, nil)
    }

    /// Puts the options over what the source says.
    private func apply(to request: inout LaunchRequest) throws {
        guard case .stdio(var launch) = request.launch else {
            guard env.isEmpty, cwd == nil else {
                throw Failure(message: "`--env` and `--cwd` are for servers that run here", exitCode: 64)
            }
            return
        }
        if let cwd { launch.directory = try Self.folder(cwd) }
        for variable in env {
            let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            launch.environment[parts[0]] = parts.count == 2 ? .plain(parts[1]) : .inherited(parts[0])
        }
        request.launch = .stdio(launch)
    }

    /// The folder as an absolute path: the client's own folder, which a relative one would be in, is anyone's.
    private static func folder(_ path: String) throws -> String {
        let found = try ExecutableSearch.path(path, from: nil)
        guard try SourceInput.status(of: found)?.isDirectory == true else {
            throw Failure(
                message: "`--cwd` names no folder: `\(Visible.escaped(found))`",
                hint: "make it first, or correct the path", exitCode: 64)
        }
        return found
    }

    private func name(for request: LaunchRequest) throws -> ServerName {
        if !command.isEmpty || words.count == 2 { return try ServerName(words[0]) }
        guard let suggested = request.suggestedName.flatMap(ServerName.init(suggestedBy:)) else {
            throw Failure(
                message: "the source suggests no name that can be used (\(LockError.Code.invalidName.rawValue))",
                hint: "give it one: ward add NAME SOURCE")
        }
        return suggested
    }
}

/// What a command line says about approval.
package struct ApprovalArguments: ParsableArguments {
    @Flag(name: .long, help: "Approve without a question what is of low risk.")
    var yes = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Approve without a question exactly this content, which a dry run shows.", valueName: "digest"))
    var approve: String?

    @Flag(name: .customLong("dry-run"), help: "Show what would be approved, and change nothing.")
    var isDryRun = false

    package init() {}
}
