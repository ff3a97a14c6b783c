// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardDatabase
import WardLock
import WardStore

/// What stood last where a text may vary (T8).
struct VaryingMemoryTests {
    private let memory: VaryingMemory
    private let server: ServerKey
    private static let place = "/tools/now/description"

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ward-store-\(UUID().uuidString)")
        memory = VaryingMemory(try StateDatabase(in: WardFolders(home: folder.path)))
        server = ServerKey(try ServerName("clock"))
    }

    @Test func `what was seen last takes the place of what was seen before`() throws {
        #expect(try memory.text(at: Self.place, of: server) == nil)
        try memory.keep("10:00", at: Self.place, of: server)
        try memory.keep("\u{202E}é", at: "/tools/a/title", of: server)
        try memory.keep("11:00", at: Self.place, of: server)
        #expect(try memory.text(at: Self.place, of: server) == "11:00")
        #expect(try memory.text(at: "/tools/a/title", of: server) == "\u{202E}é")
    }

    @Test func `a server of a project's lock, however long its path is, has texts of its own`() throws {
        let project = ServerKey(server.name, lock: "/" + String(repeating: "long/", count: 500) + "ward.lock")
        try memory.keep("10:00", at: Self.place, of: project)
        #expect(try memory.text(at: Self.place, of: server) == nil)
        #expect(try memory.text(at: Self.place, of: project) == "10:00")
    }
}
