// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing
import WardDatabase
import WardLock
import WardStore

/// What stood last where a text may vary (T8).
struct VaryingMemoryTests {
    private let folders: WardFolders
    private let memory: VaryingMemory
    private let server: ServerKey

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ward-store-\(UUID().uuidString)")
        folders = WardFolders(home: folder.path)
        memory = VaryingMemory(try StateDatabase(in: folders))
        server = ServerKey(try ServerName("clock"))
    }

    @Test func `what was seen last takes the place of what was seen before`() throws {
        #expect(try memory.texts(of: server) == [:])
        try memory.keep(["/tools/now/description": "10:00", "/tools/a/title": "\u{202E}x"], of: server)
        try memory.keep(["/tools/now/description": "11:00"], of: server)
        #expect(try memory.texts(of: server) == ["/tools/now/description": "11:00"])
    }

    @Test func `a server of a project's lock, however long its path is, has texts of its own`() throws {
        let project = ServerKey(server.name, lock: "/" + String(repeating: "long/", count: 500) + "ward.lock")
        try memory.keep(["/tools/now/description": "10:00"], of: project)
        #expect(try memory.texts(of: server) == [:])
        #expect(try memory.texts(of: project).count == 1)
    }

    @Test func `what cannot be read is an error and not an absence`() throws {
        try memory.keep(["/tools/now/description": "10:00"], of: server)
        let queue = try DatabaseQueue(path: folders.database)
        try queue.inDatabase { try $0.execute(sql: "UPDATE session_memory SET value = x'00'") }
        try queue.close()
        #expect(throws: StateError.self) { try memory.texts(of: server) }
    }
}
