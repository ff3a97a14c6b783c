// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch
import WardLock

@testable import WardSupply

struct NpmLockTests {
    private static let digest = "sha512-" + String(repeating: "A", count: 86) + "=="

    /// A lock whose one package stands at `node_modules/a`, or at `path`, with some members changed or removed.
    private static func lock(_ path: String = "node_modules/a", _ changes: [(String, JSONValue?)] = [])
        -> [UInt8]
    {
        var entry: JSONObject = ["version": "1.0.0", "integrity": .string(digest), "license": "MIT"]
        for (name, value) in changes { entry[name] = value }
        let root: JSONValue = ["dependencies": .object(["a": "1"])]
        let packages = JSONObject([("", root), (path, .object(entry))])
        let lock: JSONValue = ["name": "x", "lockfileVersion": 3, "requires": true, "packages": .object(packages)]
        return lock.encoded()
    }

    private func read(_ bytes: [UInt8]) -> SupplyError? { failure { () throws(SupplyError) in try NpmLock(bytes) } }

    @Test func `a package is read with its place, name, version and digest`() throws {
        let entry = try #require(try NpmLock(Self.lock()).entries.first)
        #expect(
            entry.artifact == Artifact(name: "a", version: "1.0.0", file: "a-1.0.0.tgz", digest: Self.digest))
        let nested = try NpmLock(Self.lock("node_modules/@s/p/node_modules/b", [("name", "@t/c"), ("optional", true)]))
        let other = try #require(nested.entries.first)
        #expect(other.isOptional)
        #expect(
            other.artifact
                == Artifact(
                    name: "@t/c", version: "1.0.0", file: "c-1.0.0.tgz", digest: Self.digest,
                    path: "node_modules/@s/p/node_modules/b"))
    }

    @Test(
        arguments: [
            ([("link", true)], .foreignSource, "link"),
            ([("resolved", "git+ssh://git@h/o/r.git#0")], .foreignSource, "resolved"),
            ([("resolved", "https://h/a.tgz")], .foreignSource, "resolved"),
            ([("resolved", "file:../a")], .foreignSource, "resolved"),
            ([("resolved", 1)], .foreignSource, "resolved"),
            ([("inBundle", true)], .foreignSource, "inBundle"),
            ([("inBundle", "false")], .foreignSource, "inBundle"),
            ([("extraneous", true)], .foreignSource, "extraneous"),
            ([("integrity", nil)], .noDigest, "integrity"),
            ([("integrity", "sha1-oof9eTfaTTMeIV9qE78FFsP0S3c=")], .noDigest, "integrity"),
            ([("integrity", .string(digest + " " + digest))], .noDigest, "integrity"),
            ([("integrity", .string(digest.replacing("AA==", with: "AB==")))], .noDigest, "integrity"),
            ([("integrity", .string(digest.replacing("AAAA==", with: "AA====")))], .noDigest, "integrity"),
            ([("integrity", ["sha512"])], .noDigest, "integrity"),
            ([("version", nil)], .toolOutput, "version"),
            ([("version", "1")], .toolOutput, "version"),
            ([("version", "1.0.0/../..")], .toolOutput, "version"),
            ([("name", "../x")], .toolOutput, "name"),
            ([("patched", true)], .toolOutput, "patched"),
        ] as [([(String, JSONValue?)], SupplyError.Code, String)])
    func `T85: a package that is not one of a registry with a digest is refused with its place`(
        _ changes: [(String, JSONValue?)], _ code: SupplyError.Code, _ member: String
    ) throws {
        let error = read(Self.lock("node_modules/a", changes))
        #expect(error?.code == code)
        #expect(error?.place == "/packages/node_modules~1a/" + member)
    }

    @Test(arguments: [
        "a", "/node_modules/a", "node_modules", "node_modules/", "node_modules/..", "node_modules/a/",
        "../node_modules/a",
        "node_modules/a/../../b", "node_modules/a/b", "node_modules/@s", "node_modules/@s/", "node_modules/@/a",
        "node_modules/.bin", "node_modules/node_modules/a", "node_modules/a/node_modules", "node_modules//a",
        "node_modules/a\\b", "node_modules/a\u{0}", "node_modules/@s/.a", "node_modules/é",
    ])
    func `a package that would stand elsewhere than in node_modules is refused`(_ path: String) throws {
        let error = read(Self.lock(path))
        #expect(error?.code == .foreignSource || (path.contains("\u{0}") && error?.code == .toolOutput))
        #expect(error?.place.contains("packages") == true || path.contains("\u{0}"))
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"lockfileVersion":2,"packages":{}}"#, #"{"lockfileVersion":3}"#,
        #"{"lockfileVersion":3,"packages":[]}"#, #"{"lockfileVersion":3,"packages":{"node_modules/a":1}}"#,
        #"{"lockfileVersion":3,"lockfileVersion":3,"packages":{}}"#,
    ])
    func `what is no lock of version 3 is refused`(_ text: String) throws {
        #expect(read(Array(text.utf8))?.code == .toolOutput)
    }

    @Test(arguments: ["file:/etc", "git+https://a/b", "a/b", "npm:other@1", "http://a/b.tgz", "--x", "1\n2", "../x"])
    func `T85: a version that is an address or a path never reaches npm`(_ version: String) throws {
        for package in [
            PackageReference(.npm, name: "a", version: version), PackageReference(.npm, name: "a/" + version),
        ] {
            let error = failure { () throws(SupplyError) in try NpmText.range(of: package) }
            #expect(error?.code == .invalidPackage)
        }
    }

    @Test(
        arguments: [
            (nil, "latest"), ("", "latest"), ("latest", "latest"), ("1.2.3", "1.2.3"), ("^1.2 || >=3", "^1.2 || >=3"),
            ("next", "next"), ("1.0.0-rc.1+build", "1.0.0-rc.1+build"), ("~1", "~1"), ("*", "*"),
        ] as [(String?, String)])
    func `a version, a range or a tag is asked for as it is written`(_ version: String?, _ range: String) throws {
        #expect(try NpmText.range(of: PackageReference(.npm, name: "@s/a", version: version)) == range)
    }

    @Test func `a seed names each package at its place, under its alias`() throws {
        let closure = Closure(
            artifacts: [
                Artifact(name: "a", version: "1.0.0", file: "", digest: Self.digest),
                Artifact(
                    name: "@s/b", version: "2.0.0", file: "", digest: Self.digest,
                    path: "node_modules/a/node_modules/c"),
            ], isResolved: true)
        let text = String(decoding: try NpmSeed.text(closure), as: UTF8.self)
        #expect(
            text == """
                {"lockfileVersion":1,"requires":true,"dependencies":{"a":{"version":"1.0.0","integrity":"\(Self.digest)",\
                "dependencies":{"c":{"version":"npm:@s/b@2.0.0","integrity":"\(Self.digest)"}}}}}
                """)
    }

    @Test(arguments: [
        Artifact(name: "a b", version: "1.0.0", file: "", digest: digest),
        Artifact(name: "a", version: "^1", file: "", digest: digest),
        Artifact(name: "a", version: nil, file: "", digest: digest),
        Artifact(name: "a", version: "1.0.0", file: "", digest: "sha256:00"),
        Artifact(name: "a", version: "1.0.0", file: "", digest: digest, path: "node_modules/../a"),
        Artifact(name: "a", version: "1.0.0", file: "", digest: digest, path: ""),
        Artifact(name: "a", version: "1.0.0", file: "", digest: digest, path: "node_modules/x/node_modules/a"),
    ])
    func `a lock of a stranger makes no seed unless each package is exact`(_ artifact: Artifact) throws {
        let closure = Closure(artifacts: [artifact], isResolved: true)
        #expect(failure { () throws(SupplyError) in try NpmSeed.text(closure) }?.code == .invalidPackage)
    }

    @Test func `whatever is done to a lock, what is read of it stays inside of node_modules and has a digest`() throws {
        var random = SplitMix64(state: 0x4E50_4D4C)
        let locks = [
            Self.lock(), Self.lock("node_modules/@s/p/node_modules/b", [("name", "@t/c"), ("optional", true)]),
        ]
        let pieces = [
            "..", "/", "node_modules/", "\"", "\\u002e", "@", "\u{0}", "sha512-", "==", "true", "null", "{}",
            "resolved",
        ].map { Array($0.utf8) }
        for _ in 0..<20_000 {
            var bytes = locks[Int.random(in: 0..<locks.count, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
                case 1: bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)], at: place)
                default: bytes.removeSubrange(place..<min(place + Int.random(in: 1...8, using: &random), bytes.count))
                }
            }
            for entry in (try? NpmLock(bytes))?.entries ?? [] {
                #expect(entry.path.hasPrefix("node_modules/") && !entry.path.split(separator: "/").contains(".."))
                #expect(NpmText.isName(entry.name) && NpmText.isVersion(entry.version))
                #expect(NpmText.isSHA512(entry.integrity))
            }
        }
    }
}
