// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// The capabilities of a server, taken apart so that fewer of them are told from more.
///
/// Each member is a facet of its own, and so is each member of a member: `tools` and `tools.listChanged`. A pin holds
/// the digests of the facets, each over the capabilities as they would be with this facet alone.
public struct CapabilityFacets: Hashable, Sendable {
    /// One thing that a server declares to be able to do.
    public struct Facet: Hashable, Sendable {
        /// Where it stands within the capabilities.
        public let pointer: JSONPointer
        /// Its digest.
        public let digest: Digest256
    }

    /// One member of the capabilities with what it holds.
    private struct Part: Hashable, Sendable {
        let facet: Facet
        /// The member up to and with the colon.
        let name: [UInt8]
        /// The value; nil if it is an object, whose members are parts.
        let value: [UInt8]?
        let parts: [Part]
    }

    private let parts: [Part]

    /// Takes the object apart.
    public init(_ node: JSONNode, in document: JSONDocument) throws(SurfaceError) {
        guard document.kind(of: node) == .object else {
            throw SurfaceError(.unreadable, "the server's capabilities are no object")
        }
        do {
            parts = try Self.parts(of: node, in: document, above: [])
        } catch {
            throw SurfaceError(.unreadable, "\(error)")
        }
    }

    /// Takes the text of the object apart.
    public init(reading bytes: [UInt8]) throws(SurfaceError) {
        let document: JSONDocument
        do {
            document = try Declaration.document(reading: bytes)
        } catch {
            throw SurfaceError(.invalidValue, "capabilities that were kept cannot be read: \(error)")
        }
        try self.init(document.root, in: document)
    }

    private static func parts(
        of node: JSONNode,
        in document: JSONDocument,
        above path: [String]
    ) throws(JSONError) -> [Part] {
        var parts: [Part] = []
        for member in document.members(of: node) {
            let path = path + [document.string(member.name) ?? ""]
            let isOpen = path.count == 1 && document.kind(of: member.value) == .object
            let value = isOpen ? Array("{}".utf8) : try document.canonicalBytes(of: member.value, numbers: .wrap)
            let facet = Facet(pointer: JSONPointer(tokens: path), digest: Digest256(of: alone(value, at: path)))
            parts.append(
                Part(
                    facet: facet,
                    name: document.bytes[document.span(of: member.name)] + [UInt8(ascii: ":")],
                    value: isOpen ? nil : Array(document.bytes[document.span(of: member.value)]),
                    parts: isOpen ? try Self.parts(of: member.value, in: document, above: path) : []))
        }
        return parts
    }

    /// The canonical form of capabilities that are one facet only.
    private static func alone(_ value: [UInt8], at path: [String]) -> [UInt8] {
        path.reversed().reduce(value) { inner, name in
            Array("{".utf8) + JSONValue.string(name).canonicalBytes() + Array(":".utf8) + inner + Array("}".utf8)
        }
    }

    /// All facets, each before those that it holds.
    public var all: [Facet] { parts.flatMap { [$0.facet] + $0.parts.map(\.facet) } }

    /// The text of the capabilities with only the facets whose digests are given, each as the server sent it.
    public func text(keeping kept: Set<Digest256>) -> [UInt8] {
        Self.text(of: parts, keeping: kept)
    }

    private static func text(of parts: [Part], keeping kept: Set<Digest256>) -> [UInt8] {
        let members = parts.filter { kept.contains($0.facet.digest) }.map { part in
            part.name + (part.value ?? text(of: part.parts, keeping: kept))
        }
        return Array("{".utf8) + members.joined(separator: Array(",".utf8)) + Array("}".utf8)
    }
}
