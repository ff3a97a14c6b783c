// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Reads the number at the current position (RFC 8259 section 6).
    @inline(__always)
    mutating func readNumber() throws(JSONError) {
        let start = position
        let firstDigit = input[start] == UInt8(ascii: "-") ? start &+ 1 : start
        var index = firstDigit
        while input[index] &- UInt8(ascii: "0") < 10 {
            index &+= 1
        }
        // Most numbers are short integers, which need no further look.
        let digits = index &- firstDigit
        let isPlain = digits == 1 || (digits > 1 && digits <= 15 && input[firstDigit] != UInt8(ascii: "0"))
        let next = input[index]
        guard isPlain, next != UInt8(ascii: "."), next | 0x20 != UInt8(ascii: "e"), digits < limits.numberBytes else {
            return try readOddNumber()
        }
        position = index
        tape.append(
            TapeEntry(.number, flags: TapeEntry.integral, start: start, end: index, next: tape.count &+ 1))
    }

    /// Reads any number, or finds out what is wrong with it.
    @inline(never)
    private mutating func readOddNumber() throws(JSONError) {
        let start = position
        var flags: UInt32 = TapeEntry.integral
        var index = start
        if input[index] == UInt8(ascii: "-") {
            index &+= 1
        }
        let firstDigit = index
        index = try endOfDigits(from: index)
        if input[firstDigit] == UInt8(ascii: "0"), index &- firstDigit > 1 {
            throw JSONError(.invalidNumber, at: firstDigit + 1, "a number has a leading zero")
        }
        let integerDigits = index &- firstDigit
        var isSuspect = false
        let byte = input[index]
        if byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
            flags = 0
            if byte == UInt8(ascii: ".") {
                index = try endOfDigits(from: index &+ 1)
            }
            // 200 bytes and an exponent of two digits can neither overflow nor underflow.
            isSuspect = index &- start > 200
            if input[index] | 0x20 == UInt8(ascii: "e") {
                let exponent = index &+ 1
                index = try endOfExponent(from: exponent)
                // Both signs sort below the digits.
                isSuspect = isSuspect || index &- exponent > (input[exponent] < UInt8(ascii: "0") ? 3 : 2)
            }
        } else if integerDigits > 15 {
            isSuspect = true
        }
        guard index &- start <= limits.numberBytes else {
            throw JSONError(.numberTooLong, at: start, "a number is longer than \(limits.numberBytes) bytes")
        }
        if isSuspect, !NumberText(input, start, index).isInteroperable {
            guard tolerance.contains(.inexactNumbers) else {
                throw JSONError(.numberNotInteroperable, at: start, "a number that JSON readers disagree on")
            }
            flags |= TapeEntry.inexact
            blemishes.append(JSONBlemish(.inexactNumber, start: start, end: index))
        }
        position = index
        tape.append(TapeEntry(.number, flags: flags, start: start, end: index, next: tape.count &+ 1))
    }

    @inline(__always)
    private func endOfDigits(from start: Int) throws(JSONError) -> Int {
        var index = start
        while input[index] &- UInt8(ascii: "0") < 10 {
            index &+= 1
        }
        guard index > start else {
            throw missingDigit(at: index)
        }
        return index
    }

    private func endOfExponent(from start: Int) throws(JSONError) -> Int {
        let sign = input[start]
        return try endOfDigits(from: sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") ? start &+ 1 : start)
    }

    private func missingDigit(at index: Int) -> JSONError {
        guard index < input.count else {
            return unexpectedEnd("expected a digit")
        }
        return JSONError(.invalidNumber, at: index, "expected a digit, found \(visible(byte: input[index]))")
    }
}

/// The text of a number, already known to follow the grammar.
struct NumberText {
    private let input: JSONInput
    private let start: Int
    private let end: Int

    init(_ input: JSONInput, _ start: Int, _ end: Int) {
        self.input = input
        self.start = start
        self.end = end
    }

    /// The largest integer up to which every integer is one double (RFC 7493 section 2.2).
    static let largestInteger: Int64 = 9_007_199_254_740_991

    /// The value where it has neither fraction nor exponent and lies within ±(2^53−1).
    var integer: Int64? {
        let isNegative = input[start] == UInt8(ascii: "-")
        let first = isNegative ? start &+ 1 : start
        guard end &- first <= 16 else {
            return nil
        }
        var magnitude: Int64 = 0
        for index in first..<end {
            let digit = input[index] &- UInt8(ascii: "0")
            guard digit < 10 else {
                return nil
            }
            magnitude = magnitude &* 10 &+ Int64(digit)
        }
        guard magnitude <= Self.largestInteger else {
            return nil
        }
        return isNegative ? -magnitude : magnitude
    }

    /// The nearest double; infinite where the number is too large.
    var double: Double {
        if let integer, integer != 0 {
            return Double(integer)
        }
        let isNegative = input[start] == UInt8(ascii: "-")
        // Zero is found here so that no exponent, however long, matters to it.
        guard hasNonzeroDigit else {
            return isNegative ? -0.0 : 0.0
        }
        // The grammar of JSON is a part of what `Double` reads; "infinity" is the answer to an overflow.
        return Double(input.string(start, end)) ?? (isNegative ? -.infinity : .infinity)
    }

    /// Whether all readers agree: integers within ±(2^53−1), others neither infinite nor wrongly zero as a double.
    var isInteroperable: Bool {
        if integer != nil {
            return true
        }
        if !hasFractionOrExponent {
            return false
        }
        let value = double
        return value.isFinite && (value != 0 || !hasNonzeroDigit)
    }

    private var hasFractionOrExponent: Bool {
        for index in start..<end {
            let byte = input[index]
            if byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
                return true
            }
        }
        return false
    }

    /// Whether any digit before the exponent is not zero.
    private var hasNonzeroDigit: Bool {
        for index in start..<end {
            let byte = input[index]
            if byte | 0x20 == UInt8(ascii: "e") {
                return false
            }
            if byte &- UInt8(ascii: "1") < 9 {
                return true
            }
        }
        return false
    }
}
