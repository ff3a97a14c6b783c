// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// Arrays and objects.
extension SchemaValidator {
    mutating func check(
        _ checks: Shared<ArrayChecks>, _ number: Int32, _ node: JSONNode, _ document: JSONDocument,
        _ seen: inout Evaluated?
    ) -> Bool {
        guard document.kind(of: node) == .array else { return true }
        let count = document.count(of: node)
        guard count >= checks.value.minimum else {
            return fail(node, number, ["minItems"], "a list of at least \(checks.value.minimum)")
        }
        if let maximum = checks.value.maximum, count > maximum {
            return fail(node, number, ["maxItems"], "a list of at most \(maximum)")
        }
        if checks.value.areUnique, count > 1 {
            spend(document.span(of: node).count / 64)
            guard !isExhausted else { return false }
            var keys: Set<ValueKey> = []
            for element in document.elements(of: node) {
                guard keys.insert(ValueKey(element, in: document)).inserted else {
                    return fail(element, number, ["uniqueItems"], "a list without repeats")
                }
            }
        }
        if !checks.value.prefix.isEmpty || checks.value.items != nil {
            for (index, element) in document.elements(of: node).enumerated() {
                guard let schema = index < checks.value.prefix.count ? checks.value.prefix[index] : checks.value.items
                else { break }
                guard check(schema, element, document) else { return false }
                seen?.add(index)
            }
        }
        return contains(checks, number, node, document, &seen)
    }

    mutating func check(
        _ checks: Shared<ObjectChecks>, _ number: Int32, _ node: JSONNode, _ document: JSONDocument,
        _ seen: inout Evaluated?
    ) -> Bool {
        guard document.kind(of: node) == .object else { return true }
        let count = document.count(of: node)
        guard count >= checks.value.minimum else {
            return fail(node, number, ["minProperties"], "an object with at least \(checks.value.minimum) members")
        }
        if let maximum = checks.value.maximum, count > maximum {
            return fail(node, number, ["maxProperties"], "an object with at most \(maximum) members")
        }
        spend(checks.value.weight)
        var present = NumberSet(count: checks.value.names.names.count)
        for (index, member) in document.members(of: node).enumerated() {
            spend(document.span(of: member.name).count / 256)
            let name = document.withDecoded(member.name) { checks.value.names.number(of: $0) }
            if let name { present.insert(name) }
            if let names = checks.value.propertyNames, !check(names, member.name, document) { return false }
            var isKnown = false
            if let name, checks.value.properties[name] >= 0 {
                isKnown = true
                guard check(checks.value.properties[name], member.value, document) else { return false }
            }
            for (matcher, schema) in checks.value.patterns where matches(matcher, member.name, document) {
                isKnown = true
                guard check(schema, member.value, document) else { return false }
            }
            if !checks.value.unenforced.isEmpty {
                unenforced(checks, member, isKnown: isKnown, number, document)
                isKnown = true
            }
            if !isKnown, let additional = checks.value.additional {
                isKnown = true
                guard check(additional, member.value, document) else { return false }
            }
            if isKnown { seen?.add(index) }
            if isExhausted { return false }
        }
        for name in checks.value.required where !present.contains(name) {
            return fail(node, number, ["required"], "the member `\(Self.shown(checks, name))`")
        }
        return dependencies(checks, present, number, node, document, &seen)
    }

    /// A member that a pattern which is not enforced may stand for; `additionalProperties` is what counts if it does not.
    private mutating func unenforced(
        _ checks: Shared<ObjectChecks>, _ member: JSONMember, isKnown: Bool, _ number: Int32, _ document: JSONDocument
    ) {
        var isSure = isKnown || !schema.tracksEvaluation
        for other in checks.value.unenforced where attempt(other, member.value, document).truth != .yes {
            isSure = false
        }
        if !isKnown, let other = checks.value.additional, attempt(other, member.value, document).truth != .yes {
            isSure = false
        }
        guard !isSure else { return }
        raiseDoubt(member.name, number, "patternProperties", document)
        raiseDoubt(member.value, number, "patternProperties", document)
    }

    private mutating func dependencies(
        _ checks: Shared<ObjectChecks>, _ present: NumberSet, _ number: Int32, _ node: JSONNode,
        _ document: JSONDocument,
        _ seen: inout Evaluated?
    ) -> Bool {
        for (name, needed) in checks.value.dependentRequired where present.contains(name) {
            for other in needed where !present.contains(other) {
                let keyword = checks.value.isOldDependency ? "dependencies" : "dependentRequired"
                return fail(node, number, [keyword], "the member `\(Self.shown(checks, other))`")
            }
        }
        for (name, schema) in checks.value.dependentSchemas where present.contains(name) {
            guard inPlace(schema, node, document, &seen) else { return false }
        }
        return true
    }

    /// A name of the schema, for a person.
    private static func shown(_ checks: Shared<ObjectChecks>, _ name: Int) -> String {
        Visible.escaped(String(decoding: checks.value.names.names[name], as: UTF8.self), limit: 100)
    }
}

/// A set of small numbers; it allocates nothing up to 64.
private struct NumberSet {
    private var low: UInt64 = 0
    private var rest: [UInt64] = []

    init(count: Int) {
        if count > 64 { rest = [UInt64](repeating: 0, count: (count - 1) / 64) }
    }

    mutating func insert(_ number: Int) {
        if number < 64 { low |= 1 << UInt64(number) } else { rest[number / 64 - 1] |= 1 << UInt64(number % 64) }
    }

    func contains(_ number: Int) -> Bool {
        (number < 64 ? low : rest[number / 64 - 1]) & (1 << UInt64(number % 64)) != 0
    }
}
