// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardText

/// Takes instructions and capabilities that were not approved out of the answer to `initialize` or `server/discover`
/// (T22, W13).
///
/// The handshake itself is never denied: what was approved goes on working.
struct HandshakeGuard: Guard {
    let pin: PinnedSurface

    static let methods: Set<String> = ["initialize", "server/discover"]

    func judge(_ message: JudgedMessage, _ facts: SessionFacts) -> Judgement {
        guard message.direction == .serverToClient, message.envelope.kind == .result,
            let method = message.request?.method, Self.methods.contains(method), let result = message.envelope.outcome
        else { return .none }
        var judgement = Judgement()
        holdInstructions(of: result, in: message.document, &judgement)
        holdCapabilities(of: result, in: message.document, &judgement)
        return judgement
    }

    private func holdInstructions(of result: JSONNode, in document: JSONDocument, _ judgement: inout Judgement) {
        guard let node = document.value(named: "instructions", in: result) else { return }
        if let text = document.string(node), pin.standing(ofInstructions: ExactText(text)) == .approved { return }
        judgement.edits.append(JSONEdit(span: spanOfMember("instructions", of: result, in: document), bytes: []))
        judgement.findings.append(
            Finding(
                code: SurfaceCode.instructionsHeld.rawValue, severity: .warning, place: document.span(of: node),
                detail: "the instructions were not approved and are held back"))
    }

    /// The bytes of a member with one of the commas beside it.
    private func spanOfMember(_ name: StaticString, of object: JSONNode, in document: JSONDocument) -> Range<Int> {
        let members = Array(document.members(of: object))
        guard let index = members.firstIndex(where: { document.equals($0.name, name) }) else { return 0..<0 }
        let end = document.span(of: members[index].value).upperBound
        if index > 0 { return document.span(of: members[index - 1].value).upperBound..<end }
        let start = document.span(of: members[index].name).lowerBound
        let isAlone = index + 1 == members.count
        return start..<(isAlone ? end : document.span(of: members[index + 1].name).lowerBound)
    }

    private func holdCapabilities(of result: JSONNode, in document: JSONDocument, _ judgement: inout Judgement) {
        guard let node = document.value(named: "capabilities", in: result) else { return }
        let kept: [UInt8]
        var held: [String] = []
        if let facets = try? CapabilityFacets(node, in: document) {
            held = facets.all.filter { !pin.capabilities.contains($0.digest) }.map(\.pointer.description)
            if held.isEmpty { return }
            kept = facets.text(keeping: pin.capabilities)
        } else {
            // The shape of an answer is checked by the protocol guard, which refuses this one.
            kept = Array("{}".utf8)
        }
        judgement.edits.append(JSONEdit(span: document.span(of: node), bytes: kept))
        let names = Visible.escaped(held.prefix(16).joined(separator: " "), limit: 256)
        judgement.findings.append(
            Finding(
                code: SurfaceCode.capabilitiesHeld.rawValue, severity: .warning, place: document.span(of: node),
                detail: "capabilities were not approved and are held back: \(names)"))
    }
}
