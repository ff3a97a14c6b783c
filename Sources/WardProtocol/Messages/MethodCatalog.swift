// SPDX-License-Identifier: Apache-2.0

import WardText

/// A method of MCP, as one revision defines it for one sender.
public struct MethodDefinition: Sendable {
    /// The method's name.
    public let name: String
    /// Whether it is a request, with an id and an answer, or a notification.
    public let isRequest: Bool
    /// The shape of the whole message.
    public let message: Shape
    /// The shape of a complete result; `nil` for a notification.
    public let result: Shape?
    /// What must have been declared: by the receiver of a request, by the sender of a notification.
    public let needs: Capabilities.Flags
    /// Whether `result` may be `input_required` (2026-07-28; R101).
    public let mayRequireInput: Bool
}

/// The methods that one revision defines, by sender (mcp-spec, section 1.2).
public struct MethodCatalog: Sendable {
    /// The revision.
    public let revision: Revision
    /// The shapes of its messages.
    public let shapes: ShapeCatalog

    private var fromClient: [String: MethodDefinition] = [:]
    private var fromServer: [String: MethodDefinition] = [:]

    /// The methods of a revision; made once.
    public static func catalog(of revision: Revision) -> MethodCatalog {
        switch revision {
        case .v20241105: v20241105
        case .v20250326: v20250326
        case .v20250618: v20250618
        case .v20251125: v20251125
        case .v20260728: v20260728
        }
    }

    private static let v20241105 = MethodCatalog(.v20241105)
    private static let v20250326 = MethodCatalog(.v20250326)
    private static let v20250618 = MethodCatalog(.v20250618)
    private static let v20251125 = MethodCatalog(.v20251125)
    private static let v20260728 = MethodCatalog(.v20260728)

    /// The definition of a method for messages that travel in a direction, or `nil` if there is none.
    public func method(_ name: String, travelling direction: Direction) -> MethodDefinition? {
        direction == .clientToServer ? fromClient[name] : fromServer[name]
    }

    /// Whether any revision defines the method for any sender.
    public static func isKnown(_ name: String) -> Bool { knownNames.contains(name) }

    /// The method that `name`, which is none itself, could be taken for by a lenient reader.
    public static func method(confusableWith name: String) -> String? {
        let folded = NameFolding.folded(name)
        return knownNames.first { $0 != name && NameFolding.folded($0) == folded }
    }

    private static let knownNames = Set(MethodTable.rows.map(\.name))

    private init(_ revision: Revision) {
        self.revision = revision
        shapes = ShapeCatalog.catalog(of: revision)
        for row in MethodTable.rows where row.revisions.contains(revision) {
            // INVARIANT: a test proves that every row has its shapes, so that no method goes missing here.
            guard let shape = shapes.message(method: row.name) else { continue }
            let definition = MethodDefinition(
                name: row.name,
                isRequest: shape.kind == .request,
                message: shape.whole,
                result: shape.result,
                needs: row.needs,
                mayRequireInput: revision == .v20260728 && row.mayRequireInput
            )
            if row.senders.contains(.clientToServer) { fromClient[row.name] = definition }
            if row.senders.contains(.serverToClient) { fromServer[row.name] = definition }
        }
    }
}
