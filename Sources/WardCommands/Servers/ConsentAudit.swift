// SPDX-License-Identifier: Apache-2.0

import WardAudit
import WardDatabase
import WardProtocol
import WardSession
import WardStore

/// Puts what a person decided about a server into the audit log (A62, A63).
enum ConsentAudit {
    /// The rules of these events; each has a heading in `docs/findings.md`.
    enum Rule: String, CaseIterable {
        case launchApproved = "consent.launch-approved"
        case surfaceApproved = "consent.surface-approved"
        case restored = "consent.restored"
        case denied = "consent.denied"
        case withdrawn = "consent.withdrawn"
    }

    /// Writes one event and waits until it is on the disk.
    ///
    /// - Throws: ``Failure`` if it cannot be written; then what was decided must not take effect.
    static func record(_ rule: Rule, of server: ServerKey, _ detail: String, in folders: WardFolders) throws {
        let session = AuditSession(client: nil, server: server.description, argvDigest: nil, isUnapproved: false)
        let writer = try AuditWriter(in: folders, session: session) { _ in }
        _ = writer.append(
            DecisionRecord(
                sequence: 1, direction: .clientToServer, subject: .consent, verdict: rule == .denied ? .deny : .allow,
                rule: rule.rawValue, detail: detail),
            at: AuditWriter.now())
        if case .failed(let reason) = writer.close() {
            throw Failure(
                message: "the audit log cannot be written: \(reason) (environment.audit-unavailable)",
                hint: "nothing was changed; mend the log first, because no consent goes unlogged")
        }
    }
}
