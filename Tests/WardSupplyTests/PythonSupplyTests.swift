// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardLaunch
import WardLock

@testable import WardSupply

@Suite(.enabled(if: Peers.hasUV, Peers.absent)) struct PythonSupplyTests {
    private let index: LoopbackIndex

    init() throws {
        index = try LoopbackIndex()
    }

    private func demo(_ supply: PythonSupply) throws(SupplyError) -> Materialised {
        try supply.materialise(supply.resolve(.python("demo-server")))
    }

    /// What a launch writes when it is started as a client would start it.
    private func run(
        _ made: Materialised, in folder: String, environment: [String: String] = [:]
    ) throws -> String {
        let places = Places(home: index.folder.path, store: index.folder.path + "/store")
        guard case .stdio(let launch) = try places.resolve(.stdio(made.launch)) else { return "" }
        let result = try Program.run(
            launch.executable, launch.arguments, environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 },
            in: folder)
        #expect(result.isSuccess, "\(String(decoding: result.errors, as: UTF8.self))")
        return String(decoding: result.output, as: UTF8.self)
    }

    @Test func `S1, T88: nothing of a package runs while it is resolved and fetched`() throws {
        let supply = try index.supply()
        let made = try demo(supply)
        #expect(!index.hasMarker)
        #expect(made.findings.map(\.code) == [LaunchCode.preloadedCode.rawValue])
        #expect(made.findings.first?.detail.contains("/demo_server.pth`") == true)
        // The package does run as soon as it is started, so the marker would have been written.
        #expect(try run(made, in: "/") == "hello json 3\n")
        #expect(index.hasMarker)
    }

    @Test(arguments: ["demo-source", "demo-needs-source"])
    func `S1, T88: a package that would have to be built is refused and its setup never runs`(_ name: String) throws {
        let supply = try index.supply()
        let error = failure { () throws(SupplyError) in try supply.resolve(.python(name)) }
        #expect(error?.code == .sourceOnly)
        #expect(error?.detail.contains("`uv` ended with status 1:\n") == true)
        #expect(!index.hasMarker)
    }

    @Test func `W8: the whole closure is locked by digest, each with the wheel that is installed`() throws {
        let supply = try index.supply()
        let resolution = try supply.resolve(.python("Demo_Server"))
        #expect(resolution.origin == Origin(.pypi, name: "demo-server", version: "1.0"))
        #expect(resolution.closure.artifacts.map(\.file).count == 3)
        let made = try supply.materialise(resolution)
        #expect(
            made.closure.artifacts.map(\.file) == [
                "demo_lib-1.5-py2.py3-none-any.whl", "demo_server-1.0-py3-none-any.whl",
            ]
                || made.closure.artifacts.map(\.file) == [
                    "demo_lib-1.5-py3-none-any.whl", "demo_server-1.0-py3-none-any.whl",
                ])
        for artifact in made.closure.artifacts {
            let bytes = try Data(
                contentsOf: URL(fileURLWithPath: "\(index.folder.path)/simple/\(artifact.name)/\(artifact.file)"))
            #expect(artifact.digest == "sha256:" + Hexadecimal.text(of: Digest256(of: Array(bytes)).bytes))
        }
        #expect(made.closure.interpreter?.version.hasPrefix("3.") == true)
        #expect(made.entry.digest == made.closure.value.canonicalDigest())
    }

    @Test func `a constraint holds another package back, and the origin says so`() throws {
        let resolution = try index.supply().resolve(.python("demo-server"), constraints: ["demo-lib <1.5"])
        #expect(resolution.closure.artifacts.map(\.version) == ["1.0", "1.0"])
        #expect(resolution.origin.constraints == ["demo-lib <1.5"])
    }

    @Test func `W14: it starts isolated: a module in the working folder or in a variable's folder is not taken`() throws
    {
        let made = try demo(try index.supply())
        let script = made.entry.treeSymbol + "/bin/demo-server"
        #expect(
            made.launch
                == StdioLaunch(
                    executable: made.entry.treeSymbol + "/bin/python", arguments: ["-I", "-B", script]))
        for name in ["json.py", "demo_lib.py"] { try index.folder.write("x = __name__ = 'evil'\n", to: "here/\(name)") }
        let here = index.folder.path + "/here"
        #expect(try run(made, in: here, environment: ["PYTHONPATH": here]) == "hello json 3\n")
    }

    @Test func `running it changes nothing in the tree`() throws {
        let made = try demo(try index.supply())
        _ = try run(made, in: "/")
        #expect(try made.entry.check.verify(full: true).difference.isEmpty)
    }

    @Test func `W10: bytecode is made from the source, checked against it, and stale bytecode is drift`() throws {
        let made = try demo(try index.supply())
        let version = try #require(made.closure.interpreter?.version.split(separator: ".").prefix(2))
        let folder =
            "\(made.entry.tree)/lib/python\(version.joined(separator: "."))/site-packages/demo_server/__pycache__"
        let tag = version.joined()
        let module = folder + "/__init__.cpython-\(tag).pyc"
        // PEP 552: bit 0 says that a digest follows, bit 1 that it is checked.
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: module)))
        #expect(bytes[4..<8].elementsEqual([3, 0, 0, 0]))
        #expect(!Files.exists(folder + "/broken.cpython-\(tag).pyc"))

        try Files.setMode(0o755, folder)
        try Files.write("stale", to: folder + "/broken.cpython-\(tag).pyc")
        let lines = try made.entry.check.verify().difference.lines
        #expect(lines.count == 1)
        #expect(lines.first?.hasSuffix("demo_server/__pycache__/broken.cpython-\(tag).pyc") == true)
        #expect(lines.first?.hasPrefix("added lib/") == true)
    }

    @Test func `the same closure makes the same tree, from a resolution or from a lock`() throws {
        let made = try demo(try index.supply())
        let other = try index.supply(store: "other")
        let restored = try other.restore(made.closure)
        #expect(restored.tree == made.tree)
        #expect(restored.entry.digest == made.entry.digest)
        #expect(try other.restore(made.closure).tree == made.tree)
    }

    @Test func `T23: an interpreter that is not the locked one is refused`() throws {
        var closure = try demo(try index.supply()).closure
        closure.interpreter?.digest = Digest256(of: [])
        let supply = try index.supply(store: "other")
        let error = failure { () throws(SupplyError) in try supply.restore(closure) }
        #expect(error?.code == .interpreterChanged)
    }

    /// A lock from elsewhere: the artifacts are pinned, the interpreter is this machine's.
    @Test func `what another machine locked is restored with the interpreter that is here`() throws {
        let made = try demo(try index.supply())
        var locked = made.closure
        locked.interpreter?.path = "/opt/elsewhere/python3"
        locked.interpreter?.digest = Digest256(of: [])
        let restored = try index.supply(store: "other").restore(
            locked, of: .python("demo-server"), from: made.origin)
        #expect(restored.closure == made.closure && restored.tree == made.tree && restored.launch == made.launch)
        locked.interpreter?.version = "2.7.18"
        let error = failure { () throws(SupplyError) in
            try index.supply(store: "third").restore(locked, of: .python("demo-server"), from: made.origin)
        }
        #expect(error?.code == .interpreterChanged && error?.detail.contains("2.7.18") == true)
    }

    @Test func `W10: a lock that names other wheels than it needs is refused`() throws {
        let made = try demo(try index.supply())
        var locked = made.closure
        locked.artifacts[0].digest = "sha256:" + String(repeating: "0", count: 64)
        let error = failure { () throws(SupplyError) in
            try index.supply(store: "other").restore(locked, of: .python("demo-server"), from: made.origin)
        }
        #expect(error?.code == .hashMismatch)
    }

    @Test func `W10: what the index serves must be what it announced`() throws {
        let supply = try index.supply()
        let resolution = try supply.resolve(.python("demo-liar"))
        let error = failure { () throws(SupplyError) in try supply.materialise(resolution) }
        #expect(error?.code == .hashMismatch)
        #expect(try supply.store.entries().isEmpty)
    }

    @Test func `an index that cannot be reached is said as such`() throws {
        let supply = try index.supply(environment: ["UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple"])
        let error = failure { () throws(SupplyError) in try supply.resolve(.python("demo-server")) }
        #expect(error?.code == .indexUnreachable)
        #expect(error?.detail.contains("127.0.0.1:9") == true)
    }

    @Test(arguments: [("nothing-here", nil), ("demo-lib", ">3"), ("demo-lib", "1.4")])
    func `what no version fits is said as such`(_ name: String, _ version: String?) throws {
        let supply = try index.supply()
        let error = failure { () throws(SupplyError) in try supply.resolve(.python(name, version: version)) }
        #expect(error?.code == .noSolution)
    }

    @Test func `a package with several commands asks for one and lists them`() throws {
        let supply = try index.supply()
        let several = try supply.resolve(.python("demo-several"))
        let error = failure { () throws(SupplyError) in try supply.materialise(several) }
        #expect(error?.code == .command)
        #expect(error?.hint == "it has these commands, name one: `one`, `two`")
        let made = try supply.materialise(supply.resolve(.python("demo-several", command: "two")))
        #expect(made.launch.arguments.last?.hasSuffix("/bin/two") == true)
        let none = try supply.resolve(.python("demo-none"))
        #expect(failure { () throws(SupplyError) in try supply.materialise(none) }?.code == .command)
    }

    @Test(arguments: ["three", "../../bin/sh", "python", "."])
    func `a command that the package does not have is refused`(_ command: String) throws {
        let supply = try index.supply()
        let resolution = try supply.resolve(.python("demo-several", command: command))
        #expect(failure { () throws(SupplyError) in try supply.materialise(resolution) }?.code == .command)
    }

    @Test func `two that fetch the same at once get the same entry`() async throws {
        let index = index
        let supply = try index.supply()
        let resolution = try supply.resolve(.python("demo-server"))
        async let one = Task.detached { try supply.materialise(resolution) }.value
        async let other = Task.detached { try supply.materialise(resolution) }.value
        let (first, second) = try await (one, other)
        #expect(first == second)
        #expect(try supply.store.entries() == [first.entry])
    }

    @Test func `a real server is resolved, fetched and started from the store`() throws {
        let folder = try TemporaryFolder()
        var owner = ProcessInfo.processInfo.environment
        owner["PATH"] = Peers.bin + ":/usr/bin:/bin"
        let supply = PythonSupply(
            store: try ContentStore(at: index.folder.path + "/store"), environment: owner, home: folder.path)
        var package = PackageReference.python("mcp-server-time")
        package.arguments = ["--help"]
        let answer = Result { () throws(SupplyError) in try supply.resolve(package) }
        if case .failure(let error) = answer, error.code == .indexUnreachable {
            return print("skipped: no package index can be reached: \(error.detail)")
        }
        let resolution = try answer.get()
        let made = try supply.materialise(resolution)
        #expect(try run(made, in: "/").contains("--local-timezone"))
        #expect(try made.entry.check.verify(full: true).difference.isEmpty)
        let counts = Dictionary(grouping: made.closure.artifacts, by: \.name).filter { $0.value.count > 1 }
        #expect(counts.isEmpty)
    }
}
