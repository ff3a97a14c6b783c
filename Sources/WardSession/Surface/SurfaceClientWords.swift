// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// What Ward says as a client of its own.
///
/// It declares all that a client can, because servers show more to such clients: what is approved then covers what a
/// lesser client is shown. It serves nothing of it.
struct SurfaceClientWords: Sendable {
    let version: String

    private static let capabilities: JSONValue = ["roots": [:], "sampling": [:], "elicitation": [:]]

    /// The code of an error that says that there is no such method (JSON-RPC 2.0, section 5.1).
    static let methodNotFound: Int64 = -32_601

    private var info: JSONValue { ["name": "ward", "version": .string(version)] }

    func initialize(id: Int64) -> [UInt8] {
        message([
            ("id", .integer(id)), ("method", "initialize"),
            (
                "params",
                [
                    "protocolVersion": .string(Revision.v20251125.rawValue), "capabilities": Self.capabilities,
                    "clientInfo": info,
                ]
            ),
        ])
    }

    let initialized = Array(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.utf8)

    func request(id: Int64, _ method: String, cursor: String? = nil, isModern: Bool) -> [UInt8] {
        var params = JSONObject()
        if let cursor { params["cursor"] = .string(cursor) }
        if isModern {
            params["_meta"] = .object([
                Lifecycle.revisionKey: .string(Revision.v20260728.rawValue), Lifecycle.clientInfoKey: info,
                Lifecycle.capabilitiesKey: Self.capabilities,
            ])
        }
        var members: [(String, JSONValue)] = [("id", .integer(id)), ("method", .string(method))]
        if !params.members.isEmpty { members.append(("params", .object(params))) }
        return message(members)
    }

    func pong(_ id: RequestID) -> [UInt8] { message([("id", value(of: id)), ("result", [:])]) }

    func notOffered(_ id: RequestID) -> [UInt8] {
        message([
            ("id", value(of: id)),
            ("error", ["code": .integer(Self.methodNotFound), "message": "Ward only reads what is declared"]),
        ])
    }

    private func value(of id: RequestID) -> JSONValue {
        switch id {
        case .integer(let number): .integer(number)
        case .string(let text): .string(text)
        }
    }

    private func message(_ members: [(String, JSONValue)]) -> [UInt8] {
        JSONValue.object(JSONObject([("jsonrpc", "2.0")] + members)).encoded()
    }
}
