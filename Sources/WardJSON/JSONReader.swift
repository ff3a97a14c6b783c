// SPDX-License-Identifier: Apache-2.0

/// Reads one text onto a tape, without recursion.
///
/// Where the text nests, the open container's own tape entry holds what a stack would: the container around it in
/// `next`, the start of its names in `end`, and the members or elements so far.
struct JSONReader {
    let input: JSONInput
    let limits: JSONLimits
    let tolerance: JSONTolerance
    var position = 0
    var tape: [TapeEntry] = []
    var blemishes: [JSONBlemish] = []
    private var names = DuplicateNames()
    private var open = TapeEntry.none
    private var depth = 0

    init(_ input: JSONInput, limits: JSONLimits, tolerance: JSONTolerance) {
        self.input = input
        self.limits = limits
        self.tolerance = tolerance
        // No text has more nodes than half its bytes, but for one. What stays unused is never touched; for a large text
        // that is still too much to ask for, and only the densest is then copied once.
        tape.reserveCapacity(input.count / (input.count > 1 << 20 ? 8 : 2) + 8)
    }

    mutating func read() throws(JSONError) {
        if input[0] == 0xEF, input[1] == 0xBB, input[2] == 0xBF {
            throw JSONError(.byteOrderMark, at: 0, "the text starts with a byte order mark")
        }
        skipWhitespace()
        guard position < input.count else {
            throw JSONError(.emptyInput, at: position, "there is no value")
        }
        repeat {
            try readValue()
        } while try advance()
        skipWhitespace()
        guard position == input.count else {
            try refuseByte(.trailingBytes, "something follows the value")
        }
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while true {
            switch input[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
            default: return
            }
        }
    }

    /// Reads one scalar, one empty container, or the start of a container up to its first value.
    @inline(__always)
    private mutating func readValue() throws(JSONError) {
        while true {
            let byte = input[position]
            switch byte {
            case UInt8(ascii: "\""):
                try readString(isName: false)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                try readNumber()
            case UInt8(ascii: "{"):
                guard try openObject() else {
                    return
                }
                continue
            case UInt8(ascii: "["):
                guard try openArray() else {
                    return
                }
                continue
            case UInt8(ascii: "t"):
                try readLiteral("true", .true)
            case UInt8(ascii: "f"):
                try readLiteral("false", .false)
            case UInt8(ascii: "n"):
                try readLiteral("null", .null)
            default:
                try refuseByte(.unexpectedByte, "expected a value")
            }
            return
        }
    }

    /// After a value: closes what ends here and goes to the next value, or answers false at the end of the root.
    @inline(__always)
    private mutating func advance() throws(JSONError) -> Bool {
        while open != TapeEntry.none {
            skipWhitespace()
            let isObject = tape[Int(open)].kind == .object
            switch input[position] {
            case UInt8(ascii: ","):
                position &+= 1
                skipWhitespace()
                if isObject {
                    try readName()
                } else {
                    try countElement()
                }
                return true
            case UInt8(ascii: "}") where isObject:
                names.close(from: Int(tape[Int(open)].end))
                close()
            case UInt8(ascii: "]") where !isObject:
                close()
            default:
                try refuseByte(.unexpectedByte, isObject ? "expected `,` or `}`" : "expected `,` or `]`")
            }
        }
        return false
    }

    /// Opens an object and reads its first name; answers false where the object is empty.
    private mutating func openObject() throws(JSONError) -> Bool {
        try push(.object, names: names.mark)
        if input[position] == UInt8(ascii: "}") {
            close()
            return false
        }
        try readName()
        return true
    }

    /// Opens an array and goes to its first element; answers false where the array is empty.
    private mutating func openArray() throws(JSONError) -> Bool {
        try push(.array, names: 0)
        if input[position] == UInt8(ascii: "]") {
            close()
            return false
        }
        try countElement()
        return true
    }

    @inline(__always)
    private mutating func push(_ kind: JSONKind, names: Int) throws(JSONError) {
        guard depth < limits.depth else {
            throw JSONError(.tooDeep, at: position, "arrays and objects nest deeper than \(limits.depth)")
        }
        depth &+= 1
        let index = UInt32(truncatingIfNeeded: tape.count)
        tape.append(TapeEntry(kind, start: position, end: names, next: Int(open)))
        open = index
        position &+= 1
        skipWhitespace()
    }

    @inline(__always)
    private mutating func close() {
        position &+= 1
        depth &-= 1
        let index = Int(open)
        open = tape[index].next
        tape[index].end = UInt32(truncatingIfNeeded: position)
        tape[index].next = UInt32(truncatingIfNeeded: tape.count)
    }

    @inline(__always)
    private mutating func countElement() throws(JSONError) {
        let index = Int(open)
        guard tape[index].count < limits.elements else {
            throw JSONError(.tooManyElements, at: position, "an array has more than \(limits.elements) elements")
        }
        tape[index].info &+= TapeEntry.one
    }

    /// Reads a name, its colon and the white space up to the value.
    private mutating func readName() throws(JSONError) {
        guard input[position] == UInt8(ascii: "\"") else {
            try refuseByte(.unexpectedByte, "expected a name")
        }
        let container = Int(open)
        guard tape[container].count < limits.members else {
            throw JSONError(.tooManyMembers, at: position, "an object has more than \(limits.members) members")
        }
        tape[container].info &+= TapeEntry.one
        let start = position
        try readString(isName: true)
        let isEscaped = tape[tape.count &- 1].has(TapeEntry.escaped)
        let base = Int(tape[container].end)
        guard names.insert(start &+ 1, position &- 1, isEscaped: isEscaped, from: base, in: input) else {
            let name = DecodedText(input, start + 1, position - 1).scalars
            throw JSONError(.duplicateName, at: start, "the object already has a member `\(visible(name))`")
        }
        skipWhitespace()
        guard input[position] == UInt8(ascii: ":") else {
            try refuseByte(.unexpectedByte, "expected `:`")
        }
        position &+= 1
        skipWhitespace()
    }

    private mutating func readLiteral(_ word: StaticString, _ kind: JSONKind) throws(JSONError) {
        let start = position
        let length = word.utf8CodeUnitCount
        for index in 0..<length {
            let expected = unsafe word.utf8Start[index]
            guard input[start &+ index] == expected else {
                guard start + index < input.count else {
                    throw unexpectedEnd("expected `\(word)`")
                }
                throw JSONError(.invalidLiteral, at: start, "expected `\(word)`")
            }
        }
        position = start &+ length
        tape.append(TapeEntry(kind, start: start, end: position, next: tape.count &+ 1))
    }

    /// Refuses the byte at the current position, or the end of the input.
    @inline(never)
    func refuseByte(_ code: JSONError.Code, _ reason: String) throws(JSONError) -> Never {
        guard position < input.count else {
            throw unexpectedEnd(reason)
        }
        let byte = input[position]
        if byte >= 0x80, input.endOfScalar(at: position) == nil {
            throw JSONError(.invalidUTF8, at: position, "the bytes from \(visible(byte: byte)) on are no UTF-8")
        }
        throw JSONError(code, at: position, "\(reason), found \(visible(byte: byte))")
    }

    func unexpectedEnd(_ reason: String) -> JSONError {
        JSONError(.unexpectedEnd, at: input.count, "\(reason), found the end of the input")
    }
}
