// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardPattern
import WardText

/// Makes of each subschema that a value can meet what is checked then.
struct SchemaCompiler {
    var library: SchemaLibrary
    let options: Schema.Options
    private(set) var nodes: [CompiledSchema] = []
    private(set) var patterns: [Pattern] = []
    private(set) var notes: [SchemaNote] = []
    private(set) var dynamicAnchors: [[Int32: Int32]] = []
    /// The numbers of the names of dynamic anchors.
    private var anchors: [ExactText: Int32] = [:]
    var tracksEvaluation = false
    private var hasDynamicReference = false
    private var numbers: [SchemaPlace: Int32] = [:]
    private var pending: [Int32] = []
    /// The matchers of patterns; two that differ only in composition are two.
    private var matchers: [ExactText: Int] = [:]
    /// How large all patterns are together.
    private var patternSize = 0

    /// The most steps that all patterns of a schema may have together.
    static let maximumPatternSize = 200_000
    /// The most patterns that are not enforced.
    static let maximumNotes = 100

    init(library: SchemaLibrary, options: Schema.Options) {
        self.library = library
        self.options = options
    }

    /// Compiles a schema with all that it refers to; nothing here descends, however deep references go.
    mutating func compile(_ root: SchemaPlace) throws(SchemaError) {
        _ = try number(of: root)
        try work()
        // What a dynamic reference leads to is known only when a value is checked.
        while hasDynamicReference, dynamicAnchors.count < library.resources.count {
            let resource = library.resources[dynamicAnchors.count]
            var found: [Int32: Int32] = [:]
            for (name, place) in resource.dynamicAnchors { found[number(ofAnchor: name)] = try number(of: place) }
            dynamicAnchors.append(found)
            try work()
        }
        try refuseCycles()
        library.forget()
    }

    private mutating func work() throws(SchemaError) {
        while let number = pending.popLast() {
            nodes[Int(number)].checks = try checks(of: nodes[Int(number)].place)
        }
    }

    /// The number of a subschema, which is compiled later if it was not yet.
    mutating func number(of place: SchemaPlace) throws(SchemaError) -> Int32 {
        if let known = numbers[place] { return known }
        guard nodes.count < SchemaLibrary.maximumPlaces else {
            throw library.error(
                .tooLarge, at: place, [], "there are more than \(SchemaLibrary.maximumPlaces) subschemas")
        }
        let number = Int32(nodes.count)
        numbers[place] = number
        nodes.append(CompiledSchema(place: place, resource: Int32(library.resource(of: place))))
        pending.append(number)
        return number
    }

    // MARK: Keywords

    private mutating func checks(of place: SchemaPlace) throws(SchemaError) -> [SchemaCheck] {
        let document = library.documents[place.document]
        switch document.kind(of: place.node) {
        case .true: return []
        case .false: return [.never]
        case .object: break
        default: throw library.error(.invalid, at: place, [], "a schema is an object, `true` or `false`")
        }
        let dialect = library.resources[library.resource(of: place)].dialect
        let reader = KeywordReader(place: place, document: document, dialect: dialect)
        if dialect == .draft07, let reference = reader.node("$ref") {
            return [try self.reference(reference, "$ref", reader)]
        }
        var checks: [SchemaCheck] = []
        try assertions(reader, &checks)
        let array = try self.array(reader)
        if !array.isEmpty { checks.append(.array(Shared(array))) }
        let object = try self.object(reader)
        if !object.isEmpty { checks.append(.object(Shared(object))) }
        try combinations(reader, &checks)
        if dialect == .draft202012 {
            if let node = reader.node("$ref") { checks.append(try reference(node, "$ref", reader)) }
            if let node = reader.node("$dynamicRef") { checks.append(try reference(node, "$dynamicRef", reader)) }
            if let node = reader.node("unevaluatedItems") {
                tracksEvaluation = true
                checks.append(.unevaluatedItems(try schema(node, reader)))
            }
            if let node = reader.node("unevaluatedProperties") {
                tracksEvaluation = true
                checks.append(.unevaluatedProperties(try schema(node, reader)))
            }
        }
        return checks
    }

    /// The number of a schema that a keyword holds.
    mutating func schema(_ node: JSONNode, _ reader: KeywordReader) throws(SchemaError) -> Int32 {
        try number(of: SchemaPlace(document: reader.place.document, node: node))
    }

    /// The numbers of the schemas in a keyword's list.
    func list(_ name: String, _ reader: KeywordReader, mayBeEmpty: Bool = false) throws(SchemaError) -> [JSONNode]? {
        guard let node = reader.node(name) else { return nil }
        guard reader.document.kind(of: node) == .array, mayBeEmpty || reader.document.count(of: node) > 0 else {
            throw error(reader, [name], "a list with a schema in it is wanted here")
        }
        return Array(reader.document.elements(of: node))
    }

