// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing
import WardDatabase

@testable import WardAudit

/// A key with the seed of RFC 8032 section 7.1, test 1.
func makeKey(_ name: String) throws -> AuditKey {
    let seed: [UInt8] = [
        0x9D, 0x61, 0xB1, 0x9D, 0xEF, 0xFD, 0x5A, 0x60, 0xBA, 0x84, 0x4A, 0xF4, 0x92, 0xEC, 0x2C, 0xC4,
        0x44, 0x49, 0xC5, 0x69, 0x7B, 0x32, 0x69, 0x19, 0x70, 0x3B, 0xAC, 0x03, 0x1C, 0xAE, 0x7F, 0x60,
    ]
    return AuditKey(name: name, key: try Curve25519.Signing.PrivateKey(rawRepresentation: seed))
}

struct NoteTests {
    /// The example of Go's `golang.org/x/mod/sumdb/note`, which defined the form.
    private static let text =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    private static let verifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let signature =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

    @Test func `reads and verifies the example of the form's authors, and writes it back`() throws {
        let bytes = Array((Self.text + "\n" + Self.signature).utf8)
        let note = try SignedNote(parsing: bytes)
        #expect(note.text == Self.text)
        #expect(note.signatures.map(\.name) == ["PeterNeumann"])
        #expect(Array(note.encoded.utf8) == bytes)
        let key = try AuditVerifierKey(parsing: Self.verifier)
        #expect(key.verifies(note))
        #expect(key.description == Self.verifier)
    }

    @Test func `a checkpoint has exactly this form`() throws {
        let checkpoint = Checkpoint(origin: "ward.local/audit/0123", head: TreeHead(size: 0, root: .empty))
        #expect(checkpoint.text == "ward.local/audit/0123\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
        let note = try makeKey("ward.local/audit/0123").sign(checkpoint)
        let lines = note.encoded.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 6)
        #expect(lines[3] == "" && lines[5] == "")
        #expect(lines[4].hasPrefix("— ward.local/audit/0123 "))
        let blob = try #require(Base64.decode(String(lines[4].split(separator: " ")[2])))
        #expect(blob.count == 4 + 64)
        #expect(try Checkpoint(parsing: note.text) == checkpoint)
    }

    @Test func `a signature holds for its text, name and key only`() throws {
        let key = try makeKey("ward.local/audit/a")
        let checkpoint = Checkpoint(origin: "ward.local/audit/a", head: TreeHead(size: 5, root: .empty))
        let note = try key.sign(checkpoint)
        #expect(key.verifier.verifies(note))
        var changed = note
        changed.text = changed.text.replacingOccurrences(of: "\n5\n", with: "\n4\n")
        #expect(!key.verifier.verifies(changed))
        changed = note
        changed.signatures[0].bytes[10] ^= 1
        #expect(!key.verifier.verifies(changed))
        changed = note
        changed.signatures[0].name = "other"
        #expect(!key.verifier.verifies(changed))
        #expect(!(try makeKey("ward.local/audit/b")).verifier.verifies(note))
        let other = AuditKey(name: "ward.local/audit/a", key: Curve25519.Signing.PrivateKey())
        #expect(!other.verifier.verifies(note))
    }

    @Test func `signatures of witnesses may stand beside it, one that is forged may not`() throws {
        let key = try makeKey("ward.local/audit/a")
        var note = try key.sign(Checkpoint(origin: "ward.local/audit/a", head: TreeHead(size: 5, root: .empty)))
        note.signatures.append(.init(name: "witness.example", keyID: [1, 2, 3, 4], bytes: [9]))
        let read = try SignedNote(parsing: Array(note.encoded.utf8))
        #expect(key.verifier.verifies(read))
        var forged = note.signatures[0]
        forged.bytes[0] ^= 1
        note.signatures.append(forged)
        #expect(!key.verifier.verifies(note))
        note.signatures = []
        #expect(!key.verifier.verifies(note))
    }

    @Test(arguments: [
        "", "\n", "a\n", "a\n\n", "a\n\nb\n", "a\n\n— b\n", "a\n\n— b c\n", "a\n\n— b AAAA\n", "a\n\n— b AAAAAAA\n",
        "a\n\n— b AAAAAAA=", "a\n\n—  AAAAAAA=\n", "a\n\n— b+c AAAAAAA=\n", "a\n\n— b AAAAAAA= \n",
        "a\n\n— b  AAAAAAA=\n", "a\n\n- b AAAAAAA=\n", "a\n\n— b AAAAAAB=\n", "a\u{7}\n\n— b AAAAAAA=\n",
        "a\r\n\n— b AAAAAAA=\n", "a\n— b AAAAAAA=\n",
    ])
    func `a note in any other form is refused`(text: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test func `a note of one line and one signature is the least`() throws {
        let note = try SignedNote(parsing: Array("a\n\n— b AAAAAAA=\n".utf8))
        #expect(note.signatures.first?.bytes == [0])
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array("a\n\n— b AAAAAAA=\n".utf8) + [0xFF, 0x0A]) }
        let many = "a\n\n" + String(repeating: "— b AAAAAAA=\n", count: 101)
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array(many.utf8)) }
        let long = String(repeating: "a", count: 70_000) + "\n\n— b AAAAAAA=\n"
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array(long.utf8)) }
    }

    @Test(arguments: [
        "", "o\n5\n", "o\n5\n\n", "o\n05\nR\n", "o\n-1\nR\n", "o\n+1\nR\n", "o\n5 \nR\n",
        "o\n18446744073709551615\nR\n",
        "o\n5\nR", "\n5\nR\n", "o\n5\nAAAA\n", "o\n5\nR=\n", "o\n5\nR\n\nx\n",
    ])
    func `a checkpoint in any other form is refused`(text: String) {
        let root = TreeHash.empty.base64
        #expect(throws: NoteError.self) { try Checkpoint(parsing: text.replacingOccurrences(of: "R", with: root)) }
    }

    @Test(arguments: [
        "", "a+b", "a+c74f20a3+AAAA", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumanN+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ])
    func `a public key in any other form is refused`(text: String) {
        #expect(throws: NoteError.self) { try AuditVerifierKey(parsing: text) }
    }

    @Test func `base64 is strict and without loss`() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
        }
        for text in ["A", "AA", "AAA", "AB==", "AAB=", "A===", "====", "AA=A", "A A=", "AA-_"] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
        #expect(Base64.encodeURL([0xFB, 0xFF]) == "-_8")
    }
}

