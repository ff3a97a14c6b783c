// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardTesting

/// Makes random texts with the value that each stands for.
struct TextGenerator {
    private var random: SplitMix64
    /// A character that the texts shall not have.
    private let avoided: Unicode.Scalar?

    init(seed: UInt64, avoiding avoided: Unicode.Scalar? = nil) {
        random = SplitMix64(seed: seed)
        self.avoided = avoided
    }

    mutating func int(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    mutating func bool() -> Bool {
        Bool.random(using: &random)
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[int(0...(elements.count - 1))]
    }

    /// A text with white space, escapes and number spellings of all kinds.
    mutating func document() -> (bytes: [UInt8], value: JSONValue) {
        let (text, value) = value(depth: int(0...4))
        return (Array((space() + text + space()).utf8), value)
    }

    /// A text with some bytes changed, which mostly breaks it.
    mutating func brokenDocument() -> [UInt8] {
        var bytes = document().bytes
        let odd: [UInt8] =
            Array("\"\\{}[]:,0123456789eE+-.u \n\ttfn".utf8) + [
                0, 0x1F, 0x80, 0xBF, 0xC2, 0xE2, 0xED, 0xEF, 0xF4, 0xFF,
            ]
        for _ in 0..<int(1...4) {
            let place = int(0...max(bytes.count - 1, 0))
            switch int(0...4) {
            case 0: bytes.insert(pick(odd), at: min(place, bytes.count))
            case 1 where !bytes.isEmpty: bytes[place] = pick(odd)
            case 2 where !bytes.isEmpty: bytes.remove(at: place)
            case 3 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(int(0...7))
            default:
                let other = document().bytes
                bytes.replaceSubrange(place..., with: other.suffix(int(0...other.count)))
            }
        }
        return bytes
    }

    private mutating func space() -> String {
        bool() ? "" : (0..<int(0...3)).map { _ in pick([" ", "\t", "\n", "\r"]) }.joined()
    }

    private mutating func value(depth: Int) -> (String, JSONValue) {
        switch int(0...(depth > 0 ? 9 : 6)) {
        case 0: return ("null", .null)
        case 1: return bool() ? ("true", true) : ("false", false)
        case 2: return number()
        case 3: return integer()
        case 4...6:
            let (text, value) = string()
            return (text, .string(value))
        case 7: return array(depth: depth)
        default: return object(depth: depth)
        }
    }

    private mutating func integer() -> (String, JSONValue) {
        let bits = int(0...53)
        let value = Int64(truncatingIfNeeded: random.next() & (1 << UInt64(bits) - 1)) * (bool() ? 1 : -1)
        return ("\(value)", .integer(value))
    }

    private mutating func number() -> (String, JSONValue) {
        let value = Double(bitPattern: random.next())
        guard value.isFinite else {
            return ("0.5", 0.5)
        }
        let text = bool() ? value.description : value.description.uppercased()
        return (text, .double(value))
    }

    private mutating func array(depth: Int) -> (String, JSONValue) {
        var texts: [String] = []
        var values: [JSONValue] = []
        for _ in 0..<int(0...5) {
            let (text, value) = value(depth: depth - 1)
            texts.append(space() + text + space())
            values.append(value)
        }
        return ("[" + (texts.isEmpty ? space() : texts.joined(separator: ",")) + "]", .array(values))
    }

    private mutating func object(depth: Int) -> (String, JSONValue) {
        var texts: [String] = []
        var object = JSONObject()
        for _ in 0..<int(0...(bool() ? 5 : 20)) {
            let (nameText, name) = string()
            // A name with NUL is refused, and one that is there already is a duplicate.
            guard object[name] == nil, !name.unicodeScalars.contains("\u{0}") else {
                continue
            }
            let (text, value) = value(depth: depth - 1)
            texts.append(space() + nameText + space() + ":" + space() + text + space())
            object[name] = value
        }
        return ("{" + (texts.isEmpty ? space() : texts.joined(separator: ",")) + "}", .object(object))
    }

    private mutating func string() -> (String, String) {
        var text = "\""
        var value = String.UnicodeScalarView()
        for _ in 0..<int(0...(bool() ? 4 : 30)) {
            let scalar = scalar()
            value.append(scalar)
            text += spelling(of: scalar)
        }
        return (text + "\"", String(value))
    }

    private mutating func scalar() -> Unicode.Scalar {
        let number: Int =
            switch int(0...9) {
            case 0...4: int(0x20...0x7E)
            case 5: int(0...0x1F)
            case 6: pick([0x22, 0x5C, 0x2F, 0x7F, 0x85, 0x2028, 0x2029, 0xFEFF, 0xFFFD, 0xD7FF, 0xE000])
            case 7: int(0xA0...0x7FF)
            case 8: int(0x800...0xFFFF)
            default: int(0x1_0000...0x10_FFFF)
            }
        let isRefused = number & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(number)
        guard !isRefused, let scalar = Unicode.Scalar(UInt32(number)), scalar != avoided else {
            return "é"
        }
        return scalar
    }

    private mutating func spelling(of scalar: Unicode.Scalar) -> String {
        let short: [Unicode.Scalar: String] = [
            "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\u{8}": "\\b", "\u{C}": "\\f", "\n": "\\n", "\r": "\\r",
            "\t": "\\t",
        ]
        let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
        switch int(0...9) {
        case 0...1:
            break
        case 2...3:
            if let escape = short[scalar] {
                return escape
            }
        default:
            if !mustEscape {
                return String(scalar)
            }
        }
        return UTF16.encode(scalar).map { units in
            units.map { unit in
                let digits = String(unit, radix: 16, uppercase: bool())
                return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }.joined()
        } ?? String(scalar)
    }
}

extension JSONDocument {
    /// Every value in the order of the text, without the names.
    func allValues() -> [JSONNode] {
        var result: [JSONNode] = []
        var pending = [root]
        while let node = pending.popLast() {
            result.append(node)
            pending += elements(of: node).reversed()
            pending += members(of: node).map(\.value).reversed()
        }
        return result
    }
}
