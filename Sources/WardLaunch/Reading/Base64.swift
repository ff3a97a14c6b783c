// SPDX-License-Identifier: Apache-2.0

/// Base64 and base64url (RFC 4648 sections 4 and 5) as links carry them.
///
/// Links in the wild mix up the two, lose their padding and have `+` damaged to a space by form decoding. Such a text
/// is read, because it has one meaning only, and the repair is told. What has two meanings is refused: bits left over
/// that are not zero, padding in the middle, a length that no bytes have.
enum Base64 {
    /// Bytes that were read.
    struct Decoded: Hashable {
        var bytes: [UInt8]
        /// What had to be mended, in words; nil for proper base64 or base64url with its padding.
        var repair: String?
    }

    /// Reads a text; nil if it is no base64 of either kind.
    static func decoded(_ text: String) -> Decoded? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        var isStandard = false
        var isURLSafe = false
        var hasSpaces = false
        for byte in text.utf8 {
            guard byte != UInt8(ascii: "=") else {
                padding += 1
                continue
            }
            guard padding == 0 else { return nil }
            hasSpaces = hasSpaces || byte == UInt8(ascii: " ")
            isStandard = isStandard || "+/ ".utf8.contains(byte)
            isURLSafe = isURLSafe || "-_".utf8.contains(byte)
            guard let value = value(of: byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count.isMultiple(of: 4) {
                bytes += [UInt8(bits >> 16 & 0xFF), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)]
                bits = 0
            }
        }
        guard !(isStandard && isURLSafe) else { return nil }
        let wanted = (4 - count % 4) % 4
        guard padding == 0 || padding == wanted else { return nil }
        switch count % 4 {
        case 1: return nil
        case 2:
            guard bits & 0xF == 0 else { return nil }
            bytes.append(UInt8(bits >> 4 & 0xFF))
        case 3:
            guard bits & 0x3 == 0 else { return nil }
            bytes += [UInt8(bits >> 10 & 0xFF), UInt8(bits >> 2 & 0xFF)]
        default: break
        }
        var repairs: [String] = []
        if hasSpaces { repairs.append("spaces in it were read as `+`") }
        // Base64url is commonly written without padding (RFC 4648 section 3.2); the standard form is not.
        if padding != wanted, !isURLSafe { repairs.append("its padding is missing") }
        return Decoded(bytes: bytes, repair: repairs.isEmpty ? nil : repairs.joined(separator: ", and "))
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: " "): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
