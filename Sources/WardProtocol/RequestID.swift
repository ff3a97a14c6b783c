// SPDX-License-Identifier: Apache-2.0

/// The `id` of a JSON-RPC request, with its JSON type kept: `1` and `"1"` are different ids (R140).
public enum RequestID: Hashable, Sendable {
    /// A JSON number without fraction or exponent, within ±(2^53 − 1).
    case integer(Int64)
    /// A JSON string, decoded.
    case string(String)
}

extension RequestID {
    /// Equal are ids of one type and the same scalars: Swift's own equality of texts also takes canonically equivalent
    /// ones for one, which peers do not.
    public static func == (left: RequestID, right: RequestID) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    /// Hashes the type and the scalars.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .integer(let value):
            hasher.combine(0)
            hasher.combine(value)
        case .string(let text):
            hasher.combine(1)
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}

extension RequestID: CustomStringConvertible {
    /// The id as JSON would show it: `7` or `"7"`; for people and for logs, not escaped.
    public var description: String {
        switch self {
        case .integer(let value): "\(value)"
        case .string(let value): "\"\(value)\""
        }
    }
}
