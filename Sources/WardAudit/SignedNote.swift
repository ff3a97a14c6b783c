// SPDX-License-Identifier: Apache-2.0

/// A text with signatures below it, in the form of https://c2sp.org/signed-note.
public struct SignedNote: Hashable, Sendable {
    /// One line below the text.
    public struct Signature: Hashable, Sendable {
        /// The name of the key.
        public var name: String
        /// The first four bytes of a hash over name and key; they tell keys of one name apart.
        public var keyID: [UInt8]
        /// The signature's own bytes.
        public var bytes: [UInt8]

        /// Makes a signature.
        public init(name: String, keyID: [UInt8], bytes: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.bytes = bytes
        }
    }

    /// What is signed: lines, each with its line feed.
    public var text: String
    /// Who signed it.
    public var signatures: [Signature]

    /// The longest note that is read; ours have about 300 bytes.
    public static let maxBytes = 64 * 1024
    /// The most signatures that are read: a log's own and those of its witnesses.
    public static let maxSignatures = 100

    /// Makes a note.
    public init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note strictly: whatever the form does not allow is an error.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maxBytes else { throw NoteError("it is longer than \(Self.maxBytes) bytes") }
        guard let whole = String(validating: bytes, as: UTF8.self) else { throw NoteError("it is not valid UTF-8") }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else { throw NoteError("it has a control character") }
        guard bytes.last == 0x0A else { throw NoteError("its last line has no end") }
        // The text ends at the last empty line.
        guard let gap = bytes.indices.dropLast().last(where: { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }) else {
            throw NoteError("it has no empty line before the signatures")
        }
        text = String(decoding: bytes[...gap], as: UTF8.self)
        signatures = []
        let lines = whole.utf8.dropFirst(gap + 2).split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        guard !lines.isEmpty else { throw NoteError("it has no signature") }
        guard lines.count <= Self.maxSignatures else {
            throw NoteError("it has more than \(Self.maxSignatures) signatures")
        }
        for line in lines { signatures.append(try Signature(parsing: String(decoding: line, as: UTF8.self))) }
    }

    /// The note as it is printed and kept.
    public var encoded: String {
        text + "\n" + signatures.map { "— \($0.name) \(Base64.encode($0.keyID + $0.bytes))\n" }.joined()
    }
}

extension SignedNote.Signature {
    fileprivate init(parsing line: String) throws(NoteError) {
        guard line.hasPrefix("— ") else { throw NoteError("a signature line does not begin with `— `") }
        let parts = line.dropFirst(2).split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, isKeyName(parts[0]) else {
            throw NoteError("a signature line is not a name and a signature")
        }
        guard let bytes = Base64.decode(parts[1]), bytes.count > 4 else {
            throw NoteError("a signature is not base64 of more than four bytes")
        }
        self.init(name: parts[0], keyID: Array(bytes[..<4]), bytes: Array(bytes[4...]))
    }
}

/// Whether a text can name a key: not empty, no space, no plus.
func isKeyName(_ text: String) -> Bool {
    !text.isEmpty && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" }
}

/// Why a note, a checkpoint or a key could not be read.
public struct NoteError: Error, Hashable, Sendable {
    /// What is wrong with it, lower case, without a final period.
    public var detail: String

    /// Makes an error.
    public init(_ detail: String) {
        self.detail = detail
    }
}
