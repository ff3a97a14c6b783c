// SPDX-License-Identifier: Apache-2.0

/// What the canonical form does with a number that RFC 8785 cannot express without loss.
public enum CanonicalNumbers: Hashable, Sendable {
    /// Throws ``JSONError/Code/notCanonical``.
    case refuse
    /// Writes `{"$number":"…"}` with the number's source text in its place.
    case wrap
}

extension JSONDocument {
    /// The canonical form of a node (RFC 8785), over which Ward makes its digests.
    ///
    /// Numbers are only lossy where ``JSONTolerance/inexactNumbers`` was given. An integer beyond ±(2^53−1) that is
    /// spelled as its double is spelled loses nothing and stays. A tolerated lone surrogate becomes U+FFFD.
    ///
    /// - Parameters:
    ///   - node: The value to write.
    ///   - numbers: What to do with a number that loses something.
    /// - Returns: The bytes, in UTF-8 and without white space.
    /// - Throws: ``JSONError/Code/notCanonical`` at such a number, with `.refuse` only.
    public func canonicalBytes(
        of node: JSONNode,
        numbers: CanonicalNumbers = .refuse
    ) throws(JSONError) -> [UInt8] {
        try withInput(bytes) { input throws(JSONError) -> [UInt8] in
            var writer = CanonicalWriter(input, tape: tape, numbers: numbers)
            writer.output.reserveCapacity(span(of: node).count)
            try writer.write(Int(node.index))
            return writer.output
        } ?? []
    }

    /// The digest of the canonical form of a node.
    public func canonicalDigest(
        of node: JSONNode,
        numbers: CanonicalNumbers = .refuse
    ) throws(JSONError) -> Digest256 {
        Digest256(of: try canonicalBytes(of: node, numbers: numbers))
    }
}

/// Writes the canonical form of what is on a tape, without recursion.
private struct CanonicalWriter {
    /// A container of which some children are written.
    private struct Frame {
        var isObject: Bool
        /// Where the object's names start on the stack of names.
        var names: Int
        /// The next element of an array.
        var next: Int
        var end: Int
    }

    let input: JSONInput
    let tape: [TapeEntry]
    let numbers: CanonicalNumbers
    var output: [UInt8] = []
    private var frames: [Frame] = []
    /// The names that are still to be written, of all open objects; those of one are sorted, the first one last.
    private var names: [SortedName] = []
    /// The bytes of names that are written with escapes.
    private var decoded: [UInt8] = []

    init(_ input: JSONInput, tape: [TapeEntry], numbers: CanonicalNumbers) {
        self.input = input
        self.tape = tape
        self.numbers = numbers
    }

