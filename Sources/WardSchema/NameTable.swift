// SPDX-License-Identifier: Apache-2.0

/// Names of members, found by their bytes without making a string.
struct NameTable: Hashable, Sendable {
    private(set) var names: [[UInt8]] = []
    /// The places of names by their hash; several where hashes meet.
    private var places: [Int: [Int32]] = [:]

    /// The number of a name, which gets one if it has none.
    mutating func add(_ bytes: [UInt8]) -> Int {
        if let known = number(of: bytes.span) { return known }
        names.append(bytes)
        places[Self.hash(bytes.span), default: []].append(Int32(names.count - 1))
        return names.count - 1
    }

    /// The number of a name; nil if it is not here.
    func number(of name: Span<UInt8>) -> Int? {
        guard !names.isEmpty, let candidates = places[Self.hash(name)] else { return nil }
        for candidate in candidates {
            let known = names[Int(candidate)]
            if Self.equal(known.span, name) { return Int(candidate) }
        }
        return nil
    }

    /// A hash with the seed of the process, so that nobody can choose names that meet.
    private static func hash(_ bytes: Span<UInt8>) -> Int {
        var hasher = Hasher()
        var word: UInt64 = 0
        for index in bytes.indices {
            word = word << 8 | UInt64(bytes[index])
            if index & 7 == 7 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(bytes.count)
        return hasher.finalize()
    }

    static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}
