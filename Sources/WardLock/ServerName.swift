// SPDX-License-Identifier: Apache-2.0

import WardText

/// The local name that the user chose for a server: 1 to 64 ASCII letters, digits, `.`, `_` and `-`, a letter or digit
/// first.
///
/// A name says nothing about content; consent is never given to it. Names that read as Ward's own are refused.
public struct ServerName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// Checks a name.
    ///
    /// - Throws: ``LockError/Code/invalidName``.
    public init(_ text: String) throws(LockError) {
        let isPlain = text.utf8.allSatisfy(Self.isAllowed)
        guard isPlain, (1...64).contains(text.utf8.count), let first = text.utf8.first, Self.isAlphanumeric(first)
        else {
            throw LockError(
                .invalidName,
                "`\(Visible.escaped(text, limit: 80))` is no name for a server: it takes 1 to 64 letters, digits, `.`, "
                    + "`_` and `-`, a letter or digit first")
        }
        let folded = text.lowercased()
        guard folded != "ward", !folded.hasPrefix("ward_"), !folded.hasPrefix("ward-") else {
            throw LockError(.invalidName, "`\(text)` reads as a name of Ward's own")
        }
        self.text = text
    }

    /// A name made from a suggestion that somebody else wrote; nil if nothing of it can stand in a name.
    public init?(suggestedBy text: String) {
        let kept = text.unicodeScalars.map { scalar -> Character in
            scalar.isASCII && Self.isAllowed(UInt8(truncatingIfNeeded: scalar.value)) ? Character(scalar) : "-"
        }
        let trimmed = String(kept.drop { !$0.isLetter && !$0.isNumber }.prefix(64))
        do {
            try self.init(trimmed)
        } catch {
            return nil
        }
    }

    /// The name.
    public var description: String { text }

    /// Orders by bytes.
    public static func < (left: ServerName, right: ServerName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte)
    }
}
