// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing
import WardDatabase
import WardJSON
import WardLock
import WardStore

/// Consents are local records of whole values; what cannot be read is never taken for absent.
struct ConsentStoreTests {
    private let folders: WardFolders
    private let store: ConsentStore
    private let server: ServerKey

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ward-consents-\(UUID().uuidString)")
        folders = WardFolders(home: folder.path)
        store = ConsentStore(try StateDatabase(in: folders))
        server = ServerKey(try ServerName("git"))
    }

    private func give(_ value: JSONValue, _ kind: Consent.Kind = .launch, to key: ServerKey? = nil) throws -> Digest256
    {
        try store.give(
            kind, to: key ?? server, value: value, shown: "the sheet", who: "ana", how: "terminal", at: 1_000)
    }

    @Test func `a consent stores the whole value with its digest`() throws {
        #expect(try store.current(.launch, of: server) == nil)
        let value: JSONValue = ["launch": ["b": 1, "a": "é"]]
        #expect(try give(value) == value.canonicalDigest())
        let consent = try #require(try store.current(.launch, of: server))
        #expect(consent.digest == value.canonicalDigest())
        #expect(Difference.between(consent.value, value).isEmpty)
        #expect(consent.who == "ana" && consent.how == "terminal" && consent.time == 1_000)
        #expect(try store.current(.surface, of: server) == nil)
    }

    @Test func `the newest consent holds, and the older ones stay known`() throws {
        try _ = give(["n": 1])
        let second = try give(["n": 2])
        #expect(try store.current(.launch, of: server)?.digest == second)
        #expect(try store.history(of: server).count == 2)
    }

    @Test func `A56: a consent for one name or lock is none for another`() throws {
        try _ = give(["n": 1])
        #expect(try store.current(.launch, of: ServerKey(try ServerName("Git"))) == nil)
        let project = ServerKey(server.name, lock: "/p/ward.lock")
        #expect(try store.current(.launch, of: project) == nil)
        try _ = give(["n": 2], to: project)
        #expect(try store.current(.launch, of: ServerKey(server.name, lock: "/q/ward.lock")) == nil)
        #expect(project.description == "project:git" && server.description == "git")
    }

    @Test func `A56: what was withdrawn holds no more, whatever was given before it`() throws {
        try _ = give(["n": 1])
        try _ = give(["n": 2])
        #expect(try store.withdraw(server, at: 2_000) == 2)
        #expect(try store.current(.launch, of: server) == nil)
        try _ = give(["n": 3])
        #expect(try store.current(.launch, of: server) != nil)
        #expect(try store.history(of: server).map(\.withdrawn) == [2_000, 2_000, nil])
    }

    @Test(arguments: [
        "UPDATE consent SET value = x'00'", "UPDATE consent SET value = CAST('{\"n\":2}' AS BLOB)",
        "UPDATE consent SET digest = 'sha256-x'", "UPDATE consent SET value = CAST('{\"n\":1,\"n\":1}' AS BLOB)",
    ])
    func `T50: a consent that was changed or damaged is an error and not an absence`(sql: String) throws {
        try _ = give(["n": 1])
        let queue = try DatabaseQueue(path: folders.database)
        try queue.inDatabase { try $0.execute(sql: sql) }
        try queue.close()
        #expect { try store.current(.launch, of: server) } throws: { error in
            (error as? StateError)?.code == StateError.consentUnreadable
        }
    }

    @Test func `a surface waits for its review until it was decided`() throws {
        #expect(try store.held(of: server) == nil)
        try store.hold(["tools": ["a": 1]], of: server, at: 5)
        try store.hold(["tools": ["a": 2]], of: server, at: 6)
        let held = try #require(try store.held(of: server))
        #expect(held.time == 6 && held.surface == ["tools": ["a": 2]])
        try store.releaseHeld(of: server)
        #expect(try store.held(of: server) == nil)
    }

    @Test func `the local key is made once, and is the same for every process`() throws {
        let key = try store.localKey()
        #expect(key.count == 32 && Set(key).count > 8)
        #expect(try ConsentStore(try StateDatabase(in: folders)).localKey() == key)
        #expect(Digest256(of: [1], keyedBy: key) != Digest256(of: [1], keyedBy: [2]))
    }
}
