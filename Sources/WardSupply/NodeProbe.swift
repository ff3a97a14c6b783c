// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardLock
internal import WardText

/// What the system's Node says about itself.
struct NodeProbe {
    let interpreter: Interpreter

    /// What is asked: which program this is behind all links, and whether it is Node itself.
    private static let program = """
        const versions = process.versions
        process.stdout.write(JSON.stringify({
            path: require("fs").realpathSync(process.execPath), version: versions.node,
            name: versions.bun ? "bun" : versions.deno ? "deno" : process.release.name,
        }))
        """

    /// Looks for Node.
    ///
    /// - Parameters:
    ///   - wanted: Its path; nil for the first `node` of the search path.
    ///   - search: The folders to look in.
    ///   - environment: The variables that it gets.
    ///   - scratch: An empty folder.
    /// - Throws: ``SupplyError`` where there is none, it is too old, or another program stands in for it.
    init(
        _ wanted: String? = nil, search: String, environment: [String: String], scratch: String
    ) throws(SupplyError) {
        guard let node = try Self.tool(wanted, search) else {
            throw SupplyError(
                .interpreterUnusable, "node", "no such program is in the folders of PATH",
                hint: "npm packages need Node 18 or later")
        }
        // A wrapper on the search path, as version managers install, looks for its own program there.
        let variables = environment.merging(["PATH": search]) { $1 }
        let result = try node.run(
            ["--no-global-search-paths", "-e", Self.program], environment: variables, scratch: scratch, limit: 60)
        guard result.isSuccess else { throw SupplyError(result, of: node, node.path) }
        guard let answer = Self.answer(result.output), let path = answer["path"], path.hasPrefix("/"),
            let version = answer["version"], let major = version.split(separator: ".").first.flatMap({ Int($0) })
        else { throw SupplyError(.toolOutput, node.path, "what it says about itself is not understood") }
        guard answer["name"] == "node", major >= 18 else {
            throw SupplyError(
                .interpreterUnusable, path,
                "it is `\(Visible.escaped(answer["name"] ?? "?", limit: 80))` \(Visible.escaped(version, limit: 80)), "
                    + "and Node 18 or later is needed", hint: "put one on the search path")
        }
        interpreter = Interpreter(path: path, version: version, digest: try Interpreter.digest(of: path))
    }

    private static func tool(_ wanted: String?, _ search: String) throws(SupplyError) -> Tool? {
        if let wanted { return Tool(path: wanted, name: "node") }
        return try Tool.find("node", in: search)
    }

    private static func answer(_ bytes: [UInt8]) -> [String: String]? {
        guard let document = try? JSONDocument(reading: bytes), document.kind(of: document.root) == .object else {
            return nil
        }
        var answer: [String: String] = [:]
        for member in document.members(of: document.root) {
            guard let name = document.string(member.name), let value = document.string(member.value) else { return nil }
            answer[name] = value
        }
        return answer
    }
}
