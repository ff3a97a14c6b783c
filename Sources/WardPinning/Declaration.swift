// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock
public import WardText

/// One tool, prompt or template as a server declares it (T22, W13).
public struct Declaration: Hashable, Sendable {
    /// What it declares.
    public let kind: PinnedSurface.Kind
    /// What tells it from the others of its list: the name, for a template the URI template.
    public let name: ExactText
    /// The text as the server sent it.
    public let bytes: [UInt8]
    /// The digest of the canonical form (RFC 8785) of every member that the server sent.
    public let digest: Digest256

    /// Takes one element of a list.
    public init(_ node: JSONNode, in document: JSONDocument, kind: PinnedSurface.Kind) throws(SurfaceError) {
        guard document.kind(of: node) == .object else {
            throw SurfaceError(.unreadable, "a declaration among the \(kind.rawValue) is no object")
        }
        guard let place = document.value(named: kind.nameMember, in: node), let name = document.string(place),
            !name.isEmpty
        else {
            throw SurfaceError(.unreadable, "a declaration among the \(kind.rawValue) has no `\(kind.nameMember)`")
        }
        self.kind = kind
        self.name = ExactText(name)
        bytes = Array(document.bytes[document.span(of: node)])
        do {
            digest = try document.canonicalDigest(of: node, numbers: .wrap)
        } catch {
            throw SurfaceError(.unreadable, "\(error)")
        }
    }

    /// Takes the text of one declaration, as it was kept.
    init(reading bytes: [UInt8], kind: PinnedSurface.Kind) throws(SurfaceError) {
        let document: JSONDocument
        do {
            document = try Self.document(reading: bytes)
        } catch {
            throw SurfaceError(.invalidValue, "a declaration that was kept cannot be read: \(error)")
        }
        try self.init(document.root, in: document, kind: kind)
    }

    /// The digest of each member that the server sent, in its order; with them a difference finds what moved.
    public var components: [Component] {
        // INVARIANT: the text was read when the value was made, so this reads it again.
        guard let document = try? Self.document(reading: bytes) else { return [] }
        return document.members(of: document.root).compactMap { member in
            guard let name = document.string(member.name),
                let digest = try? document.canonicalDigest(of: member.value, numbers: .wrap)
            else { return nil }
            return Component(name: ExactText(name), digest: digest)
        }
    }

    /// How many members differ from those of another declaration.
    func moved(from other: Declaration) -> Int {
        Set(Set(components).symmetricDifference(other.components).map(\.name)).count
    }

    /// The digest with some places left out.
    ///
    /// What stands there instead is no JSON, so no value that a server can send takes its place. Whether something stands
    /// there, and of which type, still counts; so does a value that is longer than a text that may vary.
    ///
    /// - Parameter places: Pointers into the declaration; an empty one, which would leave out all of it, leaves out
    ///   nothing.
    /// - Returns: The digest; that of the whole if no place is given.
    public func digest(leavingOut places: [JSONPointer]) -> Digest256 {
        let holes = places.map { $0.tokens[...] }.filter { !$0.isEmpty }
        // INVARIANT: the text was read when the value was made. Otherwise the whole is compared, which holds back more.
        guard !holes.isEmpty, let document = try? Self.document(reading: bytes) else { return digest }
        var form = FormWithHoles(document: document)
        guard (try? form.write(document.root, holes)) != nil else { return digest }
        return Digest256(of: form.output)
    }

    /// The text that stands somewhere in it; nil if nothing does, or no text, or a longer one than may vary.
    func text(at pointer: JSONPointer) -> String? {
        // INVARIANT: the text was read when the value was made.
        guard let document = try? Self.document(reading: bytes), let node = document.node(at: pointer),
            document.span(of: node).count <= VaryingPlace.longestText
        else { return nil }
        return document.string(node)
    }

    static func document(reading bytes: [UInt8]) throws(JSONError) -> JSONDocument {
        try JSONDocument(reading: bytes, tolerating: [.loneSurrogates, .inexactNumbers])
    }

    /// One member of a declaration.
    public struct Component: Hashable, Sendable {
        /// The member's name.
        public let name: ExactText
        /// The digest of the canonical form of its value.
        public let digest: Digest256
    }
}

/// The canonical form of a value in which some places are holes.
private struct FormWithHoles {
    let document: JSONDocument
    var output: [UInt8] = []

    init(document: JSONDocument) { self.document = document }

    /// Writes a node; recursion is as deep as the longest path to a hole that the node really has.
    mutating func write(_ node: JSONNode, _ holes: [ArraySlice<String>]) throws(JSONError) {
        if holes.contains(where: \.isEmpty), document.span(of: node).count <= VaryingPlace.longestText {
            // NUL never stands in a canonical form: in strings it is escaped.
            output.append(0)
            output.append(letter(of: node))
            return
        }
        let kind = document.kind(of: node)
        let inner = holes.filter { !$0.isEmpty }
        guard !inner.isEmpty, kind == .object || kind == .array else {
            output += try document.canonicalBytes(of: node, numbers: .wrap)
            return
        }
        if kind == .object { try writeObject(node, inner) } else { try writeArray(node, inner) }
    }

    private mutating func writeObject(_ node: JSONNode, _ holes: [ArraySlice<String>]) throws(JSONError) {
        var members = document.members(of: node).map { (name: document.string($0.name) ?? "", value: $0.value) }
        members.sort { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
        output.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output += JSONValue.string(member.name).canonicalBytes()
            output.append(UInt8(ascii: ":"))
            try write(member.value, below(member.name, holes))
        }
        output.append(UInt8(ascii: "}"))
    }

    private mutating func writeArray(_ node: JSONNode, _ holes: [ArraySlice<String>]) throws(JSONError) {
        output.append(UInt8(ascii: "["))
        for (index, element) in document.elements(of: node).enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            try write(element, below(String(index), holes))
        }
        output.append(UInt8(ascii: "]"))
    }

    private func below(_ token: String, _ holes: [ArraySlice<String>]) -> [ArraySlice<String>] {
        holes.filter { $0.first.map { $0.utf8.elementsEqual(token.utf8) } ?? false }.map { $0.dropFirst() }
    }

    private func letter(of node: JSONNode) -> UInt8 {
        switch document.kind(of: node) {
        case .object: UInt8(ascii: "o")
        case .array: UInt8(ascii: "a")
        case .string: UInt8(ascii: "s")
        case .number: UInt8(ascii: "n")
        case .true, .false: UInt8(ascii: "b")
        case .null: UInt8(ascii: "z")
        }
    }
}
