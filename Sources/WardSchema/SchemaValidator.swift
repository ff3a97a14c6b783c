// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardPattern

/// Whether a value is what a schema asks for.
public enum SchemaOutcome: Hashable, Sendable {
    case valid
    case invalid(SchemaViolation)
    /// Nothing that is enforced speaks against it, and it hinges on a pattern that is not enforced: what asked must count the
    /// value as not validated. Its texts there have at most 4,096 bytes.
    case unvalidated
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
    /// What nobody knows of the part that is checked, because a pattern is not enforced.
    var doubt = Doubt()
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
        self.steps = max(0, steps)
        // What all matchers may keep together is some megabytes.
        let entries = min(1 << 18, max(256, (1 << 20) / max(1, schema.patterns.count)))
        matchers = schema.patterns.map { PatternMatcher($0, entries: entries) }
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
        doubt = Doubt()
        scope.removeAll(keepingCapacity: true)
        var seen = makeEvaluated(node, document)
        let isValid = check(0, node, document, &seen)
        if isExhausted { return .exhausted }
        if isValid, doubt.isRaised, let node = doubt.overlong {
            failure = Failure(
                node: node.value, schema: node.schema, tokens: [node.keyword],
                detail: "at most \(Doubt.longest) bytes, because a pattern cannot be matched, is wanted")
        }
        guard let failure else { return !isValid ? .exhausted : doubt.isRaised ? .unvalidated : .valid }
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
        spend(1)
        if depth >= Self.maximumDepth { isExhausted = true }
        guard !isExhausted else { return false }
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
        var seen = makeEvaluated(node, document)
        return check(number, node, document, &seen)
    }

    /// What keeps the parts of a value that are looked at; nil where no check asks for them.
    mutating func makeEvaluated(_ node: JSONNode, _ document: JSONDocument) -> Evaluated? {
        guard schema.tracksEvaluation else { return nil }
        spend(document.count(of: node) / 64)
        return Evaluated(node, in: document)
    }

    private mutating func apply(
        _ index: Int, of number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        switch schema.nodes[Int(number)].checks[index] {
        case .never: fail(node, number, [], "nothing is allowed here")
        case .type(let types): accept(types, number, node, document)
        case .texts(let texts, let keyword): check(texts.value, keyword, number, node, document)
        case .values(let keys, let keyword): check(keys, keyword, number, node, document)
        case .number(let checks): check(checks, number, node, document)
        case .string(let checks): check(checks, number, node, document)
        case .array(let checks): check(checks, number, node, document, &seen)
        case .object(let checks): check(checks, number, node, document, &seen)
        case .all(let list): all(list, node, document, &seen)
        case .any(let list): any(list, number, node, document, &seen)
        case .one(let list): one(list, number, node, document, &seen)
        case .not(let other): not(other, number, node, document)
        case .condition(let condition, let then, let otherwise):
            self.condition(condition, then, otherwise, number, node, document, &seen)
        case .reference(let target): inPlace(target, node, document, &seen)
        case .dynamicReference(let anchor, let fallback):
            inPlace(dynamicTarget(anchor) ?? fallback, node, document, &seen)
        case .unevaluatedItems(let other): unevaluatedItems(other, node, document, &seen)
        case .unevaluatedProperties(let other): unevaluatedProperties(other, node, document, &seen)
        }
    }

    private mutating func all(
        _ list: [Int32], _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        for other in list {
            guard inPlace(other, node, document, &seen) else { return false }
        }
        return true
    }

    /// Counts work: a step is about what it takes to meet a subschema.
    mutating func spend(_ steps: Int) {
        stepsLeft -= steps
        if stepsLeft <= 0 { isExhausted = true }
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
    private mutating func dynamicTarget(_ anchor: Int32) -> Int32? {
        spend(scope.count / 8)
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
        var inner = makeEvaluated(node, document)
        guard check(number, node, document, &inner) else { return false }
        if let inner { seen?.merge(inner) }
        return true
    }
}
