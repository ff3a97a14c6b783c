// SPDX-License-Identifier: Apache-2.0

/// A column of `audit_event` that is part of the leaf.
struct EventColumn: Hashable, Sendable {
    /// How a column's value stands in the leaf.
    enum Form: Hashable, Sendable {
        /// A number within ±(2^53 − 1).
        case integer
        /// Nanoseconds since 1970, as a string of digits.
        case time
        /// A string.
        case text
        /// Whether it is there; its content is covered by `payload_digest`.
        case presence
    }

    /// Where it stands in ``all``. (No name and no text here: passing columns around costs nothing, and verifying passes
    /// 26 a leaf.)
    let place: Int
    /// How the value is written.
    let form: Form

    /// The name in the table and in the leaf.
    var name: String { Self.names[place].0 }

    /// All of them in the order of RFC 8785, which is the one of their names.
    static let all: [EventColumn] = names.enumerated().map { EventColumn(place: $0, form: $1.1) }

    /// For each column the comma or brace, the name and the colon before its value.
    static let prefixes: [[UInt8]] = all.map { Array("\($0.place == 0 ? "{" : ",")\"\($0.name)\":".utf8) }

    private static let names: [(String, Form)] = [
        ("argv_digest", .text), ("client", .text), ("count", .integer), ("detail", .text), ("direction", .text),
        ("edits", .integer), ("findings", .text), ("id", .text), ("latency_ns", .integer), ("leaf", .integer),
        ("method", .text), ("offset", .integer), ("payload", .presence), ("payload_digest", .text),
        ("payload_size", .integer), ("pid", .integer), ("rule", .text), ("salt", .text), ("sequence", .integer),
        ("server", .text), ("session", .text), ("subject", .text), ("time", .time), ("unapproved", .integer),
        ("until", .time), ("verdict", .text),
    ]

    /// The names as SQL, each in quotes, in the order of ``all``.
    static var list: String { all.map { "\"\($0.name)\"" }.joined(separator: ", ") }

    /// Where a column stands in ``all``.
    static func index(of name: String) -> Int32 {
        Int32(all.firstIndex { $0.name == name } ?? all.count)
    }

    /// Where `leaf` stands in ``all``.
    static let leaf = index(of: "leaf")
    /// Where `payload` stands in ``all``.
    static let payload = index(of: "payload")
}

/// A value of a column, on its way into the table and the leaf.
enum EventValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}
