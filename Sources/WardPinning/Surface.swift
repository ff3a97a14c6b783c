// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock
public import WardText

/// All that a server shows to a model, as far as it was read.
public struct Surface: Hashable, Sendable {
    /// The instructions; nil if there are none.
    public var instructions: ExactText?
    /// The text of the capabilities as the server sent it; nil if no handshake was read.
    public var capabilities: [UInt8]?
    /// The declarations in the server's order; a kind whose list was not read is absent.
    public var declarations: [PinnedSurface.Kind: [Declaration]]

    /// Makes a surface; by default nothing was read.
    public init(
        instructions: ExactText? = nil,
        capabilities: [UInt8]? = nil,
        declarations: [PinnedSurface.Kind: [Declaration]] = [:]
    ) {
        self.instructions = instructions
        self.capabilities = capabilities
        self.declarations = declarations
    }

    /// The digest by which instructions are pinned.
    public static func digest(ofInstructions text: ExactText) -> Digest256 {
        JSONValue.string(text.text).canonicalDigest()
    }

    /// The facets of the capabilities; none if no handshake was read.
    var facets: [CapabilityFacets.Facet] {
        // INVARIANT: the text was read when the surface was made.
        capabilities.flatMap { try? CapabilityFacets(reading: $0) }?.all ?? []
    }

    // MARK: As a value

    /// The value that a consent keeps.
    ///
    /// A declaration is the text that the server sent, as a string: so its bytes stay what they were, numbers that
    /// readers disagree on included.
    public var value: JSONValue {
        var members: [(String, JSONValue)] = []
        if let instructions { members.append(("instructions", .string(instructions.text))) }
        if let capabilities { members.append(("capabilities", Self.text(capabilities))) }
        for kind in PinnedSurface.Kind.allCases {
            guard let list = declarations[kind] else { continue }
            members.append((kind.rawValue, .array(list.map { Self.text($0.bytes) })))
        }
        return .object(JSONObject(members))
    }

    /// Reads ``value`` back.
    public init(_ value: JSONValue) throws(SurfaceError) {
        guard case .object(let object) = value else {
            throw SurfaceError(.invalidValue, "a surface that was kept is no object")
        }
        self.init()
        for member in object.members { try read(member) }
    }

    private mutating func read(_ member: JSONObject.Member) throws(SurfaceError) {
        switch (member.name, member.value) {
        case ("instructions", .string(let text)):
            instructions = ExactText(text)
        case ("capabilities", .string(let text)):
            _ = try CapabilityFacets(reading: Array(text.utf8))
            capabilities = Array(text.utf8)
        case (let name, .array(let texts)):
            guard let kind = PinnedSurface.Kind(rawValue: name) else { throw Self.unknown(name) }
            var list: [Declaration] = []
            for text in texts {
                guard case .string(let text) = text else {
                    throw SurfaceError(.invalidValue, "a declaration that was kept is no string")
                }
                list.append(try Declaration(reading: Array(text.utf8), kind: kind))
            }
            declarations[kind] = list
        default: throw Self.unknown(member.name)
        }
    }

    private static func unknown(_ name: String) -> SurfaceError {
        SurfaceError(.invalidValue, "`\(Visible.escaped(name, limit: 80))` is not known in a surface that was kept")
    }

    private static func text(_ bytes: [UInt8]) -> JSONValue { .string(String(decoding: bytes, as: UTF8.self)) }
}
