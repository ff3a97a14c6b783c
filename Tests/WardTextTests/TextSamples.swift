// SPDX-License-Identifier: Apache-2.0

import WardTesting

extension SplitMix64 {
    /// Up to a dozen pieces: raw bytes, ASCII with backslashes and braces, and scalars from everywhere.
    mutating func hostileBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<(next() % 12) {
            switch next() % 4 {
            case 0: bytes.append(UInt8(truncatingIfNeeded: next()))
            case 1: bytes += Array(#"\u{41}\x"#.utf8.prefix(Int(next() % 9)))
            case 2: bytes += Array(String(scalar(below: 0x3000)).utf8)
            default: bytes += Array(String(scalar(below: 0x110000)).utf8)
            }
        }
        return bytes
    }

    private mutating func scalar(below limit: UInt32) -> Unicode.Scalar {
        Unicode.Scalar(UInt32(truncatingIfNeeded: next()) % limit) ?? "\u{202E}"
    }
}

/// Every scalar that Unicode 15.1 assigns.
///
/// That is the version of the tables, so a newer standard library does not disagree with them. Of the planes that are
/// private throughout only the ends are taken.
let assignedScalars: [Unicode.Scalar] = {
    let planes: [ClosedRange<UInt32>] = [0...0x3FFFF, 0xE0000...0xE0FFF, 0xF0000...0xF00FF, 0x10FF00...0x10FFFF]
    return planes.joined().compactMap(Unicode.Scalar.init).filter { scalar in
        guard let age = scalar.properties.age else { return false }
        return (age.major, age.minor) <= (15, 1)
    }
}()
