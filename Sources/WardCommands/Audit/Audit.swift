// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// `ward audit`: what was decided, and whether anybody changed the record of it.
package struct Audit: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Read and verify the log of decisions.",
        discussion: """
            Each decision of a gateway is one event; the events are the leaves of a Merkle tree (RFC 6962), so none can be \
            edited, removed or reordered without a trace. Whoever has your rights can rewrite the whole file: send a \
            checkpoint away now and then, and verify against it.
            """,
        subcommands: [AuditList.self, AuditShow.self, AuditVerify.self, AuditCheckpoint.self]
    )

    package init() {}
}
