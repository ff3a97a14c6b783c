// SPDX-License-Identifier: Apache-2.0

internal import Crypto
public import WardDatabase

/// The key that signs a log's checkpoints: Ed25519, in `audit.key` of the state folder, mode 0600.
///
/// It makes a checkpoint recognizable, not unforgeable by you: whoever has your rights has the key.
public struct AuditKey: Sendable {
    /// The public half.
    public let verifier: AuditVerifierKey
    private let key: Curve25519.Signing.PrivateKey

    /// Reads the key of these folders; nil if there is none yet.
    ///
    /// A file that is open to others, or that holds no key, is an error.
    public init?(in folders: WardFolders) throws(StateError) {
        let path = Self.path(folders)
        guard try FileGuard.folderExists(folders.state), try FileGuard.fileExists(path, code: Self.unsafeFile) else {
            return nil
        }
        do {
            guard let bytes = try SystemCalls.readFile(path, limit: 4096) else { return nil }
            try self.init(parsing: String(decoding: bytes, as: UTF8.self))
        } catch let failure as SystemCalls.Failure {
            throw Self.unreadable(path, failure.words)
        } catch let failure as NoteError {
            throw Self.unreadable(path, failure.detail)
        } catch {
            throw Self.unreadable(path, "\(error)")
        }
    }

    /// Reads the key of these folders, or makes it: of several processes that do so at once one wins.
    ///
    /// - Parameters:
    ///   - folders: where the state is.
    ///   - origin: the log that the key is for; it becomes the key's name.
    /// - Returns: the key in the folders, which may be for another log.
    /// - Throws: ``StateError`` if there is a key that cannot be used, or none can be made.
    public static func loadOrCreate(in folders: WardFolders, origin: String) throws(StateError) -> AuditKey {
        if let key = try AuditKey(in: folders) { return key }
        let path = path(folders)
        let fresh = AuditKey(name: origin, key: Curve25519.Signing.PrivateKey())
        var generator = SystemRandomNumberGenerator()
        let temporary = path + ".new-" + String(generator.next(), radix: 16)
        do throws(SystemCalls.Failure) {
            try SystemCalls.makeFile(temporary, holding: Array(fresh.encoded.utf8))
            _ = try SystemCalls.publish(temporary, as: path)
            try SystemCalls.sync(folders.state)
        } catch {
            SystemCalls.remove(temporary)
            throw unreadable(path, "it cannot be made: \(error.words)")
        }
        guard let key = try AuditKey(in: folders) else { throw unreadable(path, "it vanished") }
        return key
    }

    init(name: String, key: Curve25519.Signing.PrivateKey) {
        self.key = key
        verifier = AuditVerifierKey(name: name, key: key.publicKey)
    }

    /// Signs a checkpoint.
    public func sign(_ checkpoint: Checkpoint) throws(NoteError) -> SignedNote {
        let text = checkpoint.text
        do {
            let bytes = try Array(key.signature(for: Array(text.utf8)))
            let signature = SignedNote.Signature(name: verifier.name, keyID: verifier.keyID, bytes: bytes)
            return SignedNote(text: text, signatures: [signature])
        } catch {
            throw NoteError("it cannot be signed: \(error)")
        }
    }

    // MARK: The file

    private static let unsafeFile = "environment.audit-key-unsafe"
    private static let algorithm: UInt8 = 0x01

    private static func path(_ folders: WardFolders) -> String { folders.state + "/audit.key" }

    private static func unreadable(_ path: String, _ detail: String) -> StateError {
        StateError(
            code: "environment.audit-key-unreadable", place: path, detail: "the key cannot be used: \(detail)",
            hint: "keep the file as evidence and move it away; the next checkpoint makes a new key")
    }

    /// The form in which Go's `note` package keeps keys: `PRIVATE+KEY+NAME+ID+base64(0x01 ‖ seed)`.
    private var encoded: String {
        let seed = Array(key.rawRepresentation)
        return "PRIVATE+KEY+\(verifier.name)+\(verifier.shortID)+\(Base64.encode([Self.algorithm] + seed))\n"
    }

    private init(parsing text: String) throws(NoteError) {
        let prefix = "PRIVATE+KEY+"
        guard text.hasPrefix(prefix), text.hasSuffix("\n") else { throw NoteError("it is not in the form of a key") }
        let parts = text.dropFirst(prefix.count).dropLast()
            .split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, isKeyName(parts[0]), let bytes = Base64.decode(parts[2]), bytes.count == 33,
            bytes[0] == Self.algorithm
        else { throw NoteError("it is not in the form of a key") }
        do {
            let key = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes[1...])
            self.init(name: parts[0], key: key)
        } catch {
            throw NoteError("it holds no Ed25519 key")
        }
        guard parts[1] == verifier.shortID else { throw NoteError("its id does not belong to it") }
    }
}

/// The public half of a log's key, as `ward audit checkpoint --key` prints it.
public struct AuditVerifierKey: Sendable, CustomStringConvertible {
    /// The key's name: the log's origin.
    public let name: String
    /// SHA-256(name ‖ "\n" ‖ 0x01 ‖ key), the first four bytes.
    public let keyID: [UInt8]
    private let key: Curve25519.Signing.PublicKey

    init(name: String, key: Curve25519.Signing.PublicKey) {
        self.name = name
        self.key = key
        let content = Array(name.utf8) + [0x0A, 0x01] + Array(key.rawRepresentation)
        keyID = Array(SHA256.hash(data: content).prefix(4))
    }

    /// Reads `NAME+ID+base64(0x01 ‖ key)`.
    public init(parsing text: String) throws(NoteError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, isKeyName(parts[0]), let bytes = Base64.decode(parts[2]), bytes.count == 33,
            bytes[0] == 0x01
        else { throw NoteError("it is not in the form NAME+ID+KEY of an Ed25519 key") }
        do {
            self.init(name: parts[0], key: try Curve25519.Signing.PublicKey(rawRepresentation: bytes[1...]))
        } catch {
            throw NoteError("it holds no Ed25519 key")
        }
        guard parts[1] == shortID else { throw NoteError("its id does not belong to it") }
    }

    /// `NAME+ID+base64(0x01 ‖ key)`, the form that other programs take.
    public var description: String {
        "\(name)+\(shortID)+\(Base64.encode([0x01] + Array(key.rawRepresentation)))"
    }

    var shortID: String {
        keyID.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Whether a note has a signature by this key, and none in its name that is wrong.
    public func verifies(_ note: SignedNote) -> Bool {
        let own = note.signatures.filter { $0.name == name && $0.keyID == keyID }
        return !own.isEmpty && own.allSatisfy { key.isValidSignature($0.bytes, for: Array(note.text.utf8)) }
    }
}
