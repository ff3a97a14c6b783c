// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardPattern

/// What is asked of a value by itself: its type, that it is one of some, numbers and texts.
extension SchemaValidator {
    /// What one text may cost to match.
    private static let budget = PatternMatcher.Budget()

    mutating func accept(_ types: TypeSet, _ number: Int32, _ node: JSONNode, _ document: JSONDocument) -> Bool {
        let isAccepted =
            switch document.kind(of: node) {
            case .null: types.contains(.null)
            case .true, .false: types.contains(.boolean)
            case .object: types.contains(.object)
            case .array: types.contains(.array)
            case .string: types.contains(.string)
            case .number:
                types.contains(.number)
                    || (types.contains(.integer)
                        && (document.integer(node) != nil || document.decimal(node).isInteger))
            }
        return isAccepted || fail(node, number, ["type"], "a value of type \(types.description)")
    }

    mutating func check(
        _ texts: NameTable, _ keyword: String, _ number: Int32, _ node: JSONNode, _ document: JSONDocument
    ) -> Bool {
        let isText = document.kind(of: node) == .string
        let isListed = isText && document.withDecoded(node) { texts.number(of: $0) } != nil
        return isListed || fail(node, number, [keyword], Self.oneOf(texts.names.count))
    }

    mutating func check(
        _ keys: Set<ValueKey>, _ keyword: String, _ number: Int32, _ node: JSONNode, _ document: JSONDocument
    ) -> Bool {
        spend(document.span(of: node).count / 64)
        return keys.contains(ValueKey(node, in: document)) || fail(node, number, [keyword], Self.oneOf(keys.count))
    }

    private static func oneOf(_ count: Int) -> String { count == 1 ? "one exact value" : "one of \(count) values" }

    mutating func check(
        _ checks: Shared<NumberChecks>, _ number: Int32, _ node: JSONNode, _ document: JSONDocument
    ) -> Bool {
        guard document.kind(of: node) == .number else { return true }
        spend(document.span(of: node).count / 16)
        let value = InstanceNumber(node, document)
        if let bound = checks.value.minimum, value.isBelow(bound) {
            return fail(node, number, ["minimum"], "a number that is large enough")
        }
        if let bound = checks.value.maximum, value.isAbove(bound) {
            return fail(node, number, ["maximum"], "a number that is small enough")
        }
        if let bound = checks.value.exclusiveMinimum, !value.isAbove(bound) {
            return fail(node, number, ["exclusiveMinimum"], "a larger number")
        }
        if let bound = checks.value.exclusiveMaximum, !value.isBelow(bound) {
            return fail(node, number, ["exclusiveMaximum"], "a smaller number")
        }
        if let divisor = checks.value.divisor {
            guard let isMultiple = value.isMultiple(of: divisor) else {
                isExhausted = true
                return false
            }
            return isMultiple || fail(node, number, ["multipleOf"], "a multiple of a number")
        }
        return true
    }

    mutating func check(
        _ checks: Shared<StringChecks>, _ number: Int32, _ node: JSONNode, _ document: JSONDocument
    ) -> Bool {
        guard document.kind(of: node) == .string else { return true }
        if checks.value.minimum > 0 || checks.value.maximum != nil {
            spend(document.span(of: node).count / 256)
            let length = document.withDecoded(node, Self.length)
            guard length >= checks.value.minimum else {
                return fail(node, number, ["minLength"], "a text of at least \(checks.value.minimum) characters")
            }
            if let maximum = checks.value.maximum, length > maximum {
                return fail(node, number, ["maxLength"], "a text of at most \(maximum) characters")
            }
        }
        if checks.value.isUnenforced { raiseDoubt(node, number, "pattern", document) }
        if let pattern = checks.value.pattern, !matches(pattern, node, document) {
            return fail(node, number, ["pattern"], "a text of another form")
        }
        if let format = checks.value.format, !document.withDecoded(node, format.accepts) {
            return fail(node, number, ["format"], "a text of the format \(format.rawValue)")
        }
        return true
    }

    /// Whether a text matches a pattern; where nobody knows, the whole check is undecided.
    mutating func matches(_ matcher: Int, _ node: JSONNode, _ document: JSONDocument) -> Bool {
        // What matching costs counts as steps: a schema may have many patterns, and be met by many texts.
        let allowed = min(Self.budget.work(forBytes: document.span(of: node).count), min(stepsLeft, 1 << 40) * 64)
        var (left, outcome) = (allowed, PatternOutcome.noMatch)
        document.withDecoded(node) { outcome = matchers[matcher].match($0, work: &left) }
        spend((allowed - left) / 64 + 1)
        if outcome == .exhausted { isExhausted = true }
        return outcome == .match
    }

    /// The number of code points.
    private static func length(_ text: Span<UInt8>) -> Int {
        var length = 0
        for index in text.indices where text[index] & 0xC0 != 0x80 { length += 1 }
        return length
    }
}

/// A number of a value, read exactly only where a machine's integer does not do.
private struct InstanceNumber {
    private let integer: Int64?
    private let node: JSONNode
    private let document: JSONDocument

    init(_ node: JSONNode, _ document: JSONDocument) {
        integer = document.integer(node)
        self.node = node
        self.document = document
    }

    func isBelow(_ bound: NumberBound) -> Bool {
        if let integer, let other = bound.integer { return integer < other }
        return document.decimal(node) < bound.decimal
    }

    func isAbove(_ bound: NumberBound) -> Bool {
        if let integer, let other = bound.integer { return integer > other }
        return bound.decimal < document.decimal(node)
    }

    func isMultiple(of divisor: NumberBound) -> Bool? {
        if let integer, let other = divisor.integer, other != 0 { return integer % other == 0 }
        return document.decimal(node).isMultiple(of: divisor.decimal)
    }
}
