// SPDX-License-Identifier: Apache-2.0

/// Reads the shape language, in which the messages of the protocol are written down.
///
/// ```
/// # one definition a line; a line that begins further in continues it
/// Role = "assistant" | "user"
/// Annotations = {audience?: [Role], priority?: number(0..1), *: any}
/// ```
///
/// The grammar, where `[…]` is optional and `{…}` repeats:
/// ```
/// text       = { name "=" type }
/// type       = single { "|" single }                    the value is one of these
/// single     = "any" | "null" | "boolean" | "true" | "false"
///            | "string" [ bounds ]                      length in Unicode scalars
///            | "integer" [ bounds ]                     no fraction, no exponent
///            | "number" [ bounds ]
///            | quoted | number                          exactly this text or integer
///            | "[" type "]" [ bounds ]                  an array; bounds on its count
///            | "{" [ member { "," member } ] "}"        an object
///            | name                                     a definition, wherever it stands
/// member     = ( name | quoted ) [ "?" ] ":" type       "?" for a member that may be absent
///            | "*" ":" type                             every other member; without it there may be none
///            | "..." name                               the named members of that definition, which later ones replace
/// bounds     = "(" [ number ] ".." [ number ] ")"       both ends included
/// ```
struct ShapeParser: Sendable {
    private var lexer: ShapeLexer
    private var token = ShapeToken.end

    /// The definitions of a text in its order.
    static func definitions(of text: String) throws(ShapeSyntaxError) -> [ShapeDefinition] {
        var parser = ShapeParser(lexer: ShapeLexer(text))
        try parser.advance()
        var definitions: [ShapeDefinition] = []
        while parser.token != .end {
            definitions.append(try parser.definition())
        }
        return definitions
    }

    private init(lexer: ShapeLexer) {
        self.lexer = lexer
    }

    private mutating func definition() throws(ShapeSyntaxError) -> ShapeDefinition {
        let offset = lexer.offset
        guard case .word(let name) = token else { throw lexer.error("a definition begins with its name") }
        try advance()
        try expect("=")
        return ShapeDefinition(name: name, type: try type(), offset: offset)
    }

    private mutating func type() throws(ShapeSyntaxError) -> ShapeExpression {
        var branches = [try single()]
        while try skip("|") {
            branches.append(try single())
        }
        return branches.count == 1 ? branches[0] : .union(branches)
    }

    private mutating func single() throws(ShapeSyntaxError) -> ShapeExpression {
        let first = token
        try advance()
        switch first {
        case .word(let name): return try named(name)
        case .text(let text): return .text(text)
        case .number(let digits):
            guard let value = Int64(digits) else { throw lexer.error("`\(digits)` is no integer") }
            return .integerConstant(value)
        case .mark("["):
            let element = try type()
            try expect("]")
            let (least, most) = try bounds(Int.init)
            return .array(element, least: least ?? 0, most: most ?? .max)
        case .mark("{"): return .object(try object())
        default: throw lexer.error("a type is missing")
        }
    }

    private mutating func named(_ name: String) throws(ShapeSyntaxError) -> ShapeExpression {
        switch name {
        case "any": return .any
        case "null": return .null
        case "boolean": return .boolean
        case "true": return .booleanConstant(true)
        case "false": return .booleanConstant(false)
        case "string":
            let (least, most) = try bounds(Int.init)
            return .string(least: least ?? 0, most: most ?? .max)
        case "integer":
            let (least, most) = try bounds(Int64.init)
            return .integer(least: least ?? .min, most: most ?? .max)
        case "number":
            let (least, most) = try bounds(Double.init)
            return .number(least: least ?? -.infinity, most: most ?? .infinity)
        default: return .reference(name)
        }
    }

    private mutating func object() throws(ShapeSyntaxError) -> ObjectExpression {
        var object = ObjectExpression()
        guard try !skip("}") else { return object }
        repeat {
            try member(of: &object)
        } while try skip(",")
        try expect("}")
        return object
    }

    private mutating func member(of object: inout ObjectExpression) throws(ShapeSyntaxError) {
        let first = token
        try advance()
        switch first {
        case .ellipsis:
            guard case .word(let name) = token else { throw lexer.error("`...` needs the name of a definition") }
            try advance()
            object.included.append(name)
        case .mark("*"):
            guard object.rest == nil else { throw lexer.error("`*` stands twice") }
            try expect(":")
            object.rest = try type()
        case .word(let name), .text(let name):
            guard !object.members.contains(where: { $0.name == name }) else {
                throw lexer.error("member `\(name)` stands twice")
            }
            let isRequired = try !skip("?")
            try expect(":")
            object.members.append(ObjectExpression.Member(name: name, isRequired: isRequired, type: try type()))
        default: throw lexer.error("a member is missing")
        }
    }

    /// `(least..most)`, either end optional; nothing at all is no bounds.
    private mutating func bounds<Bound: Comparable>(
        _ parse: (String) -> Bound?
    ) throws(ShapeSyntaxError) -> (least: Bound?, most: Bound?) {
        guard try skip("(") else { return (nil, nil) }
        let least = try bound(parse)
        guard token == .dots else { throw lexer.error("`..` is missing") }
        try advance()
        let most = try bound(parse)
        try expect(")")
        if let least, let most, least > most { throw lexer.error("nothing is within these bounds") }
        return (least, most)
    }

    private mutating func bound<Bound>(_ parse: (String) -> Bound?) throws(ShapeSyntaxError) -> Bound? {
        guard case .number(let digits) = token else { return nil }
        guard let value = parse(digits) else { throw lexer.error("`\(digits)` is no bound here") }
        try advance()
        return value
    }

    private mutating func advance() throws(ShapeSyntaxError) {
        token = try lexer.next()
    }

    private mutating func skip(_ mark: Unicode.Scalar) throws(ShapeSyntaxError) -> Bool {
        guard token == .mark(mark) else { return false }
        try advance()
        return true
    }

    private mutating func expect(_ mark: Unicode.Scalar) throws(ShapeSyntaxError) {
        guard try skip(mark) else { throw lexer.error("`\(mark)` is missing") }
    }
}