    private mutating func combinations(
        _ reader: KeywordReader, _ checks: inout [SchemaCheck]
    ) throws(SchemaError) {
        if let nodes = try list("allOf", reader) { checks.append(.all(try schemas(nodes, reader))) }
        if let nodes = try list("anyOf", reader) { checks.append(.any(try schemas(nodes, reader))) }
        if let nodes = try list("oneOf", reader) { checks.append(.one(try schemas(nodes, reader))) }
        if let node = reader.node("not") { checks.append(.not(try schema(node, reader))) }
        if let node = reader.node("if") {
            let condition = try schema(node, reader)
            let then = try reader.node("then").map { node throws(SchemaError) in try schema(node, reader) }
            let otherwise = try reader.node("else").map { node throws(SchemaError) in try schema(node, reader) }
            checks.append(.condition(condition, then: then, otherwise: otherwise))
        }
    }

    mutating func schemas(_ nodes: [JSONNode], _ reader: KeywordReader) throws(SchemaError) -> [Int32] {
        var numbers: [Int32] = []
        for node in nodes { numbers.append(try schema(node, reader)) }
        return numbers
    }

    private mutating func reference(
        _ node: JSONNode, _ keyword: String, _ reader: KeywordReader
    ) throws(SchemaError) -> SchemaCheck {
        guard let text = reader.document.string(node) else {
            throw error(reader, [keyword], "a reference is wanted here")
        }
        let (target, anchor) = try library.target(of: text, at: reader.place, keyword)
        let number = try self.number(of: target)
        // A dynamic reference is one only where it leads to a dynamic anchor (2020-12, 8.2.3.2).
        let resource = library.resources[library.resource(of: target)]
        guard keyword == "$dynamicRef", let anchor, resource.dynamicAnchors[anchor] == target else {
            return .reference(number)
        }
        hasDynamicReference = true
        return .dynamicReference(anchor: self.number(ofAnchor: anchor), fallback: number)
    }

    private mutating func number(ofAnchor name: ExactText) -> Int32 {
        if let known = anchors[name] { return known }
        let number = Int32(anchors.count)
        anchors[name] = number
        return number
    }

    // MARK: Patterns

    /// The number of a pattern's matcher; nil where it cannot be matched here, which is noted.
    mutating func matcher(_ text: String, _ reader: KeywordReader, _ tokens: [String]) throws(SchemaError) -> Int? {
        if let known = matchers[ExactText(text)] { return known }
        let pattern: Pattern
        do throws(PatternError) {
            pattern = try Pattern(text)
        } catch {
            guard error.code != .invalid else {
                throw self.error(reader, tokens, "this is no pattern, \(error)", code: .pattern)
            }
            guard notes.count < Self.maximumNotes else {
                throw self.error(
                    reader, tokens, "more than \(Self.maximumNotes) patterns cannot be matched", code: .tooLarge)
            }
            notes.append(
                SchemaNote(
                    pointer: library.pointer(to: reader.place, tokens),
                    detail: "the pattern is not enforced, \(error)"))
            return nil
        }
        patternSize += pattern.size
        guard patternSize <= Self.maximumPatternSize else {
            throw self.error(
                reader, tokens, "all patterns together stand for more than \(Self.maximumPatternSize) steps",
                code: .tooLarge)
        }
        patterns.append(pattern)
        matchers[ExactText(text)] = patterns.count - 1
        return patterns.count - 1
    }

    func error(
        _ reader: KeywordReader, _ tokens: [String], _ detail: String, code: SchemaError.Code = .invalid
    ) -> SchemaError {
        library.error(code, at: reader.place, tokens, detail)
    }

    // MARK: Cycles

    /// Refuses references that lead back to a subschema for the same value.
    private func refuseCycles() throws(SchemaError) {
        var state = [UInt8](repeating: 0, count: nodes.count)
        for start in nodes.indices where state[start] == 0 {
            var stack = [(node: start, edges: nodes[start].inPlace[...])]
            state[start] = 1
            while var top = stack.popLast() {
                guard let next = top.edges.popFirst().map(Int.init) else {
                    state[top.node] = 2
                    continue
                }
                stack.append(top)
                if state[next] == 1 {
                    throw library.error(
                        .cycle, at: nodes[top.node].place, [], "it leads back to itself without a step into the value")
                }
                if state[next] == 0 {
                    state[next] = 1
                    stack.append((next, nodes[next].inPlace[...]))
                }
            }
        }
    }
}

extension CompiledSchema {
    /// The subschemas that are applied to the same value.
    fileprivate var inPlace: [Int32] {
        checks.flatMap { check -> [Int32] in
            switch check {
            case .all(let list), .any(let list), .one(let list): list
            case .not(let schema), .reference(let schema), .dynamicReference(_, let schema): [schema]
            case .condition(let condition, let then, let otherwise): [condition] + [then, otherwise].compactMap { $0 }
            case .object(let object): object.value.dependentSchemas.map(\.schema)
            default: []
            }
        }
    }
}
