// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// A message that breaks a rule of the protocol, before it is known who misbehaved.
struct Refusal: Error, Hashable, Sendable {
    let code: String
    let detail: String
    let offset: Int?
    var demanded: DemandedError?
    /// Whether nobody that speaks in the session is to blame; then `code` says itself who must act.
    private var isComplete = false

    init(_ violation: Violation, _ detail: String) {
        self.init(code: violation.rawValue, detail: detail, offset: nil)
    }

    init(
        _ violation: Violation,
        at node: JSONNode,
        in document: JSONDocument,
        _ detail: String,
        demanded: DemandedError? = nil
    ) {
        self.init(code: violation.rawValue, detail: detail, offset: document.span(of: node).lowerBound)
        self.demanded = demanded
    }

    init(code: String, detail: String, offset: Int?) {
        self.code = code
        self.detail = detail
        self.offset = offset
    }

    /// What Ward kept about an earlier message cannot be read; that is never taken for absent.
    static func unreadableMemory(_ what: String) -> Refusal {
        var refusal = Refusal(
            code: "environment.memory-unreadable", detail: "what Ward kept about \(what) cannot be read", offset: nil)
        refusal.isComplete = true
        return refusal
    }

    init(_ error: MessageError) {
        self.init(code: error.code, detail: error.detail, offset: error.offset)
    }

    init(_ error: JSONError) {
        self.init(code: error.code.rawValue, detail: error.detail, offset: error.offset)
    }

    init(_ violation: ShapeViolation) {
        let place = violation.pointer.description
        let detail = place.isEmpty ? violation.detail : "\(violation.detail) at `\(place)`"
        self.init(code: violation.code.rawValue, detail: detail, offset: violation.offset)
    }

    init(_ refusal: FramingRefusal) {
        let detail =
            switch refusal.code {
            case .controlByte: "a control byte stands in the line"
            case .emptyLine: "the line is empty"
            case .oversizedLine: "the line is longer than \(refusal.offset) bytes"
            case .unterminatedLine: "the stream ended inside the line"
            }
        self.init(code: refusal.code.rawValue, detail: detail, offset: refusal.offset)
    }

    /// The objection to a message that a peer sent.
    func objection(to direction: Direction) -> Objection {
        let who = direction == .clientToServer ? "client-misbehaved" : "server-misbehaved"
        var text = detail
        if let offset { text += ", byte \(offset)" }
        return Objection(
            .deny, ground: .violation, rule: isComplete ? code : "\(who).\(code)", detail: text, offset: offset,
            demanded: demanded)
    }
}