struct KeyTests {
    @Test func `is made once, for the user alone, and found again`() throws {
        let scratch = try Scratch()
        try scratch.folders.prepare()
        #expect(try AuditKey(in: scratch.folders) == nil)
        let first = try AuditKey.loadOrCreate(in: scratch.folders, origin: "ward.local/audit/1")
        #expect(try scratch.mode("state/audit.key") == 0o600)
        let again = try AuditKey.loadOrCreate(in: scratch.folders, origin: "ward.local/audit/2")
        #expect(again.verifier.description == first.verifier.description)
        #expect(first.verifier.name == "ward.local/audit/1")
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folders.state)
        #expect(left == ["audit.key"])
    }

    @Test func `many that make it at once agree on one`() async throws {
        let scratch = try Scratch()
        try scratch.folders.prepare()
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try AuditKey.loadOrCreate(in: scratch.folders, origin: "ward.local/audit/1").verifier.description
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
    }

    @Test func `one that others may write, a link, or garbage is refused and never replaced`() throws {
        let scratch = try Scratch()
        try scratch.folders.prepare()
        let path = scratch.folders.state + "/audit.key"
        for content in ["", "garbage\n", "PRIVATE+KEY+n+00000000+AAAA\n"] {
            try Data(content.utf8).write(to: URL(fileURLWithPath: path))
            try scratch.setMode(0o600, of: "state/audit.key")
            #expect(throws: StateError.self) { try AuditKey.loadOrCreate(in: scratch.folders, origin: "o") }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(content.utf8))
        }
        try scratch.setMode(0o622, of: "state/audit.key")
        #expect(throws: StateError.self) { try AuditKey(in: scratch.folders) }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/null")
        #expect(throws: StateError.self) { try AuditKey(in: scratch.folders) }
    }
}

struct CheckTests {
    private func note(_ scratch: Scratch) throws -> SignedNote {
        let log = AuditLog(try StateDatabase(in: scratch.folders, access: .read))
        let origin = Checkpoint.origin(of: try log.id())
        let key = try AuditKey.loadOrCreate(in: scratch.folders, origin: origin)
        return try key.sign(Checkpoint(origin: origin, head: log.head()))
    }

    private func fault(_ scratch: Scratch, _ note: SignedNote, key: AuditVerifierKey? = nil) throws -> AuditFault.Kind?
    {
        try AuditCheck.run(in: scratch.folders, against: .init(note: note, key: key)).fault?.kind
    }

    @Test func `a log meets its own checkpoint, and goes on`() throws {
        let scratch = try Scratch()
        try scratch.fill([4, 2])
        let note = try note(scratch)
        #expect(try fault(scratch, note) == nil)
        try scratch.fill([8])
        #expect(try fault(scratch, note) == nil)
        #expect(try fault(scratch, try self.note(scratch)) == nil)
    }

    @Test func `a log replaced by another is found, with the old key or without`() throws {
        let scratch = try Scratch()
        try scratch.fill([4])
        let note = try note(scratch)
        let key = try #require(try AuditKey(in: scratch.folders)).verifier
        for name in try FileManager.default.contentsOfDirectory(atPath: scratch.folders.state)
        where name.hasPrefix("ward.db") {
            try FileManager.default.removeItem(atPath: scratch.folders.state + "/" + name)
        }
        try scratch.fill([4])
        #expect(try fault(scratch, note) == .replaced)
        try FileManager.default.removeItem(atPath: scratch.folders.state + "/audit.key")
        #expect(try fault(scratch, note) == .unsigned)
        #expect(try fault(scratch, note, key: key) == .replaced)
        _ = try self.note(scratch)
        #expect(try fault(scratch, note) == .unsigned)
    }

    @Test func `a checkpoint that somebody wrote anew proves nothing`() throws {
        let scratch = try Scratch()
        try scratch.fill([4])
        let real = try note(scratch)
        let log = AuditLog(try StateDatabase(in: scratch.folders, access: .read))
        let forger = AuditKey(
            name: Checkpoint.origin(of: try log.id()), key: Curve25519.Signing.PrivateKey())
        let forged = try forger.sign(try Checkpoint(parsing: real.text))
        #expect(try fault(scratch, forged) == .unsigned)
        #expect(try fault(scratch, forged, key: forger.verifier) == nil)
    }

    @Test func `a note that is no checkpoint is an error`() throws {
        let scratch = try Scratch()
        try scratch.fill([1])
        let note = SignedNote(text: "hello\n", signatures: [.init(name: "n", keyID: [0, 0, 0, 0], bytes: [1])])
        #expect(throws: AuditCheck.Failure.self) { try fault(scratch, note) }
    }
}
