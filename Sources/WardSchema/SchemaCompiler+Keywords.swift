// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// Finds the keywords of one subschema.
struct KeywordReader {
    let place: SchemaPlace
    let document: JSONDocument
    let dialect: SchemaDialect

    func node(_ name: String) -> JSONNode? { document.value(named: name, in: place.node) }
}

/// What is asked of a value of one kind.
extension SchemaCompiler {
    mutating func assertions(
        _ reader: KeywordReader, _ checks: inout [SchemaCheck]
    ) throws(SchemaError) {
        if let node = reader.node("type") { checks.append(.type(try types(node, reader))) }
        if let node = reader.node("const") { checks.append(Self.values([node], "const", reader)) }
        if let node = reader.node("enum") {
            guard reader.document.kind(of: node) == .array else {
                throw error(reader, ["enum"], "a list of values is wanted here")
            }
            checks.append(Self.values(Array(reader.document.elements(of: node)), "enum", reader))
        }
        let numbers = try self.numbers(reader)
        if !numbers.isEmpty { checks.append(.number(Shared(numbers))) }
        let strings = try self.strings(reader)
        if !strings.isEmpty { checks.append(.string(Shared(strings))) }
    }

    private static func values(_ nodes: [JSONNode], _ keyword: String, _ reader: KeywordReader) -> SchemaCheck {
        guard !nodes.isEmpty, nodes.allSatisfy({ reader.document.kind(of: $0) == .string }) else {
            return .values(Set(nodes.map { ValueKey($0, in: reader.document) }), keyword: keyword)
        }
        var texts = NameTable()
        for node in nodes { _ = texts.add(reader.document.bytes(ofString: node)) }
        return .texts(Shared(texts), keyword: keyword)
    }

    private func types(_ node: JSONNode, _ reader: KeywordReader) throws(SchemaError) -> TypeSet {
        let document = reader.document
        let nodes = document.kind(of: node) == .array ? Array(document.elements(of: node)) : [node]
        var types: TypeSet = []
        for node in nodes {
            guard let name = document.string(node), let type = TypeSet.names.first(where: { $0.name == name })?.type
            else { throw error(reader, ["type"], "a name of a JSON type is wanted here") }
            types.insert(type)
        }
        guard !types.isEmpty else { throw error(reader, ["type"], "at least one type is wanted here") }
        return types
    }

    private func numbers(_ reader: KeywordReader) throws(SchemaError) -> NumberChecks {
        var checks = NumberChecks()
        checks.minimum = try bound("minimum", reader)
        checks.maximum = try bound("maximum", reader)
        checks.exclusiveMinimum = try bound("exclusiveMinimum", reader)
        checks.exclusiveMaximum = try bound("exclusiveMaximum", reader)
        checks.divisor = try bound("multipleOf", reader)
        if let divisor = checks.divisor?.decimal, divisor.isZero || divisor.isNegative {
            throw error(reader, ["multipleOf"], "a number above zero is wanted here")
        }
        return checks
    }

    private func bound(_ name: String, _ reader: KeywordReader) throws(SchemaError) -> NumberBound? {
        guard let node = reader.node(name) else { return nil }
        guard reader.document.kind(of: node) == .number else { throw error(reader, [name], "a number is wanted here") }
        return NumberBound(decimal: reader.document.decimal(node), integer: reader.document.integer(node))
    }

    private mutating func strings(_ reader: KeywordReader) throws(SchemaError) -> StringChecks {
        var checks = StringChecks()
        checks.minimum = try count("minLength", reader) ?? 0
        checks.maximum = try count("maxLength", reader)
        if let text = try text("pattern", reader) {
            checks.pattern = try matcher(text, reader, ["pattern"])
            checks.isUnenforced = checks.pattern == nil
        }
        if let format = try text("format", reader), options.assertsFormats {
            checks.format = SchemaFormat(rawValue: format)
        }
        return checks
    }

    func text(_ name: String, _ reader: KeywordReader) throws(SchemaError) -> String? {
        guard let node = reader.node(name) else { return nil }
        guard let text = reader.document.string(node) else { throw error(reader, [name], "a text is wanted here") }
        return text
    }

    /// A number of things; `2.0` is one too.
    func count(_ name: String, _ reader: KeywordReader) throws(SchemaError) -> Int? {
        guard let node = reader.node(name) else { return nil }
        if let value = reader.document.integer(node), value >= 0 { return Int(value) }
        guard reader.document.kind(of: node) == .number else { throw error(reader, [name], "a count is wanted here") }
        let decimal = reader.document.decimal(node)
        guard decimal.isInteger, !decimal.isNegative else { throw error(reader, [name], "a count is wanted here") }
        guard decimal.digits.count + decimal.exponent <= 15 else { return .max }
        let digits = decimal.digits.reduce(0) { $0 * 10 + Int($1) }
        return (0..<decimal.exponent).reduce(digits) { value, _ in value * 10 }
    }

    func flag(_ name: String, _ reader: KeywordReader) throws(SchemaError) -> Bool {
        guard let node = reader.node(name) else { return false }
        switch reader.document.kind(of: node) {
        case .true: return true
        case .false: return false
        default: throw error(reader, [name], "`true` or `false` is wanted here")
        }
    }

    // MARK: Arrays

    mutating func array(_ reader: KeywordReader) throws(SchemaError) -> ArrayChecks {
        var checks = ArrayChecks()
        checks.minimum = try count("minItems", reader) ?? 0
        checks.maximum = try count("maxItems", reader)
        checks.areUnique = try flag("uniqueItems", reader)
        let items = reader.node("items")
        let isList = items.map { reader.document.kind(of: $0) == .array } ?? false
        switch reader.dialect {
        case .draft202012:
            if let nodes = try list("prefixItems", reader) { checks.prefix = try schemas(nodes, reader) }
            if let items { checks.items = try schema(items, reader) }
        case .draft07 where isList:
            checks.prefixKeyword = "items"
            checks.prefix = try schemas(try list("items", reader, mayBeEmpty: true) ?? [], reader)
            if let node = reader.node("additionalItems") {
                checks.items = try schema(node, reader)
                checks.itemsKeyword = "additionalItems"
            }
        case .draft07:
            if let items { checks.items = try schema(items, reader) }
        }
        if let node = reader.node("contains") {
            checks.contains = try schema(node, reader)
            if reader.dialect == .draft202012 {
                checks.minimumContains = try count("minContains", reader) ?? 1
                checks.maximumContains = try count("maxContains", reader)
            }
        }
        return checks
    }
}
