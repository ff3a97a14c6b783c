// SPDX-License-Identifier: Apache-2.0

import Testing

/// What reaches a peer was decided about (threat A61).
///
/// A transport takes only `ForwardableMessage`s. One file makes them, from a `DecidedMessage`, which only that file can
/// make and only where no objection is left, or from a `WardMessage`, which is Ward's own words.
struct MintTests {
    static let mint = "Sources/WardSession/ForwardableMessage.swift"
    static let ownWords = "Sources/WardSession/WardMessage.swift"

    @Test(arguments: [("ForwardableMessage", mint), ("DecidedMessage", mint), ("WardMessage", ownWords)])
    func `a state of trust is declared once, and is not changed afterwards`(type: String, place: String) throws {
        let declaring = try Repository.sources().filter { declaration(of: type, in: $0) != nil }
        #expect(declaring.map(\.path) == [place])
        let body = try #require(declaring.first.flatMap { declaration(of: type, in: $0) })
        #expect(!body.contains(/\n    (?:\w+ )*var \w+[^{\n]*(?:\n|$)/), "a stored property that can be set")
    }

    @Test func `nobody makes a forwardable message from bytes`() throws {
        let file = try #require(try Repository.sources().first { $0.path == Self.mint })
        let body = try #require(declaration(of: "ForwardableMessage", in: file))
        for initialiser in body.matches(of: /(\w*) ?\binit\(([^)]*)\)/) {
            let takesProof = initialiser.2.contains(/: \[?(?:DecidedMessage|WardMessage)\b/)
            #expect(initialiser.1 == "fileprivate" || takesProof, "init(\(initialiser.2))")
            #expect(!["public", "package", "open"].contains(initialiser.1))
        }
    }

    @Test func `a message is decided in exactly one place`() throws {
        let file = try #require(try Repository.sources().first { $0.path == Self.mint })
        let body = try #require(declaration(of: "DecidedMessage", in: file))
        let initialisers = body.matches(of: /(\w*) ?\binit\(/).map { String($0.1) }
        #expect(initialisers == ["fileprivate"], "the memberwise initialiser would be internal")
        let uses = try Repository.sources().flatMap { file in
            file.code.matches(of: /\bDecidedMessage\s*(?:\.init\s*)?\(/).map { _ in file.path }
        }
        #expect(uses == [Self.mint])
    }

    @Test func `Ward's own words are put together in one file`() throws {
        for file in try Repository.sources() where file.path != Self.ownWords {
            let makes = file.code.contains(/\bWardMessage\s*(?:\.init\s*)?\(/)
            #expect(!makes, "\(file.path)")
        }
    }

    @Test(arguments: ["ForwardableMessage", "DecidedMessage", "WardMessage"])
    func `no extension adds a way in`(type: String) throws {
        for file in try Repository.sources() {
            for head in file.code.matches(of: /\bextension\s+(\w+)\b[^{]*/) where head.1 == type {
                let body = Braces.range(from: head.range.upperBound, in: file.code).map { file.code[$0] }
                let adds = body?.contains(/\binit\b|\bDecodable\b/) != false || head.output.0.contains("Decodable")
                #expect(!adds, "\(file.path)")
            }
        }
    }

    @Test func `only the session makes forwardable messages`() throws {
        for file in try Repository.sources() where !file.path.hasPrefix("Sources/WardSession/") {
            let makes = file.code.contains(/\bForwardableMessage\s*(?:\.init\s*)?\(/)
            #expect(!makes, "\(file.path)")
        }
    }

    /// The body of the struct of that name, if the file declares it.
    private func declaration(of type: String, in file: SourceFile) -> String? {
        for head in file.code.matches(of: /\bstruct\s+(\w+)\b[^{]*/) where head.1 == type {
            return Braces.range(from: head.range.upperBound, in: file.code).map { String(file.code[$0]) }
        }
        return nil
    }
}
