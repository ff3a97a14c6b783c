// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession
import WardTesting

extension Hostile {
    private static let other = #"{"jsonrpc":"2.0","id":6,"method":"tools/list"}"#
    private static let ping = #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#
    private static let log = #"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1}}"#

    /// More than the limits (A52, A54, A65).
    static let floods: [Hostile] = [
        .client(
            "one request too many in flight", before: [(.clientToServer, other)],
            after: [(.serverToClient, #"{"jsonrpc":"2.0","id":6,"result":{"tools":[]}}"#)], call, "too-many-in-flight",
            .error("7")
        ) { $0.limits.inFlight = 1 },
        .server(
            "one request too many in flight", before: [(.serverToClient, #"{"jsonrpc":"2.0","id":6,"method":"ping"}"#)],
            roots, "too-many-in-flight", .error("7")
        ) {
            $0.limits.inFlight = 1
        },
        .client(
            "requests too large together", in: .modern,
            before: [(.clientToServer, SessionDriver.modernRequest("6", "tools/call", #""name":"echo""#))],
            SessionDriver.modernRequest("7", "tools/call", #""name":"echo""#), "too-many-in-flight", .error("7")
        ) { $0.limits.retainedBytes = 500 },
        .client(
            "one ping too many", before: [(.clientToServer, #"{"jsonrpc":"2.0","id":6,"method":"ping"}"#)], ping,
            "too-many-messages", .error("7")
        ) {
            $0.limits.pings = Rate(burst: 1, perSecond: 1)
        },
        .server(
            "one ping too many", before: [(.serverToClient, #"{"jsonrpc":"2.0","id":6,"method":"ping"}"#)], ping,
            "too-many-messages", .error("7")
        ) {
            $0.limits.pings = Rate(burst: 1, perSecond: 1)
        },
        .server("one notification too many", before: [(.serverToClient, log)], log, "too-many-messages", .nothing) {
            $0.limits.notifications = Rate(burst: 1, perSecond: 1)
        },
        .client("one message too many", before: [(.clientToServer, other)], call, "too-many-messages", .error("7")) {
            // Two of them are the handshake.
            $0.limits.messages = Rate(burst: 3, perSecond: 1)
        },
    ]
}
