// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// An `Input` of a registry's file: the value of an argument, a variable or a header, or how a user is asked for it.
struct RegistryInput {
    let node: JSONNode
    let document: JSONDocument
    let value: String?
    let defaultValue: String?
    let isRequired: Bool
    let isSecret: Bool
    /// Whether it describes a value to be asked for: a placeholder, choices, a format.
    let wantsValue: Bool
    /// What is left for the kind of input that it is.
    private(set) var fields: SourceFields

    init(_ node: JSONNode, in document: JSONDocument, _ notes: inout ReadingNotes) throws(SourceError) {
        self.node = node
        self.document = document
        var fields = try SourceFields(node, in: document)
        fields.toCamelCase(&notes)
        value = try Self.scalar(fields.take("value"), in: document)
        defaultValue = try Self.scalar(fields.take("default"), in: document)
        isRequired = try fields.bool("isRequired") ?? false
        let hasSecretVariable = try fields.take("variables").map { node throws(SourceError) in
            try Self.holdsSecret(node, in: document, &notes)
        }
        isSecret = try fields.bool("isSecret") ?? false || hasSecretVariable ?? false
        wantsValue = ["placeholder", "choices", "format"].contains(where: fields.has) || defaultValue != nil
        fields.skip(["description", "placeholder", "choices", "format"])
        self.fields = fields
    }

    /// Whether it is a flag, a positional argument, and so on, as `type` says.
    mutating func take(_ name: String) throws(SourceError) -> String? { try fields.string(name) }

    mutating func bool(_ name: String) throws(SourceError) -> Bool? { try fields.bool(name) }

    func finish() throws(SourceError) { try fields.finish() }

    /// The name of a variable or header, which ends the input.
    mutating func name(fault: (String) -> String?) throws(SourceError) -> String {
        let name = try document.text(try fields.needed("name"))
        if let fault = fault(name) { throw document.error(.name, at: node, fault) }
        // Some files of the first schemas repeat the kind here.
        fields.skip(["type", "isRepeated"])
        try fields.finish()
        return name
    }

    /// The value of a variable; nil if it is left to the user and may be left out.
    func variableValue(_ name: String, _ notes: inout ReadingNotes) -> EnvironmentValue? {
        if isSecret { return .inherited(name) }
        if let text = value ?? defaultValue { return NamedValues.variable(name, text, &notes) }
        if isRequired { return .inherited(name) }
        notes.drop(document.pointer(to: node).description, name)
        return nil
    }

    /// The value of a header; nil if it is left to the user and may be left out.
    func headerValue(_ name: String, _ notes: inout ReadingNotes) throws(SourceError) -> EnvironmentValue? {
        if isSecret { return .inherited(NamedValues.variable(ofHeader: name)) }
        if let text = value ?? defaultValue {
            if let fault = NamedValues.fault(inHeaderValue: text) { throw document.error(.value, at: node, fault) }
            return NamedValues.header(name, text, &notes)
        }
        if isRequired { return .inherited(NamedValues.variable(ofHeader: name)) }
        notes.drop(document.pointer(to: node).description, name)
        return nil
    }

    private static func scalar(_ node: JSONNode?, in document: JSONDocument) throws(SourceError) -> String? {
        guard let node else { return nil }
        return switch document.kind(of: node) {
        case .number, .true, .false: document.text(of: node)
        default: try document.text(node)
        }
    }

    /// Whether one of an input's own variables is secret.
    private static func holdsSecret(
        _ node: JSONNode,
        in document: JSONDocument,
        _ notes: inout ReadingNotes
    ) throws(SourceError) -> Bool {
        guard document.kind(of: node) == .object else {
            throw document.error(.shape, at: node, "names with inputs are wanted here")
        }
        var holdsSecret = false
        for member in document.members(of: node) {
            let input = try RegistryInput(member.value, in: document, &notes)
            try input.finish()
            holdsSecret = holdsSecret || input.isSecret
        }
        return holdsSecret
    }
}

extension ReadingNotes {
    /// Notes a file of a schema before 2025-09-16.
    mutating func oldSchema() {
        find(
            .oldSchema, .note, .launch,
            "The file follows a schema from before 2025-09-16; its names were read as today's")
    }
}

extension SourceFields {
    /// Reads the names that the schemas before 2025-09-16 had, as those that replaced them.
    mutating func toCamelCase(_ notes: inout ReadingNotes) {
        for name in rest.map(\.name) where name.utf8.contains(UInt8(ascii: "_")) {
            guard let today = Self.renamed[name] else { continue }
            rename(name, to: today)
            notes.oldSchema()
        }
    }

    private static let renamed = [
        "registry_type": "registryType", "registry_name": "registryType", "registry_base_url": "registryBaseUrl",
        "file_sha256": "fileSha256", "runtime_hint": "runtimeHint", "runtime_arguments": "runtimeArguments",
        "package_arguments": "packageArguments", "environment_variables": "environmentVariables",
        "is_required": "isRequired", "is_secret": "isSecret", "is_repeated": "isRepeated", "value_hint": "valueHint",
        "website_url": "websiteUrl", "transport_type": "transportType", "version_detail": "versionDetail",
        "created_at": "createdAt", "updated_at": "updatedAt",
    ]
}
