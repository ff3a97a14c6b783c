// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardTesting

struct PropertyTests {
    /// What does not hold though it should for every document that was accepted.
    ///
    /// The checks are many, so they are counted as one expectation.
    private func problems(_ document: JSONDocument) throws -> [String] {
        var problems: [String] = []
        func check(_ holds: Bool, _ what: String) {
            if !holds {
                problems.append("\(what) in \(shown(document.bytes))")
            }
        }
        let canonical = try document.canonicalBytes(of: document.root, numbers: .wrap)
        // A double of 2^53 or more is spelled as an integer there, which is tolerated here and changes no more.
        let again = try JSONDocument(reading: canonical, tolerating: .inexactNumbers)
        check(try again.canonicalBytes(of: again.root) == canonical, "an unstable canonical form")
        let nodes = document.allValues()
        for node in nodes {
            try checkPlaces(of: node, in: document, check)
            checkChildren(of: node, in: document, check)
        }
        for blemish in document.blemishes {
            check(!blemish.span.isEmpty && blemish.span.upperBound <= document.bytes.count, "a blemish outside")
        }
        let value = try JSONDocument(reading: JSONValue(document.root, in: document).encoded())
        check(value.blemishes == [] && value.allValues().count == nodes.count, "a value written otherwise")
        return problems
    }

    private func checkPlaces(of node: JSONNode, in document: JSONDocument, _ check: (Bool, String) -> Void) throws {
        let span = document.span(of: node)
        check(span.upperBound <= document.bytes.count && !span.isEmpty, "a span outside")
        // The text of a node is a document itself.
        let alone = try JSONDocument(
            reading: Array(document.bytes[span]), tolerating: [.inexactNumbers, .loneSurrogates])
        check(alone.kind(of: alone.root) == document.kind(of: node), "another kind alone")
        check(alone.span(of: alone.root) == 0..<span.count, "another span alone")
        check(document.node(at: document.pointer(to: node)) == node, "a pointer elsewhere")
        check(document.node(containing: span.lowerBound) == node, "another node at the start")
        check(document.node(containing: span.upperBound - 1) == node, "another node at the end")
    }

    private func checkChildren(of node: JSONNode, in document: JSONDocument, _ check: (Bool, String) -> Void) {
        let span = document.span(of: node)
        var position = span.lowerBound
        func checkChild(_ child: JSONNode) {
            let inner = document.span(of: child)
            check(inner.lowerBound > position && inner.upperBound < span.upperBound, "a child outside")
            position = inner.upperBound - 1
        }
        for member in document.members(of: node) {
            checkChild(member.name)
            checkChild(member.value)
            let name = document.string(member.name) ?? ""
            check(document.value(named: name, in: node) == member.value, "a member not found")
            check(document.pointer(to: member.name) == document.pointer(to: member.value), "a name elsewhere")
        }
        for element in document.elements(of: node) {
            checkChild(element)
        }
    }

    @Test(arguments: seeds)
    func `reads what was meant`(seed: UInt64) throws {
        var generator = TextGenerator(seed: seed)
        for _ in 0..<30 {
            let (bytes, value) = generator.document()
            let document = try JSONDocument(reading: bytes)
            #expect(JSONValue(document.root, in: document) == value, "\(shown(bytes))")
            #expect(try document.canonicalBytes(of: document.root) == value.canonicalBytes(), "\(shown(bytes))")
            #expect(try problems(document) == [])
        }
    }

    @Test(arguments: seeds)
    func `reads what it wrote`(seed: UInt64) throws {
        var generator = TextGenerator(seed: seed &+ 1_000)
        for _ in 0..<100 {
            let value = generator.document().value
            let document = try JSONDocument(reading: value.encoded())
            #expect(document.blemishes == [])
            #expect(JSONValue(document.root, in: document) == value)
            #expect(document.bytes == JSONValue(document.root, in: document).encoded())
            #expect(try document.canonicalBytes(of: document.root) == value.canonicalBytes())
        }
    }

    @Test(arguments: seeds)
    func `never traps on broken texts, and what it accepts is sound`(seed: UInt64) throws {
        var generator = TextGenerator(seed: seed &+ 2_000)
        var accepted = 0
        for round in 0..<200 {
            let bytes = generator.brokenDocument()
            let tolerance: JSONTolerance = round % 2 == 0 ? [] : [.loneSurrogates, .inexactNumbers]
            switch Result(catching: { () throws(JSONError) in try JSONDocument(reading: bytes, tolerating: tolerance) })
            {
            case .success(let document):
                accepted += 1
                #expect(try problems(document) == [])
            case .failure(let error):
                #expect((0...bytes.count).contains(error.offset), "\(shown(bytes))")
            }
        }
        // The mutations must not be so rough that only refusals are tested.
        #expect(accepted > 5 && accepted < 195)
    }

    @Test(arguments: seeds)
    func `refuses every proper prefix of a container`(seed: UInt64) {
        var generator = TextGenerator(seed: seed &+ 3_000)
        for _ in 0..<10 {
            let bytes = Array("[".utf8) + generator.document().bytes + Array("]".utf8)
            for count in 0..<bytes.count {
                #expect(throws: JSONError.self) { try JSONDocument(reading: Array(bytes.prefix(count))) }
            }
        }
    }

    @Test func `checks every pair of bytes in a string as the standard library does`() {
        let pairs = (UInt8.min...UInt8.max).flatMap { first in (UInt8.min...UInt8.max).map { [first, $0] } }
        #expect(pairs.filter { !agreesWithStandardLibrary($0) } == [])
    }

    @Test(arguments: seeds)
    func `checks longer sequences in a string as the standard library does`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let leads: [UInt8] = [
            0xC2, 0xDF, 0xE0, 0xE1, 0xE3, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xC1,
        ]
        let edges: [UInt8] = [0x7F, 0x80, 0x85, 0x8F, 0x90, 0x9F, 0xA0, 0xA8, 0xA9, 0xB7, 0xBE, 0xBF, 0xC0]
        let sequences = (0..<4_000).map { _ in
            [leads[Int.random(in: 0..<leads.count, using: &random)]]
                + (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    edges[Int.random(in: 0..<edges.count, using: &random)]
                }
        }
        #expect(sequences.filter { !agreesWithStandardLibrary($0) } == [])
    }

    private func agreesWithStandardLibrary(_ content: [UInt8]) -> Bool {
        let text = String(validating: content, as: UTF8.self)
        let isPlain = text?.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar != "\"" && scalar != "\\" && scalar.value & 0xFFFE != 0xFFFE
                && !(0xFDD0...0xFDEF).contains(scalar.value)
        }
        let bytes = Array("\"".utf8) + content + Array("\"".utf8)
        switch Result(catching: { () throws(JSONError) in try JSONDocument(reading: bytes) }) {
        case .success(let document):
            let separators = text?.unicodeScalars.filter { [0x85, 0x2028, 0x2029].contains($0.value) }.count
            let isEscape = content.first == UInt8(ascii: "\\")
            return isEscape
                || (isPlain == true && document.string(document.root) == text && document.blemishes.count == separators)
        case .failure:
            return isPlain != true
        }
    }
}
