// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// The shapes of every message and value that one revision of the protocol defines.
///
/// ```swift
/// let catalog = ShapeCatalog.catalog(of: .v20251125)
/// if let params = catalog.message(method: "tools/call")?.params,
///     let violation = catalog.check(node, in: document, as: params, names: .strict)
/// {
///     print(violation)
/// }
/// ```
///
/// The shapes come from the protocol's own schema files (Scripts/protocol-shapes.py); where they are stricter or more
/// lenient than those files, the script says why.
public struct ShapeCatalog: Sendable {
    /// The methods that the definitions name, by method.
    public let messages: [String: MessageShape]
    private let shapes: [String: Shape]
    let table: ShapeTable

    /// The catalog of a revision; that of 2026-07-28 has the tasks extension too.
    public static func catalog(of revision: Revision) -> ShapeCatalog {
        switch revision {
        case .v20241105: v20241105
        case .v20250326: v20250326
        case .v20250618: v20250618
        case .v20251125: v20251125
        case .v20260728: v20260728
        }
    }

    /// Reads a text of the shape language (`ShapeParser` has the grammar).
    public init(parsing text: String) throws(ShapeSyntaxError) {
        let definitions = try ShapeParser.definitions(of: text)
        let compiler = try ShapeCompiler(definitions)
        shapes = compiler.shapes
        table = compiler.table
        messages = try MessageShape.all(in: definitions, compiler)
    }

    /// The shape of a definition, such as `CallToolResult`.
    ///
    /// Look it up once, not for each message.
    public func shape(named name: String) -> Shape? {
        shapes[name]
    }

    /// What the definitions say about a method, such as `tools/call`.
    public func message(method: String) -> MessageShape? {
        messages[method]
    }

    /// Checks one value.
    ///
    /// - Parameters:
    ///   - node: The value.
    ///   - document: The document of the node.
    ///   - shape: A shape of this catalog.
    ///   - names: How names of members are judged.
    /// - Returns: The first violation, or nil if the value has the shape.
    public func check(
        _ node: JSONNode,
        in document: JSONDocument,
        as shape: Shape,
        names: NameStrictness
    ) -> ShapeViolation? {
        let checker = ShapeChecker(table: table, document: document, names: names)
        guard let failure = checker.check(node, shape) else { return nil }
        return ShapeViolation(failure, table: table, document: document)
    }

    // MARK: The built-in catalogs

    private static let v20241105 = builtIn(ShapeTexts.v20241105)
    private static let v20250326 = builtIn(ShapeTexts.v20250326)
    private static let v20250618 = builtIn(ShapeTexts.v20250618)
    private static let v20251125 = builtIn(ShapeTexts.v20251125)
    private static let v20260728 = builtIn(ShapeTexts.v20260728 + "\n" + ShapeTexts.tasksExtension)

    private static func builtIn(_ text: String) -> ShapeCatalog {
        do {
            return try ShapeCatalog(parsing: text)
        } catch {
            // Our own text, and a test reads each of them.
            preconditionFailure("built-in shapes: \(error.detail) at byte \(error.offset)")
        }
    }
}

/// The built-in texts; each has its file.
enum ShapeTexts: Sendable {}
