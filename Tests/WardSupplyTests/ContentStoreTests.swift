// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardLock

@testable import WardSupply

@Suite struct ContentStoreTests {
    private let folder: TemporaryFolder
    private let store: ContentStore

    init() throws {
        folder = try TemporaryFolder()
        store = try ContentStore(at: folder.path + "/store")
    }

    private static let closure = Closure(
        artifacts: [Artifact(name: "demo", version: "1", file: "demo.whl", digest: "sha256:00")], isResolved: true)

    private static func fill(_ tree: String) throws(SupplyError) {
        do {
            try Files.write("x = 1\n", to: tree + "/lib/demo.py")
            try Files.write("#!/bin/sh\n", to: tree + "/bin/demo")
            try Files.setMode(0o755, tree + "/bin/demo")
        } catch {
            throw SupplyError(.unwritable, tree, "\(error)")
        }
    }

    private func make() throws(SupplyError) -> StoreEntry {
        try store.make(.pypi) { tree throws(SupplyError) in
            try Self.fill(tree)
            return Self.closure
        }.entry
    }

    @Test func `the folder is made for its user alone`() throws {
        #expect(try Files.mode(store.folder) == 0o700)
    }

    @Test(arguments: ["open to others", "a link", "a file"])
    func `a folder that others could change is refused`(_ fault: String) throws {
        let path = folder.path + "/other"
        switch fault {
        case "open to others":
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            try Files.setMode(0o755, path)
        case "a link": try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: store.folder)
        default: try Files.write("", to: path)
        }
        #expect(failure { () throws(SupplyError) in try ContentStore(at: path) }?.code == .folderUnsafe)
    }

    @Test func `an entry is complete, read-only and named by its closure`() throws {
        let entry = try make()
        let digest = Self.closure.value.canonicalDigest()
        #expect(entry.tree == "\(store.folder)/pypi/\(Hexadecimal.text(of: digest.bytes))/tree")
        #expect(entry.treeSymbol == "{store}" + entry.tree.dropFirst(store.folder.count))
        #expect(try Files.mode(entry.tree) == 0o555)
        #expect(try Files.mode(entry.tree + "/lib/demo.py") == 0o444)
        #expect(try Files.mode(entry.tree + "/bin/demo") == 0o555)
        #expect(try store.entry(.pypi, digest) == entry)
        #expect(try store.entries() == [entry])
        #expect(try entry.check.verify().difference.isEmpty)
    }

    @Test func `an entry of another closure is not there`() throws {
        _ = try make()
        #expect(try store.entry(.pypi, Digest256(of: [])) == nil)
        #expect(try store.entry(.npm, Self.closure.value.canonicalDigest()) == nil)
    }

    @Test func `what fails half way leaves no entry and nothing else`() throws {
        let error = failure { () throws(SupplyError) in
            try store.make(.pypi) { tree throws(SupplyError) in
                try Self.fill(tree)
                throw SupplyError(.hashMismatch, "demo", "no")
            }
        }
        #expect(error?.code == .hashMismatch)
        #expect(try store.entries().isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder + "/pypi").isEmpty)
    }

    @Test func `what a killed process left is no entry, and is swept by the next one`() throws {
        let left = store.folder + "/pypi/.partial-abc123"
        try Self.fill(left + "/tree")
        try Files.setMode(0o555, left + "/tree/lib")
        try Self.fill(store.folder + "/.work-abc123")
        try Self.fill(store.folder + "/pypi/.removed-abc123/entry")
        #expect(try store.entries().isEmpty)
        let entry = try make()
        let names = try FileManager.default.contentsOfDirectory(atPath: store.folder + "/pypi")
        #expect(names == [Hexadecimal.text(of: entry.digest.bytes)])
        #expect(!Files.exists(store.folder + "/.work-abc123"))
    }

    @Test func `a process killed while it fills an entry leaves the store as it was`() throws {
        let before = try make()
        // Another process takes the lock, where flock(1) is there, and is killed while it holds it.
        let partial = store.folder + "/pypi/.partial-killed"
        let helper = try Program.run(
            "/bin/sh",
            [
                "-c",
                "exec 9<>\"$1/lock\"; flock 9; mkdir -p \"$2/tree\" && echo half > \"$2/tree/file\" && kill -9 $$",
                "sh",
                store.folder, partial,
            ])
        #expect(helper.ending == .signal(9))
        #expect(Files.exists(partial + "/tree/file"))
        #expect(try store.entries() == [before])
        try store.remove(before)
        #expect(!Files.exists(partial))
    }

    @Test func `an entry that is there already stays`() throws {
        let entry = try make()
        let inode = try #require(try FileCalls.status(entry.folder)).inode
        #expect(try make() == entry)
        #expect(try FileCalls.status(entry.folder)?.inode == inode)
    }

    @Test func `an entry that was changed is replaced by a new one`() throws {
        let entry = try make()
        try Files.setMode(0o755, entry.tree + "/lib")
        try Files.setMode(0o644, entry.tree + "/lib/demo.py")
        try Files.write("x = 2\n", to: entry.tree + "/lib/demo.py")
        #expect(try !entry.check.verify().difference.isEmpty)
        #expect(try make() == entry)
        #expect(try entry.check.verify().difference.isEmpty)
        #expect(try Files.read(entry.tree + "/lib/demo.py") == "x = 1\n")
    }

    @Test func `removing an entry removes its read-only files`() throws {
        let entry = try make()
        try store.remove(entry)
        #expect(!Files.exists(entry.folder))
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder + "/pypi").isEmpty)
        try store.remove(entry)
    }

    @Test func `removing an entry does not follow its links`() throws {
        let precious = folder.path + "/precious"
        try Files.write("keep", to: precious + "/file")
        let entry = try store.make(.pypi) { tree throws(SupplyError) in
            try Self.fill(tree)
            try? FileManager.default.createSymbolicLink(atPath: tree + "/out", withDestinationPath: precious)
            return Self.closure
        }.entry
        try store.remove(entry)
        #expect(try Files.read(precious + "/file") == "keep")
    }

    @Test func `of several that make the same entry at once, all get the same one`() async throws {
        let store = store
        let entries = try await withThrowingTaskGroup(of: StoreEntry.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try store.make(.pypi) { tree throws(SupplyError) in
                        try Self.fill(tree)
                        return Self.closure
                    }.entry
                }
            }
            return try await group.reduce(into: Set<StoreEntry>()) { $0.insert($1) }
        }
        #expect(entries.count == 1)
        #expect(try store.entries() == Array(entries))
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder + "/pypi").count == 1)
    }

    @Test func `another process waits while one makes an entry`() throws {
        // flock(1) tries the very lock that `make` holds.
        guard Files.exists("/usr/bin/flock") else { return print("skipped: no flock(1) here") }
        _ = try store.make(.pypi) { tree throws(SupplyError) in
            try Self.fill(tree)
            do {
                let other = try Program.run("/usr/bin/flock", ["--nonblock", store.folder + "/lock", "true"])
                #expect(other.ending == .exit(1))
            } catch {
                Issue.record(error)
            }
            return Self.closure
        }
    }

    @Test func `no room on the disk is said as such`() {
        let error = SupplyError(FileCalls.Failure(number: ENOSPC), "/store", "it cannot be written", code: .unwritable)
        #expect(error.code == .diskFull)
        #expect(error.hint == "free some space on this disk, then try again")
    }
}

