// SPDX-License-Identifier: Apache-2.0

import Testing
import WardLaunch
import WardLock

@testable import WardSupply

@Suite struct PackageTextTests {
    @Test(arguments: [
        (nil, "demo"), ("latest", "demo"), ("1.2.3", "demo==1.2.3"), ("==1.2.3", "demo==1.2.3"),
        (">=1, <2", "demo>=1,<2"), ("~=1.4", "demo~=1.4"), ("==1.*", "demo==1.*"), ("1.0+local", "demo==1.0+local"),
    ])
    func `a version becomes the line of a requirements file`(_ version: String?, _ line: String) throws {
        #expect(try PackageText.requirement(.python("demo", version: version)) == line)
    }

    @Test(arguments: [
        "--index-url=x", "demo @ git+file:///x", "demo\n--pre", "./demo", "/demo", "demo;x", "demo[x]", "", "-r",
        "démo",
        "demo demo", "demo==1", "demo.", "..",
    ])
    func `T85: a name that is more than a name never reaches the resolver`(_ name: String) {
        let error = failure { () throws(SupplyError) in try PackageText.requirement(.python(name)) }
        #expect(error?.code == .invalidPackage)
    }

    @Test(arguments: ["@ file:///x", "1 --pre", ">=1;x", "==1\n--pre", ">=1,", "=1", "^1", "==", "==-1", "1 2"])
    func `T85: a version that is more than a version never reaches the resolver`(_ version: String) {
        let error = failure { () throws(SupplyError) in
            try PackageText.requirement(.python("demo", version: version))
        }
        #expect(error?.code == .invalidPackage)
    }

    @Test(arguments: ["demo", "--pre", "demo @ file:///x", "demo[x]<2", "-c x<1", "demo<2\nother", "<2", "demo 2"])
    func `T85: a constraint is a name and versions and nothing else`(_ constraint: String) {
        let error = failure { () throws(SupplyError) in try PackageText.constraint(constraint) }
        #expect(error?.code == .invalidPackage)
    }

    @Test func `an extra is part of the line, and has to be a name`() throws {
        var package = PackageReference.python("demo", version: "1")
        package.extras = ["cli", "ws"]
        #expect(try PackageText.requirement(package) == "demo[cli,ws]==1")
        package.extras = ["cli]"]
        #expect(failure { () throws(SupplyError) in try PackageText.requirement(package) }?.code == .invalidPackage)
    }

    @Test(arguments: [
        Artifact(name: "demo", version: nil, file: "", digest: "sha256:" + String(repeating: "0", count: 64)),
        Artifact(name: "demo", version: "1.*", file: "", digest: "sha256:" + String(repeating: "0", count: 64)),
        Artifact(name: "demo", version: "1", file: "", digest: "sha256:00"),
        Artifact(name: "demo", version: "1", file: "", digest: "md5:" + String(repeating: "0", count: 64)),
        Artifact(name: "-r x", version: "1", file: "", digest: "sha256:" + String(repeating: "0", count: 64)),
        Artifact(name: "demo", version: "1\n-r x", file: "", digest: "sha256:" + String(repeating: "0", count: 64)),
    ])
    func `a lock from a stranger is checked before it reaches the installer`(_ artifact: Artifact) {
        let closure = Closure(artifacts: [artifact], isResolved: true)
        #expect(failure { () throws(SupplyError) in try PythonRequirements.lines(closure) }?.code == .invalidPackage)
    }
}

@Suite struct PythonLockTests {
    private static let hash = String(repeating: "a", count: 64)

    private static func lock(_ package: String) -> [UInt8] {
        Array("lock-version = \"1.0\"\ncreated-by = \"uv\"\n\n[[packages]]\n\(package)\n".utf8)
    }

    private static let wheel = "{ url = \"http://h/a/demo-1-py3-none-any.whl\", hashes = { sha256 = \"\(hash)\" } }"

