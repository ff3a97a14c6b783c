// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardTesting

/// Paths of a lock, written so that they fit others, and read as this machine has them.
struct PlacesTests {
    static let places = Places(
        project: "/home/ana/p", home: "/home/ana", store: "/home/ana/.local/state/ward/store",
        tree: "/home/ana/.local/state/ward/store/pypi/ab/tree")

    @Test func `what is abbreviated everywhere is resolved to what it was`() throws {
        var generator = SplitMix64(seed: 11)
        let parts = [
            "/home/ana", "/home/ana/p", "/home/ana/.local/state/ward/store", "/pypi/ab/tree", "/home/anabel", "/p",
            "/bin/x",
            "--flag=", "", "x", "{",
        ]
        func text() -> String {
            (0..<Int.random(in: 1...3, using: &generator)).map { _ in parts.randomElement(using: &generator) ?? "" }
                .joined()
        }
        for _ in 0..<500 {
            let launch = Launch.stdio(
                StdioLaunch(
                    executable: text(), arguments: [text(), text()], directory: text(),
                    environment: ["A": .plain(text()), "B": .inherited("B")]))
            #expect(try Self.places.resolve(Self.places.abbreviate(launch)) == launch)
            let closure = Closure(
                interpreter: Interpreter(path: text(), version: "3", digest: Digest256(of: [])),
                artifacts: [text(), text()].map { Artifact(name: $0, version: nil, file: "f", digest: "sha256:00") },
                isResolved: false)
            #expect(try Self.places.resolve(Self.places.abbreviate(closure)) == closure)
            let origin = Origin(.path, name: text())
            #expect(try Self.places.resolve(Self.places.abbreviate(origin)) == origin)
        }
    }

    @Test func `the tree of a server is named without the digest that names its folder`() throws {
        let tree = try #require(Self.places.tree)
        #expect(Self.places.abbreviate(tree + "/bin/python") == "{tree}/bin/python")
        #expect(try Self.places.resolve("{tree}/bin/python") == tree + "/bin/python")
        #expect { try Places(home: "/h", store: "/s").resolve("{tree}/x") } throws: {
            ($0 as? LockError)?.code == .unknownPlace
        }
    }

    @Test(arguments: [
        (["python3", "/home/ana/p/x.py"], "python3 /home/ana/p/x.py", "python3 {project}/x.py"),
        (["python3", "/home/ana/p/x.py"], "/home/ana/p/x.py", "{project}/x.py"),
        (["uvx", "x"], "pypi:x", "pypi:x"),
    ])
    func `a request is abbreviated, its source too`(command: [String], source: String, short: String) throws {
        let request = Self.places.abbreviate(LockRequest(source: source, command: command))
        #expect(request.source == short)
        #expect(try Self.places.resolve(request.command) == command)
    }

    @Test(arguments: [
        ("--x=/home/ana/y", true), ("/home/ana/y", false), ("/home/anabel/y", false), ("--x=/home/anabel", false),
        ("x", false),
    ])
    func `a folder within a text is noticed, because no symbol can stand there`(text: String, isNoticed: Bool) {
        #expect(Self.places.namesFolderWithin(text) == isNoticed)
    }
}

/// Two locks side by side.
struct LockChangeTests {
    @Test func `what differs between two locks has its server, its kind and its place`() throws {
        let base = try LockFileTests.full()
        #expect(LockChange.between(base, base).isEmpty)
        var head = base
        let git = try ServerName("git")
        let remote = try ServerName("Remote")
        let new = try ServerName("new")
        head.servers[new] = base.servers[git]
        head.servers[remote] = nil
        head.servers[git]?.closures["linux-x86_64"]?.artifacts[0].digest = "sha256:22"
        head.servers[git]?.unknown["other"] = 1
        let changes = LockChange.between(base, head)
        #expect(changes.map(\.name) == [remote, git, new] && changes.map(\.kind) == [.removed, .changed, .added])
        #expect(
            changes[1].differences.map(\.pointer.description) == [
                "/servers/git/closures/linux-x86_64/artifacts/anyio/digest", "/servers/git/other",
            ])
    }

    /// T52: nothing in an entry can change without being seen.
    @Test func `T52: every member of an entry that changes is a change of the lock`() throws {
        let base = try LockFileTests.full()
        let git = try ServerName("git")
        let edits: [(inout LockEntry) -> Void] = [
            { $0.request.command.append("x") }, { $0.request.source = "x" },
            { $0.launch = .http(HTTPLaunch(url: "x")) },
            { $0.origin.version = "2" }, { $0.closures = [:] }, { $0.surface = nil }, { $0.notes = [] },
            { $0.unknown = [:] },
        ]
        for edit in edits {
            var head = base
            if var entry = head.servers[git] {
                edit(&entry)
                head.servers[git] = entry
            }
            #expect(LockChange.between(base, head).map(\.kind) == [.changed])
        }
    }

    @Test func `every entry that cannot be read is told, and the others are not`() throws {
        let text = #"{"version":1,"servers":{"a":{},"b c":{},"d":{"request":1}}}"#
        #expect(
            LockFile.faults(in: Array(text.utf8)).map(\.pointer) == [
                "/servers/a", "/servers/b c", "/servers/d/request",
            ])
        #expect(LockFile.faults(in: try LockFileTests.full().encoded()).isEmpty)
        #expect(LockFile.faults(in: Array("{".utf8)).count == 1)
    }
}
