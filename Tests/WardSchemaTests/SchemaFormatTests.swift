// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardSchema
import WardTesting

/// Formats where they are asserted.
struct SchemaFormatTests {
    private static func isValid(_ format: String, _ text: String) throws -> Bool {
        var options = Schema.Options()
        options.assertsFormats = true
        var validator = SchemaValidator(try Schema(reading: Array(#"{"format":"\#(format)"}"#.utf8), options: options))
        let document = try JSONDocument(reading: JSONValue.string(text).encoded())
        return validator.check(document.root, in: document) == .valid
    }

    @Test(arguments: [
        ("uri", "http://[::1]:80/", true), ("uri", "urn:a:b", true), ("uri", "x://", true),
        ("uri", "x://a@[::1]", true),
        ("uri", "x://[]@", false), ("uri", "x://[", false), ("uri", "x://[a]b", false), ("uri", "x://a:b", false),
        ("uri", "x:/[a]", false), ("uri", "x://[a]@b", false), ("uri", "x:#a#b", false), ("uri", ":", false),
        ("date", "2024-02-29", true), ("date", "2023-02-29", false), ("date-time", "1998-12-31T23:59:60Z", true),
        ("date-time", "1998-12-31T22:59:60Z", false), ("email", "a@b", true), ("email", "a@b..c", false),
        ("time", "no time", true),
    ])
    func `a format that is known is asserted`(format: String, text: String, isValid: Bool) throws {
        #expect(try Self.isValid(format, text) == isValid)
    }

    @Test(arguments: ["date", "date-time", "email", "uri"])
    func `whatever is written is read to its end`(format: String) throws {
        var random = SplitMix64(seed: 31)
        let seeds = [
            "2024-02-29", "1998-12-31T23:59:60.5+01:00", "a.b+c@ex-am.ple", "x://u@[::1]:80/p?q#f%20", "x://[]@", "",
        ].map { Array($0.unicodeScalars) }
        let marks = Array("[]@:/?#%.-+0aTZ".unicodeScalars)
        for _ in 0..<2_000 {
            var text = seeds[random.below(seeds.count)]
            for _ in 0...random.below(4) {
                let place = random.below(text.count + 1)
                switch random.below(3) {
                case 0 where place < text.count: text.remove(at: place)
                case 1 where place < text.count: text[place] = marks[random.below(marks.count)]
                default: text.insert(marks[random.below(marks.count)], at: place)
                }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: text)
            _ = try Self.isValid(format, String(view))
        }
    }
}
