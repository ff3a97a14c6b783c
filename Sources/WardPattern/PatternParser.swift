// SPDX-License-Identifier: Apache-2.0

/// Reads a pattern of ECMA-262 as the `u` flag has it (section 22.2.1), because JSON Schema counts code points.
///
/// Where that is stricter than what people write, the older forms of annex B are read as everybody reads them: a lone
/// `{`, `}` or `]`, an escape before any ASCII punctuation, and a class escape at the end of a range (`[\w-.]`).
struct PatternParser {
    /// How deep groups may stand in each other; the reader descends into them.
    static let maximumDepth = 100
    /// The most instructions that a pattern may become.
    static let maximumSize = 10_000
    /// The longest pattern, in bytes.
    static let maximumLength = 64 * 1024

    /// The most ranges of scalars that its classes may be put together from.
    static let maximumRanges = 1 << 17

    let bytes: [UInt8]
    var position = 0
    private var depth = 0
    private var groups = 0
    private var names: Set<[UInt8]> = []
    /// What is judged when the whole pattern was read: backreferences, when all groups are known, and what else is not
    /// supported, because a pattern that is none is told so first.
    private var references: [Reference] = []
    /// Whether a form of annex B was read.
    var usesLegacyForms = false

    /// The properties that were asked for: one is often asked for again, and may have hundreds of ranges.
    var properties: [String: ScalarSet] = [:]
    /// How many ranges classes were put together from.
    var ranges = 0

    private enum Reference {
        case number(Int, at: Int)
        case name([UInt8], at: Int)
        case lookbehind(at: Int)
        case modifiers(at: Int)
    }

    init(_ pattern: String) { bytes = Array(pattern.utf8) }

    static func parse(_ pattern: String) throws(PatternError) -> (syntax: Syntax, usesLegacyForms: Bool) {
        var parser = PatternParser(pattern)
        guard parser.bytes.count <= maximumLength else {
            throw PatternError(.tooLarge, at: maximumLength, "it has more than \(maximumLength) bytes")
        }
        let syntax = try parser.disjunction()
        guard parser.position == parser.bytes.count else {
            throw PatternError(.invalid, at: parser.position, "this `)` closes nothing")
        }
        try parser.judgeReferences()
        return (syntax, parser.usesLegacyForms)
    }

    private func judgeReferences() throws(PatternError) {
        for reference in references {
            switch reference {
            case .number(let number, let offset) where number > groups:
                throw PatternError(.invalid, at: offset, "there is no group \(number)")
            case .name(let name, let offset) where !names.contains(name):
                throw PatternError(.invalid, at: offset, "there is no group of this name")
            default: break
            }
        }
        switch references.first {
        case nil: return
        case .number(_, let offset), .name(_, let offset):
            throw PatternError(.unsupported, at: offset, "a backreference cannot be matched in linear time")
        case .lookbehind(let offset):
            throw PatternError(.unsupported, at: offset, "a lookbehind cannot be matched in linear time")
        case .modifiers(let offset):
            throw PatternError(.unsupported, at: offset, "modifiers are not matched")
        }
    }

    // MARK: Structure

