// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardDatabase
import WardLock
import WardStore

/// The lock on the disk: whole or as it was.
struct LockStorageTests {
    private let folders: WardFolders
    private let storage: LockStorage

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ward-lock-\(UUID().uuidString)")
        folders = WardFolders(home: folder.path)
        storage = LockStorage(in: folders)
    }

    private func add(_ name: String) throws {
        let server = try ServerName(name)
        try storage.update { lock in
            lock.servers[server] = LockEntry(
                request: LockRequest(source: name, command: [name]),
                launch: .stdio(StdioLaunch(executable: "/bin/\(name)")), origin: Origin(.executable, name: name))
        }
    }

    private func names() throws -> [String] { try storage.read().servers.keys.sorted().map(\.text) }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folders.config).sorted()
    }

    @Test func `no lock is an empty one, and reading makes nothing`() throws {
        #expect(try names() == [])
        #expect(!FileManager.default.fileExists(atPath: folders.config))
    }

    @Test func `what was added is there, for its user alone, with nothing left beside it`() throws {
        try add("b")
        try add("a")
        #expect(try names() == ["a", "b"])
        #expect(try files() == ["ward.lock", "ward.lock-turn"])
        let mode = try FileManager.default.attributesOfItem(atPath: storage.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `many writers at once lose nothing`() async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<20 { group.addTask { try add("s\(number)") } }
            try await group.waitForAll()
        }
        #expect(try names().count == 20)
    }

    @Test func `a change that fails leaves the lock as it was`() throws {
        struct Stop: Error {}
        try add("a")
        let before = try Data(contentsOf: URL(filePath: storage.path))
        #expect(throws: Stop.self) {
            try storage.update { lock in
                lock.servers = [:]
                throw Stop()
            }
        }
        #expect(try Data(contentsOf: URL(filePath: storage.path)) == before)
    }

    @Test(arguments: ["", "{", "[]", #"{"version":1,"servers":{"a":{}}}"#])
    func `a damaged lock is an error, and is never written over`(text: String) throws {
        try add("a")
        try Data(text.utf8).write(to: URL(filePath: storage.path))
        #expect(throws: LockError.self) { try storage.read() }
        #expect(throws: LockError.self) { try add("b") }
        #expect(try Data(contentsOf: URL(filePath: storage.path)) == Data(text.utf8))
    }

    @Test func `a lock that others may write, or a link in its place, is refused`() throws {
        try add("a")
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: storage.path)
        #expect(throws: StateError.self) { try storage.read() }
        try FileManager.default.moveItem(atPath: storage.path, toPath: storage.path + ".real")
        try FileManager.default.createSymbolicLink(
            atPath: storage.path, withDestinationPath: storage.path + ".real")
        #expect { try storage.read() } throws: { ($0 as? StateError)?.code == StateError.lockUnreadable }
    }

    @Test func `a folder without room or rights keeps the old lock`() throws {
        try add("a")
        // A folder in place of the temporary file's parent cannot be had as root by rights; a path that is too long can.
        let deep = WardFolders(home: folders.state + "/" + String(repeating: "x", count: 300))
        #expect(throws: StateError.self) { try LockStorage(in: deep).update { _ in } }
        #expect(try names() == ["a"])
    }
}
