// SPDX-License-Identifier: Apache-2.0

import WardText

/// A piece of the launch's text that knows where it stands, so that a finding can point at exactly it.
///
/// Everything here works on bytes and cuts only beside ASCII, so each cut is at the boundary of a scalar, and no
/// canonically equivalent spelling counts as the same.
struct Word: Hashable, Sendable {
    /// Where the text comes from.
    enum Origin: Hashable, Sendable {
        case executable
        case argument(Int)
        case environment(String)
        case directory
    }

    let bytes: [UInt8]
    let origin: Origin
    /// The bytes of the origin that this was read from; longer than `bytes` where quotes were taken off.
    let span: Range<Int>

    init(_ text: String, _ origin: Origin) {
        bytes = Array(text.utf8)
        self.origin = origin
        span = 0..<bytes.count
    }

    init(bytes: [UInt8], origin: Origin, span: Range<Int>) {
        self.bytes = bytes
        self.origin = origin
        self.span = span
    }

    /// The text; a cut is always at a scalar's boundary, so nothing is repaired here.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text for a person, escaped and short.
    var shown: String { Shown.text(text) }

    /// The whole word as a place.
    var place: LaunchFinding.Place { place(0..<bytes.count) }

    /// A part of the word as a place; the whole word where quotes were taken off.
    func place(_ range: Range<Int>) -> LaunchFinding.Place {
        let whole = span.count != bytes.count
        let exact = whole ? span : span.lowerBound + range.lowerBound..<span.lowerBound + range.upperBound
        return switch origin {
        case .executable: .executable(exact)
        case .argument(let index): .argument(index, exact)
        case .environment(let name): .environment(name)
        case .directory: .directory
        }
    }

    /// A part of the word, with its place.
    func part(_ range: Range<Int>) -> Word {
        let whole = span.count != bytes.count
        let exact = whole ? span : span.lowerBound + range.lowerBound..<span.lowerBound + range.upperBound
        return Word(bytes: Array(bytes[range]), origin: origin, span: exact)
    }

    /// What follows the first `count` bytes.
    func rest(after count: Int) -> Word { part(min(count, bytes.count)..<bytes.count) }

    /// The parts around the first occurrence of a byte.
    func split(at byte: UInt8) -> (before: Word, after: Word)? {
        guard let index = bytes.firstIndex(of: byte) else { return nil }
        return (part(0..<index), part(index + 1..<bytes.count))
    }

    /// The parts between all occurrences of a byte.
    func parts(between byte: UInt8) -> [Word] {
        var parts: [Word] = []
        var start = 0
        for (index, each) in bytes.enumerated() where each == byte {
            parts.append(part(start..<index))
            start = index + 1
        }
        parts.append(part(start..<bytes.count))
        return parts
    }

    func hasPrefix(_ prefix: StaticString) -> Bool { bytes.starts(with: Bytes.of(prefix)) }

    func equals(_ text: StaticString) -> Bool { bytes == Bytes.of(text) }
}

/// Foreign text as details show it.
enum Shown {
    static let limit = 60

    /// In quotes, escaped, and short: the sheet shows the whole argument anyway.
    static func text(_ text: String) -> String { "'" + Visible.escaped(text, limit: limit) + "'" }
}

/// Bytes as ASCII text; the launch's own syntax is ASCII throughout.
enum Bytes {
    static func of(_ text: StaticString) -> [UInt8] { Array(text.description.utf8) }

    static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

    static func lowered(_ bytes: some Sequence<UInt8>) -> [UInt8] { bytes.map { lowered($0) } }

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(lowered(byte)) }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(lowered(byte)) }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Where `needle` first stands in `bytes` at or after `start`.
    static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        guard let first = needle.first, needle.count <= bytes.count else { return nil }
        var index = start
        while index + needle.count <= bytes.count {
            if bytes[index] == first, bytes[index..<index + needle.count].elementsEqual(needle) { return index }
            index += 1
        }
        return nil
    }

    static func contains(_ needle: StaticString, in bytes: [UInt8]) -> Bool { find(of(needle), in: bytes) != nil }

    /// A full git commit, or a digest of that many digits.
    static func isHex(_ bytes: some Collection<UInt8>, count: Int) -> Bool {
        bytes.count == count && bytes.allSatisfy { isHexDigit($0) }
    }
}
