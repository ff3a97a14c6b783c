// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol
import WardText

/// The first guard: holds each message to the protocol of its revision.
///
/// It judges what one message and the facts can tell: the method's place in the revision, the message's shape and the
/// spelling of its names, and the capability contract of both sides (A6). The order of a session and what belongs to
/// what is the session's own business.
public struct ProtocolGuard: Guard {
    /// What becomes of a method that no revision defines.
    public let unknownMethods: SessionConfiguration.UnknownMethods

    /// Makes the guard.
    public init(unknownMethods: SessionConfiguration.UnknownMethods = .forward) {
        self.unknownMethods = unknownMethods
    }

    /// Judges one message.
    public func judge(_ message: JudgedMessage, _ facts: SessionFacts) -> Judgement {
        do {
            var judgement = Judgement()
            switch message.envelope.kind {
            case .request, .notification: try judgeCall(message, facts, &judgement)
            case .result: try ResultCheck(message: message).run(&judgement)
            case .error: try judgeError(message, facts)
            }
            noteMetadata(message, &judgement)
            return judgement
        } catch {
            return Judgement(objection: error.objection(to: message.direction))
        }
    }

    private func judgeCall(
        _ message: JudgedMessage,
        _ facts: SessionFacts,
        _ judgement: inout Judgement
    ) throws(Refusal) {
        let envelope = message.envelope
        guard let definition = message.definition else {
            try judgeUnknown(message, &judgement)
            return
        }
        if definition.isRequest != (envelope.kind == .request) {
            throw Refusal(
                .wrongKind, definition.isRequest ? "this method is a request and needs an id" : "this method has no id")
        }
        let shapes = MethodCatalog.catalog(of: message.revision).shapes
        let root = message.document.root
        if let violation = shapes.check(root, in: message.document, as: definition.message, names: .strict) {
            throw Refusal(violation)
        }
        try CapabilityContract(message: message, facts: facts).check(definition)
        if message.revision.era == .modern, definition.name == "notifications/tasks" {
            try ResultCheck(message: message).runTaskChange()
        }
    }

    /// 2025-11-25 lets an error ask for a URL to be opened, where the client takes that (R070, R073).
    private func judgeError(_ message: JudgedMessage, _ facts: SessionFacts) throws(Refusal) {
        guard message.revision == .v20251125, message.direction == .serverToClient,
            let error = message.envelope.outcome,
            let code = message.document.value(named: "code", in: error),
            message.document.integer(code) == Int64(ErrorCode.urlElicitationRequired),
            !facts.clientCapabilities.flags.contains(.elicitationURL)
        else { return }
        throw Refusal(
            .undeclaredCapability, at: code, in: message.document, "the client did not declare that it opens URLs")
    }

    /// A method that is not in the revision for this sender.
    private func judgeUnknown(_ message: JudgedMessage, _ judgement: inout Judgement) throws(Refusal) {
        guard let method = message.envelope.method else { return }
        let catalog = MethodCatalog.catalog(of: message.revision)
        if catalog.method(method, travelling: message.direction.reversed) != nil {
            throw Refusal(.wrongDirection, "the other side sends this method")
        }
        if MethodCatalog.isKnown(method) {
            throw Refusal(.methodNotInRevision, "\(message.revision.rawValue) does not have this method")
        }
        if let known = MethodCatalog.method(confusableWith: method) {
            throw Refusal(.foldedMethod, "this method can be taken for `\(known)`")
        }
        guard unknownMethods == .forward else {
            throw Refusal(.methodNotInRevision, "no revision has this method")
        }
        try checkSiblings(message)
        judgement.findings.append(
            Finding(
                code: "unknown-method", severity: .note,
                detail: "no revision of MCP defines `\(Visible.escaped(method, limit: 128))`"))
    }

    /// Names in the params of an unknown method that a lenient reader could take for each other (T62).
    private func checkSiblings(_ message: JudgedMessage) throws(Refusal) {
        guard let params = message.envelope.params else { return }
        if let violation = NameRules.checkSiblings(of: params, in: message.document, deep: true) {
            throw Refusal(violation)
        }
    }

    private func noteMetadata(_ message: JudgedMessage, _ judgement: inout Judgement) {
        let document = message.document
        let holder = message.envelope.params ?? (message.envelope.kind == .result ? message.envelope.outcome : nil)
        guard let holder, let metadata = document.value(named: "_meta", in: holder) else { return }
        for member in document.members(of: metadata) {
            guard let key = document.string(member.name), !MetadataKey.isWellFormed(key) else { continue }
            judgement.findings.append(
                Finding(
                    code: "metadata-key-grammar", severity: .note, place: document.span(of: member.name),
                    detail: "`\(Visible.escaped(key, limit: 128))` breaks the grammar of keys in `_meta`"))
            return
        }
    }
}
