// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardTesting

struct DuplicateNameTests {
    private func object(_ names: some Sequence<String>) -> String {
        "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    }

    @Test func `accepts 40,000 distinct names and finds one duplicate among them`() throws {
        let names = (0..<40_000).map { "name\($0)" }
        let document = try JSONDocument(object(names))
        #expect(document.count(of: document.root) == 40_000)
        for place in [0, 1, 14, 15, 16, 17, 20_000, 39_999] {
            let error = #expect(throws: JSONError.self) { try JSONDocument(object(names + [names[place]])) }
            #expect(error?.code == .duplicateName)
        }
    }

    @Test func `finds the duplicate of any place in objects around the size at which the method changes`() throws {
        for count in 1...40 {
            let names = (0..<count).map { "n\($0)" }
            #expect(try JSONDocument(object(names)).count(of: JSONDocument(object(names)).root) == count)
            for place in 0..<count {
                let text = object(names + [names[place]])
                let error = #expect(throws: JSONError.self) { try JSONDocument(text) }
                #expect(error?.code == .duplicateName)
                #expect(error?.offset == text.utf8.count - names[place].utf8.count - 5)
                let escaped = object(names + ["\\u006e" + names[place].dropFirst()])
                #expect(throws: JSONError.self) { try JSONDocument(escaped) }
            }
        }
    }

    @Test func `finds duplicates of every length up to the very end of the text`() {
        // The end of the input must not change how a name is compared.
        for length in 0...40 {
            let name = String("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz".prefix(length))
            for end in ["", ":", ":0", ":0}", ":0}          "] {
                let error = #expect(throws: JSONError.self) { try JSONDocument("{\"\(name)\":0,\"\(name)\"" + end) }
                #expect(error?.code == .duplicateName)
                #expect(error?.offset == length + 6)
            }
        }
    }

    @Test func `tells apart names that share length, start and end`() throws {
        let names = (10..<60).map { "commonprefix\($0)commonsuffix" }
        #expect(try JSONDocument(object(names)).blemishes == [])
        let mixed = names.enumerated().map { $0.offset % 3 == 0 ? "\\u0063" + $0.element.dropFirst() : $0.element }
        #expect(try JSONDocument(object(mixed)).blemishes == [])
        for place in 0..<names.count {
            #expect(throws: JSONError.self) { try JSONDocument(object(mixed + [names[place]])) }
        }
    }

    @Test func `keeps the names of nested objects apart`() throws {
        let inner = object((0..<30).map { "n\($0)" })
        let outer = (0..<40).map { "\"n\($0)\":\($0 % 2 == 0 ? inner : "[\(inner),{\"n1\":{}}]")" }
        let text = "{" + outer.joined(separator: ",") + "}"
        _ = try JSONDocument(text)
        let broken = text.dropLast() + ",\"n17\":0}"
        let error = #expect(throws: JSONError.self) { try JSONDocument(String(broken)) }
        #expect(error?.code == .duplicateName)
        #expect(error?.offset == text.utf8.count)
    }

    @Test(arguments: seeds)
    func `agrees with a set about random names`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 0...60, using: &random)
            let alphabet = ["a", "b", "\\u0061", "\\u0062", "é", "\\u00e9", "longer than eight", "\\/", "/"]
            let names = (0..<count).map { _ in
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                }.joined()
            }
            let decoded = names.map {
                $0.replacing("\\u0061", with: "a").replacing("\\u0062", with: "b").replacing("\\u00e9", with: "é")
                    .replacing("\\/", with: "/")
            }
            let hasDuplicate = Set(decoded).count < count
            let result = Result { () throws(JSONError) in try JSONDocument(object(names)) }
            switch result {
            case .success: #expect(!hasDuplicate)
            case .failure(let error): #expect(hasDuplicate && error.code == .duplicateName)
            }
        }
    }
}
