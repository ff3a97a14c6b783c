// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing
import WardDatabase
import WardJSON
import WardLock
import WardStore

/// What servers answered to handshakes, for as long as their surface is approved.
struct HandshakeStoreTests {
    private let folders: WardFolders
    private let database: StateDatabase
    private let store: HandshakeStore
    private let server: ServerKey
    private let surface = Digest256(of: Array("surface".utf8))

    init() throws {
        folders = WardFolders(
            home: FileManager.default.temporaryDirectory.path + "/ward-handshakes-\(UUID().uuidString)")
        database = try StateDatabase(in: folders)
        store = HandshakeStore(database)
        server = ServerKey(try ServerName("small"))
    }

    private func handshake(_ revision: String, _ answer: String = "{}") -> KeptHandshake {
        KeptHandshake(
            method: "initialize", revision: revision, client: Digest256(of: Array("{}".utf8)),
            answer: Array(answer.utf8))
    }

    @Test func `what was kept is there for the same server, lock and surface`() throws {
        let kept = handshake("2025-11-25", "{\"a\": 1}")
        try store.keep(kept, of: server, surface: surface, at: 1)
        #expect(try store.all(of: server, surface: surface) == [kept])
        #expect(try store.all(of: ServerKey(try ServerName("other")), surface: surface).isEmpty)
        #expect(try store.all(of: ServerKey(server.name, lock: "/x/ward.lock"), surface: surface).isEmpty)
        #expect(try store.all(of: server, surface: Digest256(of: [])).isEmpty)
    }

    @Test func `a newer answer takes the place of an older one, and another surface that of all`() throws {
        for (time, revision) in ["a", "b", "a"].enumerated() {
            try store.keep(handshake(revision, "{\"t\":\(time)}"), of: server, surface: surface, at: Int64(time))
        }
        #expect(
            try store.all(of: server, surface: surface) == [handshake("a", "{\"t\":2}"), handshake("b", "{\"t\":1}")])
        let other = Digest256(of: Array("other".utf8))
        try store.keep(handshake("c"), of: server, surface: other, at: 3)
        #expect(try store.all(of: server, surface: surface).isEmpty)
        #expect(try store.all(of: server, surface: other) == [handshake("c")])
    }

    @Test func `a client that asks for ever new things fills nothing`() throws {
        for time in 1...40 { try store.keep(handshake("r\(time)"), of: server, surface: surface, at: Int64(time)) }
        #expect(try store.all(of: server, surface: surface).map(\.revision).first == "r40")
        let path = folders.state + "/ward.db"
        let rows = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM handshake") }
        #expect(rows == HandshakeStore.most)
    }

    @Test func `it ends with the consent`() throws {
        try store.keep(handshake("a"), of: server, surface: surface, at: 1)
        _ = try ConsentStore(database).withdraw(server, at: 2)
        #expect(try store.all(of: server, surface: surface).isEmpty)
    }

    @Test func `a row that cannot be read is an error and not an absence`() throws {
        try store.keep(handshake("a"), of: server, surface: surface, at: 1)
        try DatabaseQueue(path: folders.state + "/ward.db").write {
            try $0.execute(sql: "UPDATE handshake SET client = 'x'")
        }
        #expect(throws: StateError.self) { try store.all(of: server, surface: surface) }
    }
}
