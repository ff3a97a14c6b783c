// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardText

/// `ward.lock`: what is written is read back, and what is wrong has a place.
struct LockFileTests {
    static let digest = Digest256(of: Array("a".utf8))

    static func full() throws -> LockFile {
        let git = LockEntry(
            request: LockRequest(source: "pypi:mcp-server-git", command: ["uvx", "mcp-server-git"]),
            launch: .stdio(
                StdioLaunch(
                    executable: "{store}/pypi/ab/tree/bin/python", arguments: ["-I", "-m", "mcp_server_git", ""],
                    directory: "{home}/work",
                    environment: ["LANG": .plain("C.UTF-8"), "TOKEN": .inherited("TOKEN")])),
            origin: Origin(
                .pypi, name: "mcp-server-git", version: "2026.1", requested: ">=2025", constraints: ["mcp<2"]),
            closures: [
                "linux-x86_64": Closure(
                    interpreter: Interpreter(path: "/usr/bin/python3.11", version: "3.11.2", digest: digest),
                    artifacts: [
                        Artifact(
                            name: "mcp", version: "1.9", file: "mcp-1.9-py3-none-any.whl", digest: "sha256:00", size: 7),
                        Artifact(name: "anyio", version: "4", file: "anyio-4-py3-none-any.whl", digest: "sha256:11"),
                    ], isResolved: true)
            ],
            surface: PinnedSurface(
                instructions: [digest],
                declarations: [.tools: ["git_log": [digest], "e\u{301}": [digest], "\u{E9}": []]],
                varying: [try JSONPointer("/tools/git_log/description")]),
            notes: ["was 2025.7"],
            unknown: ["later": ["x": 1]]
        )
        let remote = LockEntry(
            request: LockRequest(source: "https://example.com/mcp", command: []),
            launch: .http(HTTPLaunch(url: "https://example.com/mcp", headers: ["Authorization": .inherited("KEY")])),
            origin: Origin(.remote, name: "https://example.com/mcp"))
        return LockFile(servers: [try ServerName("git"): git, try ServerName("Remote"): remote])
    }

    @Test func `what is written is read back`() throws {
        let lock = try Self.full()
        #expect(try LockFile(reading: lock.encoded()) == lock)
    }

    @Test func `what a person gave a bundle's settings is kept`() throws {
        var lock = try Self.full()
        let name = try ServerName("git")
        lock.servers[name]?.request.settings = ["folders": ["/a", "/b"], "size": ["3"]]
        let read = try LockFile(reading: lock.encoded())
        #expect(read == lock)
        #expect(read.servers[name]?.request.settings["folders"] == ["/a", "/b"])
    }

    @Test func `the same content gives the same text, with an artifact a line`() throws {
        let text = String(decoding: try Self.full().encoded(), as: UTF8.self)
        #expect(text == String(decoding: try LockFile(reading: Array(text.utf8)).encoded(), as: UTF8.self))
        #expect(
            text.contains("\n            {\"name\":\"anyio\",\"version\":\"4\",\"file\":\"anyio-4-py3-none-any.whl\""))
        let names = text.split(separator: "\n").filter { $0.contains("\"file\"") }
        #expect(names.count == 2 && names[0].contains("anyio") && names[1].contains("\"mcp\""))
    }

    @Test func `two spellings of one name stay two declarations`() throws {
        let read = try LockFile(reading: try Self.full().encoded())
        let tools = read.servers[try ServerName("git")]?.surface?.declarations[.tools]
        #expect(tools?.count == 3)
    }

    /// A text, and the code and place of what is wrong with it.
    static let broken: [(String, LockError.Code, String?)] = [
        ("", .invalid, nil),
        ("[]", .invalid, ""),
        (#"{"version":1}"#, .invalid, ""),
        (#"{"version":0,"servers":{}}"#, .invalid, ""),
        (#"{"version":2,"servers":{}}"#, .newer, "/version"),
        (#"{"version":"1","servers":{}}"#, .invalid, "/version"),
        (#"{"version":1,"servers":[]}"#, .invalid, "/servers"),
        (#"{"version":1,"servers":{},"more":1}"#, .invalid, "/more"),
        (#"{"version":1,"version":1,"servers":{}}"#, .invalid, nil),
        (#"{"version":1,"servers":{"a b":{}}}"#, .invalidName, "/servers/a b"),
        (#"{"version":1,"servers":{"a":{}}}"#, .invalid, "/servers/a"),
    ]

    @Test(arguments: broken)
    func `what is wrong is refused with its place`(text: String, code: LockError.Code, pointer: String?) {
        #expect { try LockFile(reading: Array(text.utf8)) } throws: { error in
            guard let error = error as? LockError else { return false }
            return error.code == code && error.pointer == pointer && error.offset != nil || error.code == .newer
        }
    }

    @Test(arguments: [
        ("\"transport\":\"stdio\"", "\"transport\":\"pipe\"", "/servers/git/launch"),
        ("\"inherit\":\"TOKEN\"", "\"inherit\":7", "/servers/git/launch/environment/TOKEN/inherit"),
        ("\"LANG\"", "\"LA=NG\"", "/servers/git/launch/environment/LA=NG"),
        ("\"kind\":\"pypi\"", "\"kind\":\"cpan\"", "/servers/git/origin"),
        ("\"size\":7", "\"size\":-7", "/servers/git/closures/linux-x86_64/artifacts/1"),
        ("\"unconfined\"", "\"confined\"", "/servers/Remote/permissions"),
        ("\"/tools/git_log/description\"", "\"tools\"", "/servers/git/surface/varying/0"),
        ("sha256-", "sha256:", nil),
    ])
    func `a broken entry is refused with its place`(old: String, new: String, pointer: String?) throws {
        let text = String(decoding: try Self.full().encoded(), as: UTF8.self).replacingFirst(old, new)
        #expect { try LockFile(reading: Array(text.utf8)) } throws: { error in
            guard let error = error as? LockError, error.code == .invalid, error.offset != nil else { return false }
            return pointer == nil || error.pointer == pointer
        }
    }

    @Test func `members of an entry that nobody knows are kept, and are part of what differs`() throws {
        let lock = try Self.full()
        var other = lock
        other.servers[try ServerName("git")]?.unknown = [:]
        #expect(try LockFile(reading: lock.encoded()).servers[try ServerName("git")]?.unknown == ["later": ["x": 1]])
        #expect(lock.encoded() != other.encoded())
    }
}

extension String {
    /// The text with the first place of `old` put as `new`; spaces behind colons do not count.
    func replacingFirst(_ old: String, _ new: String) -> String {
        for candidate in [old, old.replacing("\":", with: "\": ")] {
            if let range = firstRange(of: candidate) { return replacingCharacters(in: range, with: new) }
        }
        return self
    }

    private func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
