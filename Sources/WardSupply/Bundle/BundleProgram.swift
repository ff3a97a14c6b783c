// SPDX-License-Identifier: Apache-2.0

internal import WardLaunch
internal import WardLock

/// What a bundle's command is on this machine, and whether the bundle brings all that it runs.
///
/// The interpreter is the machine's, found once, recorded, and started by its path. It is kept to the bundle as far as the
/// command allows: Python without `site`, so that nothing runs that is installed for the system or the user, and without
/// writing bytecode; Node without the folders that it searches everywhere. `-I` is not for bundles: many name their modules
/// in `PYTHONPATH`, and find those beside their script.
struct BundleProgram {
    /// How it starts, with `{bundle}` for the bundle's folder.
    private(set) var launch: StdioLaunch
    /// The interpreter; nil where there is none, or none that is known.
    private(set) var interpreter: Interpreter?
    /// The program of this machine that starts the bundle and is no interpreter that is known.
    private(set) var program: Artifact?
    /// Why what runs is not all known; nil where it is.
    private(set) var doubt: String?

    /// Variables that name folders to load code from, all of them within the bundle.
    private(set) var ownVariables: Set<String> = []
    /// The bundle's own program, within it.
    let ownProgram: String?

    private static let folder = BundleManifest.folder
    private static let pythons: Set<String> = ["python", "python3"]
    /// Options of Python that load and name nothing.
    private static let pythonOptions: Set<String> = ["-u", "-B", "-E", "-I", "-O", "-OO", "-P", "-q", "-s", "-S"]
    private static let nodeOptions: Set<String> = [
        "--enable-source-maps", "--expose-gc", "--no-deprecation", "--no-warnings", "--trace-deprecation",
        "--trace-uncaught", "--trace-warnings",
    ]
    private static let nodeValues = [
        "--max-old-space-size=", "--stack-size=", "--unhandled-rejections=", "--disable-warning=",
    ]
    /// Variables that make a program load what they name.
    private static let loading: Set<String> = [
        "BASH_ENV", "DYLD_INSERT_LIBRARIES", "LD_AUDIT", "LD_PRELOAD", "NODE_OPTIONS", "PYTHONHOME", "PYTHONSTARTUP",
        "PYTHONUSERBASE",
    ]
    /// Variables that list the folders which code is loaded from.
    private static let searched: Set<String> = [
        "DYLD_LIBRARY_PATH", "LD_LIBRARY_PATH", "NODE_PATH", "PATH", "PYTHONPATH",
    ]

    /// Finds out how a bundle starts; nothing of it runs.
    ///
    /// - Parameters:
    ///   - asked: Its launch, as the manifest says it.
    ///   - head: The first bytes of a file of the bundle; nil where there is no such file.
    ///   - machine: Where programs are looked for.
    ///   - scratch: An empty folder.
    /// - Throws: ``SupplyError`` where the program that starts it is not there, or is too old.
    init(
        _ asked: StdioLaunch, head: (String) throws(SupplyError) -> [UInt8]?, machine: BundleMachine, scratch: String
    ) throws(SupplyError) {
        launch = asked
        let command = asked.executable
        ownProgram = Self.inside(command)
        if let ownProgram {
            guard let head = try head(ownProgram) else {
                throw SupplyError(.command, ownProgram, "the bundle names it as its program, and does not hold it")
            }
            if head.starts(with: "#!".utf8) {
                doubt = "its program is a script, whose interpreter is looked for at each start"
            }
        } else if command == "node" {
            let found = try machine.node(scratch)
            interpreter = found
            launch.executable = found.path
            readNode()
        } else if Self.pythons.contains(command) {
            let found = try machine.python(scratch)
            interpreter = found
            launch.executable = found.path
            readPython(found)
        } else {
            let found = try machine.program(command)
            program = found
            launch.executable = found.name
            doubt = "it is started by `\(found.file)`, which decides itself what it runs"
        }
        readVariables()
    }

