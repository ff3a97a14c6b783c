// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardText

/// `runtimeArguments` and `packageArguments` of a registry's file, as the elements of a command line.
enum RegistryArguments {
    static func read(
        _ elements: [JSONNode],
        in document: JSONDocument,
        _ notes: inout ReadingNotes
    ) throws(SourceError) -> [String] {
        var arguments: [String] = []
        for element in elements {
            var input = try RegistryInput(element, in: document, &notes)
            let type = try input.take("type") ?? "positional"
            let name = try input.take("name")
            let hint = try input.take("valueHint")
            _ = try input.bool("isRepeated")
            try input.finish()
            switch (type, name) {
            case ("positional", nil):
                guard let value = value(of: input, hint ?? "value") else {
                    notes.drop(document.pointer(to: element).description, hint ?? "")
                    continue
                }
                arguments.append(value)
            case ("named", let name?):
                let isFlag = input.value == nil && hint == nil && !input.wantsValue
                if isFlag {
                    arguments.append(name)
                } else if let value = value(of: input, hint ?? withoutDashes(name)) {
                    arguments += [name, value]
                } else {
                    notes.drop(document.pointer(to: element).description, name)
                }
            default:
                throw document.error(
                    .shape, at: element, "an argument is `positional` with a value, or `named` with a name")
            }
        }
        return arguments
    }

    /// The value; where the file leaves it open, a template for a person to fill in if it must be there, else nil.
    private static func value(of input: RegistryInput, _ hint: String) -> String? {
        input.value ?? input.defaultValue ?? (input.isRequired ? "{\(hint)}" : nil)
    }

    private static func withoutDashes(_ name: String) -> String {
        String(Substring(name.utf8.drop { $0 == UInt8(ascii: "-") }))
    }
}

/// A reference to a container image: `host/owner/image:tag`, `…@sha256:…`.
struct ContainerImage: Hashable {
    let name: String
    /// The tag, or the digest with its algorithm.
    let version: String?
    let isDigest: Bool

    /// Cuts a reference; nil if it is none.
    init?(_ text: String) {
        guard text.utf8.count <= 512, let first = text.utf8.first, ASCII.isAlphanumeric(first),
            ASCII.isMade(text, alphanumericOr: "._-/:@")
        else { return nil }
        if let at = text.utf8.firstIndex(of: UInt8(ascii: "@")) {
            let digest = String(Substring(text.utf8[at...].dropFirst()))
            let hexadecimal = digest.utf8.dropFirst("sha256:".utf8.count)
            guard digest.utf8.starts(with: "sha256:".utf8), hexadecimal.count == 64,
                hexadecimal.allSatisfy(ASCII.isHexadecimal)
            else { return nil }
            name = String(Substring(text.utf8[..<at]))
            version = digest
            isDigest = true
            return
        }
        isDigest = false
        let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) ?? text.utf8.startIndex
        guard let colon = text.utf8[slash...].firstIndex(of: UInt8(ascii: ":")) else {
            name = text
            version = nil
            return
        }
        let tag = String(Substring(text.utf8[colon...].dropFirst()))
        guard ASCII.isMade(tag, alphanumericOr: "._-"), tag.utf8.count <= 128 else { return nil }
        name = String(Substring(text.utf8[..<colon]))
        version = tag
    }
}
