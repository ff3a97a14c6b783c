// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardProtocol

/// What makes several requests rounds of one call: the method, and `params` without what changes from round to round
/// (`_meta`, `inputResponses`, `requestState`); mcp-spec, section 1.4.
public struct CallIdentity: Hashable, Sendable {
    /// The method.
    public let method: String
    /// The digest of the rest.
    public let digest: Digest256

    private static let changing: Set<String> = ["_meta", "inputResponses", "requestState"]

    /// Digests a request's method and lasting params.
    ///
    /// - Throws: ``JSONError`` if a number in it has no canonical form.
    init(method: String, params: JSONNode, in document: JSONDocument) throws(JSONError) {
        var parts: [(name: String, bytes: [UInt8])] = []
        for member in document.members(of: params) {
            let name = document.string(member.name) ?? ""
            guard !Self.changing.contains(name) else { continue }
            parts.append((name, try document.canonicalBytes(of: member.value)))
        }
        parts.sort { Array($0.name.utf16).lexicographicallyPrecedes(Array($1.name.utf16)) }
        var text = JSONValue.string(method).encoded()
        for part in parts {
            text.append(contentsOf: JSONValue.string(part.name).encoded())
            text.append(UInt8(ascii: ":"))
            text.append(contentsOf: part.bytes)
            text.append(UInt8(ascii: ","))
        }
        self.method = method
        digest = Digest256(of: text)
    }
}
