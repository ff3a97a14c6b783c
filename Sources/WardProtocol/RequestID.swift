// SPDX-License-Identifier: Apache-2.0

/// The `id` of a JSON-RPC request, with its JSON type kept: `1` and `"1"` are different ids (R140).
public enum RequestID: Hashable, Sendable {
    /// A JSON number without fraction or exponent, within ±(2^53 − 1).
    case integer(Int64)
    /// A JSON string, decoded.
    case string(String)
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
