// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardLock

/// What the system's Node says about itself.
enum NodeProbe {
    /// Looks for Node and asks which program it is, because what stands on the search path may be a version manager's stub.
    static func interpreter(
        search: String, environment: [String: String], scratch: String
    ) throws(SupplyError) -> Interpreter {
        guard let node = try Tool.find("node", in: search) else {
            throw SupplyError(
                .interpreterUnusable, "node", "no such program is in the folders of PATH",
                hint: "install Node.js 18 or later")
        }
        let program = "process.stdout.write(JSON.stringify({path: process.execPath, version: process.versions.node}))"
        let result = try node.run(
            ["-e", program], environment: environment.merging(["PATH": search]) { $1 }, scratch: scratch, limit: 60)
        guard result.isSuccess else { throw SupplyError(result, of: node, node.path) }
        guard let document = try? JSONDocument(reading: result.output),
            case .object(let answer) = JSONValue(document.root, in: document),
            case .string(let path)? = answer["path"], path.hasPrefix("/"),
            case .string(let version)? = answer["version"],
            let major = version.split(separator: ".").first.flatMap({ Int($0) })
        else { throw SupplyError(.toolOutput, node.path, "what it says about itself is not understood") }
        guard major >= 18 else {
            throw SupplyError(
                .interpreterUnusable, node.path,
                "it is Node \(major), which lacks options that Ward starts servers with",
                hint: "install Node.js 18 or later")
        }
        let real = try LocalSupply.realPath(path)
        return Interpreter(path: real, version: version, digest: try PythonProbe.digest(of: real))
    }
}
