// SPDX-License-Identifier: Apache-2.0

internal import WardDatabase

/// Which events to list; what is nil does not matter.
public struct AuditFilter: Hashable, Sendable {
    /// Not before this, in nanoseconds since 1970; of merged events the last one counts.
    public var since: Int64?
    /// Before this, in nanoseconds since 1970.
    public var until: Int64?
    /// The server's local name.
    public var server: String?
    /// The client's label.
    public var client: String?
    /// The session, or the first digits of it.
    public var session: String?
    /// The verdict: `allow`, `confirm`, `ask` or `deny`.
    public var verdict: String?
    /// The rule that decided.
    public var rule: String?
    /// The method.
    public var method: String?
    /// The direction: `client-to-server` or `server-to-client`.
    public var direction: String?

    /// A filter that lets everything through.
    public init() {}
}

extension AuditFilter {
    private enum Value {
        case integer(Int64)
        case text(String)
    }

    private var conditions: [(sql: String, value: Value)] {
        var conditions: [(String, Value)] = []
        if let since { conditions.append(("\"until\" >= ?", .integer(since))) }
        if let until { conditions.append(("time < ?", .integer(until))) }
        if let session { conditions.append(("substr(session, 1, length(?)) = ?", .text(session))) }
        let texts = [
            ("server", server), ("client", client), ("verdict", verdict), ("rule", rule), ("method", method),
            ("direction", direction),
        ]
        for case (let column, let text?) in texts { conditions.append(("\"\(column)\" = ?", .text(text))) }
        return conditions
    }

    /// The condition as SQL, with `extra` before it.
    func sql(after extra: String) -> String {
        ([extra] + conditions.map(\.sql)).joined(separator: " AND ")
    }

    /// Binds what ``sql(after:)`` left open, from a parameter on.
    func bind(to statement: RawStatement, from first: Int32) throws(StateError) {
        var index = first
        for (sql, value) in conditions {
            for _ in 0..<sql.count(where: { $0 == "?" }) {
                switch value {
                case .integer(let integer): statement.bind(integer, at: index)
                case .text(let text): try statement.bind(text: text, at: index)
                }
                index += 1
            }
        }
    }
}