    mutating func write(_ root: Int) throws(JSONError) {
        try start(root)
        while let frame = frames.last {
            if frame.isObject, names.count > frame.names {
                let name = Int(names.removeLast().index)
                separate(after: UInt8(ascii: "{"))
                writeString(tape[name])
                output.append(UInt8(ascii: ":"))
                try start(name + 1)
            } else if frame.next < frame.end {
                separate(after: UInt8(ascii: "["))
                frames[frames.count - 1].next = Int(tape[frame.next].next)
                try start(frame.next)
            } else {
                output.append(frame.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                frames.removeLast()
            }
        }
    }

    /// Writes a comma unless this is the first child: only then is the bracket the last byte so far.
    private mutating func separate(after bracket: UInt8) {
        if output.last != bracket {
            output.append(UInt8(ascii: ","))
        }
    }

    /// Writes a scalar, or the opening bracket of a container that is then on top of the frames.
    private mutating func start(_ index: Int) throws(JSONError) {
        let entry = tape[index]
        switch entry.kind {
        case .object:
            output.append(UInt8(ascii: "{"))
            frames.append(Frame(isObject: true, names: names.count, next: 0, end: 0))
            pushNames(of: entry, index)
        case .array:
            output.append(UInt8(ascii: "["))
            frames.append(Frame(isObject: false, names: names.count, next: index + 1, end: Int(entry.next)))
        case .string:
            writeString(entry)
        case .number:
            try writeNumber(entry)
        case .true, .false, .null:
            input.append(Int(entry.start), Int(entry.end), to: &output)
        }
    }

    private mutating func pushNames(of object: TapeEntry, _ index: Int) {
        let first = names.count
        var index = index + 1
        while index < Int(object.next) {
            let entry = tape[index]
            var name = SortedName(index: UInt32(index), start: entry.start + 1, end: entry.end - 1, isDecoded: false)
            if entry.has(TapeEntry.escaped) {
                let text = DecodedText(input, Int(name.start), Int(name.end))
                name.start = UInt32(decoded.count)
                decoded.append(contentsOf: text)
                name.end = UInt32(decoded.count)
                name.isDecoded = true
            }
            names.append(name)
            index = Int(tape[index + 1].next)
        }
        let input = input
        let decoded = decoded
        unsafe names.withUnsafeMutableBufferPointer { names in
            // The last is written first.
            unsafe names[first...].sort { $1.precedes($0, in: input, decoded) }
        }
    }

    private mutating func writeString(_ entry: TapeEntry) {
        // Unescaped text holds nothing that must be escaped, so it is canonical already.
        guard entry.has(TapeEntry.escaped) else {
            input.append(Int(entry.start), Int(entry.end), to: &output)
            return
        }
        let end = Int(entry.end) - 1
        var index = Int(entry.start)
        while index < end {
            // The opening quote goes with the first run.
            let backslash = min(input.index(of: UInt8(ascii: "\\"), from: index), end)
            input.append(index, backslash, to: &output)
            guard backslash < end else {
                break
            }
            index = input.endOfEscape(at: backslash)
            for byte in DecodedText(input, backslash, index) {
                appendCanonical(byte, to: &output)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func writeNumber(_ entry: TapeEntry) throws(JSONError) {
        let start = Int(entry.start)
        let end = Int(entry.end)
        let number = NumberText(input, start, end)
        if entry.has(TapeEntry.integral), !entry.has(TapeEntry.inexact) {
            // The grammar leaves one spelling for an integer, but for the sign of zero.
            let isNegativeZero = input[start] == UInt8(ascii: "-") && input[start + 1] == UInt8(ascii: "0")
            input.append(isNegativeZero ? start + 1 : start, end, to: &output)
            return
        }
        let canonical = canonicalNumber(number.double)
        if entry.has(TapeEntry.inexact), !canonical.elementsEqual(input.bytes(start, end)) {
            guard numbers == .wrap else {
                throw JSONError(.notCanonical, at: start, "the canonical form cannot express this number")
            }
            output.append(contentsOf: "{\"$number\":\"".utf8)
            input.append(start, end, to: &output)
            output.append(contentsOf: "\"}".utf8)
            return
        }
        output.append(contentsOf: canonical)
    }
}

/// The name of a member, to be sorted.
private struct SortedName {
    /// Where on the tape.
    let index: UInt32
    /// Where its bytes are, in the input or among the decoded names.
    var start: UInt32
    var end: UInt32
    var isDecoded: Bool

    func precedes(_ other: SortedName, in input: JSONInput, _ decoded: [UInt8]) -> Bool {
        let length = min(end - start, other.end - other.start)
        var index: UInt32 = 0
        if !isDecoded, !other.isDecoded {
            while index + 8 <= length, input.word(at: Int(start + index)) == input.word(at: Int(other.start + index)) {
                index += 8
            }
        }
        while index < length {
            let first = isDecoded ? decoded[Int(start + index)] : input[Int(start + index)]
            let second = other.isDecoded ? decoded[Int(other.start + index)] : input[Int(other.start + index)]
            if first != second {
                return rankInUTF16(first) < rankInUTF16(second)
            }
            index += 1
        }
        return end - start < other.end - other.start
    }
}

/// Whether one UTF-8 text sorts before another by UTF-16 code units (RFC 8785 section 3.2.3).
func precedesInUTF16(_ first: some Collection<UInt8>, _ second: some Collection<UInt8>) -> Bool {
    for (one, other) in zip(first, second) where one != other {
        return rankInUTF16(one) < rankInUTF16(other)
    }
    return first.count < second.count
}

/// The order of the byte at which two UTF-8 texts part.
///
/// UTF-8 sorts by code point. UTF-16 does too, except that surrogates (lead bytes F0 to F4) come before U+E000 to U+FFFF
/// (lead bytes EE and EF).
@inline(__always)
private func rankInUTF16(_ byte: UInt8) -> UInt8 {
    byte == 0xEE || byte == 0xEF ? byte &+ 8 : byte
}
