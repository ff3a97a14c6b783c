// SPDX-License-Identifier: Apache-2.0

/// A number of JSON as it was written, exactly: schemas compare decimals, and doubles would round them.
struct DecimalNumber: Hashable, Sendable {
    let isNegative: Bool
    /// The significant digits, 0 to 9, without zeros at either end; none for zero.
    let digits: [UInt8]
    /// The power of ten of the last digit.
    let exponent: Int

    /// The largest exponent that is told apart from others.
    private static let farthest = 1 << 40

    /// Reads a number of JSON (RFC 8259, section 6).
    init(_ text: Span<UInt8>) {
        var (digits, exponent, index): ([UInt8], Int, Int) = ([], 0, 0)
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        if isNegative { index = 1 }
        var isFraction = false
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if (0x30...0x39).contains(byte) {
                if isFraction { exponent -= 1 }
                if byte != 0x30 || !digits.isEmpty { digits.append(byte - 0x30) }
            } else {
                exponent += Self.power(text, from: index)
                break
            }
        }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        self.digits = digits
        self.isNegative = isNegative && !digits.isEmpty
        self.exponent = digits.isEmpty ? 0 : exponent
    }

    /// The digits behind an `e`, with their sign.
    private static func power(_ text: Span<UInt8>, from start: Int) -> Int {
        var (value, isNegative) = (0, false)
        for index in start..<text.count {
            switch text[index] {
            case UInt8(ascii: "-"): isNegative = true
            case 0x30...0x39: value = min(value * 10 + Int(text[index] - 0x30), farthest)
            default: break
            }
        }
        return isNegative ? -value : value
    }

    var isZero: Bool { digits.isEmpty }
    var isInteger: Bool { exponent >= 0 }

    /// The power of ten above the first digit.
    private var magnitude: Int { digits.count + exponent }

    static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? isSmaller(right, left) : isSmaller(left, right)
    }

    /// Whether the distance of one from zero is smaller than that of the other.
    private static func isSmaller(_ left: DecimalNumber, _ right: DecimalNumber) -> Bool {
        if left.isZero || right.isZero { return left.isZero && !right.isZero }
        if left.magnitude != right.magnitude { return left.magnitude < right.magnitude }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }

    /// Whether this is a whole multiple of another number, which is not zero; nil where that has more digits than are
    /// reckoned with.
    func isMultiple(of divisor: DecimalNumber) -> Bool? {
        if isZero { return true }
        guard let unit = UInt64(divisor.digits) else { return nil }
        let shift = exponent - divisor.exponent
        // The digits would have to be a multiple of ten, and their last one is not zero.
        guard shift >= 0 else { return false }
        var rest = remainder(by: unit)
        // Tens go on bringing factors of two and five only as long as the divisor has some, which is less than 64 times.
        for _ in 0..<min(shift, 64) where rest != 0 {
            rest = UInt64(UInt128(rest) * 10 % UInt128(unit))
        }
        return rest == 0
    }

    private func remainder(by divisor: UInt64) -> UInt64 {
        digits.reduce(0) { rest, digit in UInt64((UInt128(rest) * 10 + UInt128(digit)) % UInt128(divisor)) }
    }
}

extension UInt64 {
    /// The number that decimal digits make; nil if it is too large.
    fileprivate init?(_ digits: [UInt8]) {
        var value: UInt64 = 0
        for digit in digits {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, exceeds) = product.addingReportingOverflow(UInt64(digit))
            guard !overflows, !exceeds else { return nil }
            value = sum
        }
        self = value
    }
}
