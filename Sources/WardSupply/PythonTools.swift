// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardLock
internal import WardText

/// `uv`, one Python, and what their owner has configured them to install from.
///
/// The owner's configuration is read once, by the tools themselves, from an empty folder, so that nothing of a project
/// has a say. Everything else then runs without configuration and with an environment made here (T85).
struct PythonTools {
    /// Where packages come from, as variables and arguments of `uv`.
    struct Indexes: Hashable {
        var variables: [String: String] = [:]
        var arguments: [String] = []
    }

    static let hardened = [
        "--no-config", "--no-build", "--no-python-downloads", "--system-certs", "--index-strategy", "first-index",
        "--keyring-provider", "disabled", "--color", "never", "--no-progress",
    ]

    let uv: Tool
    let interpreter: Interpreter
    let indexes: Indexes
    /// The environment of every tool.
    let environment: [String: String]

    /// Looks for the tools and reads their configuration.
    ///
    /// - Parameters:
    ///   - owner: The environment of the person who runs `ward`.
    ///   - home: The home folder, from the account database.
    ///   - python: The interpreter to use; nil for the first `python3` of the search path.
    ///   - scratch: An empty folder.
    /// - Throws: ``SupplyError`` where a tool is missing or its configuration cannot be read.
    init(owner: [String: String], home: String, python: String?, scratch: String) throws(SupplyError) {
        let search = owner["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        guard let uv = try Tool.find("uv", in: search) else {
            throw SupplyError(
                .toolMissing, "uv", "no program named `uv` is in the folders of PATH",
                hint: "Python packages are resolved with uv: install it (`pip install uv`, or your system's package)")
        }
        self.uv = uv
        var environment = ToolEnvironment.make(owner: owner, home: home, scratch: scratch, keeping: ["NETRC"])
        let found = try PythonProbe(python, search: search, owner: owner, environment: environment, scratch: scratch)
        if environment["SSL_CERT_FILE"] == nil, let cert = found.pip["cert"] { environment["SSL_CERT_FILE"] = cert }
        interpreter = found.interpreter
        self.environment = environment
        let reader = IndexReader(uv: uv, interpreter: interpreter.path, environment: environment, scratch: scratch)
        indexes = try reader.indexes(owner: owner, pip: found.pip)
    }

    /// Runs `uv`; a failure is an error about `place`.
    func run(_ arguments: [String], place: String, input: String = "", scratch: String) throws(SupplyError) -> [UInt8] {
        let result = try uv.run(
            arguments, environment: environment.merging(indexes.variables) { $1 }, input: input, scratch: scratch)
        guard result.isSuccess else { throw SupplyError(result, of: uv, place) }
        return result.output
    }
}

/// Finds where packages come from.
private struct IndexReader {
    let uv: Tool
    let interpreter: String
    let environment: [String: String]
    let scratch: String

    /// What `uv` is configured for; where it is not, what pip is configured for; where neither is, what `uv` has built in.
    func indexes(owner: [String: String], pip: [String: String]) throws(SupplyError) -> PythonTools.Indexes {
        var variables = owner.filter { $0.key.hasPrefix("UV_") && $0.key.contains("INDEX") }
        for name in ["UV_FIND_LINKS", "UV_CONFIG_FILE", "UV_NO_CONFIG", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"] {
            variables[name] = owner[name]
        }
        let configured = try emitted(variables, [])
        guard try configured == emitted([:], ["--no-config"]) else { return try Self.parse(configured, uv: uv) }
        return Self.fromPip(pip)
    }

    /// What `uv` says it installs from, as lines of a requirements file; nothing is fetched.
    private func emitted(_ variables: [String: String], _ arguments: [String]) throws(SupplyError) -> String {
        do throws(FileCalls.Failure) {
            // The search for a project's file ends at the first one, so none of a folder above has a say.
            try FileCalls.replace(scratch + "/uv.toml", with: [])
        } catch {
            throw SupplyError(error, scratch, "it cannot be written", code: .unwritable)
        }
        let result = try uv.run(
            [
                "pip", "compile", "--directory", scratch, "--offline", "--python", interpreter, "--no-python-downloads",
                "--emit-index-url", "--emit-find-links", "--no-header", "--color", "never", "-",
            ] + arguments, environment: environment.merging(variables) { $1 }, input: "\n", scratch: scratch)
        guard result.isSuccess else { throw SupplyError(result, of: uv, "the configuration of uv") }
        return String(decoding: result.output, as: UTF8.self)
    }

    static func parse(_ text: String, uv: Tool) throws(SupplyError) -> PythonTools.Indexes {
        var indexes = PythonTools.Indexes()
        var extra: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count) {
            case ("--index-url", 2): indexes.variables["UV_DEFAULT_INDEX"] = parts[1]
            case ("--extra-index-url", 2): extra.append(parts[1])
            case ("--find-links", 2): indexes.arguments += ["--find-links", parts[1]]
            case ("--no-index", 1): indexes.arguments.append("--no-index")
            default:
                throw SupplyError(
                    .toolOutput, uv.name, "its configuration has a line that is not understood",
                    hint: "look at `index` and `find-links` in uv.toml")
            }
        }
        if !extra.isEmpty { indexes.variables["UV_INDEX"] = extra.joined(separator: " ") }
        return indexes
    }

    static func fromPip(_ pip: [String: String]) -> PythonTools.Indexes {
        var indexes = PythonTools.Indexes()
        // An address may hold a password, so it goes where other users of the machine cannot see it.
        indexes.variables["UV_DEFAULT_INDEX"] = pip["index-url"]
        indexes.variables["UV_INDEX"] = pip["extra-index-url"]?.split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        for place in (pip["find-links"] ?? "").split(whereSeparator: \.isWhitespace) {
            indexes.arguments += ["--find-links", String(place)]
        }
        if ["1", "true", "yes", "on"].contains((pip["no-index"] ?? "").lowercased()) {
            indexes.arguments.append("--no-index")
        }
        return indexes
    }
}