    @Test func `wheels are read with their names, digests and sizes`() throws {
        let text = """
            name = "demo"
            version = "1"
            marker = "sys_platform != 'emscripten'"
            wheels = [
                { url = "http://h/demo-1-py3-none-any.whl#x", upload-time = 2026-01-02T03:04:05Z, size = 12, hashes = { sha256 = "\(Self.hash)" } },
                { path = "/opt/demo-1%2Bcpu-cp311-cp311-linux_x86_64.whl", hashes = { sha256 = "\(Self.hash)" } },
            ]
            """
        #expect(
            try PythonLock.artifacts(Self.lock(text)) == [
                Artifact(
                    name: "demo", version: "1", file: "demo-1-py3-none-any.whl", digest: "sha256:" + Self.hash, size: 12
                ),
                Artifact(
                    name: "demo", version: "1", file: "demo-1+cpu-cp311-cp311-linux_x86_64.whl",
                    digest: "sha256:" + Self.hash),
            ])
    }

    @Test(arguments: [
        ("name = \"demo\"\nversion = \"1\"\nsdist = { url = \"x\" }", SupplyError.Code.sourceOnly),
        ("name = \"demo\"\nversion = \"1\"\nwheels = []", .sourceOnly),
        ("name = \"demo\"\nwheels = [\(wheel)]", .noSolution),
        ("name = \"demo\"\nversion = \"1\"\nwheels = [\(wheel)]\nvcs = { type = \"git\" }", .noSolution),
        ("name = \"demo\"\nversion = \"1\"\nwheels = [\(wheel)]\n[packages.archive]\nurl = \"x\"", .noSolution),
        ("name = \"demo\"\nversion = \"1\"\ndirectory = { path = \".\" }", .noSolution),
        ("name = \"demo\"\nversion = \"1\"\nname = \"other\"\nwheels = [\(wheel)]", .toolOutput),
        ("name = \"demo\"\nversion = \"1\"\nwheels = [{ url = \"x.whl\", hashes = { md5 = \"0\" } }]", .toolOutput),
        ("name = \"../demo\"\nversion = \"1\"\nwheels = [\(wheel)]", .toolOutput),
        ("name = \"demo\"\nversion = \"1\"\nwheels = [\(wheel)\n", .toolOutput),
    ])
    func `what cannot be locked by digest, or is not understood, is refused`(
        _ package: String, _ code: SupplyError.Code
    ) {
        #expect(failure { () throws(SupplyError) in try PythonLock.artifacts(Self.lock(package)) }?.code == code)
    }

    @Test func `a lock of another version is refused`() {
        let error = failure { () throws(SupplyError) in
            try PythonLock.artifacts(Array("lock-version = \"2.0\"\n".utf8))
        }
        #expect(error?.code == .toolOutput)
    }

    @Test func `any damaged lock is read or refused, and what is read names wheels by SHA-256`() {
        let start = Self.lock("name = \"demo\"\nversion = \"1\"\nwheels = [\(Self.wheel)]")
        var random = SplitMix64(state: 44)
        var refused = 0
        for _ in 0..<3_000 {
            var text = start
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                if Bool.random(using: &random) {
                    text[place] = UInt8.random(in: 0...255, using: &random)
                } else {
                    text.removeSubrange(place..<min(text.count, place + Int.random(in: 1...9, using: &random)))
                }
            }
            do throws(SupplyError) {
                for artifact in try PythonLock.artifacts(text) {
                    #expect(artifact.digest.utf8.count == 71)
                    #expect(PackageText.isName(artifact.name))
                    #expect(WheelName(artifact.file) != nil)
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 1_000)
    }

    /// Work that grows with the square of the number of packages would not end here.
    @Test func `a lock of very many packages is read`() {
        let count = 30_000
        let text = "[[packages]]\n[packages.archive]\nx = 1\n"
        let root = TOMLSubsetReader.read(Array(String(repeating: text, count: count).utf8))
        guard case .array(let packages)? = root?["packages"] else {
            Issue.record("it is not read")
            return
        }
        #expect(packages.count == count)
        #expect(packages.last == .table(["archive": .table(["x": .word("1")])]))
    }

    @Test(arguments: [
        "a = 1\n[a]\n", "a = [1]\n[[a]]\n", "[a]\n[a]\n", "[[a]]\n[a]\n", "[a]\n[[a]]\n", "a = { b = 1 }\n[a.c]\n",
        "[[a]]\nb = 1\n[a.b]\n", "[[a]]\n[a.b]\n[a.b]\n", "[a.b]\n",
    ])
    func `a table never stands where something else does`(_ text: String) {
        #expect(TOMLSubsetReader.read(Array(text.utf8)) == nil)
    }

    /// A name of 300 bytes could stand for a hundred thousand tags, and a lock has thousands of names.
    @Test func `a wheel for more systems than there are is none`() {
        let many = (0..<40).map { "a\($0)" }.joined(separator: ".")
        #expect(WheelName("demo-1-py2.py3-none-manylinux1_x86_64.manylinux2014_x86_64.whl")?.tags.count == 4)
        #expect(WheelName("demo-1-\(many)-\(many)-any.whl") == nil)
    }
}
