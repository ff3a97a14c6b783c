// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol

@testable import WardSession
import WardTesting

/// What a session remembers is bounded, and what is forgotten is the oldest.
struct MemoryTests {
    @Test func `a full set forgets its oldest member`() {
        var set = RecentSet<Int>(limit: 3)
        for value in 1...3 { #expect(set.insert(value) == nil) }
        #expect(set.insert(2) == nil)
        #expect(set.insert(4) == 1)
        #expect(set.insert(5) == 2)
        #expect(!set.contains(1))
        #expect(set.count == 3)
    }

    @Test func `a member that was removed and came back is young again`() {
        var set = RecentSet<Int>(limit: 3)
        for value in 1...3 { set.insert(value) }
        set.remove(1)
        set.insert(1)
        #expect(set.insert(4) == 2)
        #expect(set.contains(1))
    }

    @Test(arguments: Array<UInt64>(1...8))
    func `a set is what a plain list says, whatever is done to it`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var set = RecentSet<Int>(limit: 20)
        var list: [Int] = []
        for _ in 0..<5_000 {
            let value = Int.random(in: 0..<60, using: &random)
            if Int.random(in: 0..<3, using: &random) == 0 {
                set.remove(value)
                list.removeAll { $0 == value }
            } else if !list.contains(value) {
                list.append(value)
                #expect(set.insert(value) == (list.count > 20 ? list.removeFirst() : nil))
            }
            #expect(set.count == list.count)
        }
        #expect(list.allSatisfy { set.contains($0) })
    }

    @Test func `a full map forgets its oldest key`() {
        var map = RecentMap<String, Int>(limit: 2)
        map["a"] = 1
        map["b"] = 2
        map["a"] = 3
        map["c"] = 4
        #expect(map["a"] == nil)
        #expect(map["b"] == 2)
        map["b"] = nil
        #expect(map.count == 1)
    }

    @Test(arguments: Array<UInt64>(1...8))
    func `used integers are found again`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var used = UsedIdentifiers(limit: 1_000)
        var plain: Set<Int64> = []
        for _ in 0..<800 {
            let value = Int64.random(in: -400...400, using: &random)
            used.insert(.integer(value))
            plain.insert(value)
            let other = Int64.random(in: -400...400, using: &random)
            #expect(used.contains(.integer(other)) == plain.contains(other))
        }
    }

    @Test func `ids that count upwards take no room`() {
        var used = UsedIdentifiers(limit: 1)
        for value in 0..<Int64(100_000) { used.insert(.integer(value)) }
        #expect(used.contains(.integer(0)))
        #expect(used.contains(.integer(99_999)))
        #expect(!used.contains(.integer(100_000)))
    }

    @Test func `the largest and the smallest id are no trap`() {
        var used = UsedIdentifiers(limit: 10)
        for value in [Int64.max, .min, .max - 1, .min + 1] { used.insert(.integer(value)) }
        #expect(used.contains(.integer(.max)))
        #expect(used.contains(.integer(.min)))
        #expect(!used.contains(.integer(0)))
    }

    @Test func `a bucket gives its burst, then what its rate brings back`() {
        var bucket = TokenBucket(Rate(burst: 2, perSecond: 2))
        let start = Moment(nanoseconds: 1)
        let results = [0, 0, 0, 400, 500, 500, 10_000, 10_000, 10_000].map { milliseconds in
            bucket.take(at: Moment(nanoseconds: start.nanoseconds + UInt64(milliseconds) * 1_000_000))
        }
        #expect(results == [true, true, false, false, true, false, true, true, false])
    }

    @Test func `durations become nanoseconds, and negative ones nothing`() {
        #expect(Duration.milliseconds(1_500).nanoseconds == 1_500_000_000)
        #expect(Duration.seconds(-1).nanoseconds == 0)
    }
}
