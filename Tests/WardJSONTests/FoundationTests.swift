// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON

/// The reader beside Foundation's, which must agree on every text that Ward accepts.
struct FoundationTests {
    /// Foundation's reader drops this character from strings.
    private let dropped: Unicode.Scalar = "\u{FEFF}"

    private func agrees(_ value: JSONValue, _ other: Any) -> Bool {
        switch value {
        case .null:
            return other is NSNull
        case .bool(let value):
            return (other as? NSNumber)?.boolValue == value
        case .integer(let value):
            return (other as? NSNumber)?.int64Value == value
        case .double(let value):
            // Foundation reads some numbers by way of `Decimal`, which costs the last digit.
            let number = (other as? NSNumber)?.doubleValue ?? .nan
            return abs(number - value) <= abs(value) * 1e-14
        case .string(let text):
            return (other as? String)?.utf16.elementsEqual(text.utf16) == true
        case .array(let elements):
            guard let others = other as? [Any], others.count == elements.count else {
                return false
            }
            return zip(elements, others).allSatisfy(agrees)
        case .object(let object):
            guard let others = other as? [String: Any], others.count == object.members.count else {
                return false
            }
            return object.members.allSatisfy { member in
                others[member.name].map { agrees(member.value, $0) } == true
            }
        }
    }

    @Test(arguments: seeds)
    func `agrees with Foundation on what Ward accepts`(seed: UInt64) throws {
        var generator = TextGenerator(seed: seed &+ 4_000, avoiding: dropped)
        for _ in 0..<100 {
            let bytes = generator.document().bytes
            let document = try JSONDocument(reading: bytes)
            let value = JSONValue(document.root, in: document)
            let other = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            #expect(agrees(value, other), "\(shown(bytes))")
        }
    }

    @Test(arguments: seeds)
    func `accepts nothing that Foundation refuses`(seed: UInt64) {
        var generator = TextGenerator(seed: seed &+ 5_000, avoiding: dropped)
        for _ in 0..<300 {
            let bytes = generator.brokenDocument()
            if let document = try? JSONDocument(reading: bytes) {
                let other = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
                #expect(other.map { agrees(JSONValue(document.root, in: document), $0) } == true, "\(shown(bytes))")
            }
        }
    }

    @Test(arguments: seeds)
    func `writes canonical forms that Foundation reads as the same value`(seed: UInt64) throws {
        var generator = TextGenerator(seed: seed &+ 6_000, avoiding: dropped)
        for _ in 0..<100 {
            let document = try JSONDocument(reading: generator.document().bytes)
            let canonical = try document.canonicalBytes(of: document.root)
            let other = try JSONSerialization.jsonObject(with: Data(canonical), options: .fragmentsAllowed)
            #expect(agrees(JSONValue(document.root, in: document), other), "\(shown(canonical))")
        }
    }
}
