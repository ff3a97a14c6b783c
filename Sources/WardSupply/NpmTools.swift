// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardLock
internal import WardText

/// `npm`, one Node, and what their owner has configured them to install from.
///
/// npm reads its owner's own configuration itself, because credentials are in it. It works in an empty folder, so no
/// project has a say, and everything that could run code or change what is written is fixed on its command line, which
/// counts before every file and variable (S1, T85, T88).
struct NpmTools: Hashable {
    let npm: Tool
    let interpreter: Interpreter
    let environment: [String: String]
    /// The files of its owner's configuration, as arguments.
    private let configuration: [String]

    private static let hardened = [
        // Nothing of a package runs, and nothing is fetched but from a registry.
        "--ignore-scripts", "--foreground-scripts=false", "--rebuild-bundle=false", "--bin-links=false",
        // The lock is written as it is read here.
        "--package-lock", "--lockfile-version=3", "--omit-lockfile-registry-resolved", "--install-strategy=hoisted",
        "--omit=dev", "--workspaces=false", "--install-links=false",
        // What is asked for is done, here and not in a folder for all.
        "--global=false", "--location=user", "--dry-run=false", "--force=false", "--offline=false",
        "--replace-registry-host=npmjs",
        // A registry that is away is said to be away soon.
        "--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000",
        "--no-audit", "--no-fund", "--update-notifier=false", "--progress=false", "--color=false", "--timing=false",
        "--loglevel=error", "--logs-max=0",
    ]

    /// Settings that the owner's environment may hold too: where packages come from, and whom to trust there.
    private static let settings: Set = [
        "registry", "userconfig", "globalconfig", "cafile", "ca", "proxy", "https-proxy", "noproxy", "before",
        "min-release-age",
    ]

    /// Looks for the tools and reads where their configuration is.
    ///
    /// - Parameters:
    ///   - owner: The environment of the person who runs `ward`.
    ///   - home: The home folder, from the account database.
    ///   - node: The path of the interpreter to record; nil for the first `node` of the search path.
    ///   - scratch: An empty folder.
    /// - Throws: ``SupplyError`` where a tool is missing or too old.
    init(owner: [String: String], home: String, node: String?, scratch: String) throws(SupplyError) {
        let search = ToolEnvironment.search(owner)
        guard let npm = try Tool.find("npm", in: search) else {
            throw SupplyError(
                .toolMissing, "npm", "no program named `npm` is in the folders of PATH",
                hint: "npm packages are resolved with npm 9 or later, which comes with Node: install it")
        }
        self.npm = npm
        var environment = ToolEnvironment.make(
            owner: owner, home: home, scratch: scratch, keeping: ["NODE_EXTRA_CA_CERTS", "NODE_USE_SYSTEM_CA"])
        interpreter = try NodeProbe(node, search: search, environment: environment, scratch: scratch).interpreter
        // npm is a script that looks for its own Node there.
        environment["PATH"] = search
        for (name, value) in owner where Self.isSetting(name) { environment[name] = value }
        let files = [
            ("userconfig", Self.userFile(owner, home)),
            ("globalconfig", try Self.globalFile(npm, environment, scratch)),
        ]
        for (_, file) in files {
            for name in try Self.variables(in: file) { environment[name] = owner[name] }
        }
        self.environment = environment
        configuration = files.flatMap { ["--" + $0.0, $0.1] }
    }

    /// A cache that lasts for one call: what another program could change in the meantime must not come back as what was
    /// fetched and verified.
    private static let cache = "/npm-cache"

    /// Stands where git would: there is no such program, so what comes from a repository is not fetched.
    private static let noGit = "/git-is-not-used"

