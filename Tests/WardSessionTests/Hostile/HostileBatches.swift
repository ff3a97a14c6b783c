// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession

extension Hostile {
    private static let ping = #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#
    private static let v2 = Standing.legacy(.v20250326)

    private static func pings(_ count: Int) -> String {
        "[" + (0..<count).map { "{\"jsonrpc\":\"2.0\",\"id\":\($0 + 10),\"method\":\"ping\"}" }.joined(separator: ",")
            + "]"
    }

    /// Batches where there are none, and bad ones where there are (A4).
    static let batches: [Hostile] = [
        .client("a batch in 2024-11-05", in: .legacy(.v20241105), "[\(ping)]", "batch-not-allowed", .parseError),
        .client("a batch in 2025-06-18", in: .legacy(.v20250618), "[\(ping)]", "batch-not-allowed", .parseError),
        .client("a batch in 2025-11-25", "[\(ping)]", "batch-not-allowed", .parseError),
        .client("a batch in 2026-07-28", in: .modern, "[\(ping)]", "batch-not-allowed", .parseError),
        .client("a batch before the handshake", in: .fresh, "[\(ping)]", "batch-not-allowed", .parseError),
        .client("an empty batch where there are none", "[]", "batch-not-allowed", .parseError),
        .server(
            "a batch in 2025-11-25", "[{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}]", "batch-not-allowed",
            .nothing),
        .server(
            "an answer in a batch where there are none", before: [(.clientToServer, call)],
            #"[{"jsonrpc":"2.0","id":7,"result":{"content":[]}}]"#, "batch-not-allowed", .fails("7")),
        .client("an empty batch", in: v2, "[]", "empty-batch", .parseError),
        .server("an empty batch", in: v2, "[]", "empty-batch", .nothing),
        .client("a batch of 101", in: v2, pings(101), "oversized-batch", .parseError),
        .client("a batch of 10,000", in: v2, pings(10_000), "oversized-batch", .parseError),
        .client(
            "`initialize` in a batch", in: .legacy(.v20250326),
            #"[{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}]"#,
            "not-batchable", .batch([.error("7")])),
        .client("a batch in a batch", in: v2, "[[\(ping)]]", "not-a-message", .batch([.parseError])),
        .client("a number in a batch", in: v2, "[1]", "not-a-message", .batch([.parseError])),
        .server(
            "an answer to nothing in a batch", in: v2, #"[{"jsonrpc":"2.0","id":7,"result":{}}]"#,
            "unsolicited-response", .nothing),
        .client(
            "an item with a wrong name in a batch", in: v2, #"[{"jsonrpc":"2.0","id":7,"method":"ping","ID":8}]"#,
            "folded-name", .batch([.error("7")])),
        .client(
            "a second id in a batch", in: v2, #"[{"jsonrpc":"2.0","id":7,"method":"ping","id":8}]"#, "duplicate-name",
            .parseError),
    ]
}