@Suite struct LocalSupplyTests {
    private let folder: TemporaryFolder
    private let supply: LocalSupply

    init() throws {
        folder = try TemporaryFolder()
        supply = LocalSupply(store: try ContentStore(at: folder.path + "/store"))
        try folder.write("print(1)\n", to: "server/main.py")
    }

    @Test func `W14: a folder is locked with all that it holds, and stays where it is`() throws {
        let found = try supply.path(folder.path + "/server")
        #expect(found.origin == Origin(.path, name: folder.path + "/server"))
        #expect(found.closure.isResolved)
        #expect(found.closure.artifacts.map(\.file) == ["server"])
        #expect(found.closure.artifacts.map(\.digest) == ["sha256:" + Hexadecimal.text(of: found.tree.bytes)])
        #expect(found.entry.tree == folder.path + "/server")
        #expect(try supply.entry(of: found.origin, found.closure) == found.entry)
        try folder.write("print(2)\n", to: "server/main.py")
        let outcome = try found.entry.check.verify()
        #expect(outcome.difference.lines == ["changed main.py: other content of the same size (9 bytes)"])
        #expect(try supply.path(folder.path + "/server").closure != found.closure)
    }

    @Test func `a path through a link is locked under its real name`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link", withDestinationPath: folder.path + "/server")
        #expect(try supply.path(folder.path + "/link").origin.name == folder.path + "/server")
    }

    @Test func `T23: a program is locked by the digest of its file and counts as unresolved`() throws {
        try folder.write("#!/bin/sh\n", to: "tool")
        try Files.setMode(0o755, folder.path + "/tool")
        let found = try LocalSupply.executable(folder.path + "/tool")
        #expect(found.origin == Origin(.executable, name: folder.path + "/tool"))
        #expect(!found.closure.isResolved)
        let digest = Digest256(of: Array("#!/bin/sh\n".utf8))
        #expect(found.closure.artifacts.map(\.digest) == ["sha256:" + Hexadecimal.text(of: digest.bytes)])
    }

    @Test func `what is not a program, or not there, is refused`() throws {
        let script = failure { () throws(SupplyError) in try LocalSupply.executable(folder.path + "/server/main.py") }
        #expect(script?.code == .unreadable)
        #expect(failure { () throws(SupplyError) in try supply.path(folder.path + "/none") }?.code == .unreadable)
    }
}
