// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing

@testable import WardDatabase

struct FoldersTests {
    @Test func `come from --home, made absolute`() {
        let folders = WardFolders(home: "/srv/w//")
        #expect(folders.config == "/srv/w/config")
        #expect(folders.state == "/srv/w/state")
        #expect(folders.home == "/srv/w")
        let relative = WardFolders(home: "here")
        #expect(relative.state == FileManager.default.currentDirectoryPath + "/here/state")
    }

    @Test func `come from the account database`() throws {
        let folders = try WardFolders.standard()
        #expect(folders.home == nil)
        #expect(folders.state.hasPrefix("/"))
        #expect(folders.config.hasSuffix("ward") || folders.config.hasSuffix("ward/config"))
    }

    @Test func `are where each system keeps such things`() {
        let folders = WardFolders(accountHome: "/home/kim")
        #if canImport(Darwin)
        #expect(folders.state == "/home/kim/Library/Application Support/ward/state")
        #else
        #expect(folders.config == "/home/kim/.config/ward")
        #expect(folders.state == "/home/kim/.local/state/ward")
        #endif
    }

    @Test func `are made for the user alone`() throws {
        let scratch = try Scratch()
        try WardFolders(home: scratch.path + "/deep/er").prepare()
        #expect(try scratch.mode("deep") == 0o700)
        #expect(try scratch.mode("deep/er/config") == 0o700)
        #expect(try scratch.mode("deep/er/state") == 0o700)
    }

    @Test(arguments: [0o770, 0o702, 0o777])
    func `are refused when others may write them`(mode: Int) throws {
        let scratch = try Scratch()
        try scratch.folders.prepare()
        try scratch.setMode(mode, of: "state")
        let error = #expect(throws: StateError.self) { try StateDatabase(in: scratch.folders) }
        #expect(error?.code == StateError.folderUnsafe)
    }

    @Test func `are fine when others may only read them`() throws {
        let scratch = try Scratch()
        try scratch.folders.prepare()
        try scratch.setMode(0o755, of: "state")
        try StateDatabase(in: scratch.folders).close()
    }

    @Test func `are refused when they are somebody else's`() throws {
        let scratch = try Scratch()
        try scratch.folders.prepare()
        let stranger = geteuid() + 1
        let error = #expect(throws: StateError.self) {
            try FileGuard.prepareFolder(scratch.folders.state, user: stranger)
        }
        #expect(error?.code == StateError.folderUnsafe)
    }

    @Test func `are refused when a link or a file stands in their place`() throws {
        let scratch = try Scratch()
        try FileManager.default.createSymbolicLink(atPath: scratch.path + "/state", withDestinationPath: "/tmp")
        let link = #expect(throws: StateError.self) { try StateDatabase(in: scratch.folders) }
        #expect(link?.code == StateError.folderUnsafe)
        let other = try Scratch()
        try Data().write(to: URL(fileURLWithPath: other.path + "/state"))
        let file = #expect(throws: StateError.self) { try StateDatabase(in: other.folders) }
        #expect(file?.code == StateError.folderUnsafe)
    }
}

