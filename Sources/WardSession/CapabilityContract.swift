// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// What the peers declared, held against what one of them sends (A6).
///
/// `listChanged` is not enforced: honest SDKs send list changes that they did not declare, and such a notification only
/// makes the client ask again.
struct CapabilityContract {
    let message: JudgedMessage
    let facts: SessionFacts

    func check(_ definition: MethodDefinition) throws(Refusal) {
        let isFromClient = message.direction == .clientToServer
        // A request needs what its receiver declared; a notification what its sender did.
        let declarerIsServer = isFromClient == definition.isRequest
        if declarerIsServer {
            // In the modern era a client need not ask what the server can do; then there is nothing to hold it to.
            guard let declared = facts.serverCapabilities else { return }
            try require(definition.needs, of: declared.flags, "server")
        } else if message.revision.era == .legacy {
            try require(definition.needs, of: facts.clientCapabilities.flags, "client")
            try checkClientFeature(definition.name, params: message.envelope.params)
        }
        try checkTaskExtension(definition)
    }

    private func require(_ needs: Capabilities.Flags, of flags: Capabilities.Flags, _ who: String) throws(Refusal) {
        guard flags.isSuperset(of: needs) else {
            throw Refusal(.undeclaredCapability, "the \(who) did not declare the capability for this method")
        }
    }

    private func checkClientFeature(_ method: String, params: JSONNode?) throws(Refusal) {
        let declared = facts.clientCapabilities.flags
        if let node = Self.undeclared(method, params: params, in: message.document, by: declared) {
            throw Refusal(
                .undeclaredCapability, at: node, in: message.document, "the client did not declare that it takes this")
        }
    }

    /// The tasks extension of 2026-07-28 is declared with each request.
    private func checkTaskExtension(_ definition: MethodDefinition) throws(Refusal) {
        guard message.revision == .v20260728, definition.isRequest, definition.name.hasPrefix("tasks/") else { return }
        guard Capabilities(of: message.envelope, in: message.document).extensions.contains(Capabilities.tasksExtension)
        else {
            throw Refusal(.undeclaredCapability, "the client did not declare the tasks extension")
        }
    }

    /// The part of a sampling, elicitation or roots request that a client with these capabilities did not declare
    /// (R056, R070, R103); `nil` if it declared all of it.
    static func undeclared(
        _ method: String,
        params: JSONNode?,
        in document: JSONDocument,
        by declared: Capabilities.Flags
    ) -> JSONNode? {
        let place = params ?? document.root
        switch method {
        case "sampling/createMessage":
            guard declared.contains(.sampling) else { return place }
            for name in ["tools", "toolChoice"] where !declared.contains(.samplingTools) {
                if let node = params.flatMap({ document.value(named: name, in: $0) }) { return node }
            }
            return nil
        case "elicitation/create":
            let mode = params.flatMap { document.value(named: "mode", in: $0) }
            let isURL = mode.map { document.equals($0, "url") } ?? false
            return declared.contains(isURL ? .elicitationURL : .elicitationForm) ? nil : mode ?? place
        case "roots/list":
            return declared.contains(.roots) ? nil : place
        default:
            return nil
        }
    }
}

extension Capabilities {
    /// What the client declares with a request of 2026-07-28.
    init(of envelope: Envelope, in document: JSONDocument) {
        self.init()
        if let node = envelope.metadata(Lifecycle.capabilitiesKey, in: document) {
            self = Capabilities(node, in: document)
        }
    }
}
