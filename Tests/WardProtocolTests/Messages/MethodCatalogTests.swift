// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WardProtocol

/// The methods of each revision, against the list in the specification's schemas (mcp-spec, section 1.2).
struct MethodCatalogTests {
    private static let first: Set<String> = [
        "initialize", "ping", "resources/list", "resources/templates/list", "resources/read", "resources/subscribe",
        "resources/unsubscribe", "prompts/list", "prompts/get", "tools/list", "tools/call", "logging/setLevel",
        "completion/complete", "notifications/cancelled", "notifications/initialized", "notifications/progress",
        "notifications/roots/list_changed",
    ]
    private static let firstOfServer: Set<String> = [
        "ping", "sampling/createMessage", "roots/list", "notifications/cancelled", "notifications/progress",
        "notifications/message", "notifications/resources/list_changed", "notifications/resources/updated",
        "notifications/prompts/list_changed", "notifications/tools/list_changed",
    ]
    private static let tasks: Set<String> = [
        "tasks/get", "tasks/result", "tasks/list", "tasks/cancel", "notifications/tasks/status",
    ]

    static let inventory: [(Revision, Direction, Set<String>)] = [
        (.v20241105, .clientToServer, first), (.v20241105, .serverToClient, firstOfServer),
        (.v20250326, .clientToServer, first), (.v20250326, .serverToClient, firstOfServer),
        (.v20250618, .clientToServer, first),
        (.v20250618, .serverToClient, firstOfServer.union(["elicitation/create"])),
        (.v20251125, .clientToServer, first.union(tasks)),
        (
            .v20251125, .serverToClient,
            firstOfServer.union(tasks).union(["elicitation/create", "notifications/elicitation/complete"])
        ),
        (
            .v20260728, .clientToServer,
            [
                "server/discover", "tools/list", "tools/call", "prompts/list", "prompts/get", "resources/list",
                "resources/templates/list", "resources/read", "completion/complete", "subscriptions/listen",
                "tasks/get",
                "tasks/update", "tasks/cancel", "notifications/cancelled",
            ]
        ),
        (
            .v20260728, .serverToClient,
            [
                "notifications/cancelled", "notifications/progress", "notifications/message",
                "notifications/subscriptions/acknowledged", "notifications/resources/list_changed",
                "notifications/resources/updated", "notifications/prompts/list_changed",
                "notifications/tools/list_changed", "notifications/tasks",
            ]
        ),
    ]

    @Test(arguments: inventory)
    func `a revision has exactly its methods`(revision: Revision, direction: Direction, names: Set<String>) {
        let catalog = MethodCatalog.catalog(of: revision)
        let found = Set(MethodTable.rows.map(\.name)).filter { catalog.method($0, travelling: direction) != nil }
        #expect(found == names, "\(found.symmetricDifference(names).sorted())")
    }

    @Test(arguments: Revision.allCases)
    func `every row of the table has its shapes`(revision: Revision) {
        let catalog = MethodCatalog.catalog(of: revision)
        for row in MethodTable.rows where row.revisions.contains(revision) {
            for sender in row.senders {
                let definition = catalog.method(row.name, travelling: sender)
                #expect(definition != nil, "\(row.name) has no shape in \(revision.rawValue)")
                #expect(definition?.isRequest == !row.name.hasPrefix("notifications/"), "\(row.name)")
                #expect((definition?.result != nil) == (definition?.isRequest == true), "\(row.name)")
            }
        }
    }

    @Test(arguments: Revision.allCases)
    func `every message of the shapes is in the table`(revision: Revision) {
        // Only these exist as values within results of 2026-07-28, not as messages.
        let embedded: Set<String> =
            revision == .v20260728 ? ["sampling/createMessage", "roots/list", "elicitation/create"] : []
        let names = Set(ShapeCatalog.catalog(of: revision).messages.keys).subtracting(embedded)
        let rows = Set(MethodTable.rows.filter { $0.revisions.contains(revision) }.map(\.name))
        #expect(names == rows, "\(names.symmetricDifference(rows).sorted())")
    }

    @Test func `no row stands twice for a revision and a sender`() {
        for (index, row) in MethodTable.rows.enumerated() {
            for other in MethodTable.rows[(index + 1)...] where other.name == row.name {
                let isApart = !row.revisions.overlaps(other.revisions) || row.senders.isDisjoint(with: other.senders)
                #expect(isApart, "\(row.name)")
            }
        }
    }

    @Test func `only three methods may require input, and only in 2026-07-28`() {
        for revision in Revision.allCases {
            let catalog = MethodCatalog.catalog(of: revision)
            let found = Set(MethodTable.rows.map(\.name)).filter {
                catalog.method($0, travelling: .clientToServer)?.mayRequireInput == true
            }
            #expect(found == (revision == .v20260728 ? ["tools/call", "prompts/get", "resources/read"] : []))
        }
    }

    @Test(arguments: [
        ("Tools/Call", "tools/call"), ("tool\u{17F}/call", "tools/call"), ("PING", "ping"),
        ("\u{FF50}ing", "ping"), ("tools/\u{200B}call", "tools/call"),
        ("notifications/Initialized", "notifications/initialized"),
    ])
    func `a name that a lenient reader takes for a method is told`(name: String, method: String) {
        #expect(MethodCatalog.method(confusableWith: name) == method)
        #expect(!MethodCatalog.isKnown(name))
    }

    @Test(arguments: ["tools/call", "vendor/own", "tools/calls", "tools.call", ""])
    func `a method itself, or quite another name, is taken for none`(name: String) {
        #expect(MethodCatalog.method(confusableWith: name) == nil)
    }
}
