// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// One subschema, as it is checked.
struct CompiledSchema: Sendable {
    let place: SchemaPlace
    /// The resource that it belongs to, for `$dynamicRef`.
    let resource: Int32
    /// In the order in which they are checked: what looks at unevaluated parts comes last.
    var checks: [SchemaCheck] = []
}

/// The types of JSON, as `type` names them.
struct TypeSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let null = TypeSet(rawValue: 1)
    static let boolean = TypeSet(rawValue: 2)
    static let object = TypeSet(rawValue: 4)
    static let array = TypeSet(rawValue: 8)
    static let number = TypeSet(rawValue: 16)
    static let string = TypeSet(rawValue: 32)
    static let integer = TypeSet(rawValue: 64)

    static let names: [(name: String, type: TypeSet)] = [
        ("null", .null), ("boolean", .boolean), ("object", .object), ("array", .array), ("number", .number),
        ("string", .string), ("integer", .integer),
    ]

    var description: String { Self.names.filter { contains($0.type) }.map(\.name).joined(separator: " or ") }
}

/// A value that is read in place: to copy a large one at each check would cost more than the check, and room on the stack.
final class Shared<Value: Sendable>: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}

/// What a subschema asks of a value.
enum SchemaCheck: Sendable {
    /// `false`.
    case never
    case type(TypeSet)
    /// `enum` and `const` where all that is listed are texts.
    case texts(Shared<NameTable>, keyword: String)
    /// `enum` and `const`: the value is one of these.
    case values(Set<ValueKey>, keyword: String)
    case number(Shared<NumberChecks>)
    case string(Shared<StringChecks>)
    case array(Shared<ArrayChecks>)
    case object(Shared<ObjectChecks>)
    case all([Int32])
    case any([Int32])
    case one([Int32])
    case not(Int32)
    case condition(Int32, then: Int32?, otherwise: Int32?)
    case reference(Int32)
    case dynamicReference(anchor: Int32, fallback: Int32)
    case unevaluatedItems(Int32)
    case unevaluatedProperties(Int32)
}

/// A bound of a number, exactly and, where that is the same, as a machine's integer.
struct NumberBound: Hashable, Sendable {
    let decimal: DecimalNumber
    let integer: Int64?
}

/// What is asked of numbers.
struct NumberChecks: Sendable {
    var minimum: NumberBound?
    var maximum: NumberBound?
    var exclusiveMinimum: NumberBound?
    var exclusiveMaximum: NumberBound?
    var divisor: NumberBound?

    var isEmpty: Bool {
        [minimum, maximum, exclusiveMinimum, exclusiveMaximum, divisor].allSatisfy { $0 == nil }
    }
}

/// What is asked of strings.
struct StringChecks: Sendable {
    var minimum = 0
    var maximum: Int?
    /// The number of its matcher.
    var pattern: Int?
    /// Whether there is a pattern that cannot be matched here.
    var isUnenforced = false
    var format: SchemaFormat?

    var isEmpty: Bool { minimum == 0 && maximum == nil && pattern == nil && !isUnenforced && format == nil }
}

/// What is asked of arrays.
struct ArrayChecks: Sendable {
    var minimum = 0
    var maximum: Int?
    var areUnique = false
    var prefix: [Int32] = []
    var items: Int32?
    /// The keyword that ``items`` stands for.
    var itemsKeyword = "items"
    /// The keyword that ``prefix`` stands for.
    var prefixKeyword = "prefixItems"
    var contains: Int32?
    var minimumContains = 1
    var maximumContains: Int?

    var isEmpty: Bool {
        minimum == 0 && maximum == nil && !areUnique && prefix.isEmpty && items == nil && contains == nil
    }
}

/// What is asked of objects; all of it is found in one pass over the members.
struct ObjectChecks: Sendable {
    var minimum = 0
    var maximum: Int?
    var names = NameTable()
    /// Of each name, the schema of its value; -1 for none.
    var properties: [Int32] = []
    var required: [Int] = []
    var patterns: [(matcher: Int, schema: Int32)] = []
    /// The schemas of `patternProperties` whose pattern cannot be matched here.
    var unenforced: [Int32] = []
    var additional: Int32?
    var propertyNames: Int32?
    var dependentRequired: [(name: Int, needed: [Int])] = []
    var dependentSchemas: [(name: Int, schema: Int32)] = []
    /// `dependencies` of draft-07 or one of the two keywords that followed it.
    var isOldDependency = false

    var isEmpty: Bool {
        minimum == 0 && maximum == nil && names.names.isEmpty && patterns.isEmpty && unenforced.isEmpty
            && additional == nil && propertyNames == nil
    }

    /// The steps that one object costs besides those of its members, set when all is known.
    var weight = 0

    /// Sets ``weight`` by how many names are looked for.
    mutating func weigh() {
        let needed = dependentRequired.reduce(0) { $0 + $1.needed.count + 1 }
        weight = (names.names.count + required.count + needed + dependentSchemas.count) / 64
    }

    /// The number of a name, which gets one if it has none.
    mutating func number(of name: String) -> Int {
        let number = names.add(Array(name.utf8))
        while properties.count <= number { properties.append(-1) }
        return number
    }
}