struct DatabaseTests {
    @Test func `is made with its companions for the user alone`() throws {
        let scratch = try Scratch()
        let database = try StateDatabase(in: scratch.folders)
        try SessionMemory(database).put([1], for: "k", expires: nil)
        for name in ["ward.db", "ward.db-wal", "ward.db-shm"] {
            #expect(try scratch.mode("state/" + name) == 0o600)
        }
        try database.close()
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folders.state)
        #expect(left == ["ward.db"])
    }

    @Test func `a missing one is an error for readers, and they make nothing`() throws {
        let scratch = try Scratch()
        let error = #expect(throws: StateError.self) { try StateDatabase(in: scratch.folders, access: .read) }
        #expect(error?.code == StateError.absent)
        #expect(!FileManager.default.fileExists(atPath: scratch.folders.state))
    }

    @Test(arguments: ["", "not a database at all, but long enough to be taken for one, or so somebody hoped"])
    func `a damaged one is never taken for a missing one`(content: String) throws {
        let scratch = try Scratch()
        try scratch.folders.prepare()
        let content = content.isEmpty ? "" : String(repeating: content, count: 20)
        try Data(content.utf8).write(to: URL(fileURLWithPath: scratch.folders.database))
        try scratch.setMode(0o600, of: "state/ward.db")
        for access in [StateDatabase.Access.readWrite, .read] {
            let error = #expect(throws: StateError.self) { try StateDatabase(in: scratch.folders, access: access) }
            #expect(error?.code == (content.isEmpty ? StateError.databaseForeign : StateError.databaseUnreadable))
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.folders.database)) == Data(content.utf8))
    }

    @Test func `one of another program is refused`() throws {
        let scratch = try Scratch()
        try scratch.folders.prepare()
        try scratch.tamper("CREATE TABLE music (title TEXT)")
        try scratch.setMode(0o600, of: "state/ward.db")
        let error = #expect(throws: StateError.self) { try StateDatabase(in: scratch.folders) }
        #expect(error?.code == StateError.databaseForeign)
    }

    @Test func `one of a newer Ward is refused`() throws {
        let scratch = try Scratch()
        try StateDatabase(in: scratch.folders).close()
        try scratch.tamper("PRAGMA user_version = 99")
        for access in [StateDatabase.Access.readWrite, .read] {
            let error = #expect(throws: StateError.self) { try StateDatabase(in: scratch.folders, access: access) }
            #expect(error?.code == StateError.databaseNewer)
        }
    }

    @Test(arguments: ["ward.db", "ward.db-wal", "ward.db-shm"])
    func `a link in place of a file is refused`(name: String) throws {
        let scratch = try Scratch()
        try StateDatabase(in: scratch.folders).close()
        let path = scratch.folders.state + "/" + name
        _ = try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: scratch.path + "/elsewhere")
        let error = #expect(throws: StateError.self) { try StateDatabase(in: scratch.folders) }
        #expect(error?.code == StateError.databaseUnsafe)
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/elsewhere"))
    }

    @Test(arguments: [0o620, 0o602, 0o666])
    func `one that others may write is refused`(mode: Int) throws {
        let scratch = try Scratch()
        try StateDatabase(in: scratch.folders).close()
        try scratch.setMode(mode, of: "state/ward.db")
        let error = #expect(throws: StateError.self) { try StateDatabase(in: scratch.folders) }
        #expect(error?.code == StateError.databaseUnsafe)
    }

    // Only root can give files away.
    @Test(.enabled(if: geteuid() == 0)) func `one of somebody else is refused`() throws {
        let scratch = try Scratch()
        try StateDatabase(in: scratch.folders).close()
        try FileManager.default.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: scratch.folders.database)
        let error = #expect(throws: StateError.self) { try StateDatabase(in: scratch.folders) }
        #expect(error?.code == StateError.databaseUnsafe)
    }

    @Test func `has the pragmas that the log relies on`() throws {
        let scratch = try Scratch()
        let database = try StateDatabase(in: scratch.folders)
        let (mode, level) = try database.run { connection in
            (
                try String.fetchOne(connection, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(connection, sql: "PRAGMA synchronous")
            )
        }
        #expect(mode == "wal")
        #expect(level == 1)
    }

    @Test func `has no triggers`() throws {
        let scratch = try Scratch()
        try StateDatabase(in: scratch.folders).close()
        #expect(try scratch.value("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'") == 0)
    }

    @Test func `a reader changes nothing`() throws {
        let scratch = try Scratch()
        try StateDatabase(in: scratch.folders).close()
        let reader = try StateDatabase(in: scratch.folders, access: .read)
        let error = #expect(throws: StateError.self) { try SessionMemory(reader).put([1], for: "k", expires: nil) }
        #expect(error?.code == StateError.databaseUnwritable)
    }

    @Test func `the version changes when another connection commits, and only then`() throws {
        let scratch = try Scratch()
        let (one, other) = (try StateDatabase(in: scratch.folders), try StateDatabase(in: scratch.folders))
        let before = try one.dataVersion()
        #expect(try one.dataVersion() == before)
        try SessionMemory(one).put([1], for: "own", expires: nil)
        #expect(try one.dataVersion() == before)
        try SessionMemory(other).put([1], for: "foreign", expires: nil)
        #expect(try one.dataVersion() != before)
    }

    @Test func `many that open at once agree on one database`() async throws {
        let scratch = try Scratch()
        let names = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let database = try StateDatabase(in: scratch.folders)
                    return try database.run { try String.fetchOne($0, sql: "SELECT id FROM audit_log") }
                }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(names.count == 1)
        #expect(names.first??.utf8.count == 32)
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folders.state)
        #expect(left.allSatisfy { !$0.contains(".new-") })
    }

    @Test func `calls after closing fail`() throws {
        let scratch = try Scratch()
        let database = try StateDatabase(in: scratch.folders)
        try database.close()
        #expect(throws: StateError.self) { try database.dataVersion() }
    }
}

