// SPDX-License-Identifier: Apache-2.0

/// What one revision defines about one method.
public struct MessageShape: Hashable, Sendable {
    /// Whether a message with this method is answered.
    public enum Kind: Hashable, Sendable {
        /// It has an id and gets one response.
        case request
        /// It has no id and gets nothing.
        case notification
    }

    /// The name of the definition, such as `CallToolRequest`.
    public let name: String
    /// The method, such as `tools/call`.
    public let method: String
    /// Request or notification.
    public let kind: Kind
    /// The whole message as far as the revision's schema defines it (before 2025-11-25 without `jsonrpc` and `id`).
    public let whole: Shape
    /// The value of `params`.
    public let params: Shape
    /// Whether `params` must be there.
    public let requiresParams: Bool
    /// The complete result of a request; nil for notifications.
    ///
    /// Not the other things that a request may be answered with: `InputRequiredResult`, `CreateTaskResult`, an error.
    public let result: Shape?
}

extension MessageShape {
    /// Definitions that repeat or unite messages instead of defining one.
    private static let groups: Set = ["ClientRequest", "ClientNotification", "ServerRequest", "ServerNotification"]

    /// The messages among definitions: objects whose `method` is one text.
    static func all(
        in definitions: [ShapeDefinition],
        _ compiler: ShapeCompiler
    ) throws(ShapeSyntaxError) -> [String: MessageShape] {
        var messages: [String: MessageShape] = [:]
        for definition in definitions where !groups.contains(definition.name) {
            guard let kind = Kind(definition.name), let whole = compiler.shapes[definition.name],
                case .object(let object) = definition.type
            else { continue }
            let members = try compiler.members(of: object)
            guard case .text(let method)? = members.first(where: { $0.name == "method" })?.type,
                let params = members.first(where: { $0.name == "params" }),
                case .reference(let paramsName) = params.type, let paramsShape = compiler.shapes[paramsName]
            else { continue }
            messages[method] = MessageShape(
                name: definition.name,
                method: method,
                kind: kind,
                whole: whole,
                params: paramsShape,
                requiresParams: params.isRequired,
                result: kind == .request ? result(of: definition.name, compiler) : nil
            )
        }
        return messages
    }

    /// `CallToolRequest` is answered with `CallToolResult`, and what has no result of its own with `EmptyResult`.
    private static func result(of name: String, _ compiler: ShapeCompiler) -> Shape? {
        compiler.shapes[name.dropLast("Request".count) + "Result"] ?? compiler.shapes["EmptyResult"]
    }
}

extension MessageShape.Kind {
    /// The definitions of messages end in their kind.
    fileprivate init?(_ name: String) {
        if name.hasSuffix("Request") {
            self = .request
        } else if name.hasSuffix("Notification") {
            self = .notification
        } else {
            return nil
        }
    }
}
