// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardProtocol

/// What makes two handshakes the same one: the revision that the client asks for, and what it declares.
///
/// What a client says of its own name and version is not part of it: servers should not vary with that (R143), and one
/// that does is noticed as soon as it answers otherwise.
public struct HandshakeKey: Hashable, Sendable {
    /// `initialize` or `server/discover`.
    public let method: String
    /// The revision, as the client spells it.
    public let revision: String
    /// The digest of the client's capabilities.
    public let client: Digest256

    /// The longest revision that is kept.
    private static let longestRevision = 64

    /// Makes a key, as it was kept.
    public init(method: String, revision: String, client: Digest256) {
        self.method = method
        self.revision = revision
        self.client = client
    }

    /// The key of a request; nil if it is no handshake, or one that is better not remembered.
    init?(of envelope: Envelope, in document: JSONDocument) {
        guard let method = envelope.method, HandshakeGuard.methods.contains(method) else { return nil }
        let revision: JSONNode?
        let capabilities: JSONNode?
        if method == "initialize" {
            revision = envelope.params.flatMap { document.value(named: "protocolVersion", in: $0) }
            capabilities = envelope.params.flatMap { document.value(named: "capabilities", in: $0) }
        } else {
            revision = envelope.metadata(Lifecycle.revisionKey, in: document)
            capabilities = envelope.metadata(Lifecycle.capabilitiesKey, in: document)
        }
        guard let text = revision.flatMap({ document.string($0) }), text.utf8.count <= Self.longestRevision,
            let digest = capabilities.flatMap({ try? document.canonicalDigest(of: $0, numbers: .wrap) })
        else { return nil }
        self.init(method: method, revision: text, client: digest)
    }
}

/// What a server answered to a handshake, byte for byte, once it was found to be what a person approved.
public struct HandshakeAnswer: Hashable, Sendable {
    /// The text of `result`; empty in ``varying``.
    public let result: [UInt8]

    /// The server was found to answer otherwise than before, so it is always asked.
    public static let varying = HandshakeAnswer(result: [])

    /// Takes an answer as it was kept; it is checked anew before a client gets it.
    public init(result: [UInt8]) { self.result = result }

    /// The members that a server has to say again.
    private static let terms = ["protocolVersion", "supportedVersions", "capabilities", "instructions", "serverInfo"]
    /// The members that say nothing of the server.
    private static let others = ["resultType", "ttlMs", "cacheScope"]

    /// An answer that may be given again; nil if it holds what may be meant for one session alone.
    init?(_ result: JSONNode, in document: JSONDocument) {
        for member in document.members(of: result) {
            guard let name = document.string(member.name) else { return nil }
            if name == "_meta" {
                let keys = document.members(of: member.value).map { document.string($0.name) }
                guard keys.allSatisfy({ $0 == ListMembers.serverInfoKey }) else { return nil }
            } else if !Self.terms.contains(name), !Self.others.contains(name) {
                return nil
            }
        }
        self.result = Array(document.bytes[document.span(of: result)])
    }

    /// Whether a server says the same of itself now.
    func agrees(with result: JSONNode, in document: JSONDocument) -> Bool {
        guard let known = try? JSONDocument(reading: self.result, tolerating: .inexactNumbers),
            let before = Self.said(known.root, in: known), let now = Self.said(result, in: document)
        else { return false }
        return before == now
    }

    /// The canonical form of each member that has to stay; nil if one has none.
    private static func said(_ result: JSONNode, in document: JSONDocument) -> [String: [UInt8]]? {
        var said: [String: [UInt8]] = [:]
        var nodes = terms.map { ($0, document.value(named: $0, in: result)) }
        let metadata = document.value(named: "_meta", in: result)
        nodes.append(
            ("_meta", metadata.flatMap { document.value(named: ListMembers.serverInfoKey, in: $0) }))
        for case (let name, let node?) in nodes {
            guard let text = try? document.canonicalBytes(of: node, numbers: .wrap) else { return nil }
            said[name] = text
        }
        return said
    }
}