struct SessionMemoryTests {
    @Test func `gives back what was put, until it expires`() throws {
        let scratch = try Scratch()
        let memory = SessionMemory(try StateDatabase(in: scratch.folders))
        try memory.put([0, 1, 255], for: "task/7", expires: 100)
        try memory.put([], for: "empty", expires: nil)
        #expect(try memory.get("task/7", at: 99) == [0, 1, 255])
        #expect(try memory.get("task/7", at: 100) == nil)
        #expect(try memory.get("empty", at: .max) == [])
        #expect(try memory.get("other", at: 0) == nil)
    }

    @Test func `the last value of a key counts, also for another process`() throws {
        let scratch = try Scratch()
        let memory = SessionMemory(try StateDatabase(in: scratch.folders))
        try memory.put([1], for: "k", expires: nil)
        try memory.put([2], for: "k", expires: 5)
        let other = SessionMemory(try StateDatabase(in: scratch.folders))
        #expect(try other.get("k", at: 0) == [2])
        try other.remove("k")
        #expect(try memory.get("k", at: 0) == nil)
    }

    @Test func `forgets what has expired`() throws {
        let scratch = try Scratch()
        let memory = SessionMemory(try StateDatabase(in: scratch.folders))
        for number in 0..<10 { try memory.put([UInt8(number)], for: "k\(number)", expires: Int64(number)) }
        try memory.put([1], for: "for ever", expires: nil)
        #expect(try memory.purge(at: 4) == 5)
        #expect(try memory.get("k5", at: 0) == [5])
        #expect(try memory.get("for ever", at: .max) == [1])
    }

    @Test func `keys with NUL and Unicode are kept apart`() throws {
        let scratch = try Scratch()
        let memory = SessionMemory(try StateDatabase(in: scratch.folders))
        for (number, key) in ["a", "a\u{0}", "a\u{0}b", "é", "e\u{301}"].enumerated() {
            try memory.put([UInt8(number)], for: key, expires: nil)
        }
        for (number, key) in ["a", "a\u{0}", "a\u{0}b", "é", "e\u{301}"].enumerated() {
            #expect(try memory.get(key, at: 0) == [UInt8(number)])
        }
    }

    @Test func `has limits`() throws {
        let scratch = try Scratch()
        let memory = SessionMemory(try StateDatabase(in: scratch.folders))
        let longest = String(repeating: "k", count: 512)
        try memory.put([UInt8](repeating: 7, count: 65_536), for: longest, expires: nil)
        #expect(try memory.get(longest, at: 0)?.count == 65_536)
        for (key, size) in [(longest + "k", 1), ("", 1), ("k", 65_537)] {
            let error = #expect(throws: StateError.self) {
                try memory.put([UInt8](repeating: 7, count: size), for: key, expires: nil)
            }
            #expect(error?.code == StateError.memoryLimit)
        }
    }
}
