// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// Arrays and objects.
extension SchemaValidator {
    mutating func check(
        _ checks: ArrayChecks, _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        guard document.kind(of: node) == .array else { return true }
        let count = document.count(of: node)
        guard count >= checks.minimum else {
            return fail(node, number, ["minItems"], "a list of at least \(checks.minimum)")
        }
        if let maximum = checks.maximum, count > maximum {
            return fail(node, number, ["maxItems"], "a list of at most \(maximum)")
        }
        if checks.areUnique, count > 1 {
            var keys: Set<ValueKey> = []
            for element in document.elements(of: node) {
                guard keys.insert(ValueKey(element, in: document)).inserted else {
                    return fail(element, number, ["uniqueItems"], "a list without repeats")
                }
            }
        }
        if !checks.prefix.isEmpty || checks.items != nil {
            for (index, element) in document.elements(of: node).enumerated() {
                guard let schema = index < checks.prefix.count ? checks.prefix[index] : checks.items else { break }
                guard check(schema, element, document) else { return false }
                seen?.add(index)
            }
        }
        return contains(checks, number, node, document, &seen)
    }

    private mutating func contains(
        _ checks: ArrayChecks, _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        guard let wanted = checks.contains else { return true }
        var found = 0
        for (index, element) in document.elements(of: node).enumerated() where quietly(wanted, element, document) {
            found += 1
            seen?.add(index)
            if let maximum = checks.maximumContains, found > maximum {
                return fail(node, number, ["maxContains"], "a list with at most \(maximum) of these")
            }
        }
        return found >= checks.minimumContains
            || fail(
                node, number, [checks.minimumContains == 1 ? "contains" : "minContains"],
                "a list with at least \(checks.minimumContains) of these")
    }

    mutating func check(
        _ checks: ObjectChecks, _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        guard document.kind(of: node) == .object else { return true }
        let count = document.count(of: node)
        guard count >= checks.minimum else {
            return fail(node, number, ["minProperties"], "an object with at least \(checks.minimum) members")
        }
        if let maximum = checks.maximum, count > maximum {
            return fail(node, number, ["maxProperties"], "an object with at most \(maximum) members")
        }
        var present = NumberSet(count: checks.names.names.count)
        for (index, member) in document.members(of: node).enumerated() {
            let name = document.withDecoded(member.name) { checks.names.number(of: $0) }
            if let name { present.insert(name) }
            if let names = checks.propertyNames, !check(names, member.name, document) { return false }
            var isKnown = false
            if let name, checks.properties[name] >= 0 {
                isKnown = true
                guard check(checks.properties[name], member.value, document) else { return false }
            }
            for (matcher, schema) in checks.patterns where matches(matcher, member.name, document) {
                isKnown = true
                guard check(schema, member.value, document) else { return false }
            }
            if !isKnown, let additional = checks.additional {
                isKnown = true
                guard check(additional, member.value, document) else { return false }
            }
            if isKnown { seen?.add(index) }
            if isExhausted { return false }
        }
        for name in checks.required where !present.contains(name) {
            return fail(node, number, ["required"], "the member `\(Self.shown(checks, name))`")
        }
        return dependencies(checks, present, number, node, document, &seen)
    }

    private mutating func dependencies(
        _ checks: ObjectChecks, _ present: NumberSet, _ number: Int32, _ node: JSONNode, _ document: JSONDocument,
        _ seen: inout Evaluated?
    ) -> Bool {
        for (name, needed) in checks.dependentRequired where present.contains(name) {
            for other in needed where !present.contains(other) {
                let keyword = checks.isOldDependency ? "dependencies" : "dependentRequired"
                return fail(node, number, [keyword], "the member `\(Self.shown(checks, other))`")
            }
        }
        for (name, schema) in checks.dependentSchemas where present.contains(name) {
            guard inPlace(schema, node, document, &seen) else { return false }
        }
        return true
    }

    /// A name of the schema, for a person.
    private static func shown(_ checks: ObjectChecks, _ name: Int) -> String {
        Visible.escaped(String(decoding: checks.names.names[name], as: UTF8.self), limit: 100)
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