    private mutating func readNode() {
        let options = launch.arguments.prefix { $0.hasPrefix("-") }
        let isPlain = options.allSatisfy { option in
            Self.nodeOptions.contains(option) || Self.nodeValues.contains { option.hasPrefix($0) }
        }
        guard isPlain, let script = launch.arguments.dropFirst(options.count).first, Self.inside(script) != nil else {
            doubt = "its command makes Node run more than a script of the bundle"
            return
        }
        launch.arguments.insert("--no-global-search-paths", at: 0)
    }

    private mutating func readPython(_ interpreter: Interpreter) {
        let options = launch.arguments.prefix { Self.pythonOptions.contains($0) }
        let rest = launch.arguments.dropFirst(options.count)
        var isolation = ["-B", "-S"]
        if rest.first == "-m", rest.count > 1 {
            // The working folder comes first on the path of `-m`, and only 3.11 and later can be told not to look there.
            guard interpreter.isPython(atLeast: 11) else {
                doubt = "Python \(interpreter.version) looks for the module in the working folder first"
                return
            }
            isolation.append("-P")
        } else if rest.first.flatMap(Self.inside) == nil {
            doubt = "its command makes Python run more than a script of the bundle"
            return
        }
        launch.arguments.insert(contentsOf: isolation, at: 0)
    }

    private mutating func readVariables() {
        for (name, value) in launch.environment.sorted(by: { $0.key < $1.key }) {
            if Self.loading.contains(name) {
                doubt = doubt ?? "the variable `\(name)` makes it load what the bundle may not hold"
            }
            guard Self.searched.contains(name) else { continue }
            if case .plain(let text) = value,
                text.split(separator: ":", omittingEmptySubsequences: false).allSatisfy({ Self.isInside(String($0)) })
            {
                ownVariables.insert(name)
            } else {
                doubt = doubt ?? "the variable `\(name)` names folders outside of the bundle"
            }
        }
    }

    /// The path of a text within the bundle; nil for one that is not below it.
    private static func inside(_ text: String) -> String? {
        guard text.hasPrefix(folder + "/"), isInside(text) else { return nil }
        return String(text.dropFirst(folder.count + 1))
    }

    private static func isInside(_ text: String) -> Bool {
        guard text == folder || text.hasPrefix(folder + "/") else { return false }
        return !text.split(separator: "/").contains("..")
    }
}

extension Interpreter {
    fileprivate func isPython(atLeast minor: Int) -> Bool {
        let parts = version.split(separator: ".").compactMap { Int($0) }
        return parts.count > 1 && (parts[0] > 3 || parts[0] == 3 && parts[1] >= minor)
    }
}

/// The programs of this machine that start bundles.
struct BundleMachine {
    /// The environment of the person who runs `ward`.
    let owner: [String: String]
    let home: String

    private var search: String { owner["PATH"] ?? "/usr/local/bin:/usr/bin:/bin" }

    private func environment(_ scratch: String) -> [String: String] {
        ["HOME": home, "LANG": "C.UTF-8", "TMPDIR": scratch]
    }

    func node(_ scratch: String) throws(SupplyError) -> Interpreter {
        try NodeProbe(search: search, environment: environment(scratch), scratch: scratch).interpreter
    }

    func python(_ scratch: String) throws(SupplyError) -> Interpreter {
        // A bundle that says `python` means Python 3, whatever this machine calls it.
        let name = try Tool.find("python3", in: search) == nil ? "python" : "python3"
        let probe = try PythonProbe(
            name, search: search, owner: owner, environment: environment(scratch), scratch: scratch)
        return probe.interpreter
    }

    /// Another program, by its digest.
    func program(_ command: String) throws(SupplyError) -> Artifact {
        let path: String
        if command.hasPrefix("/") {
            path = command
        } else if !command.contains("/"), let tool = try Tool.find(command, in: search) {
            path = tool.path
        } else {
            throw SupplyError(
                .toolMissing, command, "the bundle is started by this program, which is not in the folders of PATH",
                hint: "install it, if you trust the bundle")
        }
        let closure = try LocalSupply.executable(path).closure
        guard let artifact = closure.artifacts.first else {
            throw SupplyError(.unreadable, path, "it is not a program")
        }
        return artifact
    }
}