    private mutating func disjunction() throws(PatternError) -> Syntax {
        guard depth < Self.maximumDepth else {
            throw PatternError(
                .tooLarge, at: position, "groups stand more than \(Self.maximumDepth) deep in each other")
        }
        depth += 1
        defer { depth -= 1 }
        var branches = [try alternative()]
        while take("|") { branches.append(try alternative()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func alternative() throws(PatternError) -> Syntax {
        var parts: [Syntax] = []
        while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            let part = try term()
            // A group that is not repeated is only its content.
            if case .sequence(let inner) = part { parts += inner } else { parts.append(part) }
        }
        switch parts.count {
        case 0: return .empty
        case 1: return parts[0]
        default: return .sequence(parts)
        }
    }

    private mutating func term() throws(PatternError) -> Syntax {
        let start = position
        let (atom, mayRepeat) = try atom()
        guard let (minimum, maximum) = try quantifier() else { return atom }
        guard mayRepeat else {
            throw PatternError(.invalid, at: start, "what looks at a place cannot be repeated")
        }
        _ = take("?")
        let repetition = Syntax.repetition(atom, minimum: minimum, maximum: maximum)
        guard repetition.size <= Self.maximumSize else {
            throw PatternError(.tooLarge, at: start, "it stands for more than \(Self.maximumSize) steps")
        }
        return repetition
    }

    private mutating func atom() throws(PatternError) -> (Syntax, mayRepeat: Bool) {
        let start = position
        guard let byte = peek else { return (.empty, false) }
        switch byte {
        case UInt8(ascii: "^"):
            position += 1
            return (.assertion(.start), false)
        case UInt8(ascii: "$"):
            position += 1
            return (.assertion(.end), false)
        case UInt8(ascii: "("):
            position += 1
            return try group(at: start)
        case UInt8(ascii: "."):
            position += 1
            return (.scalar(ScalarSet.lineTerminators.inverted), true)
        case UInt8(ascii: "["):
            position += 1
            return (.scalar(try characterClass(at: start)), true)
        case UInt8(ascii: "\\"):
            position += 1
            return try escape(at: start)
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
            throw PatternError(.invalid, at: start, "there is nothing to repeat")
        case UInt8(ascii: "{"):
            guard try quantifier() == nil else {
                throw PatternError(.invalid, at: start, "there is nothing to repeat")
            }
            position += 1
            usesLegacyForms = true
            return (.scalar(ScalarSet(UInt32(byte))), true)
        default:
            if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { usesLegacyForms = true }
            return (.scalar(ScalarSet(scalar())), true)
        }
    }

    private mutating func group(at start: Int) throws(PatternError) -> (Syntax, mayRepeat: Bool) {
        var lookahead: Bool?
        if take("?") {
            if take(":") {
                lookahead = nil
            } else if take("=") {
                lookahead = false
            } else if take("!") {
                lookahead = true
            } else if try modifiers(at: start) {
                lookahead = nil
            } else if take("<") {
                if take("=") || take("!") {
                    lookahead = false
                    references.append(.lookbehind(at: start))
                } else {
                    guard names.insert(try groupName()).inserted else {
                        throw PatternError(.invalid, at: start, "two groups have this name")
                    }
                    groups += 1
                }
            } else {
                throw PatternError(.invalid, at: start, "there is no group of this kind")
            }
        } else {
            groups += 1
        }
        let body = try disjunction()
        guard take(")") else { throw PatternError(.invalid, at: start, "this group is never closed") }
        guard let lookahead else { return (body, true) }
        return (.lookahead(body, isNegative: lookahead, offset: start), false)
    }

    /// Modifiers, as in `(?i:`, which only newer engines read and which are not matched here.
    private mutating func modifiers(at start: Int) throws(PatternError) -> Bool {
        let begin = position
        var letters: Set<UInt8> = []
        var dashes = 0
        while let byte = peek, "ims-".utf8.contains(byte) {
            let isNew = byte == UInt8(ascii: "-") || letters.insert(byte).inserted
            dashes += byte == UInt8(ascii: "-") ? 1 : 0
            guard isNew, dashes < 2 else { break }
            position += 1
        }
        guard !letters.isEmpty, take(":") else {
            position = begin
            return false
        }
        references.append(.modifiers(at: start))
        return true
    }

    /// The name of a group, up to its `>`.
    private mutating func groupName() throws(PatternError) -> [UInt8] {
        let start = position
        while let byte = peek, byte != UInt8(ascii: ">") {
            guard byte >= 0x80 || byte == UInt8(ascii: "$") || ScalarSet.words.contains(UInt32(byte)) else { break }
            position += 1
        }
        let name = Array(bytes[start..<position])
        guard let first = name.first, !(0x30...0x39).contains(first), take(">") else {
            throw PatternError(.invalid, at: start, "this is no name of a group")
        }
        return name
    }

    // MARK: Repetition

    private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
        let start = position
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard take("{") else { return nil }
        guard let minimum = number() else {
            position = start
            return nil
        }
        var maximum: Int? = minimum
        if take(",") { maximum = number() }
        guard take("}") else {
            position = start
            return nil
        }
        guard minimum <= maximum ?? .max else {
            throw PatternError(.invalid, at: start, "the most is less than the least")
        }
        return (minimum, maximum)
    }

    /// A decimal number; one that is too large for any text stands for the largest.
    mutating func number() -> Int? {
        let start = position
        var value = 0
        while let byte = peek, (0x30...0x39).contains(byte) {
            value = min(value * 10 + Int(byte - 0x30), 1 << 40)
            position += 1
        }
        return position > start ? value : nil
    }

    // MARK: References

    mutating func reference(toGroup number: Int, at start: Int) { references.append(.number(number, at: start)) }

    mutating func namedReference(at start: Int) throws(PatternError) {
        guard take("<") else { throw PatternError(.invalid, at: start, "`\\k` wants a name in `<>`") }
        references.append(.name(try groupName(), at: start))
    }

    // MARK: Bytes

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == mark.value else { return false }
        position += 1
        return true
    }

    /// The scalar that comes next; there must be one.
    mutating func scalar() -> UInt32 {
        let (value, length) = UTF8Reading.scalar(in: bytes.span, at: position)
        position += length
        return value
    }
}
