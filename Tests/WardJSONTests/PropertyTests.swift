// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON

struct PropertyTests {
    /// What holds for every document that was accepted.
    private func check(_ document: JSONDocument) throws {
        let canonical = try document.canonicalBytes(of: document.root, numbers: .wrap)
        // A double of 2^53 or more is spelled as an integer there, which is tolerated here and changes no more.
        let again = try JSONDocument(reading: canonical, tolerating: .inexactNumbers)
        #expect(try again.canonicalBytes(of: again.root) == canonical, "\(shown(document.bytes))")
        for node in document.allValues() {
            try check(node, in: document)
        }
        for blemish in document.blemishes {
            #expect(!blemish.span.isEmpty && blemish.span.upperBound <= document.bytes.count)
        }
        let encoded = JSONValue(document.root, in: document).encoded()
        let value = try JSONDocument(reading: encoded)
        #expect(value.blemishes == [], "\(shown(document.bytes))")
        #expect(value.allValues().count == document.allValues().count)
    }

    private func check(_ node: JSONNode, in document: JSONDocument) throws {
        let span = document.span(of: node)
        #expect(span.upperBound <= document.bytes.count && !span.isEmpty)
        // The text of a node is a document itself.
        let text = Array(document.bytes[span])
        let alone = try JSONDocument(reading: text, tolerating: [.inexactNumbers, .loneSurrogates])
        #expect(alone.kind(of: alone.root) == document.kind(of: node) && alone.span(of: alone.root) == 0..<text.count)
        #expect(document.node(at: document.pointer(to: node)) == node)
        #expect(document.node(containing: span.lowerBound) == node)
        var position = span.lowerBound
        for member in document.members(of: node) {
            for child in [member.name, member.value] {
                let inner = document.span(of: child)
                #expect(inner.lowerBound > position && inner.upperBound < span.upperBound)
                position = inner.upperBound - 1
            }
            let name = try #require(document.string(member.name))
            #expect(document.value(named: name, in: node) == member.value)
            #expect(document.pointer(to: member.name) == document.pointer(to: member.value))
        }
        for element in document.elements(of: node) {
            let inner = document.span(of: element)
            #expect(inner.lowerBound > position && inner.upperBound < span.upperBound)
            position = inner.upperBound - 1
        }
    }

    @Test(arguments: seeds)
    func `reads what was meant`(seed: UInt64) throws {
        var generator = TextGenerator(seed: seed)
        for _ in 0..<60 {
            let (bytes, value) = generator.document()
            let document = try JSONDocument(reading: bytes)
            #expect(JSONValue(document.root, in: document) == value, "\(shown(bytes))")
            #expect(try document.canonicalBytes(of: document.root) == value.canonicalBytes(), "\(shown(bytes))")
            try check(document)
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
        for round in 0..<400 {
            let bytes = generator.brokenDocument()
            let tolerance: JSONTolerance = round % 2 == 0 ? [] : [.loneSurrogates, .inexactNumbers]
            switch Result(catching: { () throws(JSONError) in try JSONDocument(reading: bytes, tolerating: tolerance) })
            {
            case .success(let document):
                accepted += 1
                try check(document)
            case .failure(let error):
                #expect((0...bytes.count).contains(error.offset), "\(shown(bytes))")
            }
        }
        // The mutations must not be so rough that only refusals are tested.
        #expect(accepted > 10 && accepted < 390)
    }

    @Test(arguments: seeds)
    func `refuses every proper prefix of a container`(seed: UInt64) {
        var generator = TextGenerator(seed: seed &+ 3_000)
        for _ in 0..<20 {
            let bytes = Array("[".utf8) + generator.document().bytes + Array("]".utf8)
            for count in 0..<bytes.count {
                #expect(throws: JSONError.self) { try JSONDocument(reading: Array(bytes.prefix(count))) }
            }
        }
    }

    @Test func `checks every single byte and every pair in a string as the standard library does`() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max where first >= 0x80 || second == 0x41 {
                compare([first, second])
            }
        }
    }

    @Test(arguments: seeds)
    func `checks longer sequences in a string as the standard library does`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let leads: [UInt8] = [0xC2, 0xDF, 0xE0, 0xE1, 0xE3, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xC1]
        let edges: [UInt8] = [0x7F, 0x80, 0x85, 0x8F, 0x90, 0x9F, 0xA0, 0xA8, 0xA9, 0xB7, 0xBE, 0xBF, 0xC0]
        for _ in 0..<4_000 {
            let lead = leads[Int.random(in: 0..<leads.count, using: &random)]
            let tails = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                edges[Int.random(in: 0..<edges.count, using: &random)]
            }
            compare([lead] + tails)
        }
    }

    private func compare(_ content: [UInt8]) {
        let text = String(validating: content, as: UTF8.self)
        let isPlain = text?.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar != "\"" && scalar != "\\" && scalar.value & 0xFFFE != 0xFFFE
                && !(0xFDD0...0xFDEF).contains(scalar.value)
        }
        let bytes = Array("\"".utf8) + content + Array("\"".utf8)
        switch Result(catching: { () throws(JSONError) in try JSONDocument(reading: bytes) }) {
        case .success(let document):
            #expect(isPlain == true && document.string(document.root) == text, "\(content)")
            let separators = text?.unicodeScalars.filter { [0x85, 0x2028, 0x2029].contains($0.value) }.count
            #expect(document.blemishes.count == separators)
        case .failure(let error):
            #expect(isPlain != true, "\(content)")
            #expect(text != nil || [.invalidUTF8, .controlCharacter, .noncharacter].contains(error.code), "\(content)")
        }
    }
}
