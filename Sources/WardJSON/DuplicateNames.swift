// SPDX-License-Identifier: Apache-2.0

/// The names of the objects that are open, as one stack, to find duplicates.
///
/// A small object is scanned: its names are few, so that even equal signatures cost little. A larger one gets a table
/// under `Hasher`, whose key is random for each process, so that nobody can choose names that collide.
struct DuplicateNames {
    /// From this many names on, an object has a table.
    private static let scanLimit = 16

    /// One name: where its decoded bytes are, and a signature or hash of them.
    private struct Key {
        var hash: UInt64
        var start: UInt32
        var length: UInt32
        /// Whether the bytes are in `decoded` and not in the input.
        var isDecoded: Bool
    }

    /// Open addressing; a slot holds a key's place in its object plus one, or zero.
    private struct Table {
        var slots: [UInt32]
    }

    private var keys: [Key] = []
    /// How many of the keys count; those above are left from objects that are closed.
    private var top = 0
    /// The bytes of names that were written with escapes.
    private var decoded: [UInt8] = []
    /// The tables of those open objects that have one; the last is that of the innermost.
    private var tables: [Table] = []

    /// Where the names of an object that is opened now will start.
    @inline(__always)
    var mark: Int {
        top
    }

    /// Forgets the names of the innermost object, which start at a mark.
    @inline(__always)
    mutating func close(from mark: Int) {
        if top &- mark >= Self.scanLimit {
            tables.removeLast()
        }
        top = mark
    }

    /// Adds a name to the innermost object, whose names start at `mark`; answers false where it is there already.
    @inline(__always)
    mutating func insert(_ start: Int, _ end: Int, isEscaped: Bool, from mark: Int, in input: JSONInput) -> Bool {
        var key = Key(
            hash: 0, start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end &- start),
            isDecoded: false)
        if isEscaped {
            decode(&key, DecodedText(input, start, end))
        }
        let count = top &- mark
        guard count < Self.scanLimit else {
            return insertIntoTable(key, mark, input)
        }
        key.hash = signature(key, input)
        for index in mark..<top where keys[index].hash == key.hash && same(keys[index], key, input) {
            return false
        }
        push(key)
        if count &+ 1 == Self.scanLimit {
            openTable(mark, input)
        }
        return true
    }

    @inline(__always)
    private mutating func push(_ key: Key) {
        if top < keys.count {
            keys[top] = key
        } else {
            if keys.isEmpty {
                keys.reserveCapacity(Self.scanLimit * 2)
            }
            keys.append(key)
        }
        top &+= 1
    }

    private mutating func decode(_ key: inout Key, _ text: DecodedText) {
        key.isDecoded = true
        key.start = UInt32(truncatingIfNeeded: decoded.count)
        decoded.append(contentsOf: text)
        key.length = UInt32(truncatingIfNeeded: decoded.count) &- key.start
    }

    private mutating func openTable(_ mark: Int, _ input: JSONInput) {
        for index in mark..<top {
            keys[index].hash = hash(keys[index], input)
        }
        tables.append(Table(slots: []))
        rebuild(capacity: Self.scanLimit * 4, mark)
    }

    private mutating func insertIntoTable(_ key: Key, _ mark: Int, _ input: JSONInput) -> Bool {
        var key = key
        key.hash = hash(key, input)
        let last = tables.count - 1
        let mask = tables[last].slots.count - 1
        var slot = Int(truncatingIfNeeded: key.hash) & mask
        while case let place = tables[last].slots[slot], place != 0 {
            let other = keys[mark + Int(place) - 1]
            if other.hash == key.hash, same(other, key, input) {
                return false
            }
            slot = (slot + 1) & mask
        }
        push(key)
        let count = top - mark
        tables[last].slots[slot] = UInt32(truncatingIfNeeded: count)
        if count * 2 > mask {
            rebuild(capacity: (mask + 1) * 2, mark)
        }
        return true
    }

    /// Makes the innermost table anew with a capacity, a power of two.
    private mutating func rebuild(capacity: Int, _ mark: Int) {
        var slots = [UInt32](repeating: 0, count: capacity)
        for index in mark..<top {
            var slot = Int(truncatingIfNeeded: keys[index].hash) & (capacity - 1)
            while slots[slot] != 0 {
                slot = (slot + 1) & (capacity - 1)
            }
            slots[slot] = UInt32(truncatingIfNeeded: index - mark + 1)
        }
        tables[tables.count - 1].slots = slots
    }

    /// The length and the first and last bytes: equal for equal names, and mostly different for others.
    @inline(__always)
    private func signature(_ key: Key, _ input: JSONInput) -> UInt64 {
        let start = Int(key.start)
        let length = Int(key.length)
        // A word that does not lie within the name must not count: it would depend on what follows.
        if length >= 8, !key.isDecoded {
            return mix(input.word(at: start), input.word(at: start &+ length &- 8), length)
        }
        var first: UInt64 = 0
        var last: UInt64 = 0
        for index in 0..<min(length, 8) {
            first |= UInt64(byte(key, index, input)) << UInt64(index &* 8)
            last |= UInt64(byte(key, max(length, 8) &- 8 &+ index, input)) << UInt64(index &* 8)
        }
        return mix(first, last, length)
    }

    @inline(__always)
    private func mix(_ first: UInt64, _ last: UInt64, _ length: Int) -> UInt64 {
        (first ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15 ^ last
    }

    private func hash(_ key: Key, _ input: JSONInput) -> UInt64 {
        var hasher = Hasher()
        let start = Int(key.start)
        let end = start + Int(key.length)
        if key.isDecoded {
            withInput(decoded) { $0.hash(start, end, into: &hasher) }
        } else {
            input.hash(start, end, into: &hasher)
        }
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }

    private func same(_ first: Key, _ second: Key, _ input: JSONInput) -> Bool {
        guard first.length == second.length else {
            return false
        }
        if !first.isDecoded, !second.isDecoded {
            return input.same(Int(first.start), Int(second.start), length: Int(first.length))
        }
        for index in 0..<Int(first.length) where byte(first, index, input) != byte(second, index, input) {
            return false
        }
        return true
    }

    @inline(__always)
    private func byte(_ key: Key, _ index: Int, _ input: JSONInput) -> UInt8 {
        key.isDecoded ? decoded[Int(key.start) &+ index] : input[Int(key.start) &+ index]
    }
}
