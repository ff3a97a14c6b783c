// SPDX-License-Identifier: Apache-2.0

import WardText

/// A link cut into its parts (RFC 3986 section 3), with nothing decoded.
struct Link: Hashable {
    /// In lower case.
    let scheme: String
    /// In lower case; nil where no `//` stands.
    let authority: String?
    let path: String
    let query: String?
    let fragment: String?

    /// Cuts a text; nil if it begins with no scheme.
    init?(_ text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = String(Substring(text.utf8[..<colon]))
        guard let first = scheme.utf8.first, ASCII.isLetter(first), ASCII.isMade(scheme, alphanumericOr: "+-.") else {
            return nil
        }
        self.scheme = scheme.lowercased()
        var rest = text.utf8[text.utf8.index(after: colon)...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = String(Substring(rest[rest.index(after: hash)...]))
            rest = rest[..<hash]
        } else {
            fragment = nil
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = String(Substring(rest[rest.index(after: mark)...]))
            rest = rest[..<mark]
        } else {
            query = nil
        }
        guard rest.starts(with: "//".utf8) else {
            authority = nil
            path = String(Substring(rest))
            return
        }
        rest = rest.dropFirst(2)
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        // Only ASCII is folded: `lowercased()` would turn the Kelvin sign into a `k`, and another host into a known one.
        authority = String(decoding: rest[..<slash].map(ASCII.lowercased), as: UTF8.self)
        path = String(Substring(rest[slash...]))
    }

    /// The path without slashes at its end.
    var trimmedPath: String {
        var bytes = path.utf8[...]
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        return String(Substring(bytes))
    }
}

/// The keys and values of a link's query, taken one by one; what nobody takes blocks.
struct LinkQuery {
    private var pairs: [(key: String, value: String)] = []

    /// Cuts a query at `&` and `=`; the keys are decoded, the values are not, and only some keys may be repeated.
    init(_ query: String?, repeatable: Set<String> = []) throws(SourceError) {
        var seen: Set<ExactText> = []
        for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let sign = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let rawKey = String(Substring(pair[..<sign]))
            guard let bytes = PercentEncoding.decoded(pair[..<sign]), let key = String(strictUTF8: bytes) else {
                throw SourceError(.encoding, at: .key(rawKey), "a query key is not well encoded")
            }
            guard repeatable.contains(key) || seen.insert(ExactText(key)).inserted else {
                throw SourceError(
                    .duplicate, at: .key(key),
                    "the key `\(Visible.escaped(key, limit: 80))` stands twice, and readers differ on which one counts")
            }
            pairs.append((key, String(Substring(pair[sign...].dropFirst()))))
        }
    }

    /// A value as it stands, not decoded.
    mutating func take(_ key: String) -> String? {
        guard let index = pairs.firstIndex(where: { $0.key.utf8.elementsEqual(key.utf8) }) else { return nil }
        return pairs.remove(at: index).value
    }

    /// All values of a key that may be repeated.
    mutating func takeAll(_ key: String) -> [String] {
        let isWanted = { (pair: (key: String, value: String)) in pair.key.utf8.elementsEqual(key.utf8) }
        let values = pairs.filter(isWanted).map(\.value)
        pairs.removeAll(where: isWanted)
        return values
    }

    /// A value that must be there.
    mutating func needed(_ key: String) throws(SourceError) -> String {
        guard let value = take(key), !value.isEmpty else {
            throw SourceError(
                .missing, at: .key(key), "nothing stands there",
                hint:
                    "the link was cut, or is only a page: get the command or the JSON that it stands for, and add that")
        }
        return value
    }

    /// Refuses keys that nobody took: a client could save what they say (2026: hidden fields of install pages).
    func finish() throws(SourceError) {
        guard let unknown = pairs.first else { return }
        throw SourceError(
            .unknownField, at: .key(unknown.key),
            "the link's key `\(Visible.escaped(unknown.key, limit: 80))` is not understood")
    }
}

/// Decodes what links carry.
enum LinkText {
    /// How a `+` in a value is read.
    enum Plus {
        /// As itself.
        case plus
        /// As a space, as forms are encoded.
        case space
    }

    /// A plain text, percent-decoded.
    static func decoded(_ raw: String, key: String, _ plus: Plus, _ notes: inout ReadingNotes) throws(SourceError)
        -> String
    {
        var bytes = Array(raw.utf8)
        if plus == .space, bytes.contains(UInt8(ascii: "+")) {
            bytes = bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
            notes.repaired("The link's `\(key)` holds `+`, which was read as a space")
        }
        guard let decoded = PercentEncoding.decoded(bytes) else {
            throw SourceError(.encoding, at: .key(key), "a `%` is not followed by two hexadecimal digits")
        }
        guard let text = String(strictUTF8: decoded) else {
            throw SourceError(.encoding, at: .key(key), "what is encoded is no UTF-8")
        }
        guard !text.utf8.contains(0) else { throw SourceError(.value, at: .key(key), "the text holds a NUL") }
        return text
    }

    /// How often a payload may be encoded beyond the percent-encoding of its place in the link.
    static let mostRounds = 2

    /// The JSON that a value carries: as it stands, percent-encoded, in base64, or in two of these.
    static func json(_ raw: String, key: String, _ plus: Plus, _ notes: inout ReadingNotes) throws(SourceError)
        -> [UInt8]
    {
        if looksLikeJSON(raw) { return Array(raw.utf8) }
        var text = try decoded(raw, key: key, .plus, &notes)
        if looksLikeJSON(text) {
            return Array(try decoded(raw, key: key, plus, &notes).utf8)
        }
        var rounds: [String] = []
        while rounds.count < mostRounds {
            let bytes: [UInt8]
            if text.utf8.contains(UInt8(ascii: "%")) {
                bytes = Array(try decoded(text, key: key, .plus, &notes).utf8)
                rounds.append("percent-encoding")
            } else if let decoded = Base64.decoded(text) {
                bytes = decoded.bytes
                rounds.append("base64")
                if let repair = decoded.repair { notes.repaired("The link's `\(key)` is damaged base64: \(repair)") }
            } else {
                throw SourceError(.encoding, at: .key(key), "it is neither JSON nor base64")
            }
            guard let next = String(strictUTF8: bytes) else {
                throw SourceError(.encoding, at: .key(key), "what is encoded is no UTF-8")
            }
            text = next
            guard looksLikeJSON(text) else { continue }
            if rounds != ["base64"] {
                notes.repaired("The link's `\(key)` is encoded more than once: \(rounds.joined(separator: ", then "))")
            }
            return Array(text.utf8)
        }
        throw SourceError(
            .nesting, at: .key(key), "after \(mostRounds) rounds of decoding there is still no JSON",
            hint: "get the JSON itself and add that")
    }

    private static func looksLikeJSON(_ text: String) -> Bool {
        var bytes = text.utf8.lazy.filter { !ASCII.isBlank($0) }.makeIterator()
        guard let first = bytes.next(), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return false }
        return bytes.next() != UInt8(ascii: "%")
    }
}
