// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardPattern

/// Whether a value is what a schema asks for.
public enum SchemaOutcome: Hashable, Sendable {
    case valid
    case invalid(SchemaViolation)
    /// It would take more work than is allowed, so nobody knows; what asked must count the value as not validated.
    case exhausted
}

/// The first thing in which a value is not what its schema asks for.
public struct SchemaViolation: Hashable, Sendable, CustomStringConvertible {
    /// Where in the value it is.
    public let instance: JSONPointer
    /// The keyword that says so, seen from the start of the schema, or of the meta-schema that it is part of.
    public let schema: JSONPointer
    /// What is asked for, for a person; it holds nothing of the value.
    public let detail: String

    /// What is asked for, and where.
    public var description: String { "at `\(instance)`: \(detail) (`\(schema)` of the schema)" }
}

/// Checks values against one schema; keep it where many are checked, because it learns how its patterns are matched.
public struct SchemaValidator: Sendable {
    /// How many subschemas one value may meet before nobody knows.
    public static let defaultSteps = 1_000_000
    /// How deep checks may descend, in the value and in the schema together.
    static let maximumDepth = 400

    /// The schema.
    public let schema: Schema
    var matchers: [PatternMatcher]
    private let steps: Int

    // What one value costs, and what was found; set anew for each.
    var stepsLeft = 0
    private var depth = 0
    /// Above zero while a failure decides nothing by itself: in `anyOf`, `oneOf`, `not`, `if` and `contains`.
    var quiet = 0
    var isExhausted = false
    var failure: Failure?
    /// The resources that were entered and not left, for `$dynamicRef`.
    private var scope: [Int32] = []

    struct Failure {
        let node: JSONNode
        let schema: Int32
        let tokens: [String]
        let detail: String
    }

    /// Makes a validator.
    public init(_ schema: Schema, steps: Int = defaultSteps) {
        self.schema = schema
        self.steps = steps
        matchers = schema.patterns.map { PatternMatcher($0) }
    }

    /// Checks a value that is part of a document.
    ///
    /// - Returns: Whether it is what the schema asks for, and otherwise the first thing in which it is not.
    public mutating func check(_ node: JSONNode, in document: JSONDocument) -> SchemaOutcome {
        stepsLeft = steps
        depth = 0
        quiet = 0
        isExhausted = false
        failure = nil
        scope.removeAll(keepingCapacity: true)
        var seen = schema.tracksEvaluation ? Evaluated(node, in: document) : nil
        let isValid = check(0, node, document, &seen)
        if isExhausted { return .exhausted }
        guard !isValid, let failure else { return isValid ? .valid : .exhausted }
        let origin = document.pointer(to: node).tokens.count
        return .invalid(
            SchemaViolation(
                instance: JSONPointer(tokens: Array(document.pointer(to: failure.node).tokens.dropFirst(origin))),
                schema: schema.library.pointer(to: schema.nodes[Int(failure.schema)].place, failure.tokens),
                detail: failure.detail))
    }

    /// Checks a value against one subschema.
    mutating func check(
        _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        stepsLeft -= 1
        guard stepsLeft > 0, depth < Self.maximumDepth else {
            isExhausted = true
            return false
        }
        depth += 1
        defer { depth -= 1 }
        let resource = schema.nodes[Int(number)].resource
        let isEntered = scope.last != resource
        if isEntered { scope.append(resource) }
        defer { if isEntered { scope.removeLast() } }
        for index in schema.nodes[Int(number)].checks.indices {
            guard apply(index, of: number, node, document, &seen), !isExhausted else { return false }
        }
        return true
    }

    /// Checks a value where what it was checked for is not kept.
    mutating func check(_ number: Int32, _ node: JSONNode, _ document: JSONDocument) -> Bool {
        var seen = schema.tracksEvaluation ? Evaluated(node, in: document) : nil
        return check(number, node, document, &seen)
    }

