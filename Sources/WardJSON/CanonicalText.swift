// SPDX-License-Identifier: Apache-2.0

/// Appends a string in the canonical spelling (RFC 8785 section 3.2.2.2): only what must be escaped is.
func appendCanonicalString(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text {
        appendCanonical(byte, to: &output)
    }
    output.append(UInt8(ascii: "\""))
}

/// Appends one decoded byte of a string in the canonical spelling.
@inline(__always)
func appendCanonical(_ byte: UInt8, to output: inout [UInt8]) {
    if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        appendEscape(of: byte, to: &output)
    } else {
        output.append(byte)
    }
}

/// Appends the shortest escape of an ASCII character.
func appendEscape(of byte: UInt8, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0C: output.append(UInt8(ascii: "f"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    default:
        output.append(contentsOf: "u00".utf8)
        output.append(hexDigit(byte >> 4))
        output.append(hexDigit(byte & 0xF))
    }
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}

/// A finite number in the canonical spelling (RFC 8785 section 3.2.2.3, which is ECMAScript's `Number::toString`).
///
/// The digits are those of Swift's own description, which is the shortest that reads back as the same double.
func canonicalNumber(_ value: Double) -> [UInt8] {
    guard value.isFinite, value != 0 else {
        // RFC 8785 has no spelling for what is not finite; no caller keeps this one.
        return Array((value == 0 ? "0" : "null").utf8)
    }
    let (digits, point) = decimal(value.magnitude)
    var text: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
    let count = digits.count
    switch point {
    case _ where point >= count && point <= 21:
        text += digits
        text += repeatElement(UInt8(ascii: "0"), count: point - count)
    case 1...21:
        text += digits[..<point]
        text.append(UInt8(ascii: "."))
        text += digits[point...]
    case -5...0:
        text += "0.".utf8
        text += repeatElement(UInt8(ascii: "0"), count: -point)
        text += digits
    default:
        text += digits[..<1]
        if count > 1 {
            text.append(UInt8(ascii: "."))
            text += digits[1...]
        }
        text += (point > 0 ? "e+" : "e-").utf8
        text += String((point - 1).magnitude).utf8
    }
    return text
}

/// The digits of a positive number without zeros at either end, and where among them the decimal point stands.
private func decimal(_ value: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point = 0
    var sawPoint = false
    var exponent = 0
    var isNegative = false
    var sawExponent = false
    for byte in value.description.utf8 {
        switch byte {
        case UInt8(ascii: "."):
            sawPoint = true
        case UInt8(ascii: "e"):
            sawExponent = true
        case UInt8(ascii: "-"):
            isNegative = true
        case UInt8(ascii: "0")...UInt8(ascii: "9") where sawExponent:
            exponent = exponent * 10 + Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            if digits.isEmpty, byte == UInt8(ascii: "0") {
                point -= sawPoint ? 1 : 0
            } else {
                digits.append(byte)
                point += sawPoint ? 0 : 1
            }
        default:
            break
        }
    }
    while digits.last == UInt8(ascii: "0") {
        digits.removeLast()
    }
    return (digits, point + (isNegative ? -exponent : exponent))
}
