// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardLock
internal import WardText

/// What the system's interpreter says about itself and about pip's configuration.
struct PythonProbe {
    let interpreter: Interpreter
    let pip: [String: String]

    init(
        _ wanted: String?, search: String, owner: [String: String], environment: [String: String], scratch: String
    ) throws(SupplyError) {
        let python = try Self.tool(wanted, search: search)
        var variables = environment
        // A wrapper on the search path, as version managers install, looks for its own program there.
        variables["PATH"] = search
        for (name, value) in owner where name.hasPrefix("PIP_") || name.hasPrefix("XDG_CONFIG") {
            variables[name] = value
        }
        let program = scratch + "/probe.py"
        do throws(FileCalls.Failure) {
            try FileCalls.replace(program, with: Array(PythonPrograms.probe.utf8))
        } catch {
            throw SupplyError(error, program, "it cannot be written", code: .unwritable)
        }
        // Isolated and without `site`, so that nothing that is installed for this interpreter runs.
        let result = try python.run(["-I", "-S", program], environment: variables, scratch: scratch, limit: 60)
        guard result.isSuccess else { throw SupplyError(result, of: python, python.path) }
        guard let answer = Answer(result.output) else {
            throw SupplyError(.toolOutput, python.path, "what it says about itself is not understood")
        }
        guard answer.implementation == "cpython" else {
            throw SupplyError(
                .interpreterUnusable, python.path, "it is `\(Visible.escaped(answer.implementation))`, not CPython",
                hint: "put a CPython on the search path")
        }
        interpreter = Interpreter(
            path: answer.executable, version: answer.version, digest: try Interpreter.digest(of: answer.executable))
        pip = answer.pip
    }

    private static func tool(_ wanted: String?, search: String) throws(SupplyError) -> Tool {
        if let wanted, wanted.hasPrefix("/") { return Tool(path: wanted, name: "python") }
        if let found = try Tool.find(wanted ?? "python3", in: search) { return found }
        throw SupplyError(
            .interpreterUnusable, wanted ?? "python3", "no such program is in the folders of PATH",
            hint: "install Python 3.10 or later, or name one by its full path")
    }

    private struct Answer {
        var executable: String
        var version: String
        var implementation: String
        var pip: [String: String] = [:]

        init?(_ bytes: [UInt8]) {
            guard let document = try? JSONDocument(reading: bytes),
                case .object(let object) = JSONValue(document.root, in: document),
                case .string(let executable)? = object["executable"], executable.hasPrefix("/"),
                case .string(let version)? = object["version"],
                case .string(let implementation)? = object["implementation"], case .object(let pip)? = object["pip"]
            else { return nil }
            self.executable = executable
            self.version = version
            self.implementation = implementation
            for member in pip.members {
                guard case .string(let value) = member.value else { return nil }
                self.pip[member.name] = value
            }
        }
    }
}
