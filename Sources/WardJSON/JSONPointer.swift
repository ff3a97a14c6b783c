// SPDX-License-Identifier: Apache-2.0

/// The path to a value in a document (RFC 6901).
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// The decoded reference tokens from the root on: names of members, or indices in decimal.
    public var tokens: [String]

    /// Makes a pointer from decoded tokens; none of them means the whole document.
    public init(tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Parses the string representation: empty, or `/` before each token, with `~0` for `~` and `~1` for `/`.
    public init(_ text: String) throws(JSONPointerError) {
        var tokens: [String] = []
        var token = String.UnicodeScalarView()
        var tilde: Int?
        var offset = 0
        for scalar in text.unicodeScalars {
            if let place = tilde {
                guard scalar == "0" || scalar == "1" else {
                    throw JSONPointerError(.invalidEscape, at: place)
                }
                token.append(scalar == "0" ? "~" : "/")
                tilde = nil
            } else if scalar == "/" {
                if offset > 0 {
                    tokens.append(String(token))
                }
                token = String.UnicodeScalarView()
            } else if offset == 0 {
                throw JSONPointerError(.missingSlash, at: 0)
            } else if scalar == "~" {
                tilde = offset
            } else {
                token.append(scalar)
            }
            offset += UTF8.width(scalar)
        }
        if let tilde {
            throw JSONPointerError(.invalidEscape, at: tilde)
        }
        if offset > 0 {
            tokens.append(String(token))
        }
        self.tokens = tokens
    }

    /// The pointer to a member or element of what this one points to.
    public func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens: tokens + [token])
    }

    /// The pointer to an element of the array that this one points to.
    public func appending(_ index: Int) -> JSONPointer {
        appending(String(index))
    }

    /// The string representation, with `~` and `/` in tokens escaped.
    public var description: String {
        var text = String.UnicodeScalarView()
        for token in tokens {
            text.append("/")
            for scalar in token.unicodeScalars {
                switch scalar {
                case "~": text.append(contentsOf: "~0".unicodeScalars)
                case "/": text.append(contentsOf: "~1".unicodeScalars)
                default: text.append(scalar)
                }
            }
        }
        return String(text)
    }

    /// Whether two pointers have the same tokens, code point by code point.
    ///
    /// Strings of the standard library are equal when they only look the same (NFC and NFD); names of JSON are not.
    public static func == (first: JSONPointer, second: JSONPointer) -> Bool {
        first.tokens.elementsEqual(second.tokens) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// Feeds the code points of the tokens to a hasher.
    public func hash(into hasher: inout Hasher) {
        for token in tokens {
            hashExactly(token, into: &hasher)
        }
    }

    /// The index that a token spells: digits without a leading zero (RFC 6901 section 4).
    static func index(_ token: String) -> Int? {
        let digits = token.utf8
        guard digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            digits.first != UInt8(ascii: "0") || digits.count == 1
        else {
            return nil
        }
        return Int(token)
    }
}

/// Why a text is no JSON Pointer.
public struct JSONPointerError: Error, Hashable, Sendable {
    /// The stable codes; the list may grow.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A pointer that is not empty starts with something else than `/`.
        case missingSlash = "missing-slash"
        /// A `~` without `0` or `1` behind it; the offset is the `~`.
        case invalidEscape = "invalid-escape"
    }

    /// The stable code.
    public var code: Code
    /// The byte offset of the fault in the text.
    public var offset: Int

    init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// The fault for a person.
    public var detail: String {
        switch code {
        case .missingSlash: "a pointer starts with `/`"
        case .invalidEscape: "in a pointer `~` stands only in `~0` and `~1`"
        }
    }
}

/// Feeds the bytes of a string to a hasher, so that strings that only look the same differ.
func hashExactly(_ text: String, into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { bytes in
        unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }
    // No byte of UTF-8, so that neighbours cannot run together.
    hasher.combine(0xFF as UInt8)
}
