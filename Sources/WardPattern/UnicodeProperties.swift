// SPDX-License-Identifier: Apache-2.0

/// The properties that `\p{…}` may name (ECMA-262, 22.2.1 UnicodePropertyValueExpression).
enum UnicodeProperties {
    /// The scalars that have a property; nil if there is no such property.
    ///
    /// Names are exact: ECMA-262 has no loose matching.
    static func set(named expression: String) -> ScalarSet? {
        let parts = expression.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            return category(parts[0]) ?? special(parts[0]) ?? binaries[parts[0]]
        }
        switch parts[0] {
        case "General_Category", "gc": return category(parts[1])
        case "Script", "sc": return scripts[parts[1]]
        case "Script_Extensions", "scx": return extensions[parts[1]]
        default: return nil
        }
    }

    private static func special(_ name: Substring) -> ScalarSet? {
        switch name {
        case "Any": .all
        case "ASCII": ScalarSet([0...0x7F])
        case "Assigned": category("Cn")?.inverted
        default: nil
        }
    }

    /// The groups of categories: a letter stands for all that begin with it.
    private static let groups: [Substring: String] = [
        "LC": "Lu Ll Lt", "Cased_Letter": "Lu Ll Lt",
        "L": "Lu Ll Lt Lm Lo", "Letter": "Lu Ll Lt Lm Lo",
        "M": "Mn Mc Me", "Mark": "Mn Mc Me", "Combining_Mark": "Mn Mc Me",
        "N": "Nd Nl No", "Number": "Nd Nl No",
        "P": "Pc Pd Ps Pe Pi Pf Po", "Punctuation": "Pc Pd Ps Pe Pi Pf Po", "punct": "Pc Pd Ps Pe Pi Pf Po",
        "S": "Sm Sc Sk So", "Symbol": "Sm Sc Sk So",
        "Z": "Zs Zl Zp", "Separator": "Zs Zl Zp",
        "C": "Cc Cf Cs Co Cn", "Other": "Cc Cf Cs Co Cn",
    ]

    private static let categories = PropertyTable(UnicodePropertyTable.categories)
    private static let binaries = PropertyTable(UnicodePropertyTable.binaries)
    private static let scripts = PropertyTable(UnicodePropertyTable.scripts)
    private static let extensions = PropertyTable(UnicodePropertyTable.extensions)

    private static func category(_ name: Substring) -> ScalarSet? {
        guard let members = groups[name] else { return categories[name] }
        return ScalarSet(
            members.split(separator: " ").flatMap { categories[$0]?.ranges ?? [] })
    }
}

/// A generated table and where each of its properties stands; Scripts/pattern-tables.mjs has the grammar.
private struct PropertyTable {
    private let bytes: [UInt8]
    private let places: [String: Range<Int>]

    init(_ table: String) {
        let bytes = Array(table.utf8)
        var places: [String: Range<Int>] = [:]
        for property in bytes.split(separator: UInt8(ascii: "@")) {
            let end = property.firstIndex(where: Self.isSpace) ?? property.endIndex
            for name in property[..<end].split(separator: UInt8(ascii: ",")) {
                places[String(decoding: name, as: UTF8.self)] = end..<property.endIndex
            }
        }
        self.bytes = bytes
        self.places = places
    }

    /// The scalars that have a property; nil if there is no such property.
    subscript(name: Substring) -> ScalarSet? {
        guard let place = places[String(name)] else { return nil }
        var ranges: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        var index = place.lowerBound
        while index < place.upperBound {
            guard !Self.isSpace(bytes[index]) else {
                index += 1
                continue
            }
            let first = next + number(&index, place.upperBound)
            var last = first
            if index < place.upperBound, bytes[index] == UInt8(ascii: "+") {
                index += 1
                last += number(&index, place.upperBound)
            }
            ranges.append(first...last)
            next = last + 1
        }
        return ScalarSet(ranges)
    }

    /// Reads hexadecimal digits.
    private func number(_ index: inout Int, _ end: Int) -> UInt32 {
        var value: UInt32 = 0
        while index < end, bytes[index] != UInt8(ascii: "+"), !Self.isSpace(bytes[index]) {
            value = value << 4 | UInt32(bytes[index] < 0x3A ? bytes[index] - 0x30 : bytes[index] - 0x61 + 10)
            index += 1
        }
        return value
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }
}
