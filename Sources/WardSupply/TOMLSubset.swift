// SPDX-License-Identifier: Apache-2.0

/// A value of the part of TOML that lock files of `uv` are written in.
enum TOMLSubset: Hashable {
    case string(String)
    /// A number, a date or a truth value, as it is written.
    case word(String)
    case array([TOMLSubset])
    case table([String: TOMLSubset])
}

/// A strict reader of that part: what it does not know, it refuses, and nothing is guessed.
///
/// It knows bare keys, basic and literal strings on one line, words, arrays over several lines, inline tables, tables and
/// arrays of tables with one name or two. It does not know dotted or quoted keys or strings over several lines.
struct TOMLSubsetReader {
    private let bytes: [UInt8]
    private var place = 0
    private static let maximumDepth = 16

    /// The root table; nil for anything that is not understood.
    static func read(_ bytes: [UInt8]) -> [String: TOMLSubset]? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var reader = TOMLSubsetReader(bytes)
        return reader.root()
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[place...].starts(with: text.utf8) else { return false }
        place += text.utf8.count
        return true
    }

    private mutating func skip(lines: Bool) {
        while let byte = next {
            if byte == UInt8(ascii: "#") {
                while let byte = next, byte != 0x0A { _ = byte; place += 1 }
            } else if byte == 0x20 || byte == 0x09 || (lines && byte == 0x0A) {
                place += 1
            } else {
                return
            }
        }
    }

    private mutating func root() -> [String: TOMLSubset]? {
        var root = TOMLTables()
        var path: [String] = []
        var isArray = false
        var table: [String: TOMLSubset] = [:]
        while true {
            skip(lines: true)
            guard next != nil else { break }
            if next == UInt8(ascii: "[") {
                guard root.put(table, at: path, isArray), let header = header() else { return nil }
                (path, isArray) = header
                table = [:]
            } else {
                guard let (key, value) = pair(depth: 0), table.updateValue(value, forKey: key) == nil else {
                    return nil
                }
            }
            skip(lines: false)
            guard next == nil || take("\n") else { return nil }
        }
        return root.put(table, at: path, isArray) ? root.finished : nil
    }

    private mutating func header() -> ([String], Bool)? {
        let isArray = take("[[")
        guard isArray || take("[") else { return nil }
        var path: [String] = []
        repeat {
            guard path.count < 2, let name = key() else { return nil }
            path.append(name)
        } while take(".")
        return take(isArray ? "]]" : "]") ? (path, isArray) : nil
    }

    private mutating func key() -> String? {
        let start = place
        while let byte = next, Self.isWord(byte), byte != UInt8(ascii: "."), byte != UInt8(ascii: "+"),
            byte != UInt8(ascii: ":")
        { place += 1 }
        return place > start ? String(decoding: bytes[start..<place], as: UTF8.self) : nil
    }

    private mutating func pair(depth: Int) -> (String, TOMLSubset)? {
        guard let key = key() else { return nil }
        skip(lines: false)
        guard take("=") else { return nil }
        skip(lines: false)
        guard let value = value(depth: depth) else { return nil }
        return (key, value)
    }

    private mutating func value(depth: Int) -> TOMLSubset? {
        guard depth < Self.maximumDepth, let first = next else { return nil }
        switch first {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return string().map { .string($0) }
        case UInt8(ascii: "["): return array(depth: depth + 1)
        case UInt8(ascii: "{"): return inlineTable(depth: depth + 1)
        default:
            let start = place
            while let byte = next, Self.isWord(byte) { place += 1 }
            return place > start ? .word(String(decoding: bytes[start..<place], as: UTF8.self)) : nil
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "+"), UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private mutating func array(depth: Int) -> TOMLSubset? {
        guard take("[") else { return nil }
        var elements: [TOMLSubset] = []
        while true {
            skip(lines: true)
            if take("]") { return .array(elements) }
            guard let element = value(depth: depth) else { return nil }
            elements.append(element)
            skip(lines: true)
            guard take(",") || next == UInt8(ascii: "]") else { return nil }
        }
    }

    private mutating func inlineTable(depth: Int) -> TOMLSubset? {
        guard take("{") else { return nil }
        var table: [String: TOMLSubset] = [:]
        skip(lines: false)
        if take("}") { return .table(table) }
        while true {
            skip(lines: false)
            guard let (key, value) = pair(depth: depth), table.updateValue(value, forKey: key) == nil else {
                return nil
            }
            skip(lines: false)
            if take("}") { return .table(table) }
            guard take(",") else { return nil }
        }
    }

    private mutating func string() -> String? {
        guard let quote = next, !bytes[place...].starts(with: [quote, quote, quote]) else { return nil }
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            guard byte >= 0x20 || byte == 0x09, byte != 0x7F else { return nil }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                // The only ones that `uv` has a need to write.
                guard let escaped = next, escaped == quote || escaped == byte else { return nil }
                text.append(escaped)
                place += 1
            } else {
                text.append(byte)
            }
        }
        return nil
    }
}

/// Tables while they are put together, so that one more costs the same however many there are.
private struct TOMLTables {
    private var values: [String: TOMLSubset] = [:]
    private var tables: [String: TOMLTables] = [:]
    private var lists: [String: [TOMLTables]] = [:]

    init() {}

    private init(_ values: [String: TOMLSubset]) { self.values = values }

    /// Puts a finished table where its header says; false where something else stands there.
    mutating func put(_ table: [String: TOMLSubset], at path: [String], _ isArray: Bool) -> Bool {
        guard let first = path.first else {
            values = table
            return true
        }
        guard path.count > 1 else { return put(TOMLTables(table), first, isArray) }
        if let last = lists[first]?.indices.last {
            return lists[first]?[last].put(TOMLTables(table), path[1], isArray) ?? false
        }
        return tables[first]?.put(TOMLTables(table), path[1], isArray) ?? false
    }

    private mutating func put(_ table: TOMLTables, _ name: String, _ isArray: Bool) -> Bool {
        guard values[name] == nil, tables[name] == nil, isArray || lists[name] == nil else { return false }
        if isArray { lists[name, default: []].append(table) } else { tables[name] = table }
        return true
    }

    var finished: [String: TOMLSubset] {
        values.merging(tables.mapValues { .table($0.finished) }) { $1 }
            .merging(lists.mapValues { .array($0.map { .table($0.finished) }) }) { $1 }
    }
}
