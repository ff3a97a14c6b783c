// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// One place in which two values differ.
public struct Difference: Hashable, Sendable {
    /// Where it is.
    ///
    /// Elements of arrays that have a `path` or a `name` are found by it, so that one more artifact moves no other.
    public let pointer: JSONPointer
    /// What stood there; nil if nothing did.
    public let old: JSONValue?
    /// What stands there now; nil if nothing does.
    public let new: JSONValue?

    /// All differences, in the order of the values; none if they are equal.
    public static func between(_ old: JSONValue, _ new: JSONValue) -> [Difference] {
        var found: [Difference] = []
        compare(old, new, at: JSONPointer(), &found)
        return found
    }

    private static func compare(
        _ old: JSONValue, _ new: JSONValue, at pointer: JSONPointer, _ found: inout [Difference]
    ) {
        guard old != new else { return }
        switch (old, new) {
        case (.object(let one), .object(let other)):
            compare(one.members.map { ($0.name, $0.value) }, other.members.map { ($0.name, $0.value) }, pointer, &found)
        case (.array(let one), .array(let other)):
            if let named = names(of: one), let others = names(of: other) {
                compare(named, others, pointer, &found)
            } else {
                compareElements(one, other, pointer, &found)
            }
        default: found.append(Difference(pointer: pointer, old: old, new: new))
        }
    }

    private static func compare(
        _ old: [(String, JSONValue)],
        _ new: [(String, JSONValue)],
        _ pointer: JSONPointer,
        _ found: inout [Difference]
    ) {
        var rest = JSONObject(new)
        for (name, value) in old {
            let place = pointer.appending(name)
            if let other = rest[name] {
                compare(value, other, at: place, &found)
                rest[name] = nil
            } else {
                found.append(Difference(pointer: place, old: value, new: nil))
            }
        }
        for member in rest.members {
            found.append(Difference(pointer: pointer.appending(member.name), old: nil, new: member.value))
        }
    }

    /// Elements by their places, behind those that are the same at the start and before those that are at the end: one more
    /// argument moves no other.
    private static func compareElements(
        _ old: [JSONValue], _ new: [JSONValue], _ pointer: JSONPointer, _ found: inout [Difference]
    ) {
        let most = min(old.count, new.count)
        let first = zip(old, new).prefix { $0 == $1 }.count
        let last = zip(old.reversed(), new.reversed()).prefix(most - first).prefix { $0 == $1 }.count
        for index in first..<max(old.count, new.count) - last {
            let before: JSONValue? = index < old.count - last ? .some(old[index]) : .none
            let after: JSONValue? = index < new.count - last ? .some(new[index]) : .none
            let place = pointer.appending(index)
            if let before, let after {
                compare(before, after, at: place, &found)
            } else {
                found.append(Difference(pointer: place, old: before, new: after))
            }
        }
    }

    /// The elements by their paths or names; nil if one has neither, or two have the same.
    private static func names(of elements: [JSONValue]) -> [(String, JSONValue)]? {
        var named: [(String, JSONValue)] = []
        for element in elements {
            guard case .object(let object) = element, case .string(let name)? = object["path"] ?? object["name"] else {
                return nil
            }
            named.append((name, element))
        }
        return JSONObject(named).members.count == named.count ? named : nil
    }
}
