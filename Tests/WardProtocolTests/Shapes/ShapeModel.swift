// SPDX-License-Identifier: Apache-2.0

@testable import WardProtocol

/// Definitions as plain trees, with the simplest possible reading of them: the model that the real checker must equal.
struct ShapeModel: Sendable {
    let definitions: [ShapeDefinition]
    private let compiler: ShapeCompiler

    init(_ text: String) throws {
        definitions = try ShapeParser.definitions(of: text)
        compiler = try ShapeCompiler(definitions)
    }

    static func text(of revision: Revision) -> String {
        switch revision {
        case .v20241105: ShapeTexts.v20241105
        case .v20250326: ShapeTexts.v20250326
        case .v20250618: ShapeTexts.v20250618
        case .v20251125: ShapeTexts.v20251125
        case .v20260728: ShapeTexts.v20260728 + "\n" + ShapeTexts.tasksExtension
        }
    }

    func resolved(_ type: ShapeExpression) throws -> ShapeExpression {
        try compiler.resolved(type)
    }

    func members(of object: ObjectExpression) throws -> [ObjectExpression.Member] {
        try compiler.members(of: object)
    }

    /// Whether a value has a type.
    func accepts(_ value: ShapeSample, _ type: ShapeExpression) throws -> Bool {
        switch (try resolved(type), value) {
        case (.any, _), (.null, .null), (.boolean, .boolean): return true
        case (.booleanConstant(let wanted), .boolean(let found)): return wanted == found
        case (.string(let least, let most), .string(let text)):
            return (least...most).contains(text.unicodeScalars.count)
        case (.text(let wanted), .string(let text)): return Array(wanted.utf8) == Array(text.utf8)
        case (.integer(let least, let most), .number(let text)):
            return Int64(text).map { (least...most).contains($0) } ?? false
        case (.integerConstant(let wanted), .number(let text)): return Int64(text) == wanted
        case (.number(let least, let most), .number(let text)):
            return Double(text).map { $0 >= least && $0 <= most } ?? false
        case (.array(let element, let least, let most), .array(let elements)):
            guard (least...most).contains(elements.count) else { return false }
            return try elements.allSatisfy { try accepts($0, element) }
        case (.object(let object), .object(let found)): return try accepts(found, object)
        case (.union(let branches), _): return try branches.contains { try accepts(value, $0) }
        default: return false
        }
    }

    private func accepts(_ found: [ShapeSample.Member], _ object: ObjectExpression) throws -> Bool {
        let members = try members(of: object)
        for member in members where member.isRequired && !found.contains(where: { $0.name == member.name }) {
            return false
        }
        return try found.allSatisfy { given in
            if let member = members.first(where: { $0.name == given.name }) {
                return try accepts(given.value, member.type)
            }
            guard let rest = object.rest else { return false }
            return try accepts(given.value, rest)
        }
    }

    // MARK: Making values

    /// A value of a type, with optional members now and then and with extra members where they are allowed.
    func sample(of type: ShapeExpression, _ random: inout ShapeRandom, depth: Int = 0) throws -> ShapeSample {
        switch try resolved(type) {
        case .any, .reference: return anything(&random, depth: depth)
        case .null: return .null
        case .boolean: return .boolean(random.once(in: 2))
        case .booleanConstant(let value): return .boolean(value)
        case .string(let least, let most):
            let words = ["", "a", "text/plain", "file:///tmp/é", "日本", "x\ty\"z\\", "2026-07-28"]
            let word = words[random.below(words.count)]
            return .string(String(word.prefix(most)) + String(repeating: "p", count: max(0, least - word.count)))
        case .text(let text): return .string(text)
        case .integer(let least, let most):
            let value = Int64(random.below(2_000)) - 1_000
            return .number("\(min(max(value, least), most))")
        case .integerConstant(let value): return .number("\(value)")
        case .number(let least, let most):
            guard least.isFinite else { return .number(["0", "-1.5", "2e3", "41", "0.25"][random.below(5)]) }
            return .number(random.once(in: 3) ? "\(Int(least))" : "\(least + (min(most, least + 8) - least) / 4)")
        case .array(let element, let least, let most):
            let count = min(most, least + random.below(depth > 4 ? 1 : 3))
            return .array(try (0..<count).map { _ in try sample(of: element, &random, depth: depth + 1) })
        case .object(let object): return .object(try members(for: object, &random, depth: depth))
        case .union(let branches):
            return try sample(of: branches[random.below(branches.count)], &random, depth: depth)
        }
    }

    private func members(
        for object: ObjectExpression,
        _ random: inout ShapeRandom,
        depth: Int
    ) throws -> [ShapeSample.Member] {
        var made: [ShapeSample.Member] = []
        for member in try members(of: object) where member.isRequired || (depth < 6 && random.once(in: 2)) {
            made.append(.init(name: member.name, value: try sample(of: member.type, &random, depth: depth + 1)))
        }
        if let rest = object.rest, depth < 6, random.once(in: 3) {
            let value = try sample(of: rest, &random, depth: depth + 1)
            made.append(.init(name: "x-\(random.below(100))", value: value))
        }
        return made.shuffled(using: &random)
    }

    private func anything(_ random: inout ShapeRandom, depth: Int) -> ShapeSample {
        switch random.below(depth > 4 ? 5 : 7) {
        case 0: .null
        case 1: .boolean(true)
        case 2: .number(["0", "-7", "1.5"][random.below(3)])
        case 3: .string("anything")
        case 4: .object([])
        case 5: .array([anything(&random, depth: depth + 1)])
        default: .object([.init(name: "k", value: anything(&random, depth: depth + 1))])
        }
    }
}
