// SPDX-License-Identifier: Apache-2.0

/// A released revision of the Model Context Protocol.
public enum Revision: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The first revision: stdio and HTTP+SSE.
    case v20241105 = "2024-11-05"
    /// The only revision with JSON-RPC batches.
    case v20250326 = "2025-03-26"
    /// Adds elicitation and structured tool results; removes batches.
    case v20250618 = "2025-06-18"
    /// Adds tasks, URL elicitation and sampling with tools; the last one with a handshake.
    case v20251125 = "2025-11-25"
    /// Stateless: each request carries its revision and the client's capabilities in `_meta`.
    case v20260728 = "2026-07-28"

    /// Whether it begins with `initialize` (legacy) or carries its metadata in every request (modern).
    public var era: Era { self == .v20260728 ? .modern : .legacy }

    /// Orders revisions by their date.
    public static func < (left: Revision, right: Revision) -> Bool { left.rawValue < right.rawValue }
}

/// The two ways in which MCP peers agree on a revision.
public enum Era: String, Hashable, Sendable {
    /// 2024-11-05 to 2025-11-25: an `initialize` handshake opens the connection.
    case legacy
    /// 2026-07-28: no handshake; every request stands alone.
    case modern
}
