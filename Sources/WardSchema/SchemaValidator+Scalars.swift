// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardPattern

/// Numbers and texts.
extension SchemaValidator {
    mutating func check(
        _ checks: NumberChecks, _ number: Int32, _ node: JSONNode, _ document: JSONDocument
    ) -> Bool {
        guard document.kind(of: node) == .number else { return true }
        let value = InstanceNumber(node, document)
        if let bound = checks.minimum, value.isBelow(bound) {
            return fail(node, number, ["minimum"], "a number that is large enough")
        }
        if let bound = checks.maximum, value.isAbove(bound) {
            return fail(node, number, ["maximum"], "a number that is small enough")
        }
        if let bound = checks.exclusiveMinimum, !value.isAbove(bound) {
            return fail(node, number, ["exclusiveMinimum"], "a larger number")
        }
        if let bound = checks.exclusiveMaximum, !value.isBelow(bound) {
            return fail(node, number, ["exclusiveMaximum"], "a smaller number")
        }
        if let divisor = checks.divisor {
            guard let isMultiple = value.isMultiple(of: divisor) else {
                isExhausted = true
                return false
            }
            return isMultiple || fail(node, number, ["multipleOf"], "a multiple of a number")
        }
        return true
    }

    mutating func check(
        _ checks: StringChecks, _ number: Int32, _ node: JSONNode, _ document: JSONDocument
    ) -> Bool {
        guard document.kind(of: node) == .string else { return true }
        if checks.minimum > 0 || checks.maximum != nil {
            let length = document.withDecoded(node, Self.length)
            guard length >= checks.minimum else {
                return fail(node, number, ["minLength"], "a text of at least \(checks.minimum) characters")
            }
            if let maximum = checks.maximum, length > maximum {
                return fail(node, number, ["maxLength"], "a text of at most \(maximum) characters")
            }
        }
        if checks.isUnenforced, document.withDecoded(node, { $0.count }) > StringChecks.longestUnvalidated {
            return fail(
                node, number, ["pattern"],
                "a text of at most \(StringChecks.longestUnvalidated) bytes, because its pattern cannot be matched")
        }
        if let pattern = checks.pattern, !matches(pattern, node, document) {
            return fail(node, number, ["pattern"], "a text of another form")
        }
        if let format = checks.format, !document.withDecoded(node, format.accepts) {
            return fail(node, number, ["format"], "a text of the format \(format.rawValue)")
        }
        return true
    }

    /// Whether a text matches a pattern; where nobody knows, the whole check is undecided.
    mutating func matches(_ matcher: Int, _ node: JSONNode, _ document: JSONDocument) -> Bool {
        var outcome = PatternOutcome.noMatch
        document.withDecoded(node) { outcome = matchers[matcher].match($0) }
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
