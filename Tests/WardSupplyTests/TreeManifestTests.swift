// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON

@testable import WardSupply

@Suite struct TreeManifestTests {
    private func sample() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("print(1)\n", to: "pkg/main.py")
        try folder.write("x = 1\n", to: "pkg/other.py")
        try folder.write("#!/bin/sh\n", to: "bin/run")
        try Files.setMode(0o755, folder.path + "/bin/run")
        try FileManager.default.createDirectory(atPath: folder.path + "/empty", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/python", withDestinationPath: "/usr/bin/python3")
        return folder
    }

    /// What can be done to a tree after it was approved, and how it has to be named.
    enum Attack: String, CaseIterable {
        case oneByteWithItsTimeRestored, fileAdded, staleBytecode, startupFile, linkSwapped, modeChanged, fileRemoved
        case folderRenamed, emptyFolderAdded, fileBecomesLink, hiddenFile

        func perform(in tree: String) throws {
            let files = FileManager.default
            switch self {
            case .oneByteWithItsTimeRestored:
                let path = tree + "/pkg/main.py"
                let other = try TemporaryFolder()
                // To the nanosecond, which Foundation's dates cannot say.
                let script =
                    "touch -r \"$1\" \"$2/time\" && printf 'print(2)\\n' >\"$1\" && touch -r \"$2/time\" \"$1\""
                let inode = try FileCalls.status(path)?.inode
                let done = try Program.run("/bin/sh", ["-c", script, "sh", path, other.path])
                #expect(try done.isSuccess && FileCalls.status(path)?.inode == inode)
            case .fileAdded: try Files.write("", to: tree + "/pkg/json.py")
            case .staleBytecode: try Files.write("\u{1}", to: tree + "/pkg/__pycache__/main.cpython-311.pyc")
            case .startupFile: try Files.write("import os\n", to: tree + "/pkg/x.pth")
            case .linkSwapped:
                try files.removeItem(atPath: tree + "/python")
                try files.createSymbolicLink(atPath: tree + "/python", withDestinationPath: "/tmp/python3")
            case .modeChanged: try Files.setMode(0o755, tree + "/pkg/other.py")
            case .fileRemoved: try files.removeItem(atPath: tree + "/pkg/other.py")
            case .folderRenamed: try files.moveItem(atPath: tree + "/empty", toPath: tree + "/void")
            case .emptyFolderAdded:
                try files.createDirectory(atPath: tree + "/new", withIntermediateDirectories: false)
            case .fileBecomesLink:
                try files.removeItem(atPath: tree + "/pkg/other.py")
                try files.createSymbolicLink(atPath: tree + "/pkg/other.py", withDestinationPath: "main.py")
            case .hiddenFile: try Files.write("", to: tree + "/.env")
            }
        }

        var lines: [String] {
            switch self {
            case .oneByteWithItsTimeRestored: ["changed pkg/main.py: other content of the same size (9 bytes)"]
            case .fileAdded: ["added pkg/json.py"]
            case .staleBytecode: ["added pkg/__pycache__", "added pkg/__pycache__/main.cpython-311.pyc"]
            case .startupFile: ["added pkg/x.pth"]
            case .linkSwapped: ["changed python: pointed at `/usr/bin/python3`, now at `/tmp/python3`"]
            case .modeChanged: ["changed pkg/other.py: can now be executed"]
            case .fileRemoved: ["removed pkg/other.py"]
            case .folderRenamed: ["added void", "removed empty"]
            case .emptyFolderAdded: ["added new"]
            case .fileBecomesLink: ["changed pkg/other.py: was a file, is now a link to `main.py`"]
            case .hiddenFile: ["added .env"]
            }
        }
    }

    /// The cache was filled before, as at a second start; W10, W14 and T23 are about exactly this.
    @Test(arguments: Attack.allCases)
    func `W10, W14, T23: what is done to an approved tree is found and named`(_ attack: Attack) throws {
        let folder = try sample()
        let state = try TemporaryFolder()
        let manifest = try TreeManifest.make(of: folder.path)
        let check = TreeCheck(
            tree: folder.path, manifest: state.path + "/manifest.txt", cache: state.path + "/cache")
        try FileCalls.replace(check.manifest, with: manifest.text)
        let later = FileCalls.now() + 10_000_000_000
        #expect(try check.verify(full: false, now: later).difference.isEmpty)
        #expect(try check.verify(full: false, now: later).filesRead == 0)

        try attack.perform(in: folder.path)
        let outcome = try check.verify(full: false, now: later)
        #expect(outcome.difference.lines == attack.lines && !outcome.difference.isEmpty)
        #expect(outcome.digest != manifest.digest)
        #expect(try check.verify(full: true, now: later).difference == outcome.difference)
    }

    @Test func `a tree that nobody touched has the same digest wherever it is`() throws {
        let (one, other) = (try sample(), try sample())
        #expect(try TreeManifest.make(of: one.path) == TreeManifest.make(of: other.path))
    }