    private mutating func apply(
        _ index: Int, of number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        switch schema.nodes[Int(number)].checks[index] {
        case .never: return fail(node, number, [], "nothing is allowed here")
        case .type(let types):
            return types.accept(node, document) || fail(node, number, ["type"], "a value of type \(types.description)")
        case .values(let keys, let keyword):
            return keys.contains(ValueKey(node, in: document))
                || fail(node, number, [keyword], keys.count == 1 ? "one exact value" : "one of \(keys.count) values")
        case .number(let checks): return check(checks, number, node, document)
        case .string(let checks): return check(checks, number, node, document)
        case .array(let checks): return check(checks.value, number, node, document, &seen)
        case .object(let checks): return check(checks.value, number, node, document, &seen)
        case .all(let list):
            return list.allSatisfy { inPlace($0, node, document, &seen) }
        case .any(let list): return any(list, number, node, document, &seen)
        case .one(let list): return one(list, number, node, document, &seen)
        case .not(let other):
            return !quietly(other, node, document) || fail(node, number, ["not"], "anything but this")
        case .condition(let condition, let then, let otherwise):
            let next = quietlyInPlace(condition, node, document, &seen) ? then : otherwise
            return next.map { inPlace($0, node, document, &seen) } ?? true
        case .reference(let target): return inPlace(target, node, document, &seen)
        case .dynamicReference(let anchor, let fallback):
            return inPlace(dynamicTarget(anchor) ?? fallback, node, document, &seen)
        case .unevaluatedItems(let other): return unevaluatedItems(other, node, document, &seen)
        case .unevaluatedProperties(let other): return unevaluatedProperties(other, node, document, &seen)
        }
    }

    /// Notes why a value is not what is asked for; answers false.
    mutating func fail(_ node: JSONNode, _ number: Int32, _ tokens: [String], _ wanted: @autoclosure () -> String)
        -> Bool
    {
        if quiet == 0, failure == nil {
            failure = Failure(node: node, schema: number, tokens: tokens, detail: wanted() + " is wanted")
        }
        return false
    }

    /// The outermost resource that has such an anchor decides (2020-12, 8.2.3.2).
    private func dynamicTarget(_ anchor: String) -> Int32? {
        for resource in scope {
            if let target = schema.dynamicAnchors[Int(resource)][anchor] { return target }
        }
        return nil
    }

    // MARK: The same value

    /// Checks the same value against another subschema; what that looked at counts here if it is satisfied.
    mutating func inPlace(
        _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        guard seen != nil else { return check(number, node, document, &seen) }
        var inner: Evaluated? = Evaluated(node, in: document)
        guard check(number, node, document, &inner) else { return false }
        if let inner { seen?.merge(inner) }
        return true
    }

    mutating func quietlyInPlace(
        _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        quiet += 1
        defer { quiet -= 1 }
        return inPlace(number, node, document, &seen)
    }

    mutating func quietly(_ number: Int32, _ node: JSONNode, _ document: JSONDocument) -> Bool {
        quiet += 1
        defer { quiet -= 1 }
        return check(number, node, document)
    }

    private mutating func any(
        _ list: [Int32], _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        var isMet = false
        for other in list {
            // Where it is kept what was looked at, all that are satisfied count.
            if quietlyInPlace(other, node, document, &seen) { isMet = true }
            if isExhausted || (isMet && seen == nil) { break }
        }
        return isMet || fail(node, number, ["anyOf"], "a value as one of \(list.count) schemas asks")
    }

    private mutating func one(
        _ list: [Int32], _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        var met = 0
        for other in list where met < 2 && !isExhausted {
            if quietlyInPlace(other, node, document, &seen) { met += 1 }
        }
        return met == 1 || fail(node, number, ["oneOf"], "a value as exactly one of \(list.count) schemas asks")
    }
}

extension TypeSet {
    func accept(_ node: JSONNode, _ document: JSONDocument) -> Bool {
        switch document.kind(of: node) {
        case .null: contains(.null)
        case .true, .false: contains(.boolean)
        case .object: contains(.object)
        case .array: contains(.array)
        case .string: contains(.string)
        case .number:
            contains(.number)
                || (contains(.integer) && (document.integer(node) != nil || document.decimal(node).isInteger))
        }
    }
}
