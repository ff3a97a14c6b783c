// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock

/// Names, places, contents and differences.
struct LockValueTests {
    @Test(arguments: ["a", "git", "A.b-c_9", "7zip", String(repeating: "x", count: 64)])
    func `an honest name is taken`(name: String) throws {
        #expect(try ServerName(name).text == name)
    }

    @Test(arguments: [
        "", " ", "-a", ".a", "a b", "a/b", "a\n", "ü", "а", "ward", "WARD_status", "ward-x", "a\u{202E}b", "..",
        String(repeating: "x", count: 65),
    ])
    func `T46: a name that could mislead is refused`(name: String) {
        #expect(throws: LockError.self) { try ServerName(name) }
    }

    @Test(
        arguments: [
            ("@modelcontextprotocol/server-git", "modelcontextprotocol-server-git"), ("My Server!", "My-Server-"),
            ("  x", "x"), ("ward_status", nil), ("日本", nil), ("", nil),
        ] as [(String, String?)])
    func `a suggested name is made plain`(suggested: String, expected: String?) {
        #expect(ServerName(suggestedBy: suggested)?.text == expected)
    }

    static let places = Places(project: "/p", home: "/home/ana", store: "/home/ana/.local/state/ward/store")

    @Test(arguments: [
        ("{project}/a", "/p/a"), ("{home}", "/home/ana"), ("{store}/x", "/home/ana/.local/state/ward/store/x"),
        ("{storehouse}", "{storehouse}"), ("a{home}", "a{home}"), ("{home}x", "{home}x"), ("", ""),
    ])
    func `a symbol counts only where a path begins with it`(text: String, resolved: String) throws {
        #expect(try Self.places.resolve(text) == resolved)
    }

    @Test(arguments: ["/p/a", "/home/ana/x", "/home/ana/.local/state/ward/store/pypi", "/usr/bin", "/home/anabel"])
    func `a path is abbreviated with the longest symbol and resolved again`(path: String) throws {
        let short = Self.places.abbreviate(path)
        #expect(try Self.places.resolve(short) == path)
        #expect(short.hasPrefix("{") == !["/usr/bin", "/home/anabel"].contains(path))
    }

    @Test func `a project's symbol means nothing in a user's own lock`() {
        #expect { try Places(home: "/h", store: "/s").resolve("{project}/x") } throws: { error in
            (error as? LockError)?.code == .unknownPlace
        }
    }

    static func content() -> LaunchContent {
        LaunchContent(
            launch: .stdio(
                StdioLaunch(
                    executable: "/bin/x", arguments: ["a", "b"], directory: "/w", environment: ["A": .plain("1")])),
            inherited: ["T": Digest256(of: Array("t".utf8))],
            origin: Origin(.pypi, name: "p", version: "1"),
            closure: Closure(
                interpreter: Interpreter(path: "/py", version: "3", digest: Digest256(of: [])),
                artifacts: [Artifact(name: "p", version: "1", file: "p.whl", digest: "sha256:00")], isResolved: true),
            tree: Digest256(of: [1]))
    }

    /// Every single thing that runs is under the launch digest (A56, T50): changing it changes the digest.
    @Test(
        arguments: [
            { (content: inout LaunchContent) in
                change(&content) { $0.executable += "y" }
            },
            { change(&$0) { $0.arguments = ["a b"] } },
            { change(&$0) { $0.arguments.append("") } },
            { change(&$0) { $0.directory = nil } },
            { change(&$0) { $0.environment["A"] = .plain("2") } },
            { change(&$0) { $0.environment["B"] = .plain("") } },
            { change(&$0) { $0.environment["A"] = .inherited("1") } },
            { $0.inherited["T"] = Digest256(of: Array("u".utf8)) },
            { $0.inherited = [:] },
            { $0.origin.version = "2" },
            { $0.origin.constraints = ["c"] },
            { $0.closure.artifacts[0].digest = "sha256:01" },
            { $0.closure.artifacts.append(Artifact(name: "q", version: nil, file: "q", digest: "sha256:2")) },
            { $0.closure.interpreter?.digest = Digest256(of: [2]) },
            { $0.closure.isResolved = false },
            { $0.tree = Digest256(of: [3]) },
            { $0.tree = nil },
            { $0.launch = .http(HTTPLaunch(url: "https://x")) },
        ] as [@Sendable (inout LaunchContent) -> Void])
    func `T50: each part of a launch is part of its digest`(change: @Sendable (inout LaunchContent) -> Void) {
        var other = Self.content()
        change(&other)
        #expect(other.digest != Self.content().digest)
        #expect(!Difference.between(Self.content().value, other.value).isEmpty)
    }

    static func change(_ content: inout LaunchContent, _ body: (inout StdioLaunch) -> Void) {
        guard case .stdio(var launch) = content.launch else { return }
        body(&launch)
        content.launch = .stdio(launch)
    }

    @Test func `a content is read back from what a consent stores`() throws {
        #expect(try LaunchContent(Self.content().value) == Self.content())
        let remote = LaunchContent(
            launch: .http(HTTPLaunch(url: "https://x", headers: ["A": .inherited("B")])),
            origin: Origin(.remote, name: "https://x"), closure: Closure(artifacts: [], isResolved: false))
        #expect(try LaunchContent(remote.value) == remote)
        #expect(throws: LockError.self) { try LaunchContent(["launch": 1]) }
    }

    @Test func `a value that was not set when it was approved is not pinned, and one that was is`() {
        var approved = Self.content()
        var now = approved
        now.inherited["U"] = Digest256(of: [9])
        #expect(now.isCovered(by: approved.value))
        #expect(!Self.content().isCovered(by: now.value))
        now.inherited["T"] = Digest256(of: [9])
        #expect(!now.isCovered(by: approved.value))
        approved.inherited = [:]
        #expect(now.isCovered(by: approved.value))
    }

    @Test func `differences have places, and one more artifact moves no other`() throws {
        var other = Self.content()
        other.closure = Closure(
            interpreter: other.closure.interpreter,
            artifacts: other.closure.artifacts + [Artifact(name: "a", version: "1", file: "a", digest: "sha256:9")],
            isResolved: true)
        other.origin.version = "2"
        let found = Difference.between(Self.content().value, other.value)
        #expect(found.map(\.pointer.description) == ["/origin/version", "/closure/artifacts/a"])
        #expect(found.first?.old == "1" && found.first?.new == "2")
        #expect(found.last?.old == nil)
        #expect(Difference.between(other.value, other.value).isEmpty)
    }

    @Test(arguments: [
        (["a", "b"], ["a", "x", "b"], ["/1: - x"]), (["a", "b"], ["b"], ["/0: a -"]), (["a", "a"], ["a"], ["/1: a -"]),
        (["a", "b", "c"], ["a", "x", "c"], ["/1: b x"]), ([], ["a"], ["/0: - a"]), (["a"], ["a"], []),
        (["a", "b"], ["x"], ["/0: a x", "/1: b -"]),
    ])
    func `one more argument, or one less, moves no other`(old: [String], new: [String], expected: [String]) {
        func array(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
        func shown(_ value: JSONValue?) -> String {
            if case .string(let text)? = value { text } else { "-" }
        }
        let found = Difference.between(array(old), array(new))
        #expect(found.map { "\($0.pointer): \(shown($0.old)) \(shown($0.new))" } == expected)
    }
}
