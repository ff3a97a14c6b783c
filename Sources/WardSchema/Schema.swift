// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardPattern

/// A JSON Schema, compiled once and then applied to any number of values.
///
/// It reads 2020-12 and draft-07, fetches nothing, refuses references that lead back to themselves, and bounds what a
/// value may cost (A27, X7). Numbers are compared as decimals, texts by code points, patterns in linear time.
public struct Schema: Sendable {
    /// What can be chosen about a schema.
    public struct Options: Hashable, Sendable {
        /// The dialect where `$schema` does not say.
        public var dialect = SchemaDialect.draft202012
        /// Whether `format` is asserted for those formats that are known, and not only an annotation.
        public var assertsFormats = false

        /// Makes the options that MCP asks for (SEP-1613).
        public init() {}
    }

    /// The dialect that it is written in.
    public let dialect: SchemaDialect
    /// Keywords that are not enforced, each with its reason.
    public let notes: [SchemaNote]

    let library: SchemaLibrary
    let nodes: [CompiledSchema]
    let patterns: [Pattern]
    /// Of each resource, what its dynamic anchors lead to.
    let dynamicAnchors: [[Int32: Int32]]
    /// Whether a check looks at what no other check has looked at, so that this has to be kept.
    let tracksEvaluation: Bool

    /// Compiles a schema that is part of a document.
    ///
    /// - Parameters:
    ///   - node: The schema: an object, `true` or `false`.
    ///   - document: The document of the node.
    ///   - options: What can be chosen.
    /// - Throws: ``SchemaError`` with the place in the schema.
    public init(_ node: JSONNode, in document: JSONDocument, options: Options = Options()) throws(SchemaError) {
        var dialect = options.dialect
        if let named = document.value(named: "$schema", in: node) {
            guard let text = document.string(named), let known = SchemaDialect(named: text) else {
                throw SchemaError(.dialect, at: JSONPointer(tokens: ["$schema"]), SchemaDialect.unread)
            }
            dialect = known
        }
        let library = try SchemaLibrary(document, root: node, dialect: dialect)
        var compiler = SchemaCompiler(library: library, options: options)
        try compiler.compile(SchemaPlace(document: 0, node: node))
        self.dialect = dialect
        self.library = compiler.library
        notes = compiler.notes
        nodes = compiler.nodes
        patterns = compiler.patterns
        dynamicAnchors = compiler.dynamicAnchors
        tracksEvaluation = compiler.tracksEvaluation
    }

    /// Compiles a schema that is a text of its own.
    ///
    /// - Throws: ``SchemaError``; for a text that is no strict JSON its place is the whole.
    public init(reading bytes: [UInt8], options: Options = Options()) throws(SchemaError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(reading: bytes)
        } catch {
            throw SchemaError(
                .invalid, at: JSONPointer(), "it is no strict JSON, at byte \(error.offset): \(error.detail)")
        }
        try self.init(document.root, in: document, options: options)
    }
}
