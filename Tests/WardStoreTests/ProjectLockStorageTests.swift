// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardDatabase
import WardJSON
import WardLock
import WardStore

/// A project's lock on the disk: read wherever it is, written only where that changes what was named.
struct ProjectLockStorageTests {
    private let folder: String
    private var file: String { folder + "/ward.lock" }

    init() throws {
        let made = FileManager.default.temporaryDirectory.appending(path: "ward-project-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        folder = made.resolvingSymlinksInPath().path
    }

    private func add(_ name: String, to file: String) throws {
        let server = try ServerName(name)
        try LockStorage(project: file, mayBeMissing: true).update { lock in
            lock.servers[server] = LockEntry(
                request: LockRequest(source: name, command: [name]),
                launch: .stdio(StdioLaunch(executable: "/bin/\(name)")), origin: Origin(.executable, name: name))
        }
    }

    private func names(_ file: String) throws -> [String] {
        try LockStorage(project: file).read().servers.keys.sorted().map(\.text)
    }

    private func mode() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    }

    private func isUnwritable(_ file: String) -> Bool {
        do {
            try add("x", to: file)
            return false
        } catch {
            return (error as? StateError)?.code == StateError.lockUnwritable
        }
    }

    @Test func `it leaves nothing beside it, and keeps the rights that it had`() throws {
        try add("a", to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o664], ofItemAtPath: file)
        try add("b", to: file)
        #expect(try names(file) == ["a", "b"])
        #expect(try mode() == 0o664)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["ward.lock"])
    }

    @Test func `what a killed writer left is swept by the next one`() throws {
        try add("a", to: file)
        try Data("half".utf8).write(to: URL(filePath: file + ".new"))
        #expect(try names(file) == ["a"])
        try add("b", to: file)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["ward.lock"])
    }

    @Test func `many writers at once lose nothing`() async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<20 { group.addTask { try add("s\(number)", to: file) } }
            try await group.waitForAll()
        }
        #expect(try names(file).count == 20)
    }

    @Test func `one file has one name, however it is reached`() throws {
        try add("a", to: file)
        try FileManager.default.createSymbolicLink(atPath: folder + "-link", withDestinationPath: folder)
        try FileManager.default.createSymbolicLink(atPath: folder + "/other.lock", withDestinationPath: file)
        for path in [
            folder + "-link/ward.lock", folder + "/../" + (folder as NSString).lastPathComponent + "/ward.lock",
        ] {
            let storage = try LockStorage(project: path)
            #expect(storage.path == file && storage.project == folder)
        }
        let linked = try LockStorage(project: folder + "/other.lock")
        #expect(linked.path == file && linked.project == folder)
        #expect(try names(folder + "/other.lock") == ["a"])
        #expect(isUnwritable(folder + "/other.lock"))
        #expect(!isUnwritable(folder + "-link/ward.lock"))
    }

    @Test func `where anybody may replace it, it is read and not written`() throws {
        try add("a", to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: file)
        #expect(try names(file) == ["a"])
        #expect(!isUnwritable(file))
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
        #expect(try names(file) == ["a", "x"])
        #expect(isUnwritable(file))
        try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: folder)
        #expect(!isUnwritable(file))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `what belongs to somebody else is read and not written`() throws {
        try add("a", to: file)
        try FileManager.default.setAttributes([.ownerAccountID: 12_345], ofItemAtPath: file)
        #expect(try names(file) == ["a"])
        #expect(isUnwritable(file))
    }

    @Test func `no file is a lock without servers only for who is about to make one`() throws {
        #expect(try LockStorage(project: file, mayBeMissing: true).read().servers.isEmpty)
        #expect { try LockStorage(project: file).read() } throws: {
            ($0 as? StateError)?.code == StateError.lockUnreadable
        }
        for path in ["/nowhere/ward.lock", folder] {
            #expect(throws: StateError.self) { try LockStorage(project: path, mayBeMissing: true).read() }
        }
    }

    @Test func `the user's own lock is that, by whatever path it is named`() throws {
        let folders = WardFolders(home: folder)
        #expect(try LockStorage.named(file, in: folders).project == folder)
        try LockStorage(in: folders).update { lock in
            lock.servers[try ServerName("a")] = LockEntry(
                request: LockRequest(source: "a", command: []), launch: .http(HTTPLaunch(url: "https://example.com")),
                origin: Origin(.remote, name: "https://example.com"))
        }
        #expect(try LockStorage.named(folder + "/config/../config/ward.lock", in: folders).project == nil)
    }
}

/// Looking for consents where there are none.
struct LazyConsentTests {
    @Test func `asking makes no database, and writing does`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ward-lazy-\(UUID().uuidString)").path
        let folders = WardFolders(home: folder)
        let store = ConsentStore(in: folders)
        let key = ServerKey(try ServerName("git"), lock: "/p/ward.lock")
        #expect(try store.current(.launch, of: key) == nil)
        #expect(try store.history(of: key).isEmpty && store.projectLocks().isEmpty)
        #expect(try store.held(of: key) == nil)
        #expect(try store.withdraw(key, at: 1) == 0)
        try store.releaseHeld(of: key)
        #expect(!FileManager.default.fileExists(atPath: folder))
        try store.give(.launch, to: key, value: ["a": 1], shown: "", who: "", how: "", at: 1)
        #expect(try store.current(.launch, of: key) != nil)
        #expect(try ConsentStore(in: folders).projectLocks() == ["/p/ward.lock"])
        try store.withdraw(key, at: 2)
        #expect(try store.projectLocks().isEmpty)
    }

    @Test func `a database that cannot be read is an error, and not an absent one`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ward-lazy-\(UUID().uuidString)").path
        let folders = WardFolders(home: folder)
        try FileManager.default.createDirectory(
            atPath: folders.state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data("damaged".utf8).write(to: URL(filePath: folders.database))
        let key = ServerKey(try ServerName("git"))
        #expect(throws: StateError.self) { try ConsentStore(in: folders).current(.launch, of: key) }
    }
}
