// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// What is asked of objects.
extension SchemaCompiler {
    mutating func object(_ reader: KeywordReader) throws(SchemaError) -> ObjectChecks {
        var checks = ObjectChecks()
        checks.minimum = try count("minProperties", reader) ?? 0
        checks.maximum = try count("maxProperties", reader)
        for (name, node) in try named("properties", reader) ?? [] {
            checks.properties[checks.number(of: name)] = try schema(node, reader)
        }
        if let node = reader.node("required") {
            checks.required = try names(node, ["required"], reader).map { checks.number(of: $0) }
        }
        if let node = reader.node("additionalProperties") { checks.additional = try schema(node, reader) }
        for (pattern, node) in try named("patternProperties", reader) ?? [] {
            let number = try schema(node, reader)
            if let matcher = try matcher(pattern, reader, ["patternProperties", pattern]) {
                checks.patterns.append((matcher, number))
            } else {
                checks.unenforced.append(number)
            }
        }
        if let node = reader.node("propertyNames") { checks.propertyNames = try schema(node, reader) }
        switch reader.dialect {
        case .draft202012:
            for (name, node) in try named("dependentRequired", reader) ?? [] {
                try add(name, needing: node, ["dependentRequired", name], reader, &checks)
            }
            for (name, node) in try named("dependentSchemas", reader) ?? [] {
                checks.dependentSchemas.append((checks.number(of: name), try schema(node, reader)))
            }
        case .draft07:
            checks.isOldDependency = true
            for (name, node) in try named("dependencies", reader) ?? [] {
                if reader.document.kind(of: node) == .array {
                    try add(name, needing: node, ["dependencies", name], reader, &checks)
                } else {
                    checks.dependentSchemas.append((checks.number(of: name), try schema(node, reader)))
                }
            }
        }
        checks.weigh()
        return checks
    }

    private func add(
        _ name: String, needing node: JSONNode, _ tokens: [String], _ reader: KeywordReader,
        _ checks: inout ObjectChecks
    ) throws(SchemaError) {
        let needed = try names(node, tokens, reader).map { checks.number(of: $0) }
        checks.dependentRequired.append((checks.number(of: name), needed))
    }

    /// The names that a keyword gives something to.
    private func named(_ keyword: String, _ reader: KeywordReader) throws(SchemaError) -> [(String, JSONNode)]? {
        guard let node = reader.node(keyword) else { return nil }
        guard reader.document.kind(of: node) == .object else {
            throw error(reader, [keyword], "an object is wanted here")
        }
        return reader.document.members(of: node).map { (reader.document.string($0.name) ?? "", $0.value) }
    }

    private func names(_ node: JSONNode, _ tokens: [String], _ reader: KeywordReader) throws(SchemaError) -> [String] {
        guard reader.document.kind(of: node) == .array else {
            throw error(reader, tokens, "a list of names is wanted here")
        }
        var names: [String] = []
        for element in reader.document.elements(of: node) {
            guard let name = reader.document.string(element) else {
                throw error(reader, tokens, "a list of names is wanted here")
            }
            names.append(name)
        }
        return names
    }
}
