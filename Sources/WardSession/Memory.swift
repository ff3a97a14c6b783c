// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardText

/// A set that forgets its oldest member when it is full.
struct RecentSet<Element: Hashable & Sendable>: Sendable {
    private let limit: Int
    /// Each member with the number of its insertion: one that was removed and came back is young again.
    private var members: [Element: UInt64] = [:]
    private var order: [(element: Element, number: UInt64)] = []
    private var oldest = 0
    private var insertions: UInt64 = 0

    init(limit: Int) { self.limit = limit }

    var count: Int { members.count }

    func contains(_ element: Element) -> Bool { members[element] != nil }

    /// Inserts a member and answers the one that was forgotten for it, if any.
    @discardableResult
    mutating func insert(_ element: Element) -> Element? {
        guard members[element] == nil else { return nil }
        insertions += 1
        members[element] = insertions
        order.append((element, insertions))
        var forgotten: Element?
        while members.count > limit, oldest < order.count {
            let candidate = order[oldest]
            oldest += 1
            guard members[candidate.element] == candidate.number else { continue }
            members[candidate.element] = nil
            forgotten = candidate.element
        }
        compact()
        return forgotten
    }

    mutating func remove(_ element: Element) {
        guard members.removeValue(forKey: element) != nil else { return }
        compact()
    }

    private mutating func compact() {
        if members.isEmpty {
            order.removeAll(keepingCapacity: true)
            oldest = 0
        } else if order.count > 64, order.count > 2 * members.count + oldest / 2 {
            order = order[oldest...].filter { members[$0.element] == $0.number }
            oldest = 0
        }
    }
}

/// A dictionary that forgets its oldest key when it is full.
struct RecentMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var keys: RecentSet<Key>
    private var values: [Key: Value] = [:]

    init(limit: Int) { keys = RecentSet(limit: limit) }

    var count: Int { values.count }

    subscript(key: Key) -> Value? {
        get { values[key] }
        set {
            values[key] = newValue
            if newValue == nil {
                keys.remove(key)
            } else if let forgotten = keys.insert(key) {
                values[forgotten] = nil
            }
        }
    }
}

/// The ids that a peer used in a session: they must not come again (legacy: unique per session).
///
/// Peers count upwards, so integers are kept as ranges; strings, and ranges beyond the limit, are forgotten oldest
/// first: a late repetition is then only caught while the first use is live.
struct UsedIdentifiers: Sendable {
    private let limit: Int
    private var ranges: [ClosedRange<Int64>] = []
    private var strings: RecentSet<ExactText>

    init(limit: Int) {
        self.limit = limit
        strings = RecentSet(limit: limit)
    }

    func contains(_ id: RequestID) -> Bool {
        switch id {
        case .string(let text): strings.contains(ExactText(text))
        case .integer(let value): rangeIndex(of: value).found
        }
    }

    mutating func insert(_ id: RequestID) {
        switch id {
        case .string(let text): strings.insert(ExactText(text))
        case .integer(let value): insert(value)
        }
    }

    /// Finds the range that holds a value, or where a new one belongs; the last range is tried first.
    private func rangeIndex(of value: Int64) -> (found: Bool, index: Int) {
        if let last = ranges.last, value > last.upperBound { return (false, ranges.count) }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].contains(value) { return (true, middle) }
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return (false, low)
    }

    private mutating func insert(_ value: Int64) {
        let (found, index) = rangeIndex(of: value)
        guard !found else { return }
        let joinsLeft = index > 0 && ranges[index - 1].upperBound == value - 1
        let joinsRight = index < ranges.count && ranges[index].lowerBound == value + 1
        switch (joinsLeft, joinsRight) {
        case (true, true):
            ranges[index - 1] = ranges[index - 1].lowerBound...ranges[index].upperBound
            ranges.remove(at: index)
        case (true, false): ranges[index - 1] = ranges[index - 1].lowerBound...value
        case (false, true): ranges[index] = value...ranges[index].upperBound
        case (false, false): ranges.insert(value...value, at: index)
        }
        if ranges.count > limit { ranges.removeFirst() }
    }
}