    /// Runs `npm` for the project in a folder of its own; a failure is an error about `place`.
    func run(_ arguments: [String], place: String, scratch: String) throws(SupplyError) {
        // Another prefix would move npm's global configuration, so both files of it are named.
        let fixed =
            Self.hardened + ["--prefix", scratch, "--cache", scratch + Self.cache, "--git", scratch + Self.noGit]
            + configuration
        let variables = environment.merging(["TMPDIR": scratch]) { $1 }
        var result = try npm.run(arguments + fixed, environment: variables, scratch: scratch)
        guard !result.isSuccess else { return }
        // Where in npm's own code it failed, and that there is no log of it, helps nobody.
        let noise = ["npm error     at ", "npm ERR!     at ", "Log files were not written"]
        result.errors = Array(
            result.errors.split(separator: 0x0A)
                .filter { line in !noise.contains { String(decoding: line, as: UTF8.self).contains($0) } }
                .joined(separator: [0x0A]))
        guard !String(decoding: result.errors, as: UTF8.self).contains(Self.noGit) else {
            throw SupplyError(
                .foreignSource, place, "it needs a package from a git repository, and that is not fetched",
                hint: "only packages of a registry can be locked by digest; choose a version that needs no other")
        }
        throw SupplyError(result, of: npm, place)
    }

    private static func isSetting(_ name: String) -> Bool {
        guard name.lowercased().hasPrefix("npm_config_") else { return false }
        let key = name.dropFirst("npm_config_".count)
        // A registry of one scope, or the credentials of one registry.
        if key.hasPrefix("@") || key.hasPrefix("//") { return true }
        return settings.contains(key.lowercased().replacing("_", with: "-"))
    }

    /// The owner's own file, as npm finds it.
    private static func userFile(_ owner: [String: String], _ home: String) -> String {
        owner.first { $0.key.lowercased() == "npm_config_userconfig" && $0.value.hasPrefix("/") }?.value
            ?? home + "/.npmrc"
    }

    /// The file for all users of npm, which has to be a version that writes such locks.
    private static func globalFile(
        _ npm: Tool, _ environment: [String: String], _ scratch: String
    ) throws(SupplyError) -> String {
        let result = try npm.run(
            // In global mode, so that no project's file is read: this runs where somebody stands.
            [
                "config", "list", "--json", "--long", "--global", "--loglevel=error", "--logs-max=0",
                "--update-notifier=false", "--workspaces=false", "--cache", scratch + cache,
            ], environment: environment, scratch: scratch, limit: 60)
        guard result.isSuccess else { throw SupplyError(result, of: npm, "the configuration of npm") }
        func text(_ document: JSONDocument, _ name: String) -> String? {
            document.value(named: name, in: document.root).flatMap(document.string)
        }
        guard let document = try? JSONDocument(reading: result.output), let version = text(document, "npm-version"),
            let major = version.split(separator: ".").first.flatMap({ Int($0) })
        else { throw SupplyError(.toolOutput, npm.path, "what it says about its configuration is not understood") }
        guard major >= 9 else {
            throw SupplyError(
                .toolMissing, npm.path, "this is npm \(Visible.escaped(version, limit: 80)), and 9 or later is needed",
                hint: "install a newer Node, which brings a newer npm")
        }
        // npm leaves out what it takes for a secret, such as a path with a UUID in it.
        guard let file = text(document, "globalconfig"), file.hasPrefix("/") else {
            throw SupplyError(
                .toolOutput, npm.path, "it does not say where its global configuration is",
                hint: "set `npm_config_globalconfig` to the path of that file")
        }
        return file
    }

    /// The variables that a configuration file takes values from, as in `${NPM_TOKEN}`.
    private static func variables(in file: String) throws(SupplyError) -> [String] {
        let bytes: [UInt8]
        do throws(FileCalls.Failure) {
            guard try FileCalls.status(file) != nil else { return [] }
            bytes = try FileCalls.readFile(try FileCalls.realPath(file), limit: 4 << 20) ?? []
        } catch {
            throw SupplyError(error, file, "npm's configuration cannot be read")
        }
        return names(in: bytes)
    }

    /// Names between `${` and `}` or `?}`, but none that changes how npm or Node themselves start.
    static func names(in bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(separator: "${", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
            guard let end = rest.firstIndex(of: "}") else { return nil }
            let name = rest[..<end].hasSuffix("?") ? rest[..<end].dropLast() : rest[..<end]
            let isPlain = name.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || (byte < 0x80 && Character(Unicode.Scalar(byte)).isLetter)
                    || (0x30...0x39).contains(byte)
            }
            let upper = name.uppercased()
            let isOwn = ["NODE_", "NPM_CONFIG_", "LD_", "DYLD_"].contains { upper.hasPrefix($0) }
            return name.isEmpty || !isPlain || isOwn || ["PATH", "HOME", "TMPDIR"].contains(upper) ? nil : String(name)
        }
    }
}
