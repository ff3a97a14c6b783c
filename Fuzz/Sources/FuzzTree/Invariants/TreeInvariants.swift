// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardJSON

@testable import WardSupply

/// What must hold for any bytes that stand where a tree's manifest or its cache should.
enum TreeInvariants {
    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by bytes: [UInt8]) -> String? {
        brokenManifest(bytes) ?? brokenCache(bytes) ?? brokenCache(bytes + Digest256(of: bytes).bytes)
    }

    private static func brokenManifest(_ bytes: [UInt8]) -> String? {
        guard let manifest = TreeManifest(parsing: bytes) else { return nil }
        guard manifest.text == bytes else { return "a manifest has two texts" }
        guard TreeManifest(entries: manifest.entries.reversed()) == manifest else { return "its order counts" }
        guard manifest.compare(to: manifest).isEmpty else { return "it differs from itself" }
        let rest = TreeManifest(entries: Array(manifest.entries.dropFirst()))
        let difference = manifest.compare(to: rest)
        guard difference.removed == Array(manifest.entries.prefix(1)), difference.added.isEmpty,
            difference.changed.isEmpty
        else { return "one entry less is another difference" }
        for line in difference.lines + rest.compare(to: manifest).lines {
            guard line.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
                return "a name is shown as it is"
            }
        }
        return nil
    }

    private static func brokenCache(_ bytes: [UInt8]) -> String? {
        guard let cache = TreeCache(reading: bytes, at: .max) else { return nil }
        let time = Int64(bitPattern: FileDigest.word(bytes, at: 18))
        guard cache.encoded(at: time) == bytes else { return "a cache has two texts" }
        guard TreeCache(reading: bytes, at: time) == cache else { return "its own time is yet to come" }
        guard time == .min || TreeCache(reading: bytes, at: time - 1) == nil else { return "the future is believed" }
        guard TreeCache.Lookup(cache).count == cache.records.count else { return "something is not known" }
        return nil
    }
}
