// SPDX-License-Identifier: Apache-2.0

/// A name with all differences removed that a lenient reader may not see.
///
/// Two names are one to such a reader if their folded names are equal; equality is canonical equivalence, which is how
/// Swift compares strings, so composed and decomposed spellings are equal too.
public struct FoldedName: Hashable, Sendable {
    /// The folded text, not normalised further.
    public let text: String

    fileprivate init(text: String) {
        self.text = text
    }
}

/// Folds names as NFKC_Casefold does (The Unicode Standard, section 3.13, definition D146 and `toNFKC_Casefold`).
///
/// Case, compatibility forms (full width, `ſ`, the Kelvin sign, ligatures) and invisible scalars go away. A server that
/// matches member names without regard to case, or after normalising them, would read `Method` as `method`; Ward must
/// not read it differently, so it refuses such names.
public enum NameFolding: Sendable {
    /// The folded form of a name.
    public static func folded(_ name: String) -> FoldedName {
        var hasUppercase = false
        for byte in name.utf8 {
            if byte > 0x7F {
                return FoldedName(text: FoldingMap.shared.folded(name))
            }
            hasUppercase = hasUppercase || isUppercase(byte)
        }
        return FoldedName(text: hasUppercase ? name.lowercased() : name)
    }
}

/// The generated table, read once.
private struct FoldingMap: Sendable {
    static let shared = FoldingMap(parsing: NameFoldingTable.mappings)

    /// What happens to the scalars of one run.
    private enum Change {
        case shift(Int64)
        /// By these bytes of UTF-8.
        case replace([UInt8])
    }

    private var firsts: [UInt32] = []
    private var runs: [(last: UInt32, step: UInt32, change: Change)] = []

    /// Reads `first[..last][/step](+n|-n|=a,b,…) …`, the form that Scripts/unicode-tables.py writes.
    private init(parsing table: String) {
        var reader = TableReader(table)
        while let first = reader.nextNumber() {
            let last = reader.skip(UInt8(ascii: ".")) ? reader.nextNumber() ?? first : first
            let step = reader.skip(UInt8(ascii: "/")) ? reader.nextNumber() ?? 1 : 1
            firsts.append(first)
            runs.append((last, step, Self.change(&reader)))
        }
    }

    private static func change(_ reader: inout TableReader) -> Change {
        if reader.skip(UInt8(ascii: "+")) {
            return .shift(Int64(reader.nextNumber() ?? 0))
        }
        if reader.skip(UInt8(ascii: "-")) {
            return .shift(-Int64(reader.nextNumber() ?? 0))
        }
        var bytes: [UInt8] = []
        if reader.skip(UInt8(ascii: "=")) {
            while let scalar = reader.nextAdjacentNumber().flatMap(Unicode.Scalar.init) {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                guard reader.skip(UInt8(ascii: ",")) else { break }
            }
        }
        return .replace(bytes)
    }

    func folded(_ name: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(name.utf8.count)
        for scalar in name.unicodeScalars {
            if scalar.isASCII {
                let byte = UInt8(truncatingIfNeeded: scalar.value)
                result.append(isUppercase(byte) ? byte | 0x20 : byte)
            } else {
                append(scalar, to: &result)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func append(_ scalar: Unicode.Scalar, to result: inout [UInt8]) {
        var folded = scalar
        if let index = firsts.lastIndex(atMost: scalar.value), scalar.value <= runs[index].last,
            (scalar.value - firsts[index]).isMultiple(of: runs[index].step)
        {
            switch runs[index].change {
            case .shift(let distance):
                // INVARIANT: generated targets are scalars; the test of all scalars would fail otherwise.
                folded = Unicode.Scalar(UInt32(Int64(scalar.value) + distance)) ?? scalar
            case .replace(let bytes):
                result.append(contentsOf: bytes)
                return
            }
        }
        result.append(contentsOf: UTF8.encode(folded) ?? UTF8.encodedReplacementCharacter)
    }
}

private func isUppercase(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
}
