// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import WardAudit

struct SyslogTests {
    @Test func `a checkpoint is one line from which the note can be written again`() throws {
        let checkpoint = Checkpoint(origin: "ward.local/audit/a", head: TreeHead(size: 5, root: .empty))
        let note = try makeKey("ward.local/audit/a").sign(checkpoint)
        let words = Syslog.line(of: note).split(separator: " ").map(String.init)
        #expect(words.count == 8)
        #expect(Array(words.prefix(2)) == ["audit", "checkpoint:"])
        let rebuilt = words[2...4].joined(separator: "\n") + "\n\n— \(words[6]) \(words[7])\n"
        #expect(rebuilt == note.encoded)
    }

    @Test func `the system's log gets the line with its stamp, and nothing happens where there is none`() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/log"
        #expect(Syslog(path: path).send("hello", at: 0) == .absent)
        let listener = try Listener(path)
        #expect(Syslog(path: path).send("hello", at: 1_785_229_500) == .sent)
        let text = listener.receive()
        #expect(text.hasPrefix("<13>Jul 2"))
        #expect(text.hasSuffix(" ward[\(getpid())]: hello"))
        // "<13>Mmm dd hh:mm:ss ward[": the day has two places.
        #expect(text.dropFirst(4 + 15).hasPrefix(" ward["))
    }

    @Test func `a path that no socket can have is refused`() {
        let path = "/" + String(repeating: "x", count: 200)
        guard case .failed = Syslog(path: path).send("hello", at: 0) else {
            Issue.record("it was not refused")
            return
        }
    }
}

/// A socket as the system's log has it.
private final class Listener {
    private let descriptor: CInt

    init(_ path: String) throws {
        #if canImport(Darwin)
        descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
        #else
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        #endif
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }

    deinit {
        _ = close(descriptor)
    }

    func receive() -> String {
        var bytes = [UInt8](repeating: 0, count: 2_048)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
