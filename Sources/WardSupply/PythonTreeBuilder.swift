// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardLock

/// The lines that tell `uv` exactly what to install.
enum PythonRequirements {
    /// `name==version --hash=…` for each package; a lock may come from a stranger, so each part is checked again.
    static func lines(_ closure: Closure) throws(SupplyError) -> [String] {
        var lines: [String] = []
        var last = ""
        for artifact in closure.artifacts {
            guard PackageText.isName(artifact.name), let version = artifact.version, PackageText.isVersion(version),
                !version.contains("*"), artifact.digest.hasPrefix("sha256:"),
                PythonLock.isSHA256(String(artifact.digest.dropFirst(7)))
            else {
                throw SupplyError(.invalidPackage, artifact.name, "the lock has no exact version and SHA-256 for it")
            }
            let package = "\(artifact.name)==\(version)"
            if package == last {
                lines[lines.count - 1] += " --hash=\(artifact.digest)"
            } else {
                lines.append("\(package) --hash=\(artifact.digest)")
            }
            last = package
        }
        return lines
    }
}

/// Makes a tree: an environment without anything but the wheels, and their modules compiled.
struct PythonTreeBuilder {
    let tools: PythonTools
    let interpreter: Interpreter
    let cache: String
    /// A folder that holds `requirements.txt`.
    let scratch: String

    func build(_ tree: String) throws(SupplyError) {
        let place = "the packages"
        _ = try tools.run(
            [
                "venv", "--no-config", "--no-python-downloads", "--no-project", "--relocatable", "--allow-existing",
                "--color", "never", "--cache-dir", cache, "--directory", scratch, "--python", interpreter.path, tree,
            ], place: place, scratch: scratch)
        try removeActivation(tree)
        _ = try tools.run(
            ["pip", "sync"] + PythonTools.hardened + tools.indexes.arguments + [
                "--directory", scratch, "--cache-dir", cache, "--python", tree + "/bin/python", "--require-hashes",
                // Never a link into the cache: whoever writes there must not write here.
                "--link-mode", "copy", scratch + "/requirements.txt",
            ], place: place, scratch: scratch)
        try checkInterpreter(tree)
        try compile(tree)
    }

    /// Removes the scripts for shells, which nobody uses here.
    private func removeActivation(_ tree: String) throws(SupplyError) {
        for entry in try TreeManifest.make(of: tree).entries {
            let path = String(decoding: entry.path, as: UTF8.self)
            guard path.hasPrefix("bin/"), case .file = entry.kind else { continue }
            FileCalls.remove(file: tree + "/" + path)
        }
    }

    private func checkInterpreter(_ tree: String) throws(SupplyError) {
        let found: String
        do throws(FileCalls.Failure) {
            found = try FileCalls.realPath(tree + "/bin/python")
        } catch {
            throw SupplyError(error, tree + "/bin/python", "it cannot be found")
        }
        guard found == interpreter.path else {
            throw SupplyError(
                .interpreterChanged, found, "`uv` took this interpreter and not the one that was asked for")
        }
    }

    private func compile(_ tree: String) throws(SupplyError) {
        // Bytecode that came in a wheel would be taken for its source, which it need not be.
        for entry in try TreeManifest.make(of: tree).entries
        where entry.kind == .folder && entry.path.split(separator: 0x2F).last?.elementsEqual("__pycache__".utf8) == true
        {
            do throws(FileCalls.Failure) {
                try FileCalls.removeTree(Array(tree.utf8) + [0x2F] + entry.path)
            } catch {
                throw SupplyError(error, tree, "bytecode cannot be removed", code: .unwritable)
            }
        }
        let program = scratch + "/compile.py"
        do throws(FileCalls.Failure) {
            try FileCalls.replace(program, with: Array(PythonPrograms.compile.utf8))
        } catch {
            throw SupplyError(error, program, "it cannot be written", code: .unwritable)
        }
        let python = Tool(path: interpreter.path, name: "python")
        // The same order of sets each time, so that the same wheels make the same tree.
        let environment = tools.environment.merging(["PYTHONHASHSEED": "0"]) { $1 }
        let result = try python.run(
            ["-s", "-S", program, tree + "/lib"], environment: environment, scratch: scratch)
        guard result.isSuccess else { throw SupplyError(result, of: python, tree) }
    }
}
