// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// A message that Ward itself says; every text in it is Ward's own, escaped, or approved by a person.
struct WardMessage: Sendable {
    let frame: [UInt8]

    /// The answer to a refused message.
    ///
    /// A person's rule that denies a tool call is told to the model as a failed call, so that it can adapt (R022);
    /// everything else is a JSON-RPC error that no server's error looks like.
    static func refusal(
        of objection: Objection,
        id: RequestID?,
        isToolCall: Bool = false,
        isModern: Bool = false
    ) -> WardMessage {
        if objection.ground == .policy, isToolCall, let id {
            return deniedCall(objection, id: id, isModern: isModern)
        }
        let verb = objection.ground == .policy ? "denied" : "refused"
        switch objection.demanded {
        case .unsupportedProtocolVersion(let requested):
            return error(
                id: id,
                code: ErrorCode.unsupportedProtocolVersion,
                message: "\(verb) by Ward: \(objection.detail)",
                data: data(
                    of: objection,
                    ["supported": .array([.string(Revision.v20260728.rawValue)]), "requested": .string(requested)])
            )
        case nil:
            return error(
                id: id,
                code: id == nil ? ErrorCode.parseError : ErrorCode.refusedByWard,
                message: "\(verb) by Ward: \(objection.detail)",
                data: data(of: objection)
            )
        }
    }

    /// A request of Ward's own.
    static func request(id: RequestID, method: String, params: [UInt8]?) -> WardMessage {
        var frame = Array("{\"jsonrpc\":\"2.0\",\"id\":".utf8)
        frame.append(contentsOf: text(of: id))
        frame.append(contentsOf: Array(",\"method\":".utf8))
        frame.append(contentsOf: JSONValue.string(method).encoded())
        if let params {
            frame.append(contentsOf: Array(",\"params\":".utf8))
            frame.append(contentsOf: params)
        }
        frame.append(UInt8(ascii: "}"))
        return WardMessage(frame: frame)
    }

    /// The answer to a list request: what was approved of the server's list, byte for byte.
    static func listing(_ page: VerifiedPage, id: RequestID) -> WardMessage {
        response(id: id, "result", page.result)
    }

    /// The answer to a handshake: what the server answered before, all of which was approved.
    static func handshake(_ answer: HandshakeAnswer, id: RequestID) -> WardMessage {
        response(id: id, "result", answer.result)
    }

    /// The answer to `ping`.
    static func pong(id: RequestID) -> WardMessage { response(id: id, "result", Array("{}".utf8)) }

    /// The end of a subscription (2026-07-28).
    static func endOfSubscription(id: RequestID) -> WardMessage {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("resultType", "complete")
            writer.name("_meta")
            writer.object { writer in
                writer.name(Lifecycle.subscriptionKey)
                writer.raw(text(of: id))
            }
        }
        return response(id: id, "result", writer.bytes)
    }

    /// The error that the server gave to Ward's own request, for the request of the client that made Ward ask.
    static func passing(errorOf message: JudgedMessage, id: RequestID) -> WardMessage? {
        guard message.envelope.kind == .error, let error = message.envelope.outcome else { return nil }
        return response(id: id, "error", Array(message.frame[message.document.span(of: error)]))
    }

    private static func response(id: RequestID, _ member: String, _ outcome: [UInt8]) -> WardMessage {
        var frame = Array("{\"jsonrpc\":\"2.0\",\"id\":".utf8)
        frame.append(contentsOf: text(of: id))
        frame.append(contentsOf: Array(",\"\(member)\":".utf8))
        frame.append(contentsOf: outcome)
        frame.append(UInt8(ascii: "}"))
        return WardMessage(frame: frame)
    }

    /// A notification of Ward's own.
    static func notification(_ method: String, params: [UInt8]?) -> WardMessage {
        var frame = Array("{\"jsonrpc\":\"2.0\",\"method\":".utf8)
        frame.append(contentsOf: JSONValue.string(method).encoded())
        if let params {
            frame.append(contentsOf: Array(",\"params\":".utf8))
            frame.append(contentsOf: params)
        }
        frame.append(UInt8(ascii: "}"))
        return WardMessage(frame: frame)
    }

    /// Several answers in one batch (2025-03-26).
    static func batch(_ messages: [WardMessage]) -> WardMessage {
        var frame: [UInt8] = [UInt8(ascii: "[")]
        for (index, message) in messages.enumerated() {
            if index > 0 { frame.append(UInt8(ascii: ",")) }
            frame.append(contentsOf: message.frame)
        }
        frame.append(UInt8(ascii: "]"))
        return WardMessage(frame: frame)
    }

    private static func deniedCall(_ objection: Objection, id: RequestID, isModern: Bool) -> WardMessage {
        let text = "Ward denied this call: \(objection.detail) (rule \(objection.rule)). A person can change that rule."
        var result: JSONObject = [
            "content": .array([.object(["type": .string("text"), "text": .string(text)])]),
            "isError": .bool(true),
        ]
        if isModern { result["resultType"] = .string("complete") }
        return message(id: id, "result", .object(result))
    }

    private static func data(of objection: Objection, _ demanded: JSONObject = [:]) -> JSONObject {
        var data = demanded
        data["rule"] = .string(objection.rule)
        if let offset = objection.offset { data["offset"] = .integer(Int64(offset)) }
        return data
    }

    private static func error(
        id: RequestID?,
        code: Int,
        message text: String,
        data: JSONObject
    ) -> WardMessage {
        message(
            id: id,
            "error",
            .object(["code": .integer(Int64(code)), "message": .string(text), "data": .object(data)])
        )
    }

    private static func message(id: RequestID?, _ member: String, _ value: JSONValue) -> WardMessage {
        let id: JSONValue =
            switch id {
            case .integer(let number): .integer(number)
            case .string(let text): .string(text)
            case nil: .null
            }
        return WardMessage(
            frame: JSONValue.object(["jsonrpc": .string("2.0"), "id": id, member: value]).encoded()
        )
    }

    static func text(of id: RequestID) -> [UInt8] {
        switch id {
        case .integer(let number): JSONValue.integer(number).encoded()
        case .string(let text): JSONValue.string(text).encoded()
        }
    }
}
