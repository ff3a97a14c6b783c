// SPDX-License-Identifier: Apache-2.0

/// Turns definitions into a table in which every name is resolved.
struct ShapeCompiler: Sendable {
    let definitions: [String: ShapeDefinition]
    private(set) var table = ShapeTable()
    /// The shape of each definition.
    private(set) var shapes: [String: Shape] = [:]
    private var pooled: [String: PoolText] = [:]

    init(_ definitions: [ShapeDefinition]) throws(ShapeSyntaxError) {
        var byName: [String: ShapeDefinition] = [:]
        for definition in definitions {
            guard byName.updateValue(definition, forKey: definition.name) == nil else {
                throw ShapeSyntaxError(offset: definition.offset, detail: "`\(definition.name)` is defined twice")
            }
        }
        self.definitions = byName
        // Definitions that are only another name share the shape of what they name, so they get no node of their own.
        let own = definitions.filter { if case .reference = $0.type { false } else { true } }
        for (index, definition) in own.enumerated() {
            shapes[definition.name] = Shape(index: Int32(index))
        }
        table.nodes = Array(repeating: .any, count: own.count)
        table.labels = own.map(\.name)
        for definition in definitions where shapes[definition.name] == nil {
            shapes[definition.name] = try shape(.reference(definition.name))
        }
        for (index, definition) in own.enumerated() {
            table.nodes[index] = try node(definition.type)
        }
    }

    // MARK: Resolving

    /// What an expression is once references to definitions are followed.
    func resolved(_ expression: ShapeExpression) throws(ShapeSyntaxError) -> ShapeExpression {
        var expression = expression
        var steps = 0
        while case .reference(let name) = expression {
            guard let definition = definitions[name] else {
                throw ShapeSyntaxError(offset: 0, detail: "`\(name)` is not defined")
            }
            steps += 1
            guard steps <= definitions.count else {
                throw ShapeSyntaxError(offset: definition.offset, detail: "`\(name)` is defined by itself")
            }
            expression = definition.type
        }
        return expression
    }

    /// An object's own members and those that it includes.
    func members(
        of object: ObjectExpression,
        depth: Int = 0
    ) throws(ShapeSyntaxError) -> [ObjectExpression.Member] {
        var members: [ObjectExpression.Member] = []
        for name in object.included {
            guard case .object(let included) = try resolved(.reference(name)), depth < definitions.count else {
                throw ShapeSyntaxError(offset: 0, detail: "`...\(name)` includes no object, or itself")
            }
            for member in try self.members(of: included, depth: depth + 1) {
                members.removeAll { $0.name == member.name }
                members.append(member)
            }
        }
        for member in object.members {
            members.removeAll { $0.name == member.name }
            members.append(member)
        }
        return members
    }

    /// The branches of a union with those of the unions in it.
    private func branches(
        of expression: ShapeExpression,
        depth: Int = 0
    ) throws(ShapeSyntaxError) -> [ShapeExpression] {
        guard case .union(let written) = try resolved(expression) else { return [expression] }
        guard depth <= definitions.count else { throw ShapeSyntaxError(offset: 0, detail: "a union holds itself") }
        var flat: [ShapeExpression] = []
        for branch in written {
            flat += try branches(of: branch, depth: depth + 1)
        }
        return flat
    }

    /// The texts that a type allows, if it allows nothing else.
    private func texts(of expression: ShapeExpression) throws(ShapeSyntaxError) -> [String]? {
        var found: [String] = []
        for branch in try branches(of: expression) {
            guard case .text(let text) = try resolved(branch) else { return nil }
            found.append(text)
        }
        return found
    }

    // MARK: Laying out

    private mutating func shape(_ expression: ShapeExpression) throws(ShapeSyntaxError) -> Shape {
        if case .reference(let name) = expression {
            if let shape = shapes[name] { return shape }
            // Another name for something; `resolved` refuses circles of such names and names that are not defined.
            _ = try resolved(expression)
            if let definition = definitions[name] { return try shape(definition.type) }
        }
        let node = try node(expression)
        table.nodes.append(node)
        table.labels.append("")
        return Shape(index: Int32(table.nodes.count - 1))
    }

