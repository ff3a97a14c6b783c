// SPDX-License-Identifier: Apache-2.0

/// Whether a version names exactly one artifact, by each ecosystem's grammar (W8, T86).
enum Versions {
    /// `1.2.3`, `v1.2.3`, `=1.2.3-rc.1+build`; ranges, tags and partial versions are not exact (SemVer 2.0.0, npm).
    static func isExactSemVer(_ text: [UInt8]) -> Bool {
        var bytes = text[...]
        if bytes.first == UInt8(ascii: "=") { bytes.removeFirst() }
        if bytes.first == UInt8(ascii: "v") { bytes.removeFirst() }
        let core = bytes.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
        let numbers = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy({ isNumber($0) }) else { return false }
        let rest = bytes.dropFirst(core.count)
        return rest.isEmpty || (rest.count > 1 && rest.dropFirst().allSatisfy { isTail($0) })
    }

    /// `1.2`, `1!2.0.post1`, `2024.1.1rc1`; no wildcard, and something with a number in it (PEP 440).
    static func isExactPython(_ text: [UInt8]) -> Bool {
        guard let first = text.first, Bytes.isDigit(first) || (first == UInt8(ascii: "v") && text.count > 1) else {
            return false
        }
        return text.allSatisfy { isTail($0) || $0 == UInt8(ascii: "!") || $0 == UInt8(ascii: "_") }
    }

    /// `1.2.3` or `1.2.3.4-rc.1`; NuGet takes `1.2.*`, `[1.0,2.0)` and nothing as ranges.
    static func isExactNuGet(_ text: [UInt8]) -> Bool {
        var bytes = text[...]
        if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") { bytes = bytes.dropFirst().dropLast() }
        let core = bytes.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
        let numbers = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (2...4).contains(numbers.count), numbers.allSatisfy({ isNumber($0) }) else { return false }
        let rest = bytes.dropFirst(core.count)
        return rest.isEmpty || (rest.count > 1 && rest.dropFirst().allSatisfy { isTail($0) })
    }

    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        !text.isEmpty && text.allSatisfy { Bytes.isDigit($0) }
    }

    private static func isTail(_ byte: UInt8) -> Bool {
        Bytes.isLetter(byte) || Bytes.isDigit(byte)
            || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+")].contains(byte)
    }
}
