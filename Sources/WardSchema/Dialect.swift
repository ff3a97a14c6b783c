// SPDX-License-Identifier: Apache-2.0

/// A dialect of JSON Schema that is read here.
public enum SchemaDialect: String, Hashable, Sendable, CaseIterable {
    /// 2020-12, which MCP takes where a schema does not say (SEP-1613).
    case draft202012 = "https://json-schema.org/draft/2020-12/schema"
    /// Draft-07.
    case draft07 = "http://json-schema.org/draft-07/schema"

    /// The dialect that a `$schema` names; nil if it is none of these.
    init?(named name: String) {
        var name = Substring(name)
        if name.hasSuffix("#") { name = name.dropLast() }
        self.init(rawValue: String(name))
    }

    /// What is said of other dialects.
    static let unread = "this dialect is not read here; 2020-12 and draft-07 are"

    /// How the value of a keyword holds schemas.
    enum Holding {
        case schema
        case schemas
        case named
        /// A schema, or a list of them.
        case schemaOrList
        /// Names with schemas or with lists of names.
        case namedOrNames
    }

    /// The keywords whose values hold schemas.
    var holders: [String: Holding] {
        switch self {
        case .draft202012: Self.holders202012
        case .draft07: Self.holders07
        }
    }

    private static let common: [String: Holding] = [
        "additionalProperties": .schema, "allOf": .schemas, "anyOf": .schemas, "contains": .schema,
        "definitions": .named, "else": .schema, "if": .schema, "not": .schema, "oneOf": .schemas,
        "patternProperties": .named, "properties": .named, "propertyNames": .schema, "then": .schema,
    ]
    private static let holders202012 = common.merging([
        "$defs": .named, "contentSchema": .schema, "dependentSchemas": .named, "items": .schema,
        "prefixItems": .schemas, "unevaluatedItems": .schema, "unevaluatedProperties": .schema,
    ]) { _, new in new }
    private static let holders07 = common.merging([
        "additionalItems": .schema, "dependencies": .namedOrNames, "items": .schemaOrList,
    ]) { _, new in new }
}