    private mutating func node(_ expression: ShapeExpression) throws(ShapeSyntaxError) -> ShapeNode {
        switch expression {
        case .any: return .any
        case .null: return .null
        case .boolean: return .boolean
        case .booleanConstant(let value): return .booleanConstant(value)
        case .string(let least, let most): return .string(least: clamped(least), most: clamped(most))
        case .text(let text): return .choice(choice([text]))
        case .integer(let least, let most): return .integer(least: least, most: most)
        case .integerConstant(let value): return .integer(least: value, most: value)
        case .number(let least, let most): return .number(least: least, most: most)
        case .array(let element, let least, let most):
            return .array(try shape(element), least: clamped(least), most: clamped(most))
        case .object(let object): return try self.object(object)
        case .union:
            if let texts = try texts(of: expression) { return .choice(choice(texts)) }
            return try union(try branches(of: expression))
        case .reference: return try node(try resolved(expression))
        }
    }

    private mutating func object(_ object: ObjectExpression) throws(ShapeSyntaxError) -> ShapeNode {
        let written = try members(of: object)
        guard written.count <= UInt64.bitWidth else {
            throw ShapeSyntaxError(offset: 0, detail: "an object has more than 64 named members")
        }
        var required: UInt64 = 0
        var members: [MemberShape] = []
        for (index, member) in written.enumerated() {
            required |= member.isRequired ? 1 << UInt64(index) : 0
            members.append(MemberShape(name: pool(member.name), shape: try shape(member.type)))
        }
        var rest: Shape?
        if let type = object.rest { rest = try shape(type) }
        let first = Int32(table.members.count)
        table.members += members
        table.objects.append(ObjectShape(members: first..<Int32(table.members.count), required: required, rest: rest))
        return .object(Int32(table.objects.count - 1))
    }

    private mutating func union(_ written: [ShapeExpression]) throws(ShapeSyntaxError) -> ShapeNode {
        let tag = try tag(for: written)
        var branches: [BranchShape] = []
        for branch in written {
            var member: ObjectExpression.Member?
            var texts: [String]?
            if let tag, let found = try self.member(named: tag, of: branch) {
                member = found
                texts = try self.texts(of: found.type)
            }
            branches.append(
                BranchShape(
                    shape: try shape(branch),
                    kinds: try kinds(of: branch),
                    tags: texts.map { choice($0) },
                    needsTag: member?.isRequired ?? false
                ))
        }
        let first = Int32(table.branches.count)
        table.branches += branches
        let union = UnionShape(branches: first..<Int32(table.branches.count), tag: tag.map { pool($0) })
        table.unions.append(union)
        return .union(Int32(table.unions.count - 1))
    }

    /// The member whose constants tell the object branches apart best: the one with the most different values.
    private func tag(for branches: [ShapeExpression]) throws(ShapeSyntaxError) -> String? {
        var values: [String: Set<String>] = [:]
        var order: [String] = []
        for branch in branches {
            guard case .object(let object) = try resolved(branch) else { continue }
            for member in try members(of: object) {
                guard let texts = try texts(of: member.type) else { continue }
                if values[member.name] == nil { order.append(member.name) }
                values[member.name, default: []].formUnion(texts)
            }
        }
        var best: String?
        var most = 1
        for name in order {
            let count = values[name]?.count ?? 0
            if count > most { (best, most) = (name, count) }
        }
        return best
    }

    private func member(
        named name: String,
        of branch: ShapeExpression
    ) throws(ShapeSyntaxError) -> ObjectExpression.Member? {
        guard case .object(let object) = try resolved(branch) else { return nil }
        return try members(of: object).first { $0.name == name }
    }

    private func kinds(of expression: ShapeExpression) throws(ShapeSyntaxError) -> KindSet {
        switch try resolved(expression) {
        case .any, .reference, .union: .any
        case .null: .null
        case .boolean, .booleanConstant: .boolean
        case .string, .text: .string
        case .integer, .integerConstant, .number: .number
        case .array: .array
        case .object: .object
        }
    }

    private mutating func choice(_ texts: [String]) -> Range<Int32> {
        let first = Int32(table.texts.count)
        for text in texts {
            table.texts.append(pool(text))
        }
        return first..<Int32(table.texts.count)
    }

    private mutating func pool(_ text: String) -> PoolText {
        if let known = pooled[text] { return known }
        let bytes = Array(text.utf8)
        let word = bytes.word(at: 0, count: bytes.count)
        let new = PoolText(start: Int32(table.pool.count), count: Int32(bytes.count), word: word)
        table.pool += bytes
        pooled[text] = new
        return new
    }

    private func clamped(_ count: Int) -> Int32 {
        Int32(clamping: count)
    }
}
