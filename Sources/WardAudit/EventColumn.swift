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

    /// The name in the table and in the leaf.
    let name: String
    /// How the value is written.
    let form: Form
    /// The comma or brace, the name and the colon before the value.
    let prefix: [UInt8]

    private init(_ name: String, _ form: Form, isFirst: Bool) {
        self.name = name
        self.form = form
        prefix = Array("\(isFirst ? "{" : ",")\"\(name)\":".utf8)
    }

    /// All of them in the order of RFC 8785, which is the one of their names.
    static let all: [EventColumn] = names.enumerated().map { index, column in
        EventColumn(column.0, column.1, isFirst: index == 0)
    }

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
