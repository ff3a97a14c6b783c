// SPDX-License-Identifier: Apache-2.0

internal import WardLaunch
internal import WardLock
internal import WardText

/// What is installed in a tree, by its own records.
struct PythonTree {
    private struct Distribution {
        var name: String
        var version: String
        var folder: String
    }

    private let tree: String
    private let packages: String
    private let paths: [String]
    private let distributions: [Distribution]

    init(_ tree: String) throws(SupplyError) {
        self.tree = tree
        paths = try TreeManifest.make(of: tree).entries.compactMap { String(validating: $0.path, as: UTF8.self) }
        guard let packages = paths.first(where: { $0.hasSuffix("/site-packages") && $0.hasPrefix("lib/") }) else {
            throw SupplyError(.toolOutput, tree, "there is no `site-packages` in it")
        }
        self.packages = packages
        distributions = paths.compactMap { path in
            guard path.hasPrefix(packages + "/"), path.hasSuffix(".dist-info") else { return nil }
            let name = path.dropFirst(packages.count + 1).dropLast(".dist-info".count)
            guard !name.contains("/"), let dash = name.firstIndex(of: "-") else { return nil }
            return Distribution(
                name: PackageText.normalized(String(name[..<dash])),
                version: String(name[name.index(after: dash)...]), folder: path)
        }
    }

    /// The closure with, of several wheels of one package, the one that is installed.
    ///
    /// The wheel says for itself what it is compatible with, and its name says so too. Where that does not tell them
    /// apart, all stay: each is named by its digest, and the tree's own digest covers what is there.
    func narrowed(_ closure: Closure) throws(SupplyError) -> Closure {
        var artifacts: [Artifact] = []
        for (name, wheels) in Dictionary(grouping: closure.artifacts, by: { PackageText.normalized($0.name) }) {
            guard let installed = distributions.first(where: { $0.name == name }) else {
                throw SupplyError(.toolOutput, name, "it is locked, and `uv` did not install it")
            }
            let tags = try self.tags(of: installed)
            let fitting = wheels.filter { WheelName($0.file)?.tags == tags }
            artifacts += wheels.count > 1 && fitting.count == 1 ? fitting : wheels
        }
        let names = Set(artifacts.map { PackageText.normalized($0.name) })
        if let stranger = distributions.first(where: { !names.contains($0.name) }) {
            throw SupplyError(.toolOutput, stranger.name, "`uv` installed it, and it is not locked")
        }
        return Closure(interpreter: closure.interpreter, artifacts: artifacts, isResolved: closure.isResolved)
    }

    private func tags(of distribution: Distribution) throws(SupplyError) -> Set<String> {
        let lines = try read(distribution.folder + "/WHEEL").split(whereSeparator: \.isNewline)
        return Set(lines.compactMap { $0.hasPrefix("Tag: ") ? String($0.dropFirst(5)) : nil })
    }

    /// Files that Python runs or reads at each start, whether or not the server imports them.
    func findings() -> [LaunchFinding] {
        paths.filter { path in
            guard path.hasPrefix(packages + "/") else { return false }
            let name = path.dropFirst(packages.count + 1)
            return !name.contains("/")
                && (name.hasSuffix(".pth") || name.hasPrefix("sitecustomize") || name.hasPrefix("usercustomize"))
        }.map { file in
            LaunchFinding(
                .preloadedCode, .caution, .launch,
                "Python runs `\(Visible.escaped(file))` at each start, whatever the server imports")
        }
    }

    /// How a package starts from here: its interpreter, isolated from the user's and the project's modules, and a script.
    func launch(of package: PackageReference, symbol: String) throws(SupplyError) -> StdioLaunch {
        let script = try command(of: package)
        let path = symbol + "/bin/" + script
        guard try isPython("bin/" + script) else {
            return StdioLaunch(executable: path, arguments: package.arguments)
        }
        // -I: no variable, no user site, no working folder on the path. -B: nothing is written into the tree.
        return StdioLaunch(
            executable: symbol + "/bin/python", arguments: ["-I", "-B", path] + package.arguments)
    }

    private func command(of package: PackageReference) throws(SupplyError) -> String {
        let own = try scripts(of: PackageText.normalized(package.name))
        if let wanted = package.command {
            // As with `uvx --from`, another package of the closure may have it.
            if isPlainName(wanted), paths.contains("bin/" + wanted) { return wanted }
            throw missing(package, "it has no command `\(Visible.escaped(wanted, limit: 200))`", own)
        }
        let wanted = PackageText.normalized(package.name)
        if let same = own.first(where: { PackageText.normalized($0) == wanted }) { return same }
        if own.count == 1, let only = own.first { return only }
        throw missing(
            package, own.isEmpty ? "it has no command to start" : "it has several commands and none of its own name",
            own)
    }

    private func missing(_ package: PackageReference, _ detail: String, _ scripts: [String]) -> SupplyError {
        let list = scripts.map { "`\(Visible.escaped($0, limit: 200))`" }.joined(separator: ", ")
        return SupplyError(
            .command, package.name, detail,
            hint: scripts.isEmpty ? "is it a server at all?" : "it has these commands, name one: \(list)")
    }

    /// The commands that a package installs (`entry_points.txt`), sorted; only those that are really there.
    private func scripts(of name: String) throws(SupplyError) -> [String] {
        guard let distribution = distributions.first(where: { $0.name == name }) else { return [] }
        let file = distribution.folder + "/entry_points.txt"
        guard paths.contains(file) else { return [] }
        var isScripts = false
        var scripts: Set<String> = []
        for line in try read(file).split(whereSeparator: \.isNewline) {
            if line.hasPrefix("[") {
                isScripts = line.hasPrefix("[console_scripts]")
            } else if isScripts, let end = line.firstIndex(where: { $0 == "=" || $0 == " " || $0 == ":" }) {
                let script = String(line[..<end])
                if isPlainName(script), paths.contains("bin/" + script) { scripts.insert(script) }
            }
        }
        return scripts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && !name.contains("/") && !name.hasPrefix(".") && !name.hasPrefix("python")
    }

    /// Whether a script is Python, by the first lines that `uv` writes into one.
    private func isPython(_ path: String) throws(SupplyError) -> Bool {
        let bytes = try readBytes(path)
        guard bytes.starts(with: "#!".utf8) else { return false }
        let lines = bytes.prefix(512).split(separator: 0x0A, maxSplits: 2)
        return lines.prefix(2).contains { String(decoding: $0, as: UTF8.self).contains("python") }
    }

    private func read(_ path: String) throws(SupplyError) -> String {
        String(decoding: try readBytes(path), as: UTF8.self)
    }

    private func readBytes(_ path: String) throws(SupplyError) -> [UInt8] {
        do throws(FileCalls.Failure) {
            if let bytes = try FileCalls.readFile(tree + "/" + path, limit: 256 << 20) { return bytes }
        } catch {
            throw SupplyError(error, path, "it cannot be read")
        }
        throw SupplyError(.unreadable, path, "it is missing")
    }
}
