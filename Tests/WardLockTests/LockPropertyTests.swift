// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardTesting

/// Whatever stands in the file, reading it ends, and what is read is written as it was.
struct LockPropertyTests {
    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func `a damaged lock is refused with a place or means the same when it is written again`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let good = try LockFileTests.full().encoded()
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "null", "1", "-1", "\"version\"", "\\u0000", "sha256-", "{home}",
        ]
        var read = 0
        for _ in 0..<400 {
            var text = good
            for _ in 0...random.below(3) {
                let place = random.below(text.count)
                switch random.below(3) {
                case 0: text[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: text.removeSubrange(place..<min(text.count, place + random.below(40)))
                default: text.insert(contentsOf: Array(pieces[random.below(pieces.count)].utf8), at: place)
                }
            }
            do {
                let lock = try LockFile(reading: text)
                read += 1
                #expect(try LockFile(reading: lock.encoded()).encoded() == lock.encoded())
            } catch {
                #expect(error.offset != nil || error.code == .newer, "\(error)")
            }
        }
        #expect(read > 0)
    }
}
