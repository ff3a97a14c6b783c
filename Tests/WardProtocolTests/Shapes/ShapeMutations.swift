// SPDX-License-Identifier: Apache-2.0

@testable import WardProtocol

extension ShapeModel {
    /// A value that was changed in one place.
    struct Mutation: Sendable {
        var value: ShapeSample
        /// What was done, with the place.
        var label: String
    }

    /// Changes of a value that has a type, each of which breaks the type as seen from its place: a member dropped, a
    /// value of another kind, another constant, a bound passed. (Inside a union another branch may take the result.)
    func mutations(of value: ShapeSample, as type: ShapeExpression, at place: String = "") throws -> [Mutation] {
        func change(_ value: ShapeSample, _ what: String) -> Mutation {
            Mutation(value: value, label: place + ": " + what)
        }
        switch (try resolved(type), value) {
        case (.any, _): return []
        case (.null, _), (.boolean, _): return [change(.number("3"), "kind")]
        case (.booleanConstant(let wanted), _): return [change(.boolean(!wanted), "constant")]
        case (.string(let least, let most), _):
            var changes = [change(.number("7"), "kind"), change(.null, "null")]
            if least > 0 { changes.append(change(.string(""), "too short")) }
            if most < 1_000 { changes.append(change(.string(String(repeating: "x", count: most + 1)), "too long")) }
            return changes
        case (.text(let wanted), _):
            return [change(.string(wanted + "x"), "constant"), change(.string(""), "empty"), change(.null, "null")]
        case (.integer(let least, let most), _):
            var changes = ["1.5", "1.0", "1e2"].map { change(.number($0), "not written as an integer") }
            changes.append(change(.string("1"), "kind"))
            if least > .min { changes.append(change(.number("\(least - 1)"), "too small")) }
            if most < .max { changes.append(change(.number("\(most + 1)"), "too large")) }
            return changes
        case (.integerConstant(let wanted), _): return [change(.number("\(wanted + 1)"), "constant")]
        case (.number(let least, let most), _):
            var changes = [change(.string("1"), "kind")]
            if least > -.infinity { changes.append(change(.number("\(least - 0.5)"), "too small")) }
            if most < .infinity { changes.append(change(.number("\(most + 0.5)"), "too large")) }
            return changes
        case (.array(let element, let least, let most), .array(let elements)):
            return [change(.object([]), "kind")]
                + (try mutations(of: elements, as: element, least, most, at: place))
        case (.object(let object), .object(let members)):
            return [change(.array([]), "kind")] + (try mutations(of: members, as: object, at: place))
        case (.union(let branches), _):
            guard let branch = try branches.first(where: { try accepts(value, $0) }) else { return [] }
            return try mutations(of: value, as: branch, at: place)
        default: return []
        }
    }

    private func mutations(
        of elements: [ShapeSample],
        as element: ShapeExpression,
        _ least: Int,
        _ most: Int,
        at place: String
    ) throws -> [Mutation] {
        var changes: [Mutation] = []
        if least > 0 { changes.append(Mutation(value: .array([]), label: place + ": too few")) }
        if let first = elements.first, most < 1_000 {
            let many = Array(repeating: first, count: most + 1)
            changes.append(Mutation(value: .array(many), label: place + ": too many"))
        }
        for (index, value) in elements.enumerated().prefix(2) {
            for change in try mutations(of: value, as: element, at: "\(place)/\(index)") {
                var changed = elements
                changed[index] = change.value
                changes.append(Mutation(value: .array(changed), label: change.label))
            }
        }
        return changes
    }

    private func mutations(
        of given: [ShapeSample.Member],
        as object: ObjectExpression,
        at place: String
    ) throws -> [Mutation] {
        let members = try members(of: object)
        var changes: [Mutation] = []
        for (index, member) in given.enumerated() {
            let known = members.first { $0.name == member.name }
            if let known, known.isRequired {
                var changed = given
                changed.remove(at: index)
                changes.append(Mutation(value: .object(changed), label: "\(place)/\(member.name): dropped"))
            }
            guard let type = known?.type ?? object.rest else { continue }
            for change in try mutations(of: member.value, as: type, at: "\(place)/\(member.name)") {
                var changed = given
                changed[index].value = change.value
                changes.append(Mutation(value: .object(changed), label: change.label))
            }
        }
        if object.rest == nil {
            let extra = given + [ShapeSample.Member(name: "x-extra", value: .null)]
            changes.append(Mutation(value: .object(extra), label: place + ": unknown member"))
        }
        return changes
    }
}