    @Test func `a link is never followed, even one that leads out of the tree or round in a circle`() throws {
        let folder = try TemporaryFolder()
        for (name, target) in [("out", "/etc"), ("up", ".."), ("self", "self"), ("gone", "nowhere")] {
            try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + name, withDestinationPath: target)
        }
        let kinds = try TreeManifest.make(of: folder.path).entries.map(\.kind)
        #expect(
            kinds == ["nowhere", "/etc", "self", ".."].map { TreeManifest.Kind.link(target: Array($0.utf8)) })
    }

    @Test func `names around a folder's stand where their paths belong`() throws {
        let folder = try TemporaryFolder()
        let paths = ["a/x", "a/z/y", "a-b/x", "a-b-c", "a.b", "a/-", "a0", "a/x%20 y/1", "b", "a!/x"]
        for path in paths { try folder.write("", to: path) }
        let manifest = try TreeManifest.make(of: folder.path)
        #expect(TreeManifest(entries: manifest.entries.shuffled()) == manifest)
        #expect(manifest.entries.count == paths.count + 5)
    }

    @Test func `a single file counts under its own name`() throws {
        let folder = try TemporaryFolder()
        try folder.write("hello", to: "server.py")
        let manifest = try TreeManifest.make(of: folder.path + "/server.py")
        let digest = FileDigest(Digest256(of: Array("hello".utf8)))
        #expect(
            manifest.entries == [
                .init(path: Array("server.py".utf8), kind: .file(isExecutable: false, size: 5, digest: digest))
            ])
    }

    @Test func `a pipe, a socket or a set-user-id program is refused by name`() throws {
        let folder = try TemporaryFolder()
        let made = unsafe mkfifo(folder.path + "/queue", 0o600)
        #expect(made == 0)
        let pipe = failure { () throws(SupplyError) in try TreeManifest.make(of: folder.path) }
        #expect(pipe?.code == .unsupportedFile)
        #expect(pipe?.place == folder.path + "/queue")

        let other = try TemporaryFolder()
        try other.write("", to: "bin/su")
        try Files.setMode(0o4755, other.path + "/bin/su")
        let program = failure { () throws(SupplyError) in try TreeManifest.make(of: other.path) }
        #expect(program?.code == .unsupportedFile)
        #expect(program?.place == other.path + "/bin/su")
    }

    @Test func `nothing at the path is an error and not an empty tree`() throws {
        let folder = try TemporaryFolder()
        let error = failure { () throws(SupplyError) in try TreeManifest.make(of: folder.path + "/none") }
        #expect(error?.code == .unreadable)
    }

    @Test func `every manifest is read back from its text`() {
        var random = SplitMix64(state: 41)
        for _ in 0..<300 {
            let manifest = TreeManifest(entries: Self.entries(&random))
            #expect(TreeManifest(parsing: manifest.text) == manifest)
        }
    }

    @Test func `a damaged text is refused or means exactly what it says`() {
        var random = SplitMix64(state: 42)
        for _ in 0..<2_000 {
            var text = TreeManifest(entries: Self.entries(&random)).text
            for _ in 0...Int.random(in: 0...2, using: &random) where !text.isEmpty {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: text[place] = UInt8.random(in: 0...255, using: &random)
                case 1: text.remove(at: place)
                default: text.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            if let manifest = TreeManifest(parsing: text) { #expect(manifest.text == text) }
        }
    }

    @Test(arguments: [
        "", "ward-tree 1", "ward-tree 2\n", "ward-tree 1\nd a\nd a\n", "ward-tree 1\nd b\nd a\n",
        "ward-tree 1\nd ../a\n",
        "ward-tree 1\nd /a\n", "ward-tree 1\nd a//b\n", "ward-tree 1\nd %61\n", "ward-tree 1\nd %0a\n",
        "ward-tree 1\nf - 01 \(String(repeating: "0", count: 64)) a\n", "ward-tree 1\nf w 1 00 a\n",
        "ward-tree 1\nd \n",
    ])
    func `a text that would not be written so is refused`(_ text: String) {
        #expect(TreeManifest(parsing: Array(text.utf8)) == nil)
    }

    private static func entries(_ random: inout SplitMix64) -> [TreeManifest.Entry] {
        var paths: Set<[UInt8]> = []
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            let parts = (0...Int.random(in: 0...2, using: &random)).map { _ in
                [UInt8(ascii: "a")]
                    + (0..<Int.random(in: 0...4, using: &random)).map { _ in
                        let byte = UInt8.random(in: 1...255, using: &random)
                        return byte == UInt8(ascii: "/") ? 0xFF : byte
                    }
            }
            paths.insert(Array(parts.joined(separator: [UInt8(ascii: "/")])))
        }
        return paths.map { path in
            switch Int.random(in: 0...2, using: &random) {
            case 0: .init(path: path, kind: .folder)
            case 1: .init(path: path, kind: .link(target: path.reversed()))
            default:
                .init(
                    path: path,
                    kind: .file(
                        isExecutable: Bool.random(using: &random),
                        size: Int64.random(in: 0...(1 << 40), using: &random),
                        digest: FileDigest(Digest256(of: path))))
            }
        }
    }
}
