// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// One target of `Sources/` and what it may import.
struct Layer: Sendable, CustomTestStringConvertible {
    enum Kind: Sendable {
        /// Values in, values out: no clock, no file, no async, no Foundation.
        case pure
        /// Touches one thing of the outside world.
        case effect
        /// Puts the others together.
        case assembly
    }

    var name: String
    var kind: Kind
    /// The targets of ours that it may import: all stand above it in this table.
    var targets: Set<String> = []
    /// The modules of other packages that it may import.
    var outside: Set<String> = []

    var testDescription: String { name }

    /// What the platform provides; nothing of it is open to a pure target.
    static let platform: Set<String> = ["Foundation", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization"]

    var allowed: Set<String> { targets.union(outside).union(kind == .pure ? [] : Self.platform) }

    /// The targets, bottom-up.
    ///
    /// A row may be made stricter at any time; a looser one is a decision, and belongs in `docs/decisions.md`.
    static let all: [Layer] = [
        Layer(name: "WardJSON", kind: .pure, outside: ["Crypto"]),
        Layer(name: "WardText", kind: .pure),
        Layer(name: "WardPattern", kind: .pure),
        Layer(name: "WardSchema", kind: .pure, targets: ["WardJSON", "WardText", "WardPattern"]),
        Layer(name: "WardLock", kind: .pure, targets: ["WardJSON", "WardText"]),
        Layer(name: "WardProtocol", kind: .pure, targets: ["WardJSON", "WardText"]),
        Layer(name: "WardLaunch", kind: .pure, targets: ["WardJSON", "WardText", "WardLock"]),
        Layer(name: "WardPinning", kind: .pure, targets: ["WardJSON", "WardText", "WardLock", "WardProtocol"]),
        Layer(
            name: "WardSession", kind: .pure,
            targets: ["WardJSON", "WardText", "WardLock", "WardProtocol", "WardPinning"]),
        Layer(name: "CWard", kind: .effect),
        Layer(name: "CZlib", kind: .effect),
        Layer(name: "WardProcess", kind: .effect, targets: ["CWard", "WardText"]),
        Layer(
            name: "WardTransport", kind: .effect, targets: ["WardSession"],
            outside: ["NIOCore", "NIOPosix"]),
        Layer(name: "WardDatabase", kind: .effect, outside: ["GRDB", "GRDBSQLite"]),
        Layer(
            name: "WardAudit", kind: .effect,
            targets: ["CWard", "WardDatabase", "WardJSON", "WardProtocol", "WardSession", "WardText"],
            outside: ["Crypto", "GRDB"]),
        Layer(
            name: "WardStore", kind: .effect, targets: ["WardDatabase", "WardJSON", "WardLock", "WardText"],
            outside: ["GRDB"]),
        Layer(
            name: "WardSupply", kind: .effect, targets: ["CZlib", "WardJSON", "WardText", "WardLock", "WardLaunch"]),
        Layer(
            name: "WardGateway", kind: .assembly,
            targets: [
                "WardAudit", "WardDatabase", "WardJSON", "WardLock", "WardPinning", "WardProcess", "WardProtocol",
                "WardSession", "WardStore", "WardText", "WardTransport",
            ],
            outside: ["NIOCore", "NIOPosix"]),
        Layer(
            name: "WardCommands", kind: .assembly,
            targets: [
                "WardAudit", "WardDatabase", "WardGateway", "WardJSON", "WardLaunch", "WardLock", "WardPinning",
                "WardProcess", "WardProtocol", "WardSession", "WardStore", "WardSupply", "WardText",
            ],
            outside: ["ArgumentParser"]),
        Layer(name: "ward", kind: .assembly, targets: ["WardCommands"], outside: ["ArgumentParser"]),
        Layer(name: "WardTesting", kind: .pure, targets: ["WardJSON", "WardProtocol", "WardSession"]),
    ]
}

/// Imports follow the arrows of the page on architecture.
///
/// SwiftPM does not check this: it lets a target import a module that another target's dependency happened to build.
struct LayeringTests {
    @Test(arguments: Layer.all)
    func `a target imports only what its row allows`(layer: Layer) throws {
        for file in try Repository.sources() where file.path.hasPrefix("Sources/\(layer.name)/") {
            let forbidden = imports(of: file).subtracting(layer.allowed)
            #expect(forbidden.isEmpty, "\(file.path) imports \(forbidden.sorted().joined(separator: ", "))")
        }
    }

    @Test(arguments: Layer.all)
    func `a target leans only on rows above it`(layer: Layer) throws {
        let place = try #require(Layer.all.firstIndex { $0.name == layer.name })
        let above = Set(Layer.all[..<place].map(\.name))
        #expect(layer.targets.isSubset(of: above))
    }

    @Test func `no effect leans on another effect, but for the database opener and the C floor`() {
        let free: Set<String> = ["CWard", "CZlib", "WardDatabase"]
        let effects = Set(Layer.all.filter { $0.kind == .effect }.map(\.name)).subtracting(free)
        for layer in Layer.all where layer.kind == .effect {
            #expect(layer.targets.isDisjoint(with: effects), "\(layer.name)")
        }
    }

    @Test func `a pure target leans only on pure targets, and one alone on a foreign module`() {
        let pure = Set(Layer.all.filter { $0.kind == .pure }.map(\.name))
        for layer in Layer.all where layer.kind == .pure {
            #expect(layer.targets.isSubset(of: pure), "\(layer.name)")
        }
        #expect(Layer.all.filter { $0.kind == .pure && !$0.outside.isEmpty }.map(\.name) == ["WardJSON"])
    }

    @Test func `the table, the manifest and the folders name the same targets in the same order`() throws {
        let manifest = try Repository.text("Package.swift")
        let declared = manifest.matches(of: /\.(?:target|executableTarget|systemLibrary)\(\s*name: "(\w+)"/)
            .map { String($0.1) }
        #expect(declared == Layer.all.map(\.name))
        #expect(try Repository.names(in: "Sources").filter { !$0.hasPrefix(".") } == declared.sorted())
    }

    @Test func `the manifest and the folders name the same test targets`() throws {
        let manifest = try Repository.text("Package.swift")
        let declared = manifest.matches(of: /\.testTarget\(\s*name: "(\w+)"/).map { String($0.1) }
        #expect(try Repository.names(in: "Tests").filter { !$0.hasPrefix(".") } == declared.sorted())
    }

    /// The pure targets decide; they never wait for anything, and share nothing.
    @Test(arguments: Layer.all.filter { $0.kind == .pure })
    func `a pure target has no async, no actor, no clock and no lock`(layer: Layer) throws {
        for file in try Repository.sources() where file.path.hasPrefix("Sources/\(layer.name)/") {
            let words = file.code.matches(
                of: /\b(?:async|await|actor|Mutex|Atomic|Task|DispatchQueue|ContinuousClock|SuspendingClock)\b/
            )
            #expect(words.isEmpty, "\(file.path): \(words.map { String($0.output) })")
        }
    }

    /// The modules that a file imports.
    private func imports(of file: SourceFile) -> Set<String> {
        let line =
            /^[ \t]*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
            .anchorsMatchLineEndings()
        return Set(file.code.matches(of: line).map { String($0.1) })
    }
}
